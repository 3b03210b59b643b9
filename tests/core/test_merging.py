"""What two sightings say together: the best of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations

import pytest

from mentions.core.changes import Found, Known, Sighting, plan_changes
from mentions.core.dedupe import mention_keys
from mentions.core.merging import is_cut_from, merge_mentions
from mentions.model import Author, Channel, Evidence, Kind, Mention, Reporter

ARTICLE = "https://blog.example.org/firewall"
LONG = "Weg mit der Social Media Firewall und her mit der Freiheit für alle #frei"
CUT = "Weg mit der Social Media Firewall und her mit …"
DAY = datetime(2009, 7, 14, tzinfo=UTC)
TIME = datetime(2009, 7, 14, 9, 42, tzinfo=UTC)

TWEET = Mention(
    article=ARTICLE,
    kind=Kind.MENTION,
    channel=Channel.POST,
    platform="twitter",
    author=Author(name="Jens", handle="jens"),
    text=LONG,
    url="https://twitter.com/jens/status/1",
    hashtags=("frei",),
    first_seen=TIME,
    evidence=Evidence.LINK,
    source="https://feed.example/a",
)
SHORT = replace(TWEET, text=CUT, hashtags=(), source="https://feed.example/b")
TOLD = replace(
    TWEET,
    url=None,
    channel=Channel.TRACKBACK,
    reported_by=Reporter(name="Topsy", url="http://topsy.com/x"),
)


def found(one: Mention) -> Found:
    sighting = Sighting(
        source=one.source, channel=one.channel, evidence=one.evidence, url=one.url, text=one.text
    )
    return Found(mention=one, sighting=sighting)


def known(one: Mention) -> dict[str, Known]:
    keys = frozenset(mention_keys(one))
    return dict.fromkeys(keys, Known(id=1, mention=one, keys=keys))


@pytest.mark.parametrize(("one", "other"), list(permutations([TWEET, SHORT])))
def test_whole_words_beat_cut_ones(one: Mention, other: Mention) -> None:
    merged = merge_mentions(one, other)
    assert (merged.text, merged.hashtags) == (LONG, ("frei",))


@pytest.mark.parametrize(("one", "other"), list(permutations([SHORT, TOLD])))
def test_cut_words_at_the_permalink_are_told_in_full_by_a_report(
    one: Mention, other: Mention
) -> None:
    merged = merge_mentions(one, other)
    assert (merged.text, merged.hashtags, merged.url) == (LONG, ("frei",), TWEET.url)


def test_what_is_only_attributed_is_no_whole() -> None:
    hearsay = replace(TWEET, url=None, evidence=Evidence.ATTRIBUTED)
    assert merge_mentions(SHORT, hearsay).text == CUT


@pytest.mark.parametrize(
    ("part", "is_cut"),
    [
        (CUT, True),
        ("Weg mit der Social Media Firewall [...]", True),
        ("WEG mit der  Social Media Fire...", True),
        ("Weg mit der Social Media Firewall", False),
        ("Weg mit der…", False),
        ("Her mit der Social Media Firewall …", False),
        (LONG, False),
        (f"{LONG}…", False),
        (None, False),
    ],
)
def test_what_is_cut(part: str | None, *, is_cut: bool) -> None:
    assert is_cut_from(replace(TWEET, text=part), TWEET) is is_cut


def test_a_report_is_cut_in_a_word_without_dots() -> None:
    assert is_cut_from(replace(TOLD, text=LONG[:54]), TWEET)
    assert not is_cut_from(replace(TOLD, text=LONG[:33]), TWEET), "it may end there"
    assert not is_cut_from(replace(TWEET, text=LONG[:54]), TWEET), "whoever wrote it meant it"


def test_cut_words_seen_again_at_their_place_are_no_edit() -> None:
    (change,) = plan_changes([found(SHORT)], known(replace(TWEET, source=SHORT.source))).changes
    assert (change.mention.text, change.is_news) == (LONG, False)


def test_the_rest_of_cut_words_is_no_news() -> None:
    (change,) = plan_changes([found(TWEET)], known(SHORT)).changes
    assert (change.mention.text, change.is_news) == (LONG, False)


@pytest.mark.parametrize("zone", [True, False])
def test_a_time_beats_a_day(*, zone: bool) -> None:
    day = replace(TWEET, published=DAY)
    time = replace(
        TWEET, published=TIME, published_zone_known=zone, source="https://feed.example/0"
    )
    for one, other in permutations([day, time]):
        assert merge_mentions(one, other).published == TIME


def test_a_time_on_another_day_does_not_beat_a_day() -> None:
    other_day = replace(TWEET, published=TIME.replace(day=15), source="https://feed.example/0")
    day = replace(TWEET, published=DAY, source="https://feed.example/z")
    assert merge_mentions(day, other_day).published == DAY
