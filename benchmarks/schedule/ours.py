"""The planner in the simulator: the functions of `mentions.core.plan`, and nothing beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.schedule.trace import Line
from mentions.core.plan.budget import Demand, demands_of
from mentions.core.plan.course import Course
from mentions.core.plan.curve import DAY, HOUR
from mentions.core.plan.history import History, Seen, learn, learned
from mentions.core.plan.interval import Bounds, interval_of
from mentions.core.plan.record import Habit, after_look, begin, exposure_of, rate_of
from mentions.core.plan.records import Records
from mentions.core.plan.shape import learned_shape

_BOUNDS = Bounds()
# The shape is learned anew every day, from so many watches.
_SHAPE_EVERY = DAY
_SAMPLE = 2000


class Ours:
    """The planner at one constant price."""

    def __init__(self, lines: Sequence[Line], scale: float) -> None:
        self.lines, self.price = lines, scale**2 * HOUR
        self.rows: dict[int, int] = {}
        self.records = Records()
        self.history, self.habit = History(), Habit()
        self.looks: list[Seen] = []

    def begin(self, watch: int, now: float) -> float:
        """Begin a record."""
        self.rows[watch] = len(self.records)
        self.records.append(begin(now))
        return self.interval(watch, now)

    def looked(self, watch: int, now: float, found: int) -> float:
        """Write down what was found."""
        row, course = self.rows[watch], self._course(watch)
        record = self.records[row]
        self.looks.append(Seen(course, record.until, now, found))
        self.records[row] = after_look(record, course, self.habit, now=now, found=found)
        return self.interval(watch, now)

    def refused(self) -> None:
        """Do nothing: a look that failed tells nothing of arrivals."""

    def tick(self, now: float) -> None:
        """Learn the curve every hour, the shape every day."""
        self.history = learn(self.history, self.looks, now=now)
        self.looks.clear()
        curve, shape = learned(self.history), self.habit.shape
        if now % _SHAPE_EVERY == 0:
            every = max(len(self.rows) // _SAMPLE, 1)
            shape = learned_shape(
                (self.records[row].found, exposure_of(self.records[row], self._course(at), curve))
                for at, row in list(self.rows.items())[::every]
            )
        self.habit = Habit(curve, shape)

    def _course(self, watch: int) -> Course:
        return Course.of(self.lines[watch].published)

    def interval(self, watch: int, now: float) -> float:
        """Return the seconds until the next look."""
        record = self.records[self.rows[watch]]
        rate = rate_of(record, self._course(watch), self.habit, now)
        return interval_of(rate, price=self.price, bounds=_BOUNDS)

    def demands(self, watch: int, now: float) -> Iterator[Demand]:
        """Yield what a watch asks of the coming day."""
        record, course = self.records[self.rows[watch]], self._course(watch)
        return demands_of(record, course, self.habit, now=now, bounds=_BOUNDS)
