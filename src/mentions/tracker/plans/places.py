"""From watches to what planning sees: bounds, costs and limits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from mentions.asking import Profile, Watch
from mentions.core.plan.curve import DAY
from mentions.core.plan.interval import LEAST, MOST, Bounds, bounds_of
from mentions.core.plan.overview import By
from mentions.core.plan.places import Place
from mentions.core.plan.record import Habit, begin
from mentions.core.schedule import LONGEST_WAIT, SPREAD
from mentions.errors import ConfigError
from mentions.sources import find_source
from mentions.store.plan import Kept
from mentions.tracker.plans.courses import Subject
from mentions.tracker.polling import Polling
from mentions.urls.hosts import host_of

# How often a feed of which a hub tells is polled all the same, in seconds: what it does not tell is
# found then. A place that is listened to is not planned, and polled like this.
SAFETY_NET = DAY
LISTENS = 3600
# The jitter makes a wait longer than planned by up to a tenth, and a second is rounded off.
_SURE = 1 + SPREAD
_ROUNDED = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Watched:
    """A watch with all that planning knows of it.

    Attributes:
        watch: As stored.
        kept: What is remembered of it.
        subject: What it is looked at for.
        habit: Of its source.
        hub_tells: Whether a hub tells what is new there.
    """

    watch: Watch
    kept: Kept
    subject: Subject
    habit: Habit
    hub_tells: bool


@cache
def profile_of(source: str) -> Profile:
    """Return what a source needs and costs; of one that cannot be loaded, the usual."""
    try:
        return find_source(source).profile
    except ConfigError:
        return Profile()


def place_of(watched: Watched, polling: Polling, now: float) -> Place:
    """Return a watch as planning sees it.

    Args:
        watched: The watch.
        polling: With what the owner allows.
        now: Seconds since 1970.
    """
    watch, kept = watched.watch, watched.kept
    profile = profile_of(watch.source)
    # What was never really looked at costs what its source says.
    cost = max(1.0, profile.requests if kept.cost is None else kept.cost)
    return Place(
        record=kept.record or begin(now),
        course=watched.subject.course,
        habit=watched.habit,
        bounds=_bounds(watched, polling, profile, cost),
        cost=cost,
        groups=(source_group(watch), host_group(watch)),
    )


def chosen_by(watched: Watched) -> By:
    """Return who chose the interval of a watch."""
    if watched.watch.interval:
        return By.OWNER
    if watched.hub_tells:
        return By.HUB
    waits = waits_for_others(watched.watch, watched.kept.planned)
    return By.PLANNER if waits is None else By.SERVER


def waits_for_others(watch: Watch, planned: float | None) -> float | None:
    """Return the seconds that something else than the planner has it wait; None where nothing does.

    That is a failure, or what a server said of its last answer.
    """
    if watch.next_poll_at is None or watch.last_polled_at is None or planned is None:
        return None
    wait = (watch.next_poll_at - watch.last_polled_at).total_seconds()
    return wait if watch.failures or wait > planned * _SURE + _ROUNDED else None


def source_group(watch: Watch) -> str:
    """Return the name under which the limit of its source stands."""
    return f"source:{watch.source}"


def host_group(watch: Watch) -> str:
    """Return the name under which the limit of its host stands."""
    return _host_group(watch.address)


@lru_cache(maxsize=16_384)
def _host_group(address: str) -> str:
    return f"host:{host_of(address)}"


def limits_of(watch: Watch, polling: Polling) -> dict[str, float]:
    """Return the requests a day under which a watch stands, by group.

    Those are the owner's budget for its source, what the service allows of itself, and the gap
    between two requests to one host. A search asks hosts of which its address tells nothing.
    """
    profile = profile_of(watch.source)
    allowed = [rate.requests * DAY / rate.seconds for rate in profile.rates]
    if watch.source in polling.budgets:
        allowed.append(float(polling.budgets[watch.source]))
    limits = {source_group(watch): min(allowed)} if allowed else {}
    gap = 0.0 if profile.searches else gap_of(watch, polling)
    return limits | ({host_group(watch): DAY / gap} if gap else {})


def gap_of(watch: Watch, polling: Polling) -> float:
    """Return the seconds between two requests to the host of a watch."""
    return polling.limits.gaps.get(host_of(watch.address), polling.limits.min_gap)


def _bounds(watched: Watched, polling: Polling, profile: Profile, cost: float) -> Bounds:
    watch = watched.watch
    if watch.interval:
        fixed = max(float(watch.interval), SAFETY_NET if watched.hub_tells else 0.0)
        return Bounds(fixed, fixed)
    if watched.hub_tells:
        return Bounds(SAFETY_NET, SAFETY_NET)
    said = min(watch.hints.wait, LONGEST_WAIT).total_seconds() if watch.hints.wait else 0.0
    delay = watched.subject.max_delay
    return bounds_of(
        least=max(LEAST, said, gap_of(watch, polling) * cost),
        most=MOST,
        cost=cost,
        rates=[(rate.requests, rate.seconds) for rate in profile.rates],
        max_delay=None if delay is None else delay / _SURE,
    )
