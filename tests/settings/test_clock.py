"""Cron expressions mean what they mean to cron, in every zone, also when clocks change."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mentions.errors import ConfigError
from mentions.settings import load_settings
from mentions.settings.clock import BACKUP, UPKEEP, cron_problem, next_cron

BERLIN = "Europe/Berlin"


def times(text: str, after: str, many: int, zone: str = "UTC") -> list[str]:
    """Return the next times of an expression, as clocks in UTC show them."""
    found, now = [], datetime.fromisoformat(after).replace(tzinfo=UTC)
    for _ in range(many):
        now = next_cron(text, zone, now)
        found.append(f"{now:%m-%d %H:%M}")
    return found


@pytest.mark.parametrize(
    ("weekday", "days"),
    [
        ("0", ["03-22", "03-29"]),
        ("7", ["03-22", "03-29"]),
        ("sun", ["03-22", "03-29"]),
        ("1", ["03-16", "03-23"]),
        ("mon", ["03-16", "03-23"]),
        ("1-5", ["03-16", "03-17", "03-18", "03-19", "03-20", "03-23"]),
        ("5-7", ["03-20", "03-21", "03-22", "03-27"]),
        ("fri-mon", ["03-16", "03-20", "03-21", "03-22", "03-23"]),
        ("SAT,sun", ["03-21", "03-22", "03-28"]),
        ("*/2", ["03-17", "03-19", "03-21", "03-22"]),
        ("1/2", ["03-16", "03-18", "03-20", "03-23"]),
    ],
)
def test_days_of_the_week_are_numbered_from_sunday(weekday: str, days: list[str]) -> None:
    """2026-03-15 is a Sunday."""
    found = times(f"0 8 * * {weekday}", "2026-03-15T09:00", len(days))
    assert found == [f"{day} 08:00" for day in days]


def test_a_day_of_the_month_or_one_of_the_week() -> None:
    assert times("0 8 20 * mon", "2026-03-15T09:00", 3) == [
        "03-16 08:00",
        "03-20 08:00",
        "03-23 08:00",
    ]


def test_the_time_itself_is_not_after_it() -> None:
    assert times("0 8 * * *", "2026-03-15T08:00", 1) == ["03-16 08:00"]


def test_a_time_that_does_not_exist_is_an_hour_later() -> None:
    """On the 29th clocks in Berlin go from 2:00 to 3:00: that is 1:00 in UTC."""
    found = times("30 2 * * *", "2026-03-28T00:00", 3, BERLIN)
    assert found == ["03-28 01:30", "03-29 01:30", "03-30 00:30"]


def test_a_time_that_comes_twice_counts_once() -> None:
    """On the 25th clocks in Berlin go from 3:00 back to 2:00: that is 1:00 in UTC."""
    found = times("30 2 * * *", "2026-10-24T01:00", 2, BERLIN)
    assert found == ["10-25 00:30", "10-26 01:30"]


def test_every_hour_is_every_hour_also_when_clocks_go_back() -> None:
    found = times("0 * * * *", "2026-10-24T23:30", 4, BERLIN)
    assert found == ["10-25 00:00", "10-25 01:00", "10-25 02:00", "10-25 03:00"]


@pytest.mark.parametrize(
    "wrong",
    [
        *("", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *"),
        *("* * * * 8", "* * * * so", "* * * * mon-", "0 0 30 2 *", "x * * * *", "0 8 last? * *"),
        "* * * * */0",
    ],
)
def test_what_is_no_cron_expression(wrong: str) -> None:
    assert cron_problem(wrong)


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("0 0 31 2 *", "reports.when: never comes: no month that it names has such a day"),
        ("0 0 32 2 *", "will not do; expected: a cron expression"),
    ],
)
def test_a_date_that_never_comes_is_told_as_that(tmp_path: Path, when: str, words: str) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f'[[reports]]\nname = "woche"\nwhen = "{when}"\n', "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_settings(config, environ={})
    assert words in str(caught.value)


@pytest.mark.parametrize("right", ["*/5 * * * *", "0 8,20 1-7 jan-mar mon", "0 0 29 2 *"])
def test_what_is_one(right: str) -> None:
    assert cron_problem(right) is None


@pytest.mark.parametrize("ours", [UPKEEP, BACKUP])
def test_our_own_mean_a_time(ours: str) -> None:
    assert next_cron(ours, BERLIN, datetime(2026, 3, 14, tzinfo=UTC)) > datetime(
        2026, 3, 14, tzinfo=UTC
    )
