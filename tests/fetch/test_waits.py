from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.fetch.waits import midnight_pacific, moment_in, retry_after, stated_wait

NOW = datetime(2026, 5, 2, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 120 ", 120),
        ("1.5", 1.5),
        ("30, 30", 30),
        ("5 seconds", 5),
        ("0", None),
        ("-5", None),
        ("", None),
        (None, None),
        ("soon", None),
        ("१२", None),
        ("9" * 14, 86_400),
        ("9" * 400, None),
        ("Sat, 02 May 2026 08:00:30 GMT", 30),
        ("Saturday, 02-May-26 08:00:30 GMT", 30),
        ("Sat May  2 08:00:30 2026", 30),
        ("Sat, 02 May 2026 10:00:30 +0200", 30),
        ("Sat, 02 May 2026 07:59:00 GMT", None),
        ("Sat, 02 May 2037 07:59:00 GMT", 86_400),
        ("2026-05-02T08:01:00Z", 60),
    ],
)
def test_retry_after_in_all_its_forms(value: str | None, seconds: float | None) -> None:
    wait = retry_after(value, NOW)
    assert wait == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "10", "ratelimit-reset": "50"}, 10),
        ({"retry-after": "0", "ratelimit-reset": "50"}, 50),
        ({"x-ratelimit-reset": "1777708860"}, 60),
        ({"x-ratelimit-reset": "1777708860.5"}, 60.5),
        ({"x-rate-limit-reset": "1777708860"}, 60),
        ({"x-ratelimit-reset": "2026-05-02T08:01:00.000000Z"}, 60),
        ({"x-ratelimit-reset-after": "7.25"}, 7.25),
        ({"x-ratelimit-reset": "999999999"}, 86_400),
        ({"x-ratelimit-reset": "1777700000"}, None),
        ({"ratelimit-reset": "60", "ratelimit-remaining": "3"}, None),
        ({"ratelimit-reset": "60", "ratelimit-remaining": "0"}, 60),
        ({"x-ratelimit-perhour-reset": "60", "x-ratelimit-perday-reset": "70"}, 70),
        ({"ratelimit": "limit=10, remaining=4, reset=31"}, None),
        ({"ratelimit": '"a";r=0;t=31'}, 31),
        ({"ratelimit": "nonsense"}, None),
        ({"x-ratelimit-reset": "nan"}, None),
        ({}, None),
    ],
)
def test_waits_that_headers_state(headers: dict[str, str], seconds: float | None) -> None:
    wait = stated_wait(headers, NOW)
    assert wait == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("now", "hours"),
    [(datetime(2026, 5, 2, 8, tzinfo=UTC), 23), (datetime(2026, 1, 2, 7, 30, tzinfo=UTC), 0.5)],
)
def test_midnight_in_california_knows_summer(now: datetime, hours: float) -> None:
    assert midnight_pacific(now) == timedelta(hours=hours)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_times(text: str) -> None:
    moment = moment_in(text)
    assert moment is None or moment.tzinfo is UTC
    for wait in (retry_after(text, NOW), stated_wait({"ratelimit-reset": text}, NOW)):
        assert wait is None or timedelta(0) < wait <= timedelta(days=1)
