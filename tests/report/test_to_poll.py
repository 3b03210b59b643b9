"""How a polling run is told."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from rich.console import Console

from mentions.asking import Watch
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
    outcome: str
    error: str | None = None


OK = Result(Watch(source="webpage", address="https://a.example/", id=1), "ok")
BROKEN = Result(Watch(source="feed", address="https://b.example/", id=2), "failed", "gone\x1b[31m")
PARTLY = Result(Watch(source="webpage", address="https://c.example/", id=3), "incomplete", "a 404")


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


def test_what_is_new_and_what_was_not_looked_at() -> None:
    out = io.StringIO()
    console = Console(file=out, width=200, color_system=None)
    render_poll([OK, BROKEN, PARTLY], [(7, JENS)], updated=0, console=console)
    lines = out.getvalue().splitlines()
    assert "Jens" in lines[1]
    assert lines[-3:] == [
        "Not looked at: feed https://b.example/: gone",
        "Looked at in part: webpage https://c.example/: a 404",
        "Looked at 1 of 3 places: 1 new mention.",
    ]


def test_as_json() -> None:
    value = poll_as_dict([OK, BROKEN], [(7, JENS)], updated=2)
    assert [place["watch"] for place in value["places"]] == [1, 2]
    assert [place["error"] for place in value["places"]] == [None, "gone\x1b[31m"]
    assert value["new"] == [{"id": 7, **JENS.as_dict()}]
    assert value["updated"] == 2
