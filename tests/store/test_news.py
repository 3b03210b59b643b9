"""What becomes a notice, read from both databases."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from mentions.asking import Watch
from mentions.core.alerts.model import Event, Recipient, Rules, State
from mentions.core.changes import Change
from mentions.looking import Look, Outcome
from mentions.model import Article, Author, Kind, Mention
from mentions.store.articles import add_article
from mentions.store.changes import Saved
from mentions.store.engine import Store
from mentions.store.mentions import delete_mention
from mentions.store.mutes import add_mute
from mentions.store.notices import Notice, load_due, load_standing
from mentions.store.tables import ARTICLES, SIGHTINGS, WATCHES
from mentions.store.tables_running import LINK_EVENTS, MUTES, NOTES, NOTICES
from mentions.store.watches import add_watch, save_looks
from mentions.tracker.telling.compose import compose
from mentions.tracker.telling.tidings import plan_notices

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
FOREVER = NOW + timedelta(days=900)
Make = Callable[..., Change]
Save = Callable[..., Saved]


@pytest.fixture(autouse=True)
def nothing_noted(store: Store) -> None:
    with store.writing() as session:
        for table in (NOTES, MUTES, NOTICES):
            session.connection().execute(delete(table))


def who(*events: str, **changes: Any) -> Recipient:
    rules = Rules(events=frozenset(events or ("new",)), **changes.pop("rules", {}))
    return Recipient(name="me", rules=rules, **changes)


class Desk:
    """A recipient who is told what comes from the first plan on."""

    def __init__(self, store: Store, recipient: Recipient, now: datetime = NOW) -> None:
        self.store, self.recipient, self.now = store, recipient, now
        self.plan()

    def plan(self, **later: float) -> None:
        self.now += timedelta(**later)
        plan_notices(self.store, [self.recipient], self.now)

    def notices(self) -> list[Notice]:
        with self.store.reading() as session:
            return load_due(session, "me", FOREVER, limit=900)

    def told(self) -> list[tuple[Event, int | None]]:
        return [(one.event, one.mention_id) for one in self.notices()]


@pytest.fixture
def find(store: Store, article_id: int, a_mention: Any, a_change: Make, save: Save) -> Any:
    """Stores a mention as a poll does, said an hour before it was seen; returns its id."""
    numbers = iter(range(900))

    def run(at: datetime = NOW, **changes: Any) -> int:
        number = next(numbers)
        fields = {
            "url": f"https://social.example/{number}",
            "published": at - timedelta(hours=1),
            "first_seen": at,
        }
        mention: Mention = a_mention(**fields | changes)
        return save(a_change(str(number), mention=mention), now=at).new[0]

    return run


def test_what_was_there_before_somebody_is_told_is_no_news(store: Store, find: Any) -> None:
    find()
    desk = Desk(store, who())
    desk.plan(minutes=1)
    assert desk.told() == []


def test_a_new_mention_is_noted_once(store: Store, find: Any) -> None:
    desk = Desk(store, who())
    new = find()
    for _ in range(3):
        desk.plan(minutes=11)
    assert desk.told() == [(Event.NEW, new)]


def test_a_row_that_shows_up_behind_later_ones_is_noted(store: Store, find: Any) -> None:
    """As PostgreSQL does with a transaction that ends after one that began later."""
    desk = Desk(store, who())
    hidden, shown = find(), find()
    aside = SIGHTINGS.c.mention_id == hidden
    with store.writing() as session:  # without a sighting it is none that a poll found
        row = session.connection().execute(select(SIGHTINGS).where(aside)).one()._asdict()
        session.connection().execute(delete(SIGHTINGS).where(aside))
    desk.plan(minutes=1)
    assert desk.told() == [(Event.NEW, shown)]
    with store.writing() as session:
        session.connection().execute(insert(SIGHTINGS).values(**row))
    find()
    desk.plan(minutes=1)
    assert (Event.NEW, hidden) in desk.told()
    assert len(desk.told()) == 3


def test_the_first_mention_is_told_as_that_and_not_again(store: Store, find: Any) -> None:
    desk = Desk(store, who("first", "new"))
    first, second = find(), find()
    desk.plan(minutes=1)
    assert desk.told() == [(Event.FIRST, first), (Event.NEW, second)]


@pytest.mark.parametrize(
    "changes",
    [
        {"published": NOW - timedelta(days=4)},  # said long ago
        {"published": None},  # maybe said long ago: first look at this place
        {"kind": Kind.LIKE},  # not what the rules want
        {"author": Author(name="Bot")},  # muted
    ],
)
def test_what_is_not_told(store: Store, find: Any, changes: dict[str, Any]) -> None:
    with store.writing() as session:
        add_mute(session, "bot", now=NOW)
    desk = Desk(store, who(rules={"kinds": frozenset({Kind.MENTION})}))
    find(**changes)
    desk.plan(minutes=1)
    assert desk.told() == []


def test_undated_is_news_where_the_place_was_looked_at_before(store: Store, find: Any) -> None:
    desk = Desk(store, who())
    find(published=None, source="https://forum.example/")
    new = find(at=NOW + timedelta(hours=2), published=None, source="https://forum.example/")
    desk.plan(hours=2)
    assert desk.told() == [(Event.NEW, new)]


@pytest.mark.parametrize("seconds", [3600, 0])
def test_undated_is_news_where_a_watch_has_looked_for_long(
    store: Store, find: Any, seconds: int
) -> None:
    later = NOW + timedelta(hours=2)
    page = "https://forum.example/"
    begun = (later - timedelta(seconds=seconds)).timestamp()
    with store.writing() as session:
        watch = add_watch(session, Watch(source="webpage", address=page))
        change = update(WATCHES).where(WATCHES.c.id == watch)
        session.connection().execute(change.values(record=[begun, begun, 0.0, 0.0, 0.0, 0.0]))
    desk = Desk(store, who())
    new = find(at=later, published=None, source=page)
    desk.plan(hours=2)
    assert desk.told() == ([(Event.NEW, new)] if seconds else [])


def test_an_import_is_not_told(
    store: Store, a_mention: Any, a_change: Make, save: Save, article_id: int
) -> None:
    desk = Desk(store, who())
    old = a_mention(first_seen=NOW - timedelta(days=1), published=NOW - timedelta(days=1))
    save(a_change(mention=old), now=NOW)
    desk.plan(minutes=1)
    assert desk.told() == []


def test_gone_is_told_once_also_where_only_the_link_is(store: Store, find: Any) -> None:
    desk = Desk(store, who("gone"))
    lost, unlinked, moved = find(), find(), find()
    states = {lost: "gone", unlinked: "link_removed", moved: "edited"}
    with store.writing() as session:
        for mention_id, state in states.items():
            row = {"mention_id": mention_id, "at": NOW + timedelta(minutes=1), "state": state}
            session.connection().execute(insert(LINK_EVENTS).values(**row))
    for _ in range(3):
        desk.plan(minutes=40)
    assert desk.told() == [(Event.GONE, lost), (Event.GONE, unlinked)]
    assert [one.told["link_only"] for one in desk.notices()] == [False, True]


def test_a_spike_is_told_once_in_twelve_hours(store: Store, find: Any) -> None:
    desk = Desk(store, who("spike"))
    for _ in range(8):
        find()
    desk.plan(minutes=1)
    find()
    desk.plan(minutes=1)
    assert [one.event for one in desk.notices()] == [Event.SPIKE]
    assert desk.notices()[0].told["number"] == 8


def look(store: Store, watch_id: int, at: datetime, outcome: Outcome) -> None:
    why = None if outcome.looked else "403 Forbidden"
    one = Look(
        watch_id=watch_id, at=at, outcome=outcome, why=why, next_poll_at=at + timedelta(hours=1)
    )
    with store.writing() as session:
        save_looks(session, [one])


def test_a_place_that_fails_for_a_day_is_told_once_and_that_it_works_again(store: Store) -> None:
    with store.writing() as session:
        watch = add_watch(session, Watch(source="feed", address="https://neighbour.example/feed"))
    desk = Desk(store, who("failing"))
    for _ in range(50):
        look(store, watch, desk.now, Outcome.BLOCKED)
        desk.plan(minutes=30)
    assert [one.event for one in desk.notices()] == [Event.FAILING]
    assert desk.notices()[0].told["why"] == "403 Forbidden"
    look(store, watch, desk.now, Outcome.OK)
    desk.plan(minutes=1)
    desk.plan(minutes=1)
    assert [one.event for one in desk.notices()] == [Event.FAILING, Event.WORKS]


def test_after_a_week_without_a_run_no_place_is_failing_yet(store: Store) -> None:
    with store.writing() as session:
        watch = add_watch(session, Watch(source="feed", address="https://neighbour.example/feed"))
    desk = Desk(store, who("failing"))
    look(store, watch, desk.now, Outcome.BLOCKED)
    desk.plan(minutes=1)
    desk.plan(days=7)
    assert desk.told() == []


def test_quiet_hours_and_digests_say_when(store: Store, find: Any) -> None:
    desk = Desk(store, who(cron="0 8 * * mon"))
    find()
    desk.plan(minutes=1)
    assert [one.due_at for one in desk.notices()] == [datetime(2026, 3, 16, 8, tzinfo=UTC)]
    desk.recipient = who()
    desk.plan(minutes=1)
    assert [one.due_at for one in desk.notices()] == [desk.now]


def shares_of_a_bot(store: Store, a_mention: Any, a_change: Make, save: Save) -> int:
    """Store shares of five articles within minutes of their publication; returns the last id."""
    new = 0
    for number in range(5):
        url = f"https://blog.example/{number}"
        with store.writing() as session:
            article_id = add_article(session, Article(url=url), now=NOW)
            known = update(ARTICLES).where(ARTICLES.c.id == article_id)
            session.connection().execute(known.values(published=NOW))
        mention = a_mention(
            article=url,
            author=Author(name="Bot", handle="bot"),
            url=f"https://social.example/bot/{number}",
            published=NOW + timedelta(minutes=2),
            first_seen=NOW + timedelta(minutes=5),
        )
        new = save(a_change(mention=mention), now=NOW + timedelta(minutes=5)).new[0]
    return new


def test_an_auto_sharer_is_counted_and_not_told_at_once(
    store: Store, a_mention: Any, a_change: Make, save: Save
) -> None:
    desk = Desk(store, who("new", "first"))
    shares_of_a_bot(store, a_mention, a_change, save)
    desk.plan(minutes=6)
    assert desk.told() == []
    with store.reading() as session:
        assert load_standing(session, since=NOW)["me"].folded == 5


def test_in_a_digest_auto_sharers_stand_apart(
    store: Store, a_mention: Any, a_change: Make, save: Save
) -> None:
    desk = Desk(store, who(cron="0 8 * * *"))
    shares_of_a_bot(store, a_mention, a_change, save)
    desk.plan(minutes=6)
    with store.reading() as session:
        message = compose(session, desk.recipient, desk.notices()).message
    assert message
    assert {len(one.usual) for one in message.articles} == {1}
    assert {len(one.new) for one in message.articles} == {0}


def test_behind_an_auto_sharer_somebody_else_is_first(
    store: Store, a_mention: Any, a_change: Make, save: Save
) -> None:
    desk = Desk(store, who("first"))
    shares_of_a_bot(store, a_mention, a_change, save)
    mention = a_mention(
        article="https://blog.example/4",
        published=NOW + timedelta(minutes=4),
        first_seen=NOW + timedelta(minutes=6),
    )
    human = save(a_change(mention=mention), now=NOW + timedelta(minutes=6)).new[0]
    desk.plan(minutes=7)
    assert desk.told() == [(Event.FIRST, human)]


def test_deleted_or_muted_before_it_was_sent_is_not_sent(store: Store, find: Any) -> None:
    desk = Desk(store, who())
    deleted, muted, left = find(), find(author=Author(name="Bot")), find()
    desk.plan(minutes=1)
    with store.writing() as session:
        delete_mention(session, deleted, now=NOW)
        add_mute(session, "Bot", now=NOW)
        composed = compose(session, desk.recipient, desk.notices())
    dropped = {one.mention_id for one in desk.notices() if one.id in composed.dropped}
    (one,) = [one for one in desk.notices() if one.id in composed.told]
    assert dropped == {deleted, muted}
    assert (one.mention_id, one.state) == (left, State.WAITING)


def test_rules_know_an_article_by_its_other_addresses(store: Store, find: Any) -> None:
    other = frozenset({"https://blog.example/other"})
    desk = Desk(store, who(rules={"articles": other}))
    find()
    desk.plan(minutes=1)
    assert desk.told() == []
    with store.reading() as session:
        canonical = session.connection().execute(select(ARTICLES.c.canonical)).scalar_one()
    desk.recipient = who(rules={"articles": frozenset({canonical})})
    new = find()
    desk.plan(minutes=1)
    assert (Event.NEW, new) in desk.told()
