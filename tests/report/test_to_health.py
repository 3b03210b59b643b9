"""Link health in words."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mentions.core.health.states import Check, Doubt, Event, Sight, State, Step
from mentions.report.to_health import event_as_dict, health_as_dict, health_rows, mark_of

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
CHECK = Check(mention_id=1, since=NOW, state=State.LIVE, looks=3, looked_at=NOW)


def rows(check: Check, *events: Event) -> dict[str, str]:
    return dict(health_rows(check, events))


def test_nothing_is_said_before_any_look() -> None:
    assert rows(replace(CHECK, looks=0)) == {}


def test_how_it_stands() -> None:
    doubt = Doubt(sight=Sight.ABSENT, since=NOW, at=NOW, times=2)
    check = replace(CHECK, doubt=doubt, why="refuses us (403)", rel=("nofollow",), due_at=NOW)
    assert rows(check)["Stands"].splitlines() == [
        "live since 2026-03-14 12:00 UTC",
        "looked at 2026-03-14 12:00 UTC, nothing seen: refuses us (403)",
        "not found, 2 times since 2026-03-14 12:00 UTC",
        "its link is marked nofollow",
        "next look 2026-03-14 12:00 UTC",
    ]


@pytest.mark.parametrize(
    ("sight", "times", "words"),
    [
        (Sight.ABSENT, 1, "not found, once since"),
        (Sight.ABSENT, 2, "not found, 2 times since"),
        (Sight.UNLINKED, 1, "without the link, once since"),
    ],
)
def test_what_is_not_certain_yet(sight: Sight, times: int, words: str) -> None:
    doubt = Doubt(sight=sight, since=NOW, at=NOW, times=times)
    assert f"{words} 2026-03-14 12:00 UTC" in rows(replace(CHECK, doubt=doubt))["Stands"]


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (Event(step=Step.LIVE, at=NOW, rel="ugc"), "seen there, its link marked ugc"),
        (Event(step=Step.LIVE, at=NOW, rel=""), "seen there"),
        (Event(step=Step.GONE, at=NOW, why="410"), "gone: 410"),
        (Event(step=Step.EDITED, at=NOW, before="alt"), "edited; before: “alt”"),
        (
            Event(step=Step.REL_CHANGED, at=NOW, rel="", before="nofollow"),
            "link marked otherwise: not marked, before: nofollow",
        ),
        (
            Event(step=Step.EDITED, at=NOW, before="\x1b[31mrot\u202e\nzwei"),
            "edited; before: “rot zwei”",
        ),
    ],
)
def test_a_step_in_words(event: Event, words: str) -> None:
    line = rows(CHECK, event)["Timeline"]
    assert "\x1b" not in line
    assert line.startswith("2026-03-14 12:00 UTC  ")
    if "\x1b" not in (event.before or ""):
        assert line == f"2026-03-14 12:00 UTC  {words}"


def test_only_what_does_not_stand_there_is_marked() -> None:
    assert {state: mark_of(state) for state in (None, *State) if mark_of(state)} == {
        State.GONE: "gone",
        State.LINK_REMOVED: "link removed",
    }


def test_json_holds_everything() -> None:
    event = Event(step=Step.EDITED, at=NOW, before="x" * 9_000, rel=None, why=None)
    told = health_as_dict(CHECK, [event])
    assert json.loads(json.dumps(told)) == told
    assert told["timeline"] == [event_as_dict(event)]
    assert told["timeline"][0]["before"] == "x" * 9_000
    assert told["state"] == "live"
