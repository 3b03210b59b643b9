"""When to look where: the planner beside other ways, all with the same number of requests.

    python -m benchmarks.schedule [--watches N] [--seed N] [--budget REQUESTS_PER_DAY]
    python -m benchmarks.schedule --trace FILE.jsonl [--budget REQUESTS_PER_DAY]
    python -m benchmarks.schedule --many 1000000

Without a trace, synthetic worlds are simulated; the first three with all watches and with goals,
the others with a quarter of them. Without a budget it is what an hourly look at every watch takes.
An arrival that a policy never found counts with its delay up to the horizon. `--many` lets the
planner alone divide a budget of one request a day for each of so many watches, for two days.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.schedule.flat import OursByBudget
from benchmarks.schedule.simulate import simulate
from benchmarks.schedule.table import days_of, flat, goals, half_life, hourly, measure, rows
from benchmarks.schedule.trace import Line, TraceError, as_json, read_trace
from benchmarks.schedule.worlds import MANY, WORLDS, watches
from benchmarks.used import rss_mb
from mentions.core.plan.curve import HALF_LIFE


def _say(name: str) -> None:
    print(f"  {name} ...", file=sys.stderr, flush=True)


def compare(lines: Sequence[Line], *, title: str, budget: float | None, known: bool | None) -> bool:
    """Print a table; return whether the goals are met, where there are any."""
    given = budget or hourly(lines)
    arrivals = sum(len(line.arrivals) for line in lines)
    print(f"\n## {title}\n")
    print(
        f"{len(lines):,} watches, {arrivals:,} arrivals, {days_of(lines):.0f} days,"
        f" {given:,.0f} requests a day\n"
    )
    if dropped := sum(line.dropped for line in lines):
        print(f"{dropped:,} arrivals before the start or after the horizon are left out\n")
    results = measure(lines, given, _say)
    print(*rows(results, given * days_of(lines)), sep="\n", flush=True)
    if arrivals:
        print("", flat(results), sep="\n", flush=True)
    if known is None or not arrivals:
        return True
    found = goals(results, known=known)
    print("", *found, sep="\n", flush=True)
    return all(goal.found <= goal.most for goal in found)


def worlds(count: int, seed: int, budget: float | None) -> bool:
    """Print a table for each synthetic world."""
    met = True
    for world in WORLDS:
        lines = watches(world, count if world.goals else max(count // 4, 1), seed)
        known = world.half_life == HALF_LIFE if world.goals else None
        met = compare(lines, title=world.title, budget=budget, known=known) and met
    return met


def many(count: int, seed: int) -> None:
    """Print what it takes to plan for very many watches."""
    lines = [replace(line, rate=None) for line in watches(MANY, count, seed)]
    before, began = rss_mb(), time.process_time()
    result = simulate(lines, OursByBudget(lines, float(count)))
    print(
        f"{count:,} watches, {result.requests:,} requests in two days (budget {2 * count:,}):"
        f" {time.process_time() - began:.0f} s CPU, {rss_mb():,.0f} MB at most,"
        f" {before:,.0f} MB of it the trace"
    )


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--trace", type=Path, help="JSON Lines, one watch a line")
    parser.add_argument("--budget", type=float, help="requests a day, in all")
    parser.add_argument("--watches", type=int, default=2000, help="in the larger worlds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--many", type=int, help="plan for so many watches, for two days")
    parser.add_argument("--write", type=Path, help="write the first world as a trace and end")
    given = parser.parse_args()
    if given.budget is not None and not 0 < given.budget < float("inf"):
        parser.error("--budget: expected a number above 0")
    if given.watches < 1 or (given.many is not None and given.many < 1):
        parser.error("expected at least one watch")
    if given.many:
        many(given.many, given.seed)
        return 0
    if given.write:
        lines = watches(WORLDS[0], given.watches, given.seed)
        text = "".join(json.dumps(as_json(line)) + "\n" for line in lines)
        given.write.write_text(text, encoding="utf-8")
        return 0
    if not given.trace:
        return 0 if worlds(given.watches, given.seed, given.budget) else 1
    try:
        lines = read_trace(given.trace)
    except TraceError as error:
        print(error, file=sys.stderr)
        return 2
    half = half_life(lines)
    known = half is not None and HALF_LIFE / 2 <= half <= HALF_LIFE * 2
    compare(lines, title=given.trace.name, budget=given.budget, known=known)
    return 0


if __name__ == "__main__":
    sys.exit(main())
