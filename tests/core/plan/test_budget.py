import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.core.plan.budget import (
    CHEAPEST,
    DEAREST,
    Demand,
    Prices,
    demands_of,
    requests_of,
    solve,
)
from mentions.core.plan.course import Course
from mentions.core.plan.curve import DAY, HOUR
from mentions.core.plan.interval import Bounds, bounds_of, interval_of
from mentions.core.plan.ledger import Ledger, after_spending, left_for_a_day
from mentions.core.plan.outlook import mean_delay, outlook
from mentions.core.plan.record import Habit, after_look, begin

WIDE = Bounds(1e-9, 1e12)
RATES = st.lists(st.floats(1e-8, 1e-1), min_size=1, max_size=40)
PRICES = st.floats(1.0, 1e8)


@given(st.floats(1e-9, 1.0), st.floats(1e-9, 1.0), PRICES)
def test_intervals_go_with_the_root_of_the_rate(one: float, other: float, price: float) -> None:
    ratio = interval_of(one, price=price, bounds=WIDE) / interval_of(
        other, price=price, bounds=WIDE
    )
    assert ratio == pytest.approx(math.sqrt(other / one))


@given(st.floats(0.0, 10.0), PRICES, st.floats(1.0, 1e5), st.floats(1.0, 1e5))
def test_bounds_hold(rate: float, price: float, least: float, most: float) -> None:
    bounds = bounds_of(least=least, most=most)
    interval = interval_of(rate, price=price, bounds=bounds)
    assert least <= interval <= max(least, most)


def test_a_source_that_allows_little_wins_over_a_wish() -> None:
    bounds = bounds_of(rates=[(10, 3600), (50, DAY)], max_delay=600)
    assert interval_of(100.0, price=1.0, bounds=bounds) == DAY / 50


@given(RATES, st.floats(1.0, 1e4))
def test_the_budget_is_met(rates: list[float], budget: float) -> None:
    demands = [Demand(rate, WIDE) for rate in rates]
    assert requests_of(demands, solve(demands, budget)) == pytest.approx(budget, rel=0.01)


@given(RATES, st.floats(1.0, 1e5), st.floats(1.0, 50.0))
def test_more_budget_never_means_longer_waiting(
    rates: list[float], budget: float, more: float
) -> None:
    demands = [Demand(rate) for rate in rates]
    poor, rich = solve(demands, budget), solve(demands, budget * more)
    for one in demands:
        lean = interval_of(one.rate, price=poor.all, bounds=one.bounds)
        assert interval_of(one.rate, price=rich.all, bounds=one.bounds) <= lean * (1 + 1e-3)


@given(st.lists(st.floats(1e-8, 1e-1), min_size=2, max_size=40), st.floats(10.0, 1e4))
def test_no_other_division_waits_less(rates: list[float], budget: float) -> None:
    """A tenth of one watch's requests given to another never makes the whole wait less."""
    price = solve([Demand(rate, WIDE) for rate in rates], budget).all
    asked = [DAY / interval_of(rate, price=price, bounds=WIDE) for rate in rates]

    def waiting(requests: list[float]) -> float:
        return sum(r * DAY / q / 2 for r, q in zip(rates, requests, strict=True))

    moved = [*asked]
    part = min(asked[0], asked[-1]) / 10
    moved[0], moved[-1] = moved[0] - part, moved[-1] + part
    assert waiting(moved) >= waiting(asked) * (1 - 1e-9)


def test_bounds_are_kept_and_the_rest_is_divided() -> None:
    held = Demand(1.0, Bounds(3600.0, DAY))
    forced = Demand(0.0, Bounds(60.0, HOUR))
    free = Demand(1e-5)
    demands = [held, forced, free]
    prices = solve(demands, 100.0)
    assert held.requests(prices.all) == 24.0
    assert forced.requests(prices.all) == 24.0
    assert free.requests(prices.all) == pytest.approx(52.0, rel=0.01)


def test_a_budget_that_is_too_small_or_too_large() -> None:
    demands = [Demand(1e-5, Bounds(HOUR, 6 * HOUR))] * 10
    assert solve(demands, 5.0).all == DEAREST
    assert solve(demands, 1e9).all == CHEAPEST
    assert solve([], 10.0) == Prices(CHEAPEST)


