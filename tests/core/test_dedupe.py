"""Laws of merging and planning, on made-up mentions that collide as often as possible."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.core.changes import Changes, Found, Known, Sighting, plan_changes
from mentions.core.dedupe import mention_keys
from mentions.core.merging import merge_mentions
from mentions.model import (
    Author,
    Channel,
    Counted,
    Evidence,
    Kind,
    Mention,
    MentionLink,
    Reporter,
)

ARTICLE = "https://blog.example.org/firewall"
START = datetime(2009, 7, 14, 12, tzinfo=UTC)
PERMALINKS = [
    "https://twitter.com/jens/status/1",
    "https://twitter.com/ingo/status/2",
    "https://twitter.com/jens",
    "https://zweit.example/linkschau",
    f"{ARTICLE}/#comment-1",
    f"{ARTICLE}#comment-2",
]
TEXTS = ["Weg damit", "weg damit.", "RT @clab: Weg damit http://ow.ly/rDsf", "Ein längerer Text"]
LONG = "Ein Text, der so lang ist, dass ihn jemand kürzt"
TEXTS += [LONG, f"{LONG[:24]} …", f"{LONG[:30]}…", LONG[:28]]
SOURCES = [f"{ARTICLE}/", f"{ARTICLE}/feed/"]
REPORTERS = [
    Reporter(name="Topsy"),
    Reporter(name="Topsy", url="http://topsy.com/a"),
    Reporter(name="Topsy", url="http://topsy.com/b"),
]

authors = st.builds(
    Author,
    name=st.sampled_from([None, "Jens", "C. Lab", "Maximiliane Oberhube", "Maximiliane Oberhuber"]),
    handle=st.sampled_from([None, None, "jens", "clab", "j_ens"]),
    url=st.sampled_from([None, "https://jens.example/", "https://twitter.com/jens"]),
)
dates = st.sampled_from(
    [(None, False), (START, False), (START, True), (START + timedelta(hours=2), True)]
)
links = st.lists(
    st.builds(
        MentionLink,
        found=st.sampled_from(["http://ow.ly/rDsf", "https://else.example/"]),
        resolved=st.sampled_from([None, ARTICLE, "https://else.example/"]),
    ),
    max_size=2,
    unique_by=lambda link: link.found,
)
counts = st.none() | st.builds(
    lambda likes, replies, hours: Counted(
        likes=likes, replies=replies, seen_at=START + timedelta(hours=hours)
    ),
    st.integers(-1, 2),
    st.sampled_from([None, 0, 1]),
    st.integers(0, 2),
)


@st.composite
def mentions(draw: st.DrawFn) -> Mention:
    published, zone_known = draw(dates)
    urls = draw(st.lists(st.sampled_from(PERMALINKS), max_size=2, unique=True))
    text = draw(st.sampled_from([None, *TEXTS]))
    return Mention(
        article=ARTICLE,
        kind=draw(st.sampled_from([Kind.MENTION, Kind.MENTION, Kind.REPLY, Kind.REPOST])),
        channel=draw(st.sampled_from([Channel.POST, Channel.COMMENT, Channel.PINGBACK])),
        platform=draw(st.sampled_from(["web", "twitter"])),
        author=draw(authors),
        text=text,
        url=urls[0] if urls else None,
        published=published,
        published_zone_known=zone_known,
        first_seen=START + timedelta(minutes=draw(st.integers(0, 2))),
        links=tuple(draw(links)),
        via=("clab",) if text == TEXTS[2] else (),
        reported_by=draw(st.sampled_from([None, None, None, *REPORTERS])),
        evidence=draw(st.sampled_from([Evidence.LINK, Evidence.CONTEXT, Evidence.ATTRIBUTED])),
        source=draw(st.sampled_from(SOURCES)),
        syndication=tuple(urls[1:]),
        parent=draw(st.sampled_from([None, None, PERMALINKS[0], PERMALINKS[2]])),
        counts=draw(counts) or Counted(),
    )


def permalinks(mention: Mention) -> set[str]:
    return {url for url in (mention.url, *mention.syndication) if url}


def find(mention: Mention) -> Found:
    return Found(
        mention=mention,
        sighting=Sighting(
            source=mention.source,
            channel=mention.channel,
            evidence=mention.evidence,
            url=mention.url,
            text=mention.text,
        ),
    )


def plan(given: Iterable[Mention], known: Iterable[Known] = ()) -> Changes:
    by_key = {key: row for row in known for key in row.keys}
    return plan_changes([find(one) for one in given], by_key)


def stored(changes: Changes) -> list[Known]:
    """Return what a store holds that was empty before."""
    return [
        Known(id=number, mention=change.mention, keys=frozenset(change.keys))
        for number, change in enumerate(changes.changes, 1)
    ]


def as_text(changes: Changes) -> list[str]:
    return sorted(json.dumps(change.mention.as_dict()) for change in changes.changes)


@given(mentions(), mentions())
def test_merging_does_not_depend_on_the_order(one: Mention, other: Mention) -> None:
    there, back = merge_mentions(one, other), merge_mentions(other, one)
    assert there.as_dict() == back.as_dict()
    assert set(there.syndication) == set(back.syndication)


@given(mentions(), mentions())
def test_merging_again_changes_nothing(one: Mention, other: Mention) -> None:
    merged = merge_mentions(one, other)
    assert merge_mentions(one, one).as_dict() == one.as_dict()
    assert merge_mentions(merged, merged).as_dict() == merged.as_dict()
    for part in (one, other):
        assert merge_mentions(merged, part).as_dict() == merged.as_dict()


@given(mentions(), mentions())
def test_merging_loses_no_permalink(one: Mention, other: Mention) -> None:
    assert permalinks(merge_mentions(one, other)) == permalinks(one) | permalinks(other)


@given(mentions(), mentions())
def test_merging_invents_nothing(one: Mention, other: Mention) -> None:
    merged = merge_mentions(one, other).as_dict()
    parts = [one.as_dict(), other.as_dict()]
    single = [name for name in merged if name not in {"author", "links", "reported_by", "counts"}]
    for name in single:
        assert merged[name] in [part[name] for part in parts]
    for name in ("name", "handle", "url", "photo"):
        assert merged["author"][name] in [part["author"][name] for part in parts]
    for name, number in merged["counts"].items():
        assert number in [part["counts"][name] for part in parts], "numbers are never added up"


@given(st.lists(mentions(), max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_the_finds_does_not_matter(found: list[Mention], random: Any) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)
    assert as_text(plan(found)) == as_text(plan(shuffled))


@given(st.lists(mentions(), max_size=8))
def test_no_key_is_claimed_twice_and_everything_has_one(found: list[Mention]) -> None:
    changes = plan(found).changes
    claimed = [key for change in changes for key in change.keys]
    assert len(claimed) == len(set(claimed))
    assert all(change.keys for change in changes)
    assert set(claimed) == {key for one in found for key in mention_keys(one)}
    assert sum(len(change.sightings) for change in changes) <= len(found)


@given(st.lists(mentions(), max_size=8))
def test_planned_again_nothing_is_new(found: list[Mention]) -> None:
    first = plan(found)
    known = stored(first)
    again = plan(found, known)
    assert {change.known_id for change in again.changes} == {row.id for row in known}
    assert not any(change.is_news or change.absorbed for change in again.changes)
    assert as_text(again) == as_text(first)


@given(st.lists(mentions(), max_size=8), st.sampled_from(SOURCES))
def test_one_place_seen_again_is_no_news(found: list[Mention], source: str) -> None:
    known = stored(plan(found))
    again = plan([one for one in found if one.source == source], known)
    assert all(change.known_id for change in again.changes)
    assert not any(change.is_news for change in again.changes)


@given(st.lists(mentions(), max_size=8))
def test_what_was_known_is_never_lost(found: list[Mention]) -> None:
    half = len(found) // 2
    known = stored(plan(found[:half]))
    changes = plan(found[half:], known).changes
    touched = [number for c in changes for number in (c.known_id, *c.absorbed) if number]
    assert len(touched) == len(set(touched)), "a row goes to one place only"
    assert set(touched) <= {row.id for row in known}


HEARSAY = Mention(
    article=ARTICLE,
    kind=Kind.MENTION,
    channel=Channel.COMMENT,
    platform="twitter",
    author=Author(handle="jens"),
    text="Ein Gerücht",
    first_seen=START,
    evidence=Evidence.ATTRIBUTED,
    source=f"{ARTICLE}/",
)
TWEETS = [
    replace(HEARSAY, text=text, url=f"https://twitter.com/jens/status/{n}", evidence=Evidence.LINK)
    for n, text in enumerate(["Eins", "Zwei"], 1)
]


def test_hearsay_never_joins_two_posts_of_one_author() -> None:
    texts = [change.mention.text for change in plan([HEARSAY, *TWEETS]).changes]
    assert sorted(texts) == ["Eins", "Zwei"]
    known = stored(plan(TWEETS))
    (change,) = plan([HEARSAY], known).changes
    assert change.absorbed == ()


@pytest.mark.parametrize("kind", [Kind.LIKE, Kind.REPOST])
def test_an_act_without_words_and_address_is_known_again(kind: Kind) -> None:
    like = replace(HEARSAY, kind=kind, text=None, evidence=Evidence.CONTEXT)
    (change,) = plan([like], stored(plan([like]))).changes
    assert (change.known_id, change.is_news) == (1, False)


def test_a_report_lends_nobody_its_address_or_date() -> None:
    topsy = REPORTERS[1]
    report = replace(
        HEARSAY,
        author=Author(),
        text=None,
        url=topsy.url,
        published=START,
        reported_by=topsy,
        evidence=Evidence.CONTEXT,
    )
    jens = replace(
        HEARSAY, author=Author(name="Jens"), reported_by=topsy, text=None, evidence=Evidence.CONTEXT
    )
    (change,) = plan([report, jens]).changes
    assert (change.mention.url, change.mention.published) == (None, None)
    assert topsy.url in change.mention.syndication
