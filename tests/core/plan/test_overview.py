import math

import pytest

from mentions.core.plan.budget import DEAREST, WORTH, Demand, Prices, requests_of, solve
from mentions.core.plan.course import Course
from mentions.core.plan.curve import DAY, HOUR
from mentions.core.plan.interval import LEAST, Bounds
from mentions.core.plan.ledger import Ledger, left_for_a_day
from mentions.core.plan.outlook import outlook_of_day
from mentions.core.plan.overview import MORE, prices_of, promise_of
from mentions.core.plan.places import Place, binding
from mentions.core.plan.record import Habit, begin

NOW = 1000 * DAY


def place(age: float | None = None, **changes: object) -> Place:
    usual = {
        "record": begin(NOW),
        "course": Course.of(None if age is None else NOW - age),
        "habit": Habit(),
        "bounds": Bounds(),
        "cost": 1.0,
        "groups": (),
    }
    return Place(**(usual | changes))  # type: ignore[arg-type]


def test_no_request_is_sent_that_saves_less_than_it_is_worth() -> None:
    old = Demand(1 / (100 * DAY))
    prices = solve([old], 1e6, floor=WORTH)
    assert prices.all == WORTH
    assert DAY / old.requests(prices.all) == pytest.approx(math.sqrt(2 * WORTH * 100 * DAY))


def test_a_dear_request_stays_dear() -> None:
    demands = [Demand(1e-3)] * 20
    assert solve(demands, 100.0, floor=WORTH) == solve(demands, 100.0)


def test_a_limit_is_kept_though_the_budget_is_not_used_up() -> None:
    demands = [Demand(1e-3, groups=("source:x",))] * 5
    prices = solve(demands, 1e6, {"source:x": 50.0}, floor=WORTH)
    assert prices.all == WORTH
    assert requests_of(demands, prices) == pytest.approx(50.0, rel=0.01)


def test_a_fresh_article_is_looked_at_within_minutes_and_an_old_one_within_days() -> None:
    prices = prices_of([place(0.0), place(30 * DAY)], 1e6, {}, now=NOW)
    assert LEAST < place(0.0).interval(prices, NOW) < 10 * 60
    assert 12 * HOUR < place(30 * DAY).interval(prices, NOW) < 2 * DAY
    assert place(300 * DAY).interval(prices, NOW) == 7 * DAY


def test_a_debt_leaves_a_quarter_of_the_budget() -> None:
    assert left_for_a_day(Ledger(30.0, 0.0), budget=100.0) == 70.0
    assert left_for_a_day(Ledger(10_000.0, 0.0), budget=100.0) == 25.0


def test_a_day_is_the_sum_of_its_parts() -> None:
    young = place(HOUR)
    prices = Prices(600.0)
    promised = outlook_of_day(young.demands(NOW), prices)
    assert promised.requests == pytest.approx(requests_of(young.demands(NOW), prices))
    assert promised.arrivals == pytest.approx(young.course.expected(Habit().curve, NOW, NOW + DAY))
    # Nowhere between the bounds does one more request save more or less than the price.
    assert promised.gain == pytest.approx(600.0)
    assert promised.delay < young.interval(prices, NOW + 12 * HOUR) / 2


def test_of_a_place_that_brings_nothing_the_delay_is_half_the_interval() -> None:
    promised = outlook_of_day([Demand(0.0)], Prices(1.0))
    assert promised == (0.0, 1 / 7, 3.5 * DAY, 0.0)


def test_more_budget_finds_sooner() -> None:
    places = [place(age * DAY) for age in range(1, 40)]
    now, more = (promise_of(places, part * 40.0, {}, now=NOW) for part in (1, 1 + MORE))
    assert now.is_used_up
    assert now.requests == pytest.approx(40.0, rel=0.01)
    assert now.delay is not None
    assert more.delay is not None
    assert more.delay < now.delay * 0.97
    assert not promise_of(places, 1e6, {}, now=NOW).is_used_up


def test_intervals_that_are_set_take_what_they_take() -> None:
    fixed = place(None, bounds=Bounds(600.0, 600.0))
    promise = promise_of([fixed, place()], 50.0, {}, now=NOW)
    assert promise.prices.all == DEAREST
    assert promise.requests == pytest.approx(144 + 1 / 7)


def test_only_limits_that_can_be_met_count() -> None:
    places = [place(groups=("host:a",)), place(groups=("host:b", "source:x"), cost=2.0)]
    limits = {"host:a": DAY / LEAST, "host:b": DAY / LEAST, "source:x": 5000.0, "host:c": 1.0}
    assert binding(places, limits) == {"host:b": DAY / LEAST}
