import math
import random
from datetime import UTC, datetime, timedelta

import pytest

from mentions.core.alerts.spike import chance_of, find_spike, usual_rate

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def test_ten_in_an_hour_after_a_quiet_week_are_a_spike() -> None:
    quiet = [ago(days=day) for day in range(1, 8)]
    burst = [ago(minutes=minute) for minute in range(0, 50, 5)]
    spike = find_spike(quiet + burst, begin=ago(days=8), now=NOW)
    assert spike
    assert (spike.number, spike.until) == (10, NOW)
    assert spike.usual == pytest.approx(1 / 24, rel=0.3)


def test_as_many_as_always_are_none() -> None:
    steady = [ago(minutes=6 * step) for step in range(24 * 10 * 7)]
    assert find_spike(steady, begin=ago(days=7), now=NOW) is None


def test_four_are_none_however_quiet_it_was() -> None:
    assert find_spike([NOW] * 4, begin=ago(days=900), now=NOW) is None
    assert find_spike([NOW] * 5, begin=ago(days=900), now=NOW)


def test_a_burst_of_yesterday_is_no_news() -> None:
    burst = [ago(hours=24, minutes=minute) for minute in range(20)]
    assert find_spike(burst, begin=ago(days=9), now=NOW) is None


def test_what_is_announced_for_tomorrow_does_not_count() -> None:
    assert find_spike([NOW + timedelta(hours=1)] * 9, begin=ago(days=9), now=NOW) is None


def test_by_chance_there_is_hardly_ever_one() -> None:
    draw = random.Random(7)  # noqa: S311 - no secret
    found = 0
    for _ in range(60):
        acts = [ago(hours=draw.uniform(0, 240)) for _ in range(480)]  # two an hour
        found += find_spike(acts, begin=ago(hours=240), now=NOW) is not None
    assert found <= 2


def test_what_is_old_counts_less_for_what_is_usual() -> None:
    begin = ago(days=30)
    late = usual_rate([ago(hours=1)] * 10, begin=begin, at=NOW)
    early = usual_rate([ago(days=20)] * 10, begin=begin, at=NOW)
    assert late > 5 * early > 0


@pytest.mark.parametrize(("number", "expected"), [(1, 0.05), (5, 0.3), (12, 4.0), (300, 200.0)])
def test_the_chance_is_that_of_poisson(number: int, expected: float) -> None:
    below = sum(
        math.exp(k * math.log(expected) - expected - math.lgamma(k + 1)) for k in range(number)
    )
    assert chance_of(number, expected) == pytest.approx(1 - below, rel=1e-3)
