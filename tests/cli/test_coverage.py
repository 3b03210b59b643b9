"""What could not be looked at is said wherever something is shown, and never as "nothing"."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mentions.looking import HostNote, Look, Outcome
from mentions.store.engine import open_store
from mentions.store.hosts import save_hosts
from mentions.store.watches import load_watches, save_looks

Command = Callable[..., "object"]
Polled = Callable[..., None]
FEED = "https://x.example/feed"
SEEN = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
LOOKED = "looked at 0 of 1 place"
NOTE = f"Note: {LOOKED}; {FEED} not since 12 March 2026: needs a token or login; "


@pytest.fixture
def polled(mentions: Command, project: Path) -> Polled:
    """Stores how polls of the one place, number 1, went: a look a day from the 12th on."""
    (project / "config.toml").write_text("")
    assert mentions("watches", "add", "feed", FEED).code == 0

    def run(*looks: tuple[Outcome, str | None]) -> None:
        with open_store(project / "data" / "mentions.db") as store, store.writing() as session:
            (watch,) = load_watches(session)
            for days, (outcome, why) in enumerate(looks):
                at = SEEN + timedelta(days=days)
                due = at + timedelta(days=9999)
                look = Look(watch_id=watch.id, at=at, outcome=outcome, why=why, next_poll_at=due)
                save_looks(session, [look])
            save_hosts(session, [HostNote(host="x.example", robots="User-agent: *")])

    return run


OK = (Outcome.EMPTY, None)
TOKEN = (Outcome.NEEDS_AUTH, "answers 401")
GONE = (Outcome.GONE, "is gone for good (410)")


@pytest.mark.parametrize(
    "command", [["list"], ["list", "--json"], ["export"], ["export", "--format", "jsonl"]]
)
def test_a_note_beside_the_records(mentions: Command, polled: Polled, command: list[str]) -> None:
    polled(OK)
    whole = mentions(*command)
    polled(OK, TOKEN)
    done = mentions(*command)
    assert (whole.code, whole.err) == (0, "")
    assert (done.code, done.out) == (0, whole.out)
    assert done.err == f"{NOTE}`mentions watches list` shows more.\n"


def test_no_note_beside_what_the_owner_deleted(mentions: Command, polled: Polled) -> None:
    polled(OK, TOKEN)
    assert mentions("list", "--deleted").err == ""


def test_a_place_never_asked_was_not_looked_at(mentions: Command, polled: Polled) -> None:
    assert f"{LOOKED}; {FEED} never: not asked yet;" in mentions("list").err


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (["--since", "2026-03-01", "--until", "2026-03-12"], None),
        (["--since", "2026-03-15"], None),
        (
            ["--since", "2026-03-13"],
            f"since 13 March 2026; {FEED} not between 12 March 2026 and 14 March 2026: needs",
        ),
        (["--since", "2027-01-01"], "not since 15 March 2026: not asked since then"),
    ],
)
def test_a_list_of_some_days_is_about_those(
    mentions: Command, polled: Polled, days: list[str], words: str | None
) -> None:
    polled(OK, TOKEN, OK, OK)
    err = mentions("list", *days).err
    assert words in err if words else err == ""


def test_coverage_beside_an_export(mentions: Command, polled: Polled, project: Path) -> None:
    polled(OK, TOKEN)
    assert mentions("export", "-o", "a.csv", "--coverage", "b.csv", "--excel").err.startswith(NOTE)
    text = (project / "b.csv").read_text("utf-8")
    assert text.startswith("\ufeffsource,address,outcome,last_looked_at,not_since,why\n")
    (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    assert (row["outcome"], row["not_since"]) == ("needs_auth", "2026-03-12T09:30:00Z")
    assert mentions("export", "--coverage", "b.JSON").code == 0
    value = json.loads((project / "b.JSON").read_text("utf-8"))
    assert (value["looked_at"], value["of"]) == (0, 1)
    assert value["places"][0]["why"] == "answers 401"


def test_watches_list_tells_what_is_missing(mentions: Command, polled: Polled) -> None:
    polled(OK, TOKEN)
    row, last = mentions("watches", "list").out.splitlines()
    assert "needs_auth  2026-03-12 09:30" in row
    assert row.endswith("not since 12 March 2026: needs a token or login")
    assert last == f"In all: {LOOKED}; {FEED} not since 12 March 2026: needs a token or login."
    (value,) = json.loads(mentions("watches", "list", "--json").out)
    assert (value["looked_at"], value["error"], value["failures"]) == (False, "answers 401", 1)


@pytest.mark.parametrize("which", ["1", FEED])
def test_watches_show_has_the_ledger(mentions: Command, polled: Polled, which: str) -> None:
    polled(OK, TOKEN, OK, TOKEN)
    lines = mentions("watches", "show", which).out.splitlines()
    assert [line for line in lines if line.startswith("Gap ")] == [
        "Gap             2026-03-14 09:30 UTC to now, needs_auth: answers 401",
        "Gap             2026-03-12 09:30 UTC to 2026-03-14 09:30 UTC, needs_auth: answers 401",
    ]
    value = json.loads(mentions("watches", "show", which, "--json").out)
    assert [gap["until"] for gap in value["gaps"]] == ["2026-03-14T09:30:00Z", None]
    assert value["host"]["robots"] == "User-agent: *"


def test_what_is_gone_is_stopped_until_it_is_resumed(mentions: Command, polled: Polled) -> None:
    polled(OK, GONE)
    assert "gone, stopped" in mentions("watches", "list").out
    again = mentions("watches", "add", "feed", FEED)
    assert "Note: it is stopped; `mentions watches resume 1` starts it again" in again.out
    assert mentions("watches", "resume", "1").out.startswith(f"Watched again: feed {FEED}")
    (value,) = json.loads(mentions("watches", "list", "--json").out)
    assert (value["stopped"], value["next_poll"]) == (None, None)
    refused = mentions("watches", "resume", "1")
    assert (refused.code, "1 is not stopped" in refused.err) == (2, True)


def test_a_move_is_told_after_three_polls(mentions: Command, polled: Polled, project: Path) -> None:
    def move() -> str:
        with open_store(project / "data" / "mentions.db") as store, store.writing() as session:
            look = Look(watch_id=1, at=SEEN, outcome=Outcome.OK, next_poll_at=SEEN, moved_to="y")
            save_looks(session, [look])
        return str(mentions("watches", "list").out)

    assert ["has moved to y" in move() for _ in range(3)] == [False, False, True]


def test_poll_ends_with_the_coverage(mentions: Command, polled: Polled) -> None:
    polled(OK, TOKEN)
    done = mentions("poll")
    assert done.code == 0
    assert done.out.splitlines()[-1] == (
        f"In all: {LOOKED}; {FEED} not since 12 March 2026: needs a token or login."
    )
    value = json.loads(mentions("poll", "--json").out)
    assert (value["coverage"]["looked_at"], value["coverage"]["of"]) == (0, 1)
