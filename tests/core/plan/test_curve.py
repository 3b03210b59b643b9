import math
import random
from itertools import pairwise

import pytest

from mentions.core.plan.course import Course, gather
from mentions.core.plan.curve import AGELESS, BINS, DAY, EDGES, HALF_LIFE, HOUR, PRIOR, Curve
from mentions.core.plan.history import History, Seen, learn, learned


def test_the_prior_has_its_half_life_and_a_tail() -> None:
    assert PRIOR.sum(HALF_LIFE) == pytest.approx(0.5, abs=0.01)
    assert 1 - PRIOR.sum(30 * DAY) == pytest.approx(3 / 723, rel=0.05)
    assert PRIOR.sum(100 * 365 * DAY) < 1.01


def test_rates_fall_with_age_and_nothing_comes_before_publication() -> None:
    rates = [PRIOR.rate(edge) for edge in EDGES]
    assert rates == sorted(rates, reverse=True)
    assert PRIOR.rate(-1.0) == PRIOR.sum(-1.0) == 0.0


def test_sums_are_the_integral_of_rates() -> None:
    age, step, total = 0.0, 60.0, 0.0
    while age < 2 * DAY:
        total += PRIOR.rate(age + step / 2) * step
        age += step
    assert PRIOR.sum(age) == pytest.approx(total, rel=0.01)


def test_what_several_articles_promise_adds_up() -> None:
    both = Course(((0.0, 1.0), (DAY, 2.0)), ageless=1.0)
    alone = Course.of(0.0).rate(PRIOR, 2 * DAY) + 2 * Course.of(DAY).rate(PRIOR, 2 * DAY)
    assert both.rate(PRIOR, 2 * DAY) == pytest.approx(alone + PRIOR.rates[AGELESS])
    whole = both.expected(PRIOR, 0.0, 3 * DAY)
    halves = both.expected(PRIOR, 0.0, DAY) + both.expected(PRIOR, DAY, 3 * DAY)
    assert whole == pytest.approx(halves)


def test_spans_cover_the_time_once_for_each_article() -> None:
    course = Course(((-5 * DAY, 3.0), (HOUR, 1.0)), ageless=2.0)
    widths: dict[int, float] = {}
    for place, width in course.spans(0.0, DAY):
        widths[place] = widths.get(place, 0.0) + width
    assert widths.pop(AGELESS) == pytest.approx(2 * DAY)
    assert sum(widths.values()) == pytest.approx(3 * DAY + 23 * HOUR)
    assert max(widths) < BINS


def test_ten_thousand_articles_cost_no_more_than_a_few_dozen() -> None:
    rng = random.Random(3)  # noqa: S311 - the same ages every time
    now = 4000 * DAY
    published = [now - rng.random() * 3650 * DAY for _ in range(10_000)]
    course = gather([*published, None, now - HOUR], now=now, place=True)
    assert len(course.published) < 60
    assert course.ageless == 2.0
    exact = sum(PRIOR.rate(now - start) for start in [*published, now - HOUR])
    exact += 2 * PRIOR.rates[AGELESS]
    assert course.rate(PRIOR, now) == pytest.approx(exact, rel=0.05)


def looks(half_life: float, size: float, count: int, *, tail: bool = True) -> list[Seen]:
    """Return hourly looks at so many watches of ten days, with the arrivals expected."""

    def total(age: float) -> float:
        return age / (age + half_life) if tail else 1 - math.exp(-age / half_life * math.log(2))

    course = Course.of(0.0)
    hours = [hour * HOUR for hour in range(241)]
    return [
        Seen(course, since, until, size * (total(until) - total(since)))
        for since, until in pairwise(hours)
        for _ in range(count)
    ]


@pytest.mark.parametrize("half_life", [HOUR, 3 * HOUR, 12 * HOUR])
def test_the_curve_becomes_that_of_the_owner(half_life: float) -> None:
    curve = learned(learn(History(), looks(half_life, 6.0, 100), now=10 * DAY))
    assert curve.sum(half_life) == pytest.approx(3.0, rel=0.2)
    for age in (half_life, 5 * half_life):
        true = 6 * half_life / (age + half_life) ** 2
        assert curve.rate(age) == pytest.approx(true, rel=0.4)


def test_where_nothing_comes_any_more_nothing_is_expected() -> None:
    curve = learned(learn(History(), looks(3 * HOUR, 6.0, 100, tail=False), now=10 * DAY))
    assert curve.rate(7 * DAY) < PRIOR.rate(7 * DAY) / 5


def test_without_history_the_curve_is_the_prior() -> None:
    assert learned(History()).rates == pytest.approx(PRIOR.rates)


def test_of_ages_never_seen_the_nearest_younger_tell() -> None:
    course = Course.of(0.0)
    seen = [Seen(course, 0.0, HOUR, 50.0), Seen(course, HOUR, 2 * HOUR, 20.0)]
    curve = learned(learn(History(), seen, now=2 * HOUR))
    assert curve.rate(30 * DAY) > 20 * PRIOR.rate(30 * DAY)


def test_history_fades() -> None:
    seen = [Seen(Course.of(0.0), 0.0, HOUR, 8.0)]
    fresh = learn(History(), seen, now=HOUR)
    later = learn(fresh, [], now=HOUR + 90 * DAY)
    assert sum(later.counts) == pytest.approx(sum(fresh.counts) / 2)
    assert sum(later.seconds) == pytest.approx(sum(fresh.seconds) / 2)


def test_a_curve_is_made_from_rates() -> None:
    flat = Curve.of([1.0] * (BINS + 1))
    assert flat.sum(DAY) == pytest.approx(DAY)
