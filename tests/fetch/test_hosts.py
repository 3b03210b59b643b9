from datetime import UTC, datetime

from mentions.fetch.hosts import Hosts
from mentions.looking import HostNote

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)


def visit(hosts: Hosts, *names: str) -> None:
    for name in names:
        with hosts.using(name):
            pass


def test_memory_is_bounded_over_years() -> None:
    hosts = Hosts(most=100)
    visit(hosts, *(f"h{n}.example" for n in range(5000)))
    assert 50 <= len(hosts) <= 100


def test_the_texts_of_robots_txt_count() -> None:
    hosts = Hosts(most=100)
    for n in range(500):
        with hosts.using(f"h{n}.example") as host:
            host.remember(HostNote(host=f"h{n}.example", robots="x" * 10_240))
        hosts.changes()
    assert len(hosts) <= 10


def test_hosts_in_use_closed_or_not_yet_stored_are_forgotten_last() -> None:
    closed = HostNote(host="closed.example", closed_until=NOW)
    hosts = Hosts([closed], most=100)
    with hosts.using("busy.example") as busy:
        with hosts.using("changed.example") as changed:
            changed.remember(HostNote(host="changed.example", failures=1))
        visit(hosts, *(f"h{n}.example" for n in range(5000)))
        with hosts.using("busy.example") as again:
            assert again is busy
    with hosts.using("closed.example") as host:
        assert host.note == closed
    assert [note.host for note in hosts.changes()] == ["changed.example"]


def test_the_least_used_goes_first() -> None:
    hosts = Hosts(most=100)
    with hosts.using("often.example") as often:
        pass
    for n in range(500):
        visit(hosts, f"h{n}.example", "often.example")
    with hosts.using("often.example") as host:
        assert host is often


def test_changes_are_told_once() -> None:
    hosts = Hosts([HostNote(host="a.example")])
    assert hosts.changes() == []
    with hosts.using("a.example") as host:
        host.remember(host.note)
        assert hosts.changes() == []
        host.remember(HostNote(host="a.example", failures=1))
    assert hosts.changes() == [HostNote(host="a.example", failures=1)]
    assert hosts.changes() == []
