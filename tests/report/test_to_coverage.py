"""The coverage in words."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from mentions.core.coverage import Coverage, Missing
from mentions.looking import Outcome
from mentions.report.to_coverage import (
    coverage_as_dict,
    coverage_line,
    day,
    missing_words,
)


def on(day: int) -> datetime:
    return datetime(2026, 3, day, 9, 30, tzinfo=UTC)


X = Missing(
    watch_id=3,
    source="mastodon",
    address="https://x.example",
    since=on(12),
    outcome=Outcome.NEEDS_AUTH,
    why="answers 401",
)
NEVER = Missing(
    watch_id=4, source="feed", address="https://y.example", since=None, outcome=None, why=None
)


def coverage(*missing: Missing, of: int = 43, **time: datetime) -> Coverage:
    return Coverage(looked_at=of - len(missing), of=of, missing=missing, **time)


LOOKED = "looked at 41 of 43 places"
X_WORDS = "https://x.example not since 12 March 2026: needs a token or login"
Y_WORDS = "https://y.example never: not asked yet"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (coverage(), "looked at 43 of 43 places"),
        (coverage(of=0), "no place is watched"),
        (coverage(of=1), "looked at 1 of 1 place"),
        (coverage(of=1200), "looked at 1,200 of 1,200 places"),
        (coverage(X, NEVER), f"{LOOKED}; {X_WORDS}; {Y_WORDS}"),
        (coverage(X, X, X, NEVER, X, of=5), f"looked at 0 of 5 places{f'; {X_WORDS}' * 3}; 2 more"),
        (coverage(since=on(1)), "looked at 43 of 43 places since 1 March 2026"),
        (coverage(until=on(9)), "looked at 43 of 43 places before 9 March 2026"),
        (
            coverage(since=on(1), until=on(9)),
            "looked at 43 of 43 places in the time from 1 March 2026 to 9 March 2026",
        ),
    ],
)
def test_one_line(given: Coverage, expected: str) -> None:
    assert coverage_line(given) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "not since 12 March 2026: needs a token or login"),
        ({"since": None}, "never: needs a token or login"),
        ({"until": on(14)}, "not between 12 March 2026 and 14 March 2026: needs a token or login"),
        ({"until": on(12)}, "not for a while on 12 March 2026: needs a token or login"),
        ({"since": None, "until": on(14)}, "not before 14 March 2026: needs a token or login"),
        ({"times": 2}, "not since 12 March 2026, and 1 time before: needs a token or login"),
        ({"times": 9}, "not since 12 March 2026, and 8 times before: needs a token or login"),
    ],
)
def test_since_when(changes: dict[str, Any], expected: str) -> None:
    assert missing_words(replace(X, **changes)) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"outcome": Outcome.OK}, "not in full since 12 March 2026: answers 401"),
        ({"outcome": Outcome.OK, "since": None}, "never in full: answers 401"),
        ({"outcome": Outcome.OK, "why": None}, "not since 12 March 2026: not asked since then"),
        (
            {"outcome": Outcome.OK, "why": None, "stopped": True},
            "not since 12 March 2026: stopped",
        ),
        ({"outcome": Outcome.THROTTLED}, "not since 12 March 2026: asks us to wait"),
        (
            {"outcome": Outcome.THROTTLED, "next_look": on(13)},
            "not since 12 March 2026: asks us to wait until 2026-03-13 09:30 UTC",
        ),
        (
            {"outcome": Outcome.THROTTLED, "next_look": on(30), "until": on(12)},
            "not for a while on 12 March 2026: asks us to wait",
        ),
        (
            {"outcome": Outcome.BLOCKED},
            "not since 12 March 2026: answers 401",
        ),
        ({"outcome": Outcome.GONE}, "not since 12 March 2026: gone for good"),
        (
            {"outcome": Outcome.GONE, "stopped": True},
            "not since 12 March 2026: gone for good; stopped",
        ),
        (
            {"outcome": Outcome.UNSUPPORTED},
            "not since 12 March 2026: answers in a form this version does not know: answers 401",
        ),
        ({"outcome": Outcome.BROKEN}, "not since 12 March 2026: answers 401"),
        ({"outcome": Outcome.BROKEN, "why": None}, "not since 12 March 2026: broken"),
    ],
)
def test_why(changes: dict[str, Any], expected: str) -> None:
    assert missing_words(replace(X, **changes)) == expected


def test_what_to_do_stands_behind_the_reason() -> None:
    advised = replace(X, outcome=Outcome.BLOCKED, why="refuses us (403); check the page")
    assert missing_words(advised) == "not since 12 March 2026: refuses us (403)"
    assert missing_words(advised, full=True).endswith("refuses us (403); check the page")


def test_foreign_words_are_shown_and_never_obeyed() -> None:
    hostile = replace(
        X,
        address="https://x.example/\x1b[31m\u202e",
        outcome=Outcome.BROKEN,
        why="{0} {why} \x1b]0;x\x07 [red]" + "ä" * 5000,
    )
    line = coverage_line(coverage(hostile))
    assert "{0} {why} [red]ää" in line
    assert "\x1b" not in line
    assert len(line) < 800


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_has_a_name(month: int) -> None:
    moment = datetime(2026, month, 1, tzinfo=UTC)
    assert datetime.strptime(day(moment), "%d %B %Y").replace(tzinfo=UTC) == moment


def test_every_outcome_has_words() -> None:
    for outcome in Outcome:
        words = missing_words(replace(X, outcome=outcome)).partition(": ")[2]
        assert words
        assert words != outcome.value


def test_as_json() -> None:
    value = coverage_as_dict(coverage(X, NEVER))
    assert (value["looked_at"], value["of"]) == (41, 43)
    assert value["missing"][0] == {
        "watch": 3,
        "source": "mastodon",
        "address": "https://x.example",
        "outcome": "needs_auth",
        "not_since": "2026-03-12T09:30:00Z",
        "until": None,
        "times": 1,
        "why": "answers 401",
        "stopped": False,
    }
    assert value["missing"][1]["outcome"] is None
