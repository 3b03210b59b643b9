"""Where we look: as a row, in full, as JSON."""

import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from rich.console import Console

from mentions.asking import Watch
from mentions.looking import Gap, Hints, HostNote, Outcome
from mentions.report.to_watches import (
    COLUMNS,
    ledger_as_dict,
    render_watch,
    watch_as_dict,
    watch_row,
)

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
FEED = Watch(
    source="feed",
    address="https://a.example/feed",
    id=3,
    outcome=Outcome.OK,
    last_polled_at=NOW,
    last_success_at=NOW,
    next_poll_at=NOW + timedelta(hours=1),
)
GAP = Gap(watch_id=3, since=NOW, until=None, outcome=Outcome.NEEDS_AUTH, why="answers 401")
LATER = "2026-03-12 10:30"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ["ok", "2026-03-12 09:30", LATER, ""]),
        (
            {"outcome": None, "last_success_at": None, "next_poll_at": None},
            ["not looked at yet", "never", "now", ""],
        ),
        (
            {"outcome": Outcome.BROKEN, "last_error": "a 500"},
            ["broken", "2026-03-12 09:30", LATER, "not since 12 March 2026: a 500"],
        ),
        (
            {"last_error": "page 2: a 500"},
            [
                "in part",
                "2026-03-12 09:30",
                LATER,
                "not in full since 12 March 2026: page 2: a 500",
            ],
        ),
        (
            {"outcome": Outcome.GONE, "last_error": "410", "stopped_at": NOW},
            [
                *("gone, stopped", "2026-03-12 09:30", "stopped"),
                "not since 12 March 2026: gone for good; stopped",
            ],
        ),
        (
            {"moved_to": "https://b.example/", "moved_seen": 3},
            ["ok", "2026-03-12 09:30", LATER, "has moved to https://b.example/"],
        ),
        (
            {"moved_to": "https://b.example/", "moved_seen": 2},
            ["ok", "2026-03-12 09:30", LATER, ""],
        ),
    ],
)
def test_a_row(changes: dict[str, Any], expected: list[str]) -> None:
    row = watch_row(replace(FEED, **changes))
    assert row == ["3", "feed", "https://a.example/feed", *expected]
    assert len(row) == len(COLUMNS)


def rendered(watch: Watch, *gaps: Gap, host: HostNote | None = None, pipe: bool = True) -> str:
    out = io.StringIO()
    console = Console(file=out, width=200, color_system=None, force_terminal=not pipe)
    render_watch(watch, gaps, host, console=console)
    return out.getvalue()


@pytest.mark.parametrize("pipe", [True, False])
def test_a_watch_in_full(*, pipe: bool) -> None:
    watch = replace(
        FEED,
        outcome=Outcome.NEEDS_AUTH,
        last_error="answers 401",
        failures=2,
        hints=Hints(
            wait=timedelta(hours=2), skip_hours=frozenset({3, 1}), skip_days=frozenset({6})
        ),
        moved_to="https://b.example/",
        moved_seen=1,
        from_config=True,
        base_url="https://c.example/",
    )
    host = HostNote(host="a.example", robots="User-agent: *", robots_at=NOW, closed_until=NOW)
    text = " ".join(rendered(watch, GAP, host=host, pipe=pipe).split())
    for words in (
        "Watch 3",
        "Public address https://c.example/",
        "https://b.example/ (as the last 1 poll said; counts when three in a row say so)",
        "Named in config.toml",
        "Not looked at not since 12 March 2026: needs a token or login",
        "Reason answers 401",
        "Failed 2 times in a row",
        "Feed says at most every 7,200 s",
        "Feed says not in the hours 1, 3 (UTC)",
        "Feed says not on Sunday",
        "robots.txt has rules, asked 2026-03-12 09:30 UTC",
        "Host a.example is not asked before 2026-03-12 09:30 UTC",
        "Gap 2026-03-12 09:30 UTC to now, needs_auth: answers 401",
    ):
        assert words in text


def test_a_place_without_trouble_has_no_gaps() -> None:
    lines = rendered(FEED).splitlines()
    assert "Gaps            none" in lines
    assert not [
        line for line in lines if line.startswith(("Not looked at", "Failed", "Feed", "Host"))
    ]


def test_the_last_twenty_gaps_newest_first() -> None:
    gaps = [
        replace(GAP, since=NOW + timedelta(days=day), until=NOW + timedelta(days=day, hours=1))
        for day in range(25)
    ]
    lines = [line for line in rendered(FEED, *gaps).splitlines() if line.startswith("Gap ")]
    assert len(lines) == 20
    assert "2026-04-05 09:30 UTC to 2026-04-05 10:30 UTC" in lines[0]
    assert "5 older gaps; --json shows all" in rendered(FEED, *gaps)


def test_how_to_start_again_what_is_stopped() -> None:
    text = rendered(replace(FEED, stopped_at=NOW))
    assert "2026-03-12 09:30 UTC; `mentions watches resume 3` starts it again" in text


def test_foreign_words_are_harmless() -> None:
    evil = "\x1b[31m[red]\u202e\n"
    watch = replace(FEED, last_error=evil, outcome=Outcome.BROKEN, moved_to=evil, moved_seen=3)
    host = HostNote(host=evil, closed_until=NOW, why=evil)
    text = rendered(watch, replace(GAP, why=evil), host=host)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[red]" in text


def test_as_json() -> None:
    value = watch_as_dict(replace(FEED, hints=Hints(skip_days=frozenset({6, 0}))))
    assert value["outcome"] == "ok"
    assert value["last_success"] == "2026-03-12T09:30:00Z"
    assert value["hints"] == {"wait": None, "skip_hours": [], "skip_days": [0, 6]}
    assert value["looked_at"] is True
    host = HostNote(host="a.example", robots="")
    ledger = json.loads(json.dumps(ledger_as_dict(FEED, [GAP], host)))
    assert ledger["gaps"] == [
        {
            "since": "2026-03-12T09:30:00Z",
            "until": None,
            "outcome": "needs_auth",
            "why": "answers 401",
        }
    ]
    assert (ledger["id"], ledger["host"]["robots"]) == (3, "")
    assert ledger_as_dict(FEED, [], None)["host"] is None
