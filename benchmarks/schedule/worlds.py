"""Synthetic worlds: Poisson arrivals that fade, and what disturbs them. Seeded."""

from __future__ import annotations

import math
import random
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.schedule.trace import Line
from mentions.core.plan.curve import DAY, HOUR

SPAN = 30 * DAY


@dataclass(frozen=True, slots=True)
class World:
    """What is true in a world, and unknown to the policies.

    Attributes:
        title: For the table.
        half_life: Age by which half of an article's arrivals came, in seconds.
        tail: Whether the rest comes as 1/age^2; otherwise it fades exponentially.
        least, power: Sizes are Pareto: at least so many arrivals, and this exponent.
        even: Whether sizes are spread evenly over that distribution, not drawn from it: in a small
            sample luck would decide how unequal they are.
        dead: Share of watches at which nothing ever happens.
        bursts: Share of watches with a second wave at a random time.
        swing: How much stronger than the mean the day is, and weaker the night; 0 to 1.
        throttled: Share of hosts that answer 20 requests an hour, with five watches on each host.
        published: The articles come out evenly within so many seconds.
        before: And so many seconds earlier than that.
        span: How long each is watched.
        until: And until when at most.
        goals: Whether the goals hold here.
    """

    title: str
    half_life: float = 3 * HOUR
    tail: bool = True
    least: float = 2.0
    power: float = 1.3
    even: bool = False
    dead: float = 0.0
    bursts: float = 0.0
    swing: float = 0.0
    throttled: float = 0.0
    published: float = 30 * DAY
    before: float = 0.0
    span: float = SPAN
    until: float = math.inf
    goals: bool = False


WORLDS = (
    World("Half-life 3 h", goals=True),
    World("Half-life 1 h", half_life=HOUR, goals=True),
    World("Half-life 12 h", half_life=12 * HOUR, goals=True),
    World(
        "A steady flow: articles up to 30 days old from the start, as many new ones each day",
        published=2 * SPAN,
        before=SPAN,
        until=SPAN,
    ),
    World("Half-life 3 h, all articles published at once", published=HOUR),
    World("Exponential, half-life 3 h: no tail", tail=False),
    World("Half of the watches dead", dead=0.5),
    World("Bursts: a second wave at three watches in ten", bursts=0.3),
    World("Day and night: 1.8 times the mean at noon, 0.2 times at midnight", swing=0.8),
    World(
        "Throttling: three hosts in ten answer 20 requests an hour for five watches", throttled=0.3
    ),
    World("All of it", dead=0.3, bursts=0.2, swing=0.6, throttled=0.2),
)
# Two days in the life of a large owner: articles of up to 30 days, nothing known of any watch.
MANY = World("Many", before=30 * DAY, span=2 * DAY)
_LARGEST = 2000.0
_BURST_FADES = 2 * HOUR
_WATCHES_A_HOST = 5
_ALLOWED = 20


class _Truth:
    """The true rate of one watch, as a function of time; picklable."""

    def __init__(self, world: World, *, start: float, size: float, bursts: Sequence[float]) -> None:
        self.world, self.start, self.size, self.bursts = world, start, size, bursts

    def __call__(self, now: float) -> float:
        world, age = self.world, now - self.start
        if world.tail:
            rate = self.size * world.half_life / (age + world.half_life) ** 2
        else:
            fade = math.log(2) / world.half_life
            rate = self.size * fade * math.exp(-fade * age)
        for at in self.bursts:
            if now >= at:
                rate += self.size * math.exp(-(now - at) / _BURST_FADES) / _BURST_FADES
        return rate * (1 + world.swing * math.sin(2 * math.pi * now / DAY))


def watches(world: World, count: int, seed: int = 1) -> list[Line]:
    """Return so many watches."""
    rng = random.Random(seed)  # noqa: S311 - the same world every time
    limits = [
        _ALLOWED if rng.random() < world.throttled else 0
        for _ in range(count // _WATCHES_A_HOST + 1)
    ]
    sizes = _even_sizes(world, count, rng) if world.even else None
    lines = []
    for at in range(count):
        size = sizes[at] if sizes else None
        lines.append(_watch(world, at, limits[at // _WATCHES_A_HOST], rng, size))
    return lines


def _even_sizes(world: World, count: int, rng: random.Random) -> list[float]:
    shares = [(at + 0.5) / count for at in range(count)]
    rng.shuffle(shares)
    return [min(world.least * share ** (-1 / world.power), _LARGEST) for share in shares]


def _watch(
    world: World, number: int, allowed: int, rng: random.Random, given: float | None
) -> Line:
    start = rng.random() * world.published - world.before
    drawn = world.least * rng.paretovariate(world.power)
    size = min(drawn if given is None else given, _LARGEST)
    if rng.random() < world.dead:
        size = 0.0
    bursts = [start + rng.random() * world.span] if rng.random() < world.bursts else []
    begin = max(start, 0.0)
    horizon = min(begin + world.span, world.until)
    truth = _Truth(world, start=start, size=size, bursts=bursts)
    return Line(
        watch=f"w{number}",
        host=f"host-{number // _WATCHES_A_HOST}.example",
        published=start,
        arrivals=array("d", sorted(_arrivals(truth, rng, begin, horizon))),
        horizon=horizon,
        rate=truth,
        jumps=tuple(bursts),
        allowed=allowed,
    )


def _arrivals(truth: _Truth, rng: random.Random, begin: float, end: float) -> Iterator[float]:
    world = truth.world
    first = _poisson(truth.size * (1 + world.swing), rng)
    times = [truth.start + _age(world, rng) for _ in range(first)]
    for at in truth.bursts:
        count = _poisson(truth.size * (1 + world.swing), rng)
        times += [at + rng.expovariate(1 / _BURST_FADES) for _ in range(count)]
    for at in times:
        wave = 1 + world.swing * math.sin(2 * math.pi * at / DAY)
        # Thinning: the wave lets through its share of what its crest would.
        if rng.random() * (1 + world.swing) < wave and begin <= at <= end:
            yield at


def _age(world: World, rng: random.Random) -> float:
    if not world.tail:
        return rng.expovariate(math.log(2) / world.half_life)
    share = rng.random()
    return world.half_life * share / (1 - share)


def _poisson(mean: float, rng: random.Random) -> int:
    """Return a Poisson number: arrivals of a unit process within `mean`."""
    count, left = 0, mean - rng.expovariate(1)
    while left > 0:
        count += 1
        left -= rng.expovariate(1)
    return count