def test_a_source_with_a_limit_leaves_the_rest_to_the_others() -> None:
    tight = [Demand(1e-4, groups=("hackernews", "a.example"))] * 5
    wide = [Demand(1e-4, groups=("feed", "b.example"))] * 5
    prices = solve([*tight, *wide], 1000.0, {"hackernews": 100.0, "feed": 5000.0})
    assert requests_of(tight, prices) == pytest.approx(100.0, rel=0.01)
    assert requests_of(wide, prices) == pytest.approx(900.0, rel=0.01)
    assert prices.groups["feed"] == 0.0


def test_a_host_inside_a_source_can_have_its_own_limit() -> None:
    first = [Demand(1e-4, groups=("feed", "a.example"))] * 3
    second = [Demand(1e-4, groups=("feed", "b.example"))] * 3
    third = [Demand(1e-4, groups=("webpage", "b.example"))] * 3
    limits = {"feed": 300.0, "b.example": 150.0}
    prices = solve([*first, *second, *third], 1000.0, limits)
    assert requests_of([*first, *second], prices) <= 300.0 * 1.01
    assert requests_of([*second, *third], prices) <= 150.0 * 1.01
    assert requests_of([*first, *second, *third], prices) <= 1000.0 * 1.01
    assert requests_of([*first, *second], prices) == pytest.approx(300.0, rel=0.02)


def test_dear_looks_happen_less_often() -> None:
    cheap, dear = Demand(1e-4), Demand(1e-4, cost=4.0)
    prices = solve([cheap, dear], 500.0)
    assert cheap.requests(prices.all) == pytest.approx(dear.requests(prices.all) / 2)
    assert requests_of([cheap, dear], prices) == pytest.approx(500.0, rel=0.01)


def test_a_young_article_asks_less_and_less_of_the_day() -> None:
    parts = list(
        demands_of(begin(0.0), Course.of(0.0), Habit(), now=0.0, bounds=Bounds(), cost=2.0)
    )
    rates = [one.rate for one in parts]
    assert rates == sorted(rates, reverse=True)
    assert sum(one.seconds for one in parts) == DAY
    assert {one.cost for one in parts} == {2.0}


def test_an_old_article_asks_the_same_all_day() -> None:
    record = begin(100 * DAY)
    (part,) = demands_of(record, Course.of(0.0), Habit(), now=100 * DAY, bounds=Bounds())
    assert part.seconds == DAY
    loud = after_look(record, Course.of(0.0), Habit(), now=100 * DAY + HOUR, found=9)
    many = demands_of(loud, Course.of(0.0), Habit(), now=loud.until, bounds=Bounds())
    assert len(list(many)) > 1


def test_more_than_the_even_flow_is_paid_back() -> None:
    ledger = after_spending(Ledger(0.0, 0.0), 60, budget=100.0, now=DAY / 4)
    assert left_for_a_day(ledger, budget=100.0) == pytest.approx(65.0)
    idle = after_spending(ledger, 0, budget=100.0, now=30 * DAY)
    assert left_for_a_day(idle, budget=100.0) == pytest.approx(110.0)
    over = after_spending(idle, 500, budget=100.0, now=30 * DAY)
    assert left_for_a_day(over, budget=100.0) == 25.0


def test_one_more_request_buys_what_the_price_says() -> None:
    rate, price = 1e-4, 900.0
    interval = interval_of(rate, price=price, bounds=Bounds())
    now = outlook(rate, interval)
    assert now.gain == pytest.approx(price)
    more = outlook(rate, DAY / (now.requests + 0.01))
    saved = (now.delay - more.delay) * now.arrivals
    assert saved / 0.01 == pytest.approx(price, rel=0.01)


def test_the_mean_delay_is_that_of_arrivals() -> None:
    both = [outlook(3e-4, 600.0), outlook(1e-4, 3600.0)]
    assert mean_delay(both) == pytest.approx((3 * 300 + 1800) / 4)
    assert mean_delay([]) is None
