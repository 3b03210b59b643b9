import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from rich.cells import cell_len
from rich.console import Console
from tests.report.samples import ARTICLE, INGO, JUERGEN, SEEN, pipe, terminal

from mentions.core.changes import Sighting
from mentions.model import (
    Author,
    Channel,
    Counted,
    Evidence,
    Kind,
    Mention,
    MentionLink,
    Resolution,
)
from mentions.report.to_mention import render_mention


@dataclass(frozen=True)
class Stored:
    id: int
    mention: Mention


@dataclass(frozen=True)
class Seen:
    sighting: Sighting
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class Told:
    place: str | None
    counts: Counted


HERE = Sighting(
    source=ARTICLE,
    channel=Channel.TRACKBACK,
    evidence=Evidence.ATTRIBUTED,
    url=f"{ARTICLE}#comment-1",
    text="Ingo Becker sagte: ...",
)
FEED = Sighting(source=f"{ARTICLE}feed/", channel=Channel.COMMENT, evidence=Evidence.CONTEXT)
SIGHTINGS = [Seen(HERE, SEEN, SEEN), Seen(FEED, SEEN, SEEN.replace(day=24))]


def shown(
    mention: Mention,
    chains: dict[str, Resolution] | None = None,
    console: Console | None = None,
    series: Sequence[Told] = (),
) -> str:
    console = console or pipe()
    stored = Stored(7, mention)
    render_mention(stored, SIGHTINGS, chains or {}, console=console, series=series)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_one_mention_is_shown_with_all_its_evidence() -> None:
    chains = {
        "http://ow.ly/rDsf": Resolution(
            found="http://ow.ly/rDsf", chain=("http://a.example/1",), why="answered 404"
        )
    }
    assert shown(INGO, chains).splitlines() == [
        "Mention 7",
        f"Article   {ARTICLE}",
        "Who       Ingo Becker",
        "Did       repost on twitter",
        "Had it    ← @clab",
        f"Said      {INGO.text}",
        "Where     address not known",
        "When      not known; first seen 2026-11-23 08:00 UTC",
        "Language  de",
        "Hashtags  #fb",
        "Told by   Topsy http://topsy.com/tb/bit.ly/x",
        "Evidence  attributed: somebody else's words say so",
        "Link      http://ow.ly/rDsf",
        "          → http://a.example/1",
        "          not followed to its end (answered 404)",
        f"Seen      {ARTICLE}",
        "          trackback · attributed",
        "          2026-11-23 08:00 UTC",
        f"          as {ARTICLE}#comment-1",
        "          “Ingo Becker sagte: ...”",
        f"Seen      {ARTICLE}feed/",
        "          comment · context",
        "          2026-11-23 08:00 UTC, last 2026-11-24 08:00 UTC",
    ]


def test_what_it_answers_is_named_after_the_act() -> None:
    above = "https://social.example/clab/1"
    for kind, label in (
        (Kind.REPLY, "Answers   "),
        (Kind.QUOTE, "Quotes    "),
        (Kind.REPOST, "Passes on "),
    ):
        assert f"{label}{above}\n" in shown(replace(INGO, kind=kind, parent=above))


def test_one_row_is_no_series() -> None:
    counts = Counted(likes=1, followers=2, seen_at=SEEN)
    text = shown(replace(INGO, counts=counts), series=[Told("social.example", counts)])
    assert "Counted   1 like, 2 followers (2026-11-23)\n" in text
    assert "Over time" not in text
    assert "Counted" not in shown(INGO)


def test_of_a_long_series_the_end_is_shown() -> None:
    rows = [
        Told(f"\x1b[1m{n % 2}.example", Counted(likes=n, seen_at=SEEN + timedelta(hours=n)))
        for n in range(1030)
    ]
    table = shown(INGO, series=rows).partition("Over time ")[2].partition("Link ")[0]
    heading, left_out, *lines = table.rstrip("\n").split("\n")
    assert heading.split() == ["since", "likes", "told", "by"]
    assert left_out.strip() == "1,010 earlier ones: --json gives all"
    assert (len(lines), lines[-1].split()[3]) == (20, "1,029")
    assert "\x1b" not in table


def test_paragraphs_and_stated_times_are_shown() -> None:
    text = shown(JUERGEN)
    assert "Said      Schöner Artikel!\n          Bei uns ist das genauso.\n" in text
    assert "When      2009-07-14 09:42, zone not stated\n" in text
    assert "Who       Jürgen Groß\n          https://gross.example/\n" in text
    assert "09:42 UTC" in shown(replace(JUERGEN, published_zone_known=True))


@pytest.mark.parametrize(
    ("link", "chain", "expected"),
    [
        (MentionLink(found="http://ow.ly/a"), None, "http://ow.ly/a\nnot followed"),
        (
            MentionLink(found="http://ow.ly/a", resolved="https://b.example/x"),
            Resolution(
                found="http://ow.ly/a",
                chain=("http://t.example/1", "https://b.example/x"),
                resolved="https://b.example/x",
            ),
            "http://ow.ly/a\n→ http://t.example/1\n→ https://b.example/x",
        ),
        (
            MentionLink(found="http://www.b.example/x/", resolved="https://b.example/x"),
            None,
            "http://www.b.example/x/\n= https://b.example/x",
        ),
        (
            MentionLink(found="https://b.example/x", resolved="https://b.example/x"),
            None,
            "https://b.example/x",
        ),
    ],
)
def test_links_show_their_way(link: MentionLink, chain: Resolution | None, expected: str) -> None:
    text = shown(replace(INGO, links=(link,)), {link.found: chain} if chain else {})
    indented = expected.replace("\n", "\n" + " " * 10)
    assert f"Link      {indented}\nSeen " in text


def test_a_report_that_was_not_read_says_so() -> None:
    text = shown(replace(INGO, author=Author()))
    assert "Who       Topsy (not read)\nDid       report on twitter\n" in text
    assert "Note      the report could not be read with certainty" in text


@pytest.mark.parametrize("width", [60, 100])
def test_a_terminal_wraps_and_cuts_nothing(width: int) -> None:
    text = shown(replace(INGO, text="Wort " * 100 + "Ende"), console=terminal(width))
    assert all(cell_len(line) <= width for line in text.splitlines())
    assert text.count("Wort") == 100


@settings(deadline=None, max_examples=40)
@given(...)
def test_every_mention_can_be_shown(mention: Mention) -> None:
    for console in (pipe(), terminal(60)):
        text = shown(mention, console=console)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)
