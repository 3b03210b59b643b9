from datetime import UTC, date, datetime, timedelta

import pytest

from mentions.asking import Watch
from mentions.core.blogs.model import Wishes
from mentions.core.plan.course import Course
from mentions.core.plan.history import History, Seen, learn
from mentions.core.plan.record import SHAPE, Record
from mentions.looking import Look, Outcome
from mentions.model import Article
from mentions.store.articles import add_article, remove_article
from mentions.store.asked import add_spent
from mentions.store.blogs import sync_blogs
from mentions.store.engine import Store
from mentions.store.plan import (
    Dates,
    Habits,
    Kept,
    Move,
    count_watches,
    load_dates,
    load_habits,
    load_kept,
    load_spent_since,
    move_forward,
    save_histories,
    save_kept,
    save_shapes,
)
from mentions.store.tables import WATCHES
from mentions.store.watches import add_watch, load_watches, remove_watch, save_looks

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
DUE = NOW + timedelta(hours=5, microseconds=123456)
RECORD = Record(1.5e9, 1.6e9 + 1 / 3, 2.25, 1e-9, 3.0, 0.1)


@pytest.fixture
def watch_id(store: Store) -> int:
    return add(store, "https://one.example/")


def add(store: Store, address: str, outcome: Outcome = Outcome.EMPTY) -> int:
    with store.writing() as session:
        number = add_watch(session, Watch(source="feed", address=address))
        why = None if outcome.looked else "it said so"
        look = Look(watch_id=number, at=NOW, outcome=outcome, next_poll_at=DUE, why=why)
        save_looks(session, [look])
    return number


def test_what_was_learned_of_a_watch_comes_back_as_it_was(store: Store, watch_id: int) -> None:
    kept = {watch_id: Kept(record=RECORD, cost=3.4, planned=612.0)}
    with store.reading() as session:
        assert load_kept(session, [watch_id, 99]) == {watch_id: Kept()}
    with store.writing() as session:
        save_kept(session, kept | {99: Kept(cost=1.0)})
    with store.reading() as session:
        assert load_kept(session) == load_kept(session, [watch_id]) == kept
        assert load_kept(session, []) == {}


def test_what_was_learned_of_a_watch_goes_with_it(store: Store, watch_id: int) -> None:
    with store.writing() as session:
        save_kept(session, {watch_id: Kept(record=RECORD)})
        remove_watch(session, watch_id)
        again = add_watch(session, Watch(source="feed", address="https://one.example/"))
        assert load_kept(session) == {again: Kept()}


def test_a_history_and_a_shape_are_learned_apart(store: Store) -> None:
    seen = Seen(Course.of(0.0), 0.0, 1e6, 3)
    history = learn(History(), [seen], now=1e6)
    with store.writing() as session:
        save_histories(session, {"apart": history})
        assert load_habits(session, ["apart"]) == {"apart": Habits(history, SHAPE)}
        save_shapes(session, {"apart": 0.2, "unheard-of": 1.0})
        more = learn(history, [seen], now=2e6)
        save_histories(session, {"apart": more})
    with store.writing() as session:
        found = load_habits(session, ["apart", "unheard-of"], to_change=True)
        assert found == {"apart": Habits(more, 0.2)}
        assert load_habits(session)["apart"] == found["apart"]


def test_requests_of_all_sources_from_a_day_on(store: Store) -> None:
    day = date(2990, 1, 1)  # no other test spends anything then
    with store.writing() as session:
        add_spent(session, {"feed": 3, "webpage": 4}, day)
        add_spent(session, {"feed": 5}, day + timedelta(days=1))
    with store.reading() as session:
        assert load_spent_since(session, day) == 12
        assert load_spent_since(session, day + timedelta(days=1)) == 5
        assert load_spent_since(session, day + timedelta(days=2)) == 0


def test_dates_are_those_of_what_is_tracked(store: Store) -> None:
    with store.writing() as session:
        dated = Article(url="https://blog.example/a", published=NOW, max_delay=900)
        first = add_article(session, dated, now=NOW)
        second = add_article(session, Article(url="https://blog.example/b"), now=NOW)
        gone = add_article(session, Article(url="https://blog.example/c"), now=NOW)
        remove_article(session, gone, now=NOW)
        assert load_dates(session) == {first: Dates(NOW, 900), second: Dates(None, None)}


def test_what_is_wanted_of_a_blog_is_wanted_of_its_posts(store: Store) -> None:
    home = "https://a-blog-of-its-own.example/"
    with store.writing() as session:
        sync_blogs(session, {home: Wishes(max_delay=900)}, now=NOW)
        number = add_article(session, Article(url=f"{home}a", published=NOW), now=NOW, blog=home)
        assert load_dates(session)[number] == Dates(NOW, None, 900)
        sync_blogs(session, {home: Wishes(max_delay=600)}, now=NOW)
        assert load_dates(session)[number] == Dates(NOW, None, 600)
        sync_blogs(session, {}, now=NOW)
        assert load_dates(session)[number] == Dates(NOW)


def test_stopped_watches_do_not_count(store: Store, watch_id: int) -> None:
    add(store, "https://gone.example/", Outcome.GONE)
    with store.reading() as session:
        assert count_watches(session) == 1


def forward(store: Store, watch_id: int, *, due: datetime = DUE) -> int:
    with store.writing() as session:
        return move_forward(session, [Move(watch_id, due, NOW, 60.0)], now=NOW)


def test_a_look_is_brought_forward(store: Store, watch_id: int) -> None:
    assert forward(store, watch_id) == 1
    with store.reading() as session:
        (watch,) = load_watches(session)
        assert watch.next_poll_at == NOW
        assert load_kept(session)[watch_id].planned == 60.0
    assert forward(store, watch_id) == 0, "it is due at another time now"


@pytest.mark.parametrize("outcome", [Outcome.BROKEN, Outcome.THROTTLED, Outcome.GONE])
def test_what_failed_or_is_stopped_waits(store: Store, outcome: Outcome) -> None:
    assert forward(store, add(store, "https://two.example/", outcome)) == 0


@pytest.mark.parametrize(("minutes", "moved"), [(5, 0), (-5, 1)])
def test_what_is_being_polled_is_left_alone(
    store: Store, watch_id: int, minutes: int, moved: int
) -> None:
    held = {"holder": "other", "held_until": NOW + timedelta(minutes=minutes)}
    with store.writing() as session:
        session.connection().execute(WATCHES.update().values(held))
    assert forward(store, watch_id) == moved
