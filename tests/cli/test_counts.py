"""What was counted, as `show`, exports and imports have it."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]
PARENT = "https://news.ycombinator.com/item?id=1"


@pytest.fixture
def told(mentions: Command, project: Path) -> Command:
    """A mention that two exports bring, in between its numbers have changed."""
    mentions("poll")
    record = json.loads(mentions("list", "--author", "jens", "--json").out)[0]
    del record["id"]
    record |= {"url": "https://news.ycombinator.com/item?id=2", "kind": "reply", "parent": PARENT}
    for day, likes in ((20, 10), (23, 1204)):
        numbers = dict.fromkeys(record["counts"]) | {"likes": likes, "replies": 1}
        record["counts"] = numbers | {"seen_at": f"2026-11-{day}T08:00:00Z"}
        (project / "in.jsonl").write_text(json.dumps(record) + "\n", "utf-8")
        assert mentions("import", "in.jsonl").code == 0
    return mentions


def number_of(mentions: Command) -> str:
    (counted,) = (
        one for one in json.loads(mentions("list", "--json").out) if one["counts"]["seen_at"]
    )
    return str(counted["id"])


def test_show_has_the_latest_and_the_series(told: Command) -> None:
    text = told("show", number_of(told)).out
    assert f"Answers   {PARENT}\n" in text
    assert "Counted   1,204 likes, 1 reply (2026-11-23)\n" in text
    assert (
        "Over time since                 likes  replies  told by\n"
        "          2026-11-20 08:00 UTC     10        1  not known\n"
        "          2026-11-23 08:00 UTC  1,204        1  not known\n"
    ) in text


def test_json_has_the_whole_series(told: Command) -> None:
    shown = json.loads(told("show", number_of(told), "--json").out)
    nothing = {"reposts": None, "quotes": None, "followers": None, "replies": 1}
    first = {"place": None, "likes": 10, **nothing, "seen_at": "2026-11-20T08:00:00Z"}
    last = {"place": None, "likes": 1204, **nothing, "seen_at": "2026-11-23T08:00:00Z"}
    assert shown["series"] == [first, last]
    assert {"place": None, **shown["counts"]} == last


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_exports_come_back_unchanged(told: Command, project: Path, form: str) -> None:
    for name in ("a", "b"):
        told("export", "--format", form, "-o", f"{name}.{form}")
        (project / "data" / "mentions.db").unlink()
        assert told("import", f"a.{form}").code == 0
    there, back = ((project / f"{name}.{form}").read_bytes() for name in ("a", "b"))
    assert there == back
    assert PARENT.encode() in there


def test_the_columns_stand_behind_all_others(told: Command) -> None:
    rows = list(csv.DictReader(io.StringIO(told("export").out)))
    (row,) = (one for one in rows if one["counted_at"])
    assert list(row.items())[-9:] == [
        ("parent", PARENT),
        ("likes", "1204"),
        ("reposts", ""),
        ("replies", "1"),
        ("quotes", ""),
        ("followers", ""),
        ("counted_at", "2026-11-23T08:00:00Z"),
        ("health", ""),
        ("health_at", ""),
    ]
