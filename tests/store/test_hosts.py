from dataclasses import replace
from datetime import UTC, datetime, timedelta

from mentions.looking import HostNote
from mentions.store.engine import Store
from mentions.store.hosts import load_host, load_hosts, save_hosts

NOW = datetime(2009, 7, 15, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
BLOG = HostNote(
    host="blog.example",
    robots="User-agent: *\nDisallow: /ü",
    robots_at=NOW,
    failures=3,
    closed_until=NOW + DAY,
    why="503",
)
OTHER = HostNote(host="xn--bcher-kva.example")


def test_what_is_kept_comes_back(store: Store) -> None:
    with store.writing() as session:
        save_hosts(session, iter([OTHER, BLOG]), now=NOW)
        assert load_hosts(session) == [BLOG, OTHER]
        assert load_host(session, "blog.example") == BLOG
        assert load_host(session, "nobody.example") is None


def test_a_newer_note_takes_the_place_of_the_older(store: Store) -> None:
    newer = replace(OTHER, host=BLOG.host, robots="")
    with store.writing() as session:
        save_hosts(session, [BLOG], now=NOW)
        save_hosts(session, [newer], now=NOW)
        assert load_hosts(session) == [newer]


def test_what_was_not_used_for_60_days_is_forgotten(store: Store) -> None:
    with store.writing() as session:
        save_hosts(session, [BLOG, OTHER], now=NOW)
        save_hosts(session, [OTHER], now=NOW + 60 * DAY)
        assert load_hosts(session) == [BLOG, OTHER]
        save_hosts(session, [], now=NOW + 61 * DAY)
        assert load_hosts(session) == [OTHER]


def test_the_clock_is_asked_where_no_time_is_given(store: Store) -> None:
    with store.writing() as session:
        save_hosts(session, [OTHER], now=NOW)
        save_hosts(session, [BLOG])
        assert load_hosts(session) == [BLOG]


def test_what_cannot_be_a_name_is_not_kept(store: Store) -> None:
    hostile = ["", "x" * 254, "x" * 9000]
    with store.writing() as session:
        save_hosts(session, [replace(BLOG, host=name) for name in hostile], now=NOW)
        save_hosts(session, [replace(BLOG, host="a\0\ud800", robots="\0\udc00")], now=NOW)
        assert [(one.host, one.robots) for one in load_hosts(session)] == [("a\ufffd", "\ufffd")]
