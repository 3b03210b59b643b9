import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given

from mentions.model import Author, Channel, Evidence, Kind, Mention, Reporter
from mentions.report.words import (
    EVIDENCE,
    act,
    day,
    known_by,
    minute,
    summed_up,
    via,
    what,
    where,
    who,
)

SEEN = datetime(2026, 11, 23, 8, tzinfo=UTC)
POST = Mention(
    article="https://blog.example.org/post-1",
    kind=Kind.MENTION,
    channel=Channel.POST,
    platform="twitter",
    author=Author(name="Jörg Ölmann", handle="joerg"),
    text="Lesen!\nJetzt.",
    first_seen=SEEN,
    evidence=Evidence.LINK,
    source="https://blog.example.org/post-1",
)
TOPSY = Reporter(name="Topsy")
REPORT = replace(POST, author=Author(), reported_by=TOPSY, channel=Channel.TRACKBACK)
PING = replace(
    POST, channel=Channel.PINGBACK, author=Author(name="Netzfundstücke » Blog"), platform="web"
)


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        (Author(name="Jörg", handle="joerg"), ("Jörg", "@joerg")),
        (Author(name="Jörg"), ("Jörg", "")),
        (Author(handle="anna@social.example"), ("@anna@social.example", "")),
        (Author(url="https://a.example/"), ("author unknown", "")),
        (Author(), ("author unknown", "")),
        (Author(name="\x1b[31m" + "x" * 10_000), ("x" * 79 + "…", "")),
    ],
)
def test_who(author: Author, expected: tuple[str, str]) -> None:
    assert who(replace(POST, author=author)) == expected


def test_a_report_that_was_not_read_says_so() -> None:
    assert who(REPORT) == ("Topsy", "(not read)")
    assert act(REPORT) == "report"
    said = "Topsy reports mentions that could not be read with certainty"
    assert what(REPORT, limit=100) == f"{said}: Lesen! Jetzt."
    assert what(replace(REPORT, text=None), limit=100) == said
    assert act(POST) == "mention"
    assert what(POST, limit=100) == "Lesen! Jetzt."


@pytest.mark.parametrize(
    ("platform", "url", "expected"),
    [
        ("twitter", None, "twitter"),
        ("web", "https://www.blog.example:8080/x", "blog.example:8080"),
        ("web", None, "web"),
        ("web", "mailto:x", "web"),
    ],
)
def test_where(platform: str, url: str | None, expected: str) -> None:
    assert where(replace(POST, platform=platform, url=url)) == expected


def test_via_and_known_by() -> None:
    assert via(POST) == ""
    assert via(replace(POST, via=("clab", "anna"))) == "← @clab ← @anna"
    assert known_by(POST) == "post · link"
    assert known_by(REPORT) == "trackback · link · told by Topsy"
    assert set(EVIDENCE) == set(Evidence)


def test_a_day_that_is_not_known_is_not_given_as_known() -> None:
    assert day(POST) == ("2026-11-23", "first seen")
    moment = datetime(2009, 7, 14, 9, 42, tzinfo=UTC)
    assert day(replace(POST, published=moment)) == ("2009-07-14", "")
    assert minute(moment) == "2009-07-14 09:42 UTC"


@pytest.mark.parametrize(
    ("mentions", "expected"),
    [
        ([], ""),
        ([POST], "1 person: 1 mention"),
        ([POST, replace(POST, author=Author(handle="Joerg"))], "1 person: 2 mentions"),
        ([POST, replace(POST, platform="mastodon")], "2 people: 2 mentions"),
        ([POST, PING, PING], "1 person and 1 site: 3 mentions"),
        (
            [replace(PING, reported_by=TOPSY), replace(POST, kind=Kind.REPLY)],
            "2 people: 1 mention, 1 reply",
        ),
        ([replace(POST, author=Author())], "1 without author: 1 mention"),
        ([REPORT], "1 report not read"),
        ([REPORT, REPORT, POST], "1 person: 1 mention, 2 reports not read"),
        (
            [replace(POST, kind=kind) for kind in (Kind.REPLY, Kind.REPLY, Kind.LIKE)],
            "1 person: 2 replies, 1 like",
        ),
        ([replace(POST, author=Author(name=str(i))) for i in range(1200)], "1,200 people: 1,200 m"),
    ],
)
def test_summed_up(mentions: list[Mention], expected: str) -> None:
    assert summed_up(mentions).startswith(expected)
    assert bool(summed_up(mentions)) == bool(mentions)


@given(...)
def test_every_mention_has_words(mention: Mention) -> None:
    name, second = who(mention)
    assert name
    parts = (name, second, what(mention, limit=50), where(mention), via(mention), known_by(mention))
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u202e]", "".join(parts))
    assert summed_up([mention, mention])
