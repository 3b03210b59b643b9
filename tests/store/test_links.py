from datetime import UTC, datetime, timedelta

from mentions.model import Resolution
from mentions.store.engine import Store
from mentions.store.links import load_links, save_links

NOW = datetime(2009, 7, 15, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
GOOD = Resolution(
    found="http://short.example/a",
    chain=("http://short.example/b", "https://blog.example/firewall?utm_source=x"),
    resolved="https://blog.example/firewall?utm_source=x",
    canonical="https://blog.example/firewall",
)
DEAD = Resolution(found="http://dead.example/a", why="offline")


def test_a_good_link_is_known_for_ever(store: Store) -> None:
    with store.writing() as session:
        save_links(session, [GOOD], now=NOW)
    with store.reading() as session:
        known = load_links(session, [GOOD.found, "http://x.example/"], failed_since=NOW + DAY)
    assert known == {GOOD.found: GOOD}


def test_a_dead_link_is_known_for_a_while(store: Store) -> None:
    with store.writing() as session:
        save_links(session, [DEAD], now=NOW)
        assert load_links(session, [DEAD.found], failed_since=NOW) == {DEAD.found: DEAD}
        assert load_links(session, [DEAD.found], failed_since=NOW + DAY) == {}


def test_a_link_that_died_still_leads_where_it_led(store: Store) -> None:
    with store.writing() as session:
        save_links(session, [GOOD], now=NOW)
        save_links(session, [Resolution(found=GOOD.found, why="404")], now=NOW + DAY)
        assert load_links(session, [GOOD.found], failed_since=NOW) == {GOOD.found: GOOD}


def test_a_dead_link_can_come_to_life(store: Store) -> None:
    alive = Resolution(
        found=DEAD.found, chain=("https://x.example/",), resolved="https://x.example/"
    )
    with store.writing() as session:
        save_links(session, [DEAD], now=NOW)
        save_links(session, [alive], now=NOW + DAY)
        assert load_links(session, [DEAD.found], failed_since=NOW + DAY) == {DEAD.found: alive}


def test_hostile_and_long_addresses(store: Store) -> None:
    urls = [
        "http://s.example/\0\ud800",
        "http://s.example/" + "ü" * 9000,
        "http://s.example/\ufffd",
    ]
    with store.writing() as session:
        save_links(session, [Resolution(found=url, why="404") for url in urls], now=NOW)
        known = load_links(session, urls, failed_since=NOW)
    assert [known[url].found for url in urls] == urls


def test_many_at_once_and_none(store: Store) -> None:
    urls = [f"http://s.example/{number}" for number in range(1200)]
    with store.writing() as session:
        save_links(session, [Resolution(found=url, why="404") for url in urls], now=NOW)
        save_links(session, [], now=NOW)
        assert len(load_links(session, urls, failed_since=NOW)) == 1200
        assert load_links(session, [], failed_since=NOW) == {}
