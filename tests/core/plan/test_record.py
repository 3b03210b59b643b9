import random

import pytest

from mentions.core.plan.course import Course
from mentions.core.plan.curve import AGELESS, DAY, HOUR, PRIOR, Curve
from mentions.core.plan.record import (
    Habit,
    Record,
    after_look,
    begin,
    burst_rate,
    factor_of,
    rate_of,
)
from mentions.core.plan.records import Records
from mentions.core.plan.shape import learned_shape

PLACE = Course.of(None)
FLAT = Habit(Curve.of([*PRIOR.rates[:AGELESS], 1 / DAY]), shape=0.5)


def polled(rate: float, *, days: int, habit: Habit = FLAT, seed: int = 1) -> Record:
    """Return the record of a place with so many arrivals a day, looked at every three hours."""
    rng = random.Random(seed)  # noqa: S311 - the same arrivals every time
    record, now = begin(0.0), 0.0
    following = rng.expovariate(rate / DAY) if rate else float("inf")
    while now < days * DAY:
        now += 3 * HOUR
        found = 0
        while following <= now:
            found += 1
            following += rng.expovariate(rate / DAY)
        record = after_look(record, PLACE, habit, now=now, found=found)
    return record


def test_a_new_watch_is_a_usual_one() -> None:
    assert factor_of(begin(0.0), PLACE, FLAT) == 1.0


@pytest.mark.parametrize("rate", [0.2, 1.0, 5.0, 40.0])
def test_the_estimate_comes_to_the_true_rate(rate: float) -> None:
    record = polled(rate, days=150)
    estimates = [factor_of(polled(rate, days=150, seed=seed), PLACE, FLAT) for seed in range(1, 9)]
    assert sum(estimates) / 8 == pytest.approx(rate, rel=0.25)
    assert record.exposure == pytest.approx(
        PRIOR.rates[AGELESS] * 30 * DAY / 0.693 * (1 - 2**-5), rel=0.02
    )


def test_a_dead_watch_is_hardly_expected_to_bring_anything() -> None:
    assert factor_of(polled(0.0, days=60), PLACE, FLAT) < 0.02


def test_what_was_found_long_ago_counts_little() -> None:
    record = polled(20.0, days=30)
    dull = after_look(record, PLACE, FLAT, now=record.until + 30 * DAY, found=0)
    assert dull.found == pytest.approx(record.found / 2)
    assert factor_of(dull, PLACE, FLAT) < factor_of(record, PLACE, FLAT)


def test_a_curve_learned_later_holds_for_the_past() -> None:
    record = polled(1.0, days=30)
    tenfold = FLAT._replace(curve=Curve.of([10 * rate for rate in FLAT.curve.rates]))
    usual, smaller = factor_of(record, PLACE, FLAT), factor_of(record, PLACE, tenfold)
    assert smaller == pytest.approx(usual / 10, rel=0.1)


def test_a_burst_raises_the_rate_for_hours() -> None:
    quiet = polled(0.1, days=20)
    loud = after_look(quiet, PLACE, FLAT, now=quiet.until + HOUR, found=10)
    now = loud.until
    assert rate_of(loud, PLACE, FLAT, now) > 10 * rate_of(quiet, PLACE, FLAT, now)
    assert burst_rate(loud, now + 9 * HOUR) == pytest.approx(burst_rate(loud, now) / 8)


def test_one_find_is_no_burst() -> None:
    quiet = polled(0.0, days=20)
    one = after_look(quiet, PLACE, FLAT, now=quiet.until + HOUR, found=1)
    assert burst_rate(one, one.until) == 0.0


def test_steady_watches_burst_seldom() -> None:
    bursts = [burst_rate(r, r.until) for r in (polled(40.0, days=5, seed=s) for s in range(40))]
    assert sum(rate > 0.25 * 40 / DAY for rate in bursts) <= 8


def test_a_clock_set_back_harms_nothing() -> None:
    record = polled(1.0, days=2)
    back = after_look(record, PLACE, FLAT, now=record.until - HOUR, found=2)
    assert back == record._replace(found=record.found + 2, recent=record.recent + 2)


def test_records_survive_a_round_trip() -> None:
    table = Records()
    for seed in range(5):
        table.append(polled(2.0, days=3, seed=seed))
    table[2] = table[4]
    again = Records(table.to_bytes())
    assert list(again) == list(table)
    assert again[2] == polled(2.0, days=3, seed=4)
    assert len(table.to_bytes()) == 5 * 48


@pytest.mark.parametrize("row", [-1, 1])
def test_a_row_that_is_not_there(row: int) -> None:
    table = Records()
    table.append(begin(0.0))
    with pytest.raises(IndexError):
        table[row]
    with pytest.raises(IndexError):
        table[row] = begin(1.0)


def test_half_a_record_is_refused() -> None:
    with pytest.raises(ValueError, match="whole number"):
        Records(bytes(8))


@pytest.mark.parametrize("shape", [0.2, 1.0, 3.0])
def test_the_shape_comes_to_the_true_one(shape: float) -> None:
    rng = random.Random(5)  # noqa: S311 - the same watches every time
    pairs = []
    for _ in range(600):
        mean = 8 * rng.gammavariate(shape, 1 / shape)
        found, left = 0, mean - rng.expovariate(1)
        while left > 0:
            found, left = found + 1, left - rng.expovariate(1)
        pairs.append((float(found), 8.0))
    assert learned_shape(pairs) == pytest.approx(shape, rel=0.35)
