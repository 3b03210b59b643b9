"""What a look has to be worth now: all watches together, held against the budget."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from mentions.asking import Watch
from mentions.core.plan.budget import Prices
from mentions.core.plan.curve import HOUR
from mentions.core.plan.history import learned
from mentions.core.plan.interval import LEAST, Bounds
from mentions.core.plan.ledger import Ledger, after_spending, left_for_a_day
from mentions.core.plan.overview import MORE, Line, Overview, prices_of, promise_of
from mentions.core.plan.places import Place, binding
from mentions.core.plan.record import Habit, exposure_of
from mentions.core.plan.shape import learned_shape
from mentions.store.articles import load_addresses
from mentions.store.engine import Session
from mentions.store.notes import load_note, save_note
from mentions.store.plan import (
    Habits,
    Kept,
    Move,
    count_watches,
    load_dates,
    load_habits,
    load_kept,
    load_spent_since,
    move_forward,
    save_shapes,
)
from mentions.store.subscriptions import load_told
from mentions.store.watches import load_watches
from mentions.tracker.plans.courses import Courses, courses_of
from mentions.tracker.plans.places import (
    Watched,
    chosen_by,
    limits_of,
    place_of,
    profile_of,
    waits_for_others,
)
from mentions.tracker.polling import Polling

_LEDGER, _PRICES = "planner.ledger", "planner.prices"
# How long prices hold, in seconds, and with how many times as many watches.
_HOLDS, _MORE = HOUR, 1.25
# The shape of a source is learned from so many watches.
_SAMPLE = 2_000
# A wait is cut short where less than this part of it is left, and that many seconds are won.
_SHORTER, _WON = 2 / 3, 60.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Spending:
    """The ledger, and up to where the counted requests are in it.

    Attributes:
        ledger: After all that was counted.
        day: The last day (UTC) of which something is in it.
        seen: How many requests of that day.
    """

    ledger: Ledger
    day: date
    seen: int


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """Everything that has a say in the plan, as the database had it.

    Attributes:
        now: When; aware.
        watches: Those that are asked; not those that tell by themselves.
        kept: What is remembered of them, by id.
        habits: What is remembered of sources.
        courses: What watches are looked at for.
        by_hub: Ids of watches of which a hub tells.
        spending: What was spent so far.
    """

    now: datetime
    watches: tuple[Watch, ...]
    kept: Mapping[int, Kept]
    habits: Mapping[str, Habits]
    courses: Courses
    by_hub: frozenset[int]
    spending: Spending


@dataclass(frozen=True, kw_only=True, slots=True)
class Solved:
    """A plan.

    Attributes:
        world: What it was made for.
        watched: The watches, with what is known of them.
        places: The same, in their order, as planning sees them.
        limits: Requests a day of groups, those that matter.
        prices: What a request has to be worth.
        habits: Of the sources, as learned now.
    """

    world: World
    watched: tuple[Watched, ...]
    places: tuple[Place, ...]
    limits: Mapping[str, float]
    prices: Prices
    habits: Mapping[str, Habit]


def load_prices(session: Session, polling: Polling) -> Prices | None:
    """Return the prices that hold now; None where they have to be found anew."""
    told: dict[str, Any] | None = load_note(session, _PRICES)
    if told is None or told["budget"] != polling.budget:
        return None
    passed = polling.clock().timestamp() - told["at"]
    if not 0 <= passed < _HOLDS or count_watches(session) > _MORE * told["watches"] + 1:
        return None
    return Prices(told["all"], told["groups"])


def habits_of(kept: Mapping[str, Habits]) -> dict[str, Habit]:
    """Return what the histories of sources tell."""
    return {name: Habit(learned(one.history), one.shape) for name, one in kept.items()}


def load_world(session: Session, polling: Polling) -> World:
    """Load what a plan is made of; changes nothing."""
    now = polling.clock()
    watches = [
        one
        for one in load_watches(session)
        if one.stopped_at is None and one.source not in polling.off and not _listens(one)
    ]
    ids = [one.id or 0 for one in watches]
    return World(
        now=now,
        watches=tuple(watches),
        kept=load_kept(session),
        habits=load_habits(session),
        courses=courses_of(load_addresses(session), load_dates(session)),
        by_hub=frozenset(load_told(session, ids, now) if polling.callback else ()),
        spending=_load_spending(session, polling.budget, now),
    )


def solved_of(world: World, polling: Polling) -> Solved:
    """Return the plan for a world; touches nothing, and takes 3 s for 20,000 watches.

    Args:
        world: As loaded.
        polling: With what the owner allows.
    """
    now = world.now.timestamp()
    habits = _learned_habits(world, now)
    watched = tuple(_watched(world, habits, now))
    places = tuple(_place(one, polling, now) for one in watched)
    limits: dict[str, float] = {}
    for watch in world.watches:
        limits |= limits_of(watch, polling)
    limits = binding(places, limits)
    left = left_for_a_day(world.spending.ledger, budget=polling.budget)
    return Solved(
        world=world,
        watched=watched,
        places=places,
        limits=limits,
        prices=prices_of(places, left, limits, now=now),
        habits=habits,
    )


def overview_of(solved: Solved, budget: float) -> Overview:
    """Return what a budget buys in a usual day: what was spent before does not count.

    Args:
        solved: All watches.
        budget: Requests a day.
    """
    now, places = solved.world.now.timestamp(), solved.places
    usual = promise_of(places, budget, solved.limits, now=now)
    more = promise_of(places, budget * (1 + MORE), solved.limits, now=now)
    lines = tuple(
        Line(
            watch_id=watched.watch.id or 0,
            source=watched.watch.source,
            address=watched.watch.address,
            interval=place.interval(usual.prices, now),
            by=chosen_by(watched),
            outlook=outlook,
        )
        for watched, place, outlook in zip(solved.watched, places, usual.outlooks, strict=True)
    )
    return Overview(lines=lines, now=usual, more=more, debt=solved.world.spending.ledger.debt)


def save_solved(session: Session, solved: Solved, *, budget: int) -> int:
    """Store a plan and bring forward what is to be looked at sooner; returns how many that are."""
    world = solved.world
    spending, now = world.spending, world.now
    ledger = {
        "debt": spending.ledger.debt,
        "at": spending.ledger.at,
        "day": spending.day.isoformat(),
        "seen": spending.seen,
    }
    prices = {
        "all": solved.prices.all,
        "groups": dict(solved.prices.groups),
        "at": now.timestamp(),
        "budget": budget,
        "watches": len(world.watches),
    }
    save_note(session, _LEDGER, ledger, now=now)
    save_note(session, _PRICES, prices, now=now)
    shapes = {name: one.shape for name, one in solved.habits.items() if name in world.habits}
    save_shapes(session, shapes)
    return move_forward(session, moves_of(solved), now=now)


def moves_of(solved: Solved) -> Iterator[Move]:
    """Yield the watches whose next look is to come much sooner than was planned.

    What a server or a failure has wait, waits; so does a feed that skips hours or days.
    """
    now = solved.world.now
    for watch, place in zip(solved.world.watches, solved.places, strict=True):
        kept = solved.world.kept.get(watch.id or 0, Kept())
        due, last, planned = watch.next_poll_at, watch.last_polled_at, kept.planned
        if due is None or last is None or planned is None or watch.interval:
            continue
        said = watch.hints.skip_hours or watch.hints.skip_days
        if said or waits_for_others(watch, planned) is not None:
            continue
        wait = round(place.interval(solved.prices, now.timestamp()))
        sooner = max(last + timedelta(seconds=wait), now)
        if wait < planned * _SHORTER and (due - sooner).total_seconds() > _WON:
            yield Move(watch.id or 0, due, sooner, float(wait))


def _listens(watch: Watch) -> bool:
    return profile_of(watch.source).listens


def _watched(world: World, habits: Mapping[str, Habit], now: float) -> Iterator[Watched]:
    for watch in world.watches:
        searches = profile_of(watch.source).searches
        yield Watched(
            watch=watch,
            kept=world.kept.get(watch.id or 0, Kept()),
            subject=world.courses.of(watch, searches=searches, now=now),
            habit=habits.get(watch.source, Habit()),
            hub_tells=watch.id in world.by_hub,
        )


def _place(watched: Watched, polling: Polling, now: float) -> Place:
    place = place_of(watched, polling, now)
    waits = waits_for_others(watched.watch, watched.kept.planned)
    if waits is None:
        return place
    waits = max(waits, LEAST)
    return replace(place, bounds=Bounds(waits, waits))


def _learned_habits(world: World, now: float) -> dict[str, Habit]:
    """Return the curve of each source, and how unequal its places are."""
    habits = habits_of(world.habits)
    looked: defaultdict[str, list[Watched]] = defaultdict(list)
    for one in _watched(world, habits, now):
        if one.kept.record is not None:
            looked[one.watch.source].append(one)
    for name, some in looked.items():
        curve = some[0].habit.curve
        every = max(len(some) // _SAMPLE, 1)
        pairs = (
            (one.kept.record.found, exposure_of(one.kept.record, one.subject.course, curve))
            for one in islice(some, 0, None, every)
            if one.kept.record is not None
        )
        habits[name] = Habit(curve, learned_shape(pairs))
    return habits


def _load_spending(session: Session, budget: float, now: datetime) -> Spending:
    """Return the ledger with all that was counted since it was written."""
    today = now.astimezone(UTC).date()
    told: dict[str, Any] | None = load_note(session, _LEDGER)
    seen_today = load_spent_since(session, today)
    if told is None:
        return Spending(ledger=Ledger(0.0, now.timestamp()), day=today, seen=seen_today)
    spent = load_spent_since(session, date.fromisoformat(told["day"])) - told["seen"]
    before = Ledger(told["debt"], told["at"])
    ledger = after_spending(before, max(spent, 0), budget=budget, now=now.timestamp())
    return Spending(ledger=ledger, day=today, seen=seen_today)
