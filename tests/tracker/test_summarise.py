"""From the database to the numbers: golden values on a real file, whole and in parts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mentions.asking import Watch
from mentions.core.changes import Change, Changes, Sighting
from mentions.core.dedupe import mention_keys
from mentions.core.summary.model import Numbers, Scope, Unseen
from mentions.core.summary.obstacle import Obstacle
from mentions.core.summary.overrides import Said, Subject
from mentions.errors import ConfigError
from mentions.looking import Look, Outcome
from mentions.model import Article, Author, Channel, Counted, Evidence, Kind, Mention
from mentions.store.articles import add_article
from mentions.store.changes import save_changes
from mentions.store.engine import Store, open_store
from mentions.store.overrides import save_override
from mentions.store.watches import add_watch, save_looks
from mentions.tracker.reports.cut import make_cut
from mentions.tracker.reports.summarise import Limits, choose, summarise

NOON = datetime(2009, 7, 14, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SCOPE = Scope(made_at=NOON + timedelta(days=30))
ONE, TWO = "https://blog.example/firewall", "https://blog.example/second"


def tweet(number: int, handle: str, minute: int, *via: str, **changes: Any) -> Mention:
    fields: dict[str, Any] = {
        "article": ONE,
        "kind": Kind.REPOST if via else Kind.MENTION,
        "channel": Channel.POST,
        "platform": "twitter",
        "author": Author(handle=handle),
        "text": f"Sehr gut {number}",
        "url": f"https://twitter.com/{handle}/status/{number}",
        "published": NOON + minute * MINUTE,
        "published_zone_known": True,
        "first_seen": NOON,
        "via": via,
        "evidence": Evidence.LINK,
        "source": "https://twitter.com/search",
    }
    return Mention(**fields | changes)


def seen(one: Mention) -> Sighting:
    return Sighting(source=one.source, channel=one.channel, evidence=one.evidence, url=one.url)


def save(store: Store, *mentions: Mention) -> None:
    changes = tuple(
        Change(mention=one, keys=mention_keys(one), sightings=(seen(one),)) for one in mentions
    )
    with store.writing() as session:
        save_changes(session, Changes(changes=changes), now=NOON)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "mentions.db") as opened:
        with opened.writing() as session:
            published = NOON - timedelta(hours=2)
            for url in (ONE, TWO):
                add_article(session, Article(url=url, published=published), now=NOON)
        counts = Counted(likes=7, followers=90, seen_at=NOON)
        save(
            opened,
            tweet(1, "clab", -30, counts=counts),
            tweet(2, "a", 1, "clab"),
            tweet(3, "b", 2, "clab"),
            tweet(4, "c", 3),
            tweet(5, "a", 300, published=None),
        )
        save(opened, tweet(6, "clab", 90, article=TWO))
        yield opened


def test_one_article(store: Store) -> None:
    summary = summarise(store, [1], SCOPE)
    told = summary.numbers
    assert (told.mentions, told.people, told.undated, told.depth) == (5, 4, 1, 2)
    assert told.first is not None
    assert told.first.id == 1
    assert told.time_to_first == timedelta(minutes=90)
    assert told.peak is not None
    assert (told.peak.start, told.peak.mentions) == (NOON, 3)
    assert told.peak.cause is not None
    assert told.peak.cause.id == 1
    assert told.half_life == timedelta(minutes=31)
    assert [(one.root, one.mentions) for one in told.branches] == [("@clab", 3)]
    assert (told.likes.total, told.likes.unknown, told.followers.total) == (7, 4, 90)
    (article,) = summary.articles
    assert article.numbers == told
    assert [act.id for act in article.acts] == [4, 3, 2, 5, 1]
    assert [one.handle for one in article.sentence] == ["clab", "a", "b", "c"]


def test_over_all_a_person_is_one(store: Store) -> None:
    summary = summarise(store, None, SCOPE)
    assert (summary.numbers.mentions, summary.numbers.people) == (6, 4)
    assert [one.url for one in summary.articles] == [ONE, TWO]
    assert (summary.people[0].handle, summary.people[0].mentions) == ("a", 2)
    assert summary.numbers.peak is not None
    assert summary.numbers.peak.cause is not None
    assert summary.numbers.time_to_first is None


def test_too_many_for_a_tree_are_counted_by_the_same_counters(store: Store) -> None:
    whole = summarise(store, None, SCOPE).numbers
    streamed = summarise(store, None, SCOPE, limits=Limits(drawn=0)).numbers
    peak = replace(whole.peak, cause=None) if whole.peak else None
    assert streamed == replace(whole, spread_known=False, depth=0, branches=(), peak=peak)


def test_what_is_left_out_is_counted(store: Store) -> None:
    summary = summarise(store, None, SCOPE, limits=Limits(articles=1, acts=2, people=1))
    assert (summary.left_out, summary.numbers.mentions) == (1, 6)
    assert (len(summary.people), summary.numbers.people) == (1, 4)
    (article,) = summarise(store, [1], SCOPE, limits=Limits(acts=2)).articles
    assert (len(article.acts), article.left_out) == (2, 3)


def test_the_period_before(store: Store) -> None:
    scope = replace(SCOPE, since=NOON, until=NOON + timedelta(hours=1))
    summary = summarise(store, [1], scope)
    assert summary.numbers.mentions == 4  # the undated one was first seen then
    assert isinstance(summary.before, Numbers)
    assert (summary.before.mentions, summary.before.people) == (1, 1)
    assert summarise(store, [1], replace(scope, until=None)).before is None


def test_an_empty_period_says_what_was_looked_at(store: Store) -> None:
    with store.writing() as session:
        place = add_watch(session, Watch(source="feed", address="https://a.example/"))
        add_watch(session, Watch(source="feed", address="https://b.example/"))
        failed = [(1, Outcome.OK, None), (2, Outcome.BROKEN, "no answer; try later")]
        for day, outcome, why in failed:
            at = NOON + timedelta(days=day)
            look = Look(watch_id=place, at=at, outcome=outcome, why=why, next_poll_at=at)
            save_looks(session, [look])
    since = NOON + timedelta(days=10)
    summary = summarise(store, None, replace(SCOPE, since=since))
    assert (summary.numbers.mentions, summary.articles) == (0, ())
    assert (summary.seen.places, summary.seen.looked) == (2, 0)
    last = NOON + timedelta(days=1)
    assert summary.seen.unseen == (
        Unseen(
            source="feed",
            address="https://a.example/",
            why="no answer",
            since=last,
            obstacle=Obstacle.BROKEN,
            next_look=last + timedelta(days=1),
        ),
        Unseen(
            source="feed",
            address="https://b.example/",
            why="not asked yet",
            obstacle=Obstacle.NOT_ASKED,
        ),
    )


def test_overrides_are_those_that_stand_in_it(store: Store) -> None:
    with store.writing() as session:
        for key, number in (("twitter/@clab", 5000), ("twitter/@nobody", 1)):
            save_override(session, Subject.AUTHOR, key, Said.FOLLOWERS, number, now=NOON)
        save_override(session, Subject.MENTION, "6", Said.TAGS, ["paid"], now=NOON)
    assert summarise(store, None, SCOPE).overrides == 2
    summary = summarise(store, [1], SCOPE)
    assert (summary.overrides, summary.numbers.followers.total) == (1, 5000)


def test_an_article_is_chosen_by_id_or_address(store: Store) -> None:
    chosen = choose(store, ["2", "http://www.blog.example/firewall?utm_source=x", "2"], SCOPE)
    assert chosen.articles == (2, 1)
    assert choose(store, None, SCOPE).articles is None


def test_the_nearest_article_is_named(store: Store) -> None:
    with pytest.raises(ConfigError, match=r"the nearest: https://blog\.example/firewall \(1\)"):
        choose(store, ["https://blog.example/firewal"], SCOPE)


def test_a_cut_holds_every_mention(store: Store) -> None:
    cut = make_cut(store, [1], SCOPE, limits=Limits(acts=1))
    assert [act.id for act in cut.acts] == [1, 5, 2, 3, 4]
    assert len(list(cut.news())) == 5
