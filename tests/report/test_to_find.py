"""How a search is shown."""

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from mentions.looking import Outcome
from mentions.model import Article, Author, Channel, Evidence, Kind, Mention
from mentions.report.to_find import by_network, findings_as_dict, place_words, render_findings

POST = Mention(
    article="https://blog.example/post-1",
    kind=Kind.MENTION,
    channel=Channel.POST,
    platform="lemmy",
    author=Author(name="Zoë Muster", handle="zoe@lemmy.example"),
    text="Lesenswert:\nKurze Links",
    url="https://lemmy.example/post/7",
    published=datetime(2026, 3, 14, 9, 42, tzinfo=UTC),
    first_seen=datetime(2026, 3, 15, tzinfo=UTC),
    evidence=Evidence.LINK,
    source="https://lemmy.example/api/v3/search",
)
STORY = replace(POST, platform="hackernews", url="https://news.ycombinator.example/item?id=8")
REPOST = replace(STORY, kind=Kind.REPOST, via=("anna",), text=None, published=None)


@dataclass(frozen=True, kw_only=True)
class Place:
    source: str = "lemmy"
    title: str = "Lemmy"
    outcome: Outcome | None = Outcome.OK
    found: int = 0
    why: str | None = None
    looked: bool = False


@dataclass(frozen=True, kw_only=True)
class Findings:
    article: Article = Article(url="https://blog.example/post-1")  # noqa: RUF009 - frozen
    mentions: tuple[Mention, ...] = ()
    places: tuple[Place, ...] = ()
    unread: str | None = None


PLACES = (
    Place(found=1, looked=True),
    Place(source="hackernews", title="Hacker News", outcome=Outcome.EMPTY, looked=True),
    Place(source="bluesky", outcome=Outcome.BLOCKED, why="refuses us (403); check that"),
)
FOUND = Findings(mentions=(POST, STORY, REPOST), places=PLACES)


def shown(findings: Findings, *, width: int = 0) -> str:
    out = StringIO()
    console = Console(
        file=out,
        force_terminal=bool(width),
        width=width or 10_000,
        no_color=True,
        highlight=False,
        legacy_windows=False,
    )
    render_findings(findings, console=console)
    return out.getvalue()


def test_in_a_pipe_each_is_a_line_below_its_network() -> None:
    assert shown(FOUND).splitlines() == [
        "https://blog.example/post-1 - 2 people: 2 mentions, 1 repost",
        "",
        "Hacker News (2)",
        (
            "2026-03-14  Zoë Muster @zoe@lemmy.example  mention  Lesenswert: Kurze Links"
            "  https://news.ycombinator.example/item?id=8"
        ),
        (
            "2026-03-15 (first seen)  Zoë Muster @zoe@lemmy.example  repost ← @anna"
            "  https://news.ycombinator.example/item?id=8"
        ),
        "",
        "Lemmy (1)",
        (
            "2026-03-14  Zoë Muster @zoe@lemmy.example  mention  Lesenswert: Kurze Links"
            "  https://lemmy.example/post/7"
        ),
        "",
        "Looked at 2 of 3 places:",
        "  lemmy:      1",
        "  hackernews: nothing",
        "  bluesky:    refuses us (403)",
        "Other addresses that count as the article: none.",
    ]


@pytest.mark.parametrize("width", [100, 60])
def test_a_terminal_shows_all_of_it(width: int) -> None:
    text = re.sub(r"\x1b\[\d*m", "", shown(FOUND, width=width))
    for words in ("Hacker News (2)", "Zoë Muster", "Kurze Links", "lemmy.example/post/7", "2 of 3"):
        assert words in text
    assert all(len(line) <= width for line in text.splitlines())


def test_nobody_found_is_said() -> None:
    text = shown(Findings(unread="refuses us (403); check that the page is public"))
    assert text.startswith("https://blog.example/post-1 - nobody found\n")
    assert "Its own page could not tell its other addresses: refuses us (403)\n" in text


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Place(found=1234, looked=True), "1,234"),
        (Place(found=2, why="a wall", looked=True), "2, but that may not be all: a wall"),
        (Place(outcome=Outcome.EMPTY, looked=True), "nothing"),
        (Place(outcome=None), "switched off in config.toml"),
        (
            Place(outcome=Outcome.NEEDS_AUTH, why="asks for a login (401); give it a token"),
            "could not be searched without a token (asks for a login (401))",
        ),
        (Place(outcome=Outcome.THROTTLED, why="asks us to come back later (429)"), "asks us to"),
        (Place(outcome=Outcome.BROKEN, why="no host"), "could not be looked at: no host"),
        (
            Place(outcome=Outcome.UNSUPPORTED, why="no forum; name one"),
            "could not be searched: no forum; name one",
        ),
        (
            Place(outcome=Outcome.BROKEN, why="a short link", looked=True),
            "nothing found, but that may not be all: a short link",
        ),
    ],
)
def test_a_place_in_words(place: Place, words: str) -> None:
    assert place_words(place).startswith(words)


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_words(outcome: Outcome) -> None:
    assert place_words(Place(outcome=outcome, why="this is why", found=1)).count("this is why") == 1


def test_networks_come_by_size_and_mentions_by_date() -> None:
    later = replace(POST, published=datetime(2026, 3, 20, tzinfo=UTC))
    groups = by_network([later, STORY, POST])
    assert list(groups) == ["lemmy", "hackernews"]
    assert groups["lemmy"] == [POST, later]


def test_as_json() -> None:
    given = findings_as_dict(FOUND)
    assert json.loads(json.dumps(given)) == given
    assert next(one["url"] for one in given["mentions"]) == "https://lemmy.example/post/7"
    assert given["coverage"]["looked_at"] == 2
    assert given["coverage"]["places"][2] == {
        "source": "bluesky",
        "title": "Lemmy",
        "outcome": "blocked",
        "looked_at": False,
        "found": 0,
        "why": "refuses us (403); check that",
        "words": "refuses us (403)",
    }


@settings(max_examples=30, deadline=None)
@given(st.lists(st.from_type(Mention), max_size=3), st.sampled_from([0, 60, 100]))
def test_no_foreign_word_is_obeyed(mentions: list[Mention], width: int) -> None:
    text = shown(Findings(mentions=tuple(mentions)), width=width)
    assert "\x1b[31m" not in text
    assert "\u202e" not in text
