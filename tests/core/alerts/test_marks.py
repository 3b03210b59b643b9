from datetime import UTC, datetime, timedelta

import pytest

from mentions.core.alerts.fit import fit
from mentions.core.alerts.marks import LAG, begin
from mentions.core.alerts.scrub import scrubbed
from mentions.core.alerts.trouble import observe, to_tell

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def test_what_was_read_is_read_again_until_no_transaction_can_be_that_old() -> None:
    mark = begin(10, NOW).moved(20, NOW + MINUTE)
    assert (mark.low, mark.high) == (10, 20)
    later = mark.moved(20, NOW + LAG)
    assert (later.low, later.high) == (10, 20)
    assert later.moved(25, NOW + LAG + MINUTE).low == 10
    assert later.moved(25, NOW + 2 * LAG).low == 20


def test_trouble_counts_from_when_it_was_first_seen() -> None:
    first = observe({}, {1, 2}, now=NOW, last=NOW - MINUTE)
    later = observe(first, {2, 3}, now=NOW + MINUTE, last=NOW)
    assert later == {2: NOW, 3: NOW + MINUTE}


def test_a_time_in_which_nobody_ran_is_no_trouble_of_the_place() -> None:
    week = NOW + timedelta(days=7)
    assert observe({1: NOW}, {1}, now=week, last=NOW + HOUR) == {1: week}


def test_trouble_that_was_told_is_not_told_again_after_a_break() -> None:
    last = NOW + timedelta(days=2)
    week = NOW + timedelta(days=7)
    assert observe({1: NOW}, {1}, now=week, last=last) == {1: NOW}


def test_told_is_what_has_lasted_a_day_since_somebody_is_told() -> None:
    day = timedelta(hours=24)
    assert to_tell({1: NOW}, now=NOW + day - MINUTE, start=NOW) == {}
    assert to_tell({1: NOW}, now=NOW + day, start=NOW) == {1: NOW}
    assert to_tell({1: NOW}, now=NOW + 3 * day, start=NOW + 2 * day) == {}


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("short", 5, "short"),
        ("one\ntwo\nthree", 8, "one\n…"),
        ("a long line", 5, "a l…"),
        ("äöü", 1, "…"),
    ],
)
def test_fit(text: str, most: int, expected: str) -> None:
    assert fit(text, most) == expected
    assert len(fit(text, most)) <= most


def test_no_part_of_an_address_is_left() -> None:
    address = "mailtos://me:p%40ss-wort@mail.example:465/?to=you@blog.example"
    said = "auth of ME at Mail.Example failed: P@SS-WORT (p%40ss-wort) for you@blog.example"
    shown = scrubbed(said, address)
    for part in ("p@ss", "p%40ss", "wort", "mail.example", "blog.example", "465"):
        assert part not in shown.lower()
    assert "auth of" in shown
