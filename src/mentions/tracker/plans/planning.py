"""Planning the looks of a run: after each poll the next one, every hour for all of them.

The formulas are those of core/plan/, told in docs/planning.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from mentions.core.plan.budget import WORTH, Prices
from mentions.core.plan.history import Seen, learn
from mentions.core.plan.record import Habit, after_look, begin
from mentions.store.engine import Session
from mentions.store.plan import (
    Habits,
    Kept,
    load_dates,
    load_habits,
    load_kept,
    save_histories,
    save_kept,
)
from mentions.store.subscriptions import load_told
from mentions.tracker.outcomes import has_worked
from mentions.tracker.plans.courses import Courses, courses_of
from mentions.tracker.plans.places import LISTENS, Watched, place_of, profile_of
from mentions.tracker.plans.pricing import Solved, habits_of, load_prices
from mentions.tracker.polling import Polling, PollResult, Told
from mentions.tracker.tracked import Tracked

if TYPE_CHECKING:
    from mentions.tracker.poll import Run

# A place that failed is asked again after so many seconds, doubled with each failure in a row,
# whatever was planned for it.
_RETRY = 900, 6 * 3600
# How much the last look counts in what a look costs.
_LATEST = 0.2


async def replan(run: Run) -> str | None:
    """Find anew what a request has to be worth, and bring forward what is to be looked at sooner.

    Due every hour. Killed anywhere, the next run does it again.

    Returns:
        What was changed, in words; None where nothing was.

    Raises:
        StoreError: The database failed.
    """
    moved = await run.keeper.replan()
    return f"{moved} to be looked at sooner" if moved else None


class Planner:
    """Plans the next look of every watch that is polled. Works in the thread of the database.

    Args:
        polling: With what the owner allows.
    """

    def __init__(self, polling: Polling) -> None:
        self._polling = polling
        self._prices = Prices(WORTH)
        self._habits: Mapping[str, Habit] = {}
        self._courses: Courses | None = None
        self._tracked: Tracked | None = None

    def load(self, session: Session) -> bool:
        """Take over what was planned last; returns whether that has to be done anew."""
        told = load_prices(session, self._polling)
        if told is None:
            return True
        self._prices = told
        self._habits = habits_of(load_habits(session))
        return False

    def take(self, solved: Solved) -> None:
        """Take over what was planned just now."""
        self._prices, self._habits = solved.prices, solved.habits
        self._courses = solved.world.courses

    def after_polls(
        self,
        session: Session,
        told: Sequence[Told],
        results: Sequence[PollResult],
        tracked: Tracked,
    ) -> list[int]:
        """Remember what polls teach, and return how many seconds to wait after each.

        Args:
            session: Of `Store.writing`, the one that stores what the polls found.
            told: What they came to.
            results: How they ended.
            tracked: The articles as the run knows them.
        """
        now = self._polling.clock()
        ids = {one.watch.id or 0 for one in told}
        kept, by_hub = load_kept(session, ids), self._by_hub(session, ids, now)
        courses = self._known(session, tracked)
        planning = _Planning(
            polling=self._polling,
            prices=self._prices,
            habits=self._habits,
            courses=courses,
            kept=kept,
            now=now.timestamp(),
        )
        waits = [
            planning.after(one, got, hub_tells=one.watch.id in by_hub)
            for one, got in zip(told, results, strict=True)
        ]
        _learn(session, planning.looks, now.timestamp())
        save_kept(session, planning.changed)
        return waits

    def _by_hub(self, session: Session, ids: set[int], now: datetime) -> set[int]:
        return load_told(session, ids, now) if self._polling.callback else set()

    def _known(self, session: Session, tracked: Tracked) -> Courses:
        """Return the courses of what is tracked now."""
        if self._courses is None or self._tracked is not tracked:
            self._courses = courses_of(tracked.addresses, load_dates(session))
            self._tracked = tracked
        return self._courses


@dataclass(kw_only=True, slots=True)
class _Planning:
    """The polls that are stored together.

    Attributes:
        kept: What is remembered of their watches, by id.
        changed: What of that is to be stored.
        looks: The real looks, by source.
    """

    polling: Polling
    prices: Prices
    habits: Mapping[str, Habit]
    courses: Courses
    kept: dict[int, Kept]
    now: float
    changed: dict[int, Kept] = field(default_factory=dict)
    looks: dict[str, list[Seen]] = field(default_factory=dict)

    def after(self, told: Told, result: PollResult, *, hub_tells: bool) -> int:
        """Return the seconds to wait after a poll."""
        watch, number = told.watch, told.watch.id or 0
        kept, profile = self.kept.get(number), profile_of(watch.source)
        if kept is None or profile.listens:  # removed meanwhile, or told of by itself
            return watch.interval or LISTENS
        watched = Watched(
            watch=watch,
            kept=kept,
            subject=self.courses.of(watch, searches=profile.searches, now=self.now),
            habit=self.habits.get(watch.source, Habit()),
            hub_tells=hub_tells,
        )
        if result.outcome.looked or has_worked(told):
            watched = replace(watched, kept=self._learned(watched, told, len(result.saved.new)))
        wait = self._wait(watched, told)
        self.kept[number] = self.changed[number] = replace(watched.kept, planned=float(wait))
        return wait

    def _wait(self, watched: Watched, told: Told) -> int:
        wait = place_of(watched, self.polling, self.now).interval(self.prices, self.now)
        if has_worked(told):
            return round(wait)
        shortest, longest = _RETRY
        return watched.watch.interval or round(min(max(wait, shortest), longest))

    def _learned(self, watched: Watched, told: Told, found: int) -> Kept:
        """Return what is remembered after a real look.

        What the first one finds has stood there for who knows how long.
        """
        kept = watched.kept
        before = kept.cost if kept.cost is not None else float(told.spent)
        cost = before + _LATEST * (told.spent - before)
        if kept.record is None:
            return replace(kept, record=begin(self.now), cost=cost)
        course = watched.subject.course
        seen = Seen(course, kept.record.until, self.now, found)
        self.looks.setdefault(watched.watch.source, []).append(seen)
        record = after_look(kept.record, course, watched.habit, now=self.now, found=found)
        return replace(kept, record=record, cost=cost)


def _learn(session: Session, looks: Mapping[str, Sequence[Seen]], now: float) -> None:
    """Add looks to the histories of their sources."""
    if not looks:
        return
    habits = load_habits(session, looks, to_change=True)
    save_histories(
        session,
        {
            source: learn(habits.get(source, Habits()).history, some, now=now)
            for source, some in looks.items()
        },
    )
