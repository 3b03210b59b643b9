"""How a polling run is told."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from rich.console import Console

from mentions.asking import Watch
from mentions.core.coverage import Coverage, Missing
from mentions.looking import Outcome
from mentions.model import Author, Channel, Evidence, Kind, Mention
from mentions.report.to_poll import poll_as_dict, render_poll, summary

JENS = Mention(
    article="https://blog.example.org/1",
    kind=Kind.MENTION,
    channel=Channel.TRACKBACK,
    platform="twitter",
    author=Author(name="Jens"),
    first_seen=datetime(2009, 7, 14, tzinfo=UTC),
    evidence=Evidence.CONTEXT,
    source="https://blog.example.org/1/",
)


@dataclass(frozen=True)
class Result:
    watch: Watch
    outcome: Outcome
    error: str | None = None


OK = Result(Watch(source="webpage", address="https://a.example/", id=1), Outcome.OK)
BROKEN = Result(
    Watch(source="feed", address="https://b.example/", id=2), Outcome.BROKEN, "down\x1b[31m"
)
PARTLY = Result(Watch(source="webpage", address="https://c.example/", id=3), Outcome.OK, "a 404")
GONE = Result(Watch(source="feed", address="https://d.example/", id=4), Outcome.GONE, "is gone")
MISSING = Missing(
    watch_id=2,
    source="feed",
    address="b",
    since=datetime(2026, 3, 12, tzinfo=UTC),
    outcome=Outcome.NEEDS_AUTH,
    why="401",
)


@pytest.mark.parametrize(
    ("results", "new", "updated", "expected"),
    [
        ([], 0, 0, "Nothing is due. `mentions poll --all` looks at every watch."),
        ([OK], 1, 0, "Looked at 1 of 1 place: 1 new mention."),
        ([OK, BROKEN], 2, 1, "Looked at 1 of 2 places: 2 new mentions, 1 changed."),
        ([BROKEN, PARTLY], 0, 0, "Looked at 0 of 2 places: 0 new mentions."),
    ],
)
def test_one_sentence(results: list[Result], new: int, updated: int, expected: str) -> None:
    assert summary(results, new=new, updated=updated) == expected


def printed(
    results: Sequence[Result], coverage: Coverage, new: Sequence[tuple[int, Mention]] = ()
) -> list[str]:
    out = io.StringIO()
    console = Console(file=out, width=200, color_system=None)
    render_poll(results, new, updated=0, coverage=coverage, console=console)
    return out.getvalue().splitlines()


def test_what_is_new_and_what_was_not_looked_at() -> None:
    lines = printed([OK, BROKEN, PARTLY], Coverage(looked_at=3, of=3), [(7, JENS)])
    assert "Jens" in lines[1]
    assert lines[-3:] == [
        "Not looked at: feed https://b.example/: down",
        "Looked at in part: webpage https://c.example/: a 404",
        "Looked at 1 of 3 places: 1 new mention.",
    ]


def test_what_is_gone_says_what_to_do() -> None:
    named = replace(GONE, watch=replace(GONE.watch, from_config=True))
    first, second, _ = printed([GONE, named], Coverage(looked_at=2, of=2))
    assert first == (
        "Not looked at: feed https://d.example/: gone for good (410); the watch is stopped: "
        "remove it with `mentions watches remove 4`, "
        "or start it again with `mentions watches resume 4`"
    )
    assert "remove it from config.toml, or start it again with" in second


@pytest.mark.parametrize(
    ("results", "coverage", "last"),
    [
        ([OK], Coverage(looked_at=1, of=1), "Looked at 1 of 1 place: 0 new mentions."),
        ([OK], Coverage(looked_at=43, of=43), "In all: looked at 43 of 43 places."),
        (
            [OK],
            Coverage(looked_at=42, of=43, missing=(MISSING,)),
            "In all: looked at 42 of 43 places; b not since 12 March 2026: needs a token or login.",
        ),
        ([], Coverage(looked_at=4, of=4), "In all: looked at 4 of 4 places."),
        (
            [],
            Coverage(looked_at=0, of=0),
            "Nothing is due. `mentions poll --all` looks at every watch.",
        ),
    ],
)
def test_it_ends_with_the_coverage_of_all_places(
    results: list[Result], coverage: Coverage, last: str
) -> None:
    assert printed(results, coverage)[-1] == last


def test_as_json() -> None:
    coverage = Coverage(looked_at=1, of=2, missing=(MISSING,))
    value = poll_as_dict([OK, BROKEN], [(7, JENS)], updated=2, coverage=coverage)
    assert [place["watch"] for place in value["places"]] == [1, 2]
    assert [place["outcome"] for place in value["places"]] == ["ok", "broken"]
    assert [place["error"] for place in value["places"]] == [None, "down\x1b[31m"]
    assert value["new"] == [{"id": 7, **JENS.as_dict()}]
    assert value["updated"] == 2
    assert value["coverage"]["missing"][0]["not_since"] == "2026-03-12T00:00:00Z"
