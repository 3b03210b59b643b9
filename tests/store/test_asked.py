"""Requests of each day, and open sessions."""

from datetime import UTC, date, datetime, timedelta

from mentions.asking import Session
from mentions.store.asked import add_spent, load_session, load_spent, save_session
from mentions.store.engine import Store

DAY = date(2026, 3, 14)
NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)


def test_requests_add_up(store: Store) -> None:
    for spent in ({"feed": 2, "x": 1}, {"feed": 3, "webpage": 0}):
        with store.writing() as session:
            add_spent(session, spent, DAY)
    with store.reading() as session:
        assert load_spent(session, DAY) == {"feed": 5, "x": 1}
        assert load_spent(session, DAY + timedelta(days=1)) == {}


def test_old_days_are_forgotten(store: Store) -> None:
    with store.writing() as session:
        add_spent(session, {"feed": 2}, DAY)
        add_spent(session, {"feed": 1}, DAY + timedelta(days=61))
    with store.reading() as session:
        assert load_spent(session, DAY) == {}


def test_a_session_comes_back_as_it_was(store: Store) -> None:
    extra = {"refresh": "r", "home": "https://a.example"}
    opened = Session(token="tök3n", expires=NOW, extra=extra)  # noqa: S106 - invented
    endless = Session(token="t")  # noqa: S106 - invented
    with store.writing() as session:
        save_session(session, "a:1", opened, now=NOW)
        save_session(session, "a:2", endless, now=NOW)
    with store.reading() as session:
        assert load_session(session, "a:1") == opened
        assert load_session(session, "a:2") == endless
        assert load_session(session, "a:3") is None


def test_a_newer_one_takes_its_place(store: Store) -> None:
    with store.writing() as session:
        save_session(session, "a:1", Session(token="one"), now=NOW)  # noqa: S106 - invented
        save_session(session, "b:1", Session(token="old"), now=NOW)  # noqa: S106 - invented
        later = NOW + timedelta(days=61)
        save_session(session, "a:1", Session(token="two"), now=later)  # noqa: S106 - invented
    with store.reading() as session:
        assert load_session(session, "a:1") == Session(token="two")  # noqa: S106 - invented
        assert load_session(session, "b:1") is None
