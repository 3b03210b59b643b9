"""How the background run keeps time, and how it notices that a clock was set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from mentions.tracker.service.runner import LEASE

# What a clock may gain or lose between two looks without anybody having set it.
_SLACK = 5.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """How the background run keeps time, in seconds.

    Attributes:
        tick: It looks so often whether something is due.
        beat: It says so often that it lives.
        patience: What is under way gets so long to end when it is to stop.
        waking: After a machine has slept it waits so long for the network.
        speed: Seconds of the clock for one of real time; tests have a faster one.
        lease: What it holds is its own for so long, by the clock.
    """

    tick: float = 1.0
    beat: float = 10.0
    patience: float = 5.0
    waking: float = 10.0
    speed: float = 1.0
    lease: timedelta = LEASE


class ClockWatch:
    """Tells by how much a clock was set, from one look to the next.

    A machine that slept looks the same: its clock went on, the count of seconds did not.

    Args:
        now: What the clock says; aware.
        seconds: The event loop's count, which nobody can set.
        speed: As of `Pace`.
    """

    def __init__(self, now: datetime, seconds: float, *, speed: float = 1.0) -> None:
        self._now = now
        self._seconds = seconds
        self._speed = speed

    def jumped(self, now: datetime, seconds: float) -> float:
        """Return by how many seconds the clock was set since the last look, 0 for none."""
        passed = (now - self._now).total_seconds()
        jump = passed - (seconds - self._seconds) * self._speed
        self._now, self._seconds = now, seconds
        return jump if abs(jump) > _SLACK * self._speed else 0.0
