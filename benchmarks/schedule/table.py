"""All policies at equal requests, as a table, and whether the goals are met."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.schedule.equal import Make, scaled, scaled_budget
from benchmarks.schedule.flat import ClairvoyantByBudget, OursByBudget
from benchmarks.schedule.ours import Ours
from benchmarks.schedule.peers import AgeBands, Clairvoyant, FeedFrequency, Fixed, Tiers
from benchmarks.schedule.simulate import Result
from benchmarks.schedule.trace import Line
from mentions.core.plan.curve import DAY

OURS, FIXED, CLAIRVOYANT = "planner", "fixed", "clairvoyant"
BUDGET, FLAT_CLAIRVOYANT = "planner, flat budget", "clairvoyant, flat budget"
BANDS, TIERS, FREQUENCY = "age bands", "tiers by last hit", "feed frequency"
POLICIES: Mapping[str, Make] = {
    FIXED: Fixed,
    BANDS: AgeBands,
    FREQUENCY: FeedFrequency,
    TIERS: Tiers,
    CLAIRVOYANT: Clairvoyant,
    OURS: Ours,
}
# These have the same budget every day; the others spend it when they like.
_FLAT: Mapping[str, Make] = {FLAT_CLAIRVOYANT: ClairvoyantByBudget, BUDGET: OursByBudget}
_COLUMNS = (
    *("policy", "requests", "of equal", "mean delay, min", "x fixed", "x clairvoyant"),
    *("p95, min", "x fixed", "not found", "throttled"),
)
Results = Mapping[str, Result]
_OTHERS = (FIXED, BANDS, FREQUENCY, TIERS)


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure that is not to be exceeded.

    Attributes:
        name: What it is.
        found: As measured.
        most: As allowed.
    """

    name: str
    found: float
    most: float

    def __str__(self) -> str:
        """Say whether it is met."""
        word = "met" if self.found <= self.most else "MISSED"
        return f"{self.name}: {self.found:.2f} (goal {self.most:.2f}) {word}"


def days_of(lines: Sequence[Line]) -> float:
    """Return the days from the first look to the last horizon."""
    return (max(line.horizon for line in lines) - min(line.start for line in lines)) / DAY


def hourly(lines: Sequence[Line]) -> float:
    """Return the requests a day that an hourly look at every watch takes on average."""
    return sum(line.horizon - line.start for line in lines) / 3600 / days_of(lines)


def measure(
    lines: Sequence[Line], budget: float, say: Callable[[str], None] = lambda _: None
) -> dict[str, Result]:
    """Return what every policy does with equal requests.

    Args:
        lines: The trace.
        budget: Requests a day, from the first look to the last horizon.
        say: Is told each policy's name before it runs.
    """
    requests = budget * days_of(lines)
    found: dict[str, Result] = {}
    for name, make in POLICIES.items():
        say(name)
        found[name] = scaled(lines, make, requests)
    for name, make in _FLAT.items():
        say(name)
        found[name] = scaled_budget(lines, make, budget, requests)
    return found


def rows(results: Results, requests: float) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    fixed, clairvoyant = results[FIXED], results[CLAIRVOYANT]
    yield f"| {' | '.join(_COLUMNS)} |"
    yield f"|{' --- |' * len(_COLUMNS)}"
    for name, one in results.items():
        p95 = one.quantile(0.95)
        yield (
            f"| {name} | {one.requests:,} | {one.requests / requests:.3f} | {one.mean / 60:.1f}"
            f" | {_ratio(one.mean, fixed.mean)} | {_ratio(one.mean, clairvoyant.mean)}"
            f" | {p95 / 60:.1f} | {_ratio(p95, fixed.quantile(0.95))}"
            f" | {one.unfound} | {one.throttled:,} |"
        )


def _ratio(one: float, other: float) -> str:
    return f"{one / other:.2f}" if other else "-"


def half_life(lines: Sequence[Line]) -> float | None:
    """Return the age in seconds by which half of the arrivals came; None where none has an age."""
    ages = sorted(
        at - line.published for line in lines if line.published is not None for at in line.arrivals
    )
    return ages[len(ages) // 2] if ages else None


def flat(results: Results) -> str:
    """Return a line that holds the planner against others at the same budget every day."""
    ours = results[BUDGET].mean
    return (
        f"with a flat budget: x fixed {_ratio(ours, results[FIXED].mean)},"
        f" x the clairvoyant with the same flat budget"
        f" {_ratio(ours, results[FLAT_CLAIRVOYANT].mean)}"
    )


def goals(results: Results, *, known: bool) -> list[Goal]:
    """Return the goals; looser ones where the true half-life is not the one assumed beforehand."""
    ours = results[OURS].mean
    to = {name: _times(ours, result.mean) for name, result in results.items()}
    if not known:
        return [
            Goal("mean delay x fixed", to[FIXED], 0.30),
            Goal("x clairvoyant", to[CLAIRVOYANT], 1.50),
        ]
    p95 = _times(results[OURS].quantile(0.95), results[FIXED].quantile(0.95))
    return [
        Goal("mean delay x fixed", to[FIXED], 0.20),
        Goal("x age bands", to[BANDS], 0.55),
        Goal("x tiers", to[TIERS], 0.55),
        Goal("x best of the others", max(to[name] for name in _OTHERS), 0.75),
        Goal("x clairvoyant", to[CLAIRVOYANT], 1.25),
        Goal("p95 x fixed", p95, 0.45),
    ]


def _times(one: float, other: float) -> float:
    return one / other if other else (math.inf if one else 1.0)
