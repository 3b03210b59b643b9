"""The planner beside others on a small trace: the goals hold, and the simulator counts honestly."""

import json
import subprocess
import sys
from array import array
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.schedule.equal import scaled, scaled_budget  # noqa: E402 - it stands beside src, not in it
from benchmarks.schedule.flat import ClairvoyantByBudget, OursByBudget  # noqa: E402
from benchmarks.schedule.ours import Ours  # noqa: E402
from benchmarks.schedule.peers import AgeBands, Clairvoyant, FeedFrequency, Fixed, Tiers  # noqa: E402
from benchmarks.schedule.simulate import Result, simulate  # noqa: E402
from benchmarks.schedule.table import POLICIES, days_of, goals, hourly  # noqa: E402
from benchmarks.schedule.trace import Line, TraceError, as_json, read_trace  # noqa: E402
from benchmarks.schedule.worlds import World, watches  # noqa: E402

from mentions.core.plan.curve import DAY, HOUR  # noqa: E402

# Watches of 30 days, looked at three times a day on average. So few need a heavier tail to hold a
# place that stands out, and sizes spread evenly over it, for else luck decides how unequal they
# are. The goals are those of 2,000 watches; they hold for the first three seeds together.
SMALL, OFTEN, SEED = 300, 1 / 8, 3
SEEDS, EACH = (1, 2, 3), 200
TAILS = World("small", least=1.5, power=1.2)


def small(world: World, count: int = SMALL) -> list[Line]:
    return watches(world, count, SEED)


@pytest.mark.parametrize("half_life", [1, 3, 12])
def test_the_goals_are_met(half_life: float) -> None:
    together = {name: Result() for name in POLICIES}
    for seed in SEEDS:
        lines = watches(replace(TAILS, half_life=half_life * HOUR, even=True), EACH, seed)
        requests = hourly(lines) * OFTEN * days_of(lines)
        for name, make in POLICIES.items():
            result = scaled(lines, make, requests)
            assert result.requests == pytest.approx(requests, rel=0.01), name
            together[name].delays.extend(result.delays)
    for goal in goals(together, known=half_life == 3):
        assert goal.found <= goal.most, str(goal)


@pytest.mark.parametrize(
    "world",
    [
        replace(TAILS, title="bursts", bursts=0.3),
        replace(TAILS, title="dead", dead=0.5),
        replace(TAILS, title="day and night", swing=0.8),
        replace(TAILS, title="no tail", tail=False),
        replace(TAILS, title="throttled", throttled=0.3),
        replace(TAILS, title="at once", published=HOUR),
    ],
    ids=lambda world: world.title,
)
def test_other_worlds_are_no_trap(world: World) -> None:
    lines = small(world, 100)
    requests = hourly(lines) * OFTEN * days_of(lines)
    ours, fixed = (scaled(lines, make, requests) for make in (Ours, Fixed))
    assert ours.mean <= 0.3 * fixed.mean


def line(arrivals: Sequence[float], **values: object) -> Line:
    made = Line("w", "host.example", 0.0, array("d", arrivals), DAY)
    return replace(made, **values)  # type: ignore[arg-type]


def test_delays_run_until_the_look_or_the_horizon() -> None:
    result = simulate([line([10.0, 7190.0, DAY - 100])], Fixed([], 1.0))
    assert list(result.delays) == [3590.0, 10.0, 100.0]
    assert (result.requests, result.unfound) == (24, 0)
    short = simulate([line([DAY - 100], horizon=DAY - 1)], Fixed([], 1.0))
    assert (list(short.delays), short.unfound, short.requests) == ([99.0], 1, 23)


def test_a_policy_sees_only_what_its_polls_found() -> None:
    seen: list[tuple[float, int]] = []

    class Spy(Fixed):
        def looked(self, watch: int, now: float, found: int) -> float:
            seen.append((now, found))
            return super().looked(watch, now, found)

    simulate([line([10.0, 20.0, 7300.0], horizon=3 * HOUR)], Spy([], 1.0))
    assert seen == [(0.0, 0), (3600.0, 2), (7200.0, 0), (10800.0, 1)]


def test_a_host_that_has_enough_answers_nothing_until_the_next_hour() -> None:
    lines = [replace(line([30.0]), watch=str(n), allowed=20) for n in range(3)]
    result = simulate(lines, Fixed(lines, 1 / 10))
    assert result.throttled == 24
    assert result.requests - result.throttled in range(24 * 20, 24 * 20 + 4)
    assert result.unfound == 0


def test_the_planner_keeps_to_its_budget_whatever_comes() -> None:
    lines = small(replace(TAILS, bursts=0.2, swing=0.5, dead=0.2), 100)
    budget = 150.0
    result = simulate(lines, OursByBudget(lines, budget))
    assert result.requests == pytest.approx(budget * days_of(lines), rel=0.01)


def test_who_knows_the_rates_waits_less_with_the_same_flat_budget() -> None:
    lines = small(TAILS, 60)
    requests = 150.0 * days_of(lines)
    best, ours = (
        scaled_budget(lines, make, 150.0, requests) for make in (ClairvoyantByBudget, OursByBudget)
    )
    assert best.mean < ours.mean
    assert best.requests == pytest.approx(requests, rel=0.01)
    assert ours.requests == pytest.approx(requests, rel=0.01)


@pytest.mark.parametrize("requests", [1e-3, 1.0, 1e9])
def test_no_budget_makes_the_search_for_equal_requests_run_wild(requests: float) -> None:
    lines = [line([10.0])]
    assert scaled(lines, Fixed, requests).requests <= max(requests, 1)


def test_runs_are_the_same_every_time() -> None:
    first, second = (simulate(small(TAILS), Ours(small(TAILS), 5.0)) for _ in range(2))
    assert first == second


def test_who_knows_all_arrivals_waits_less(tmp_path: Path) -> None:
    lines = [replace(one, rate=None) for one in small(TAILS)]
    requests = hourly(lines) * OFTEN * days_of(lines)
    best, ours = (scaled(lines, make, requests) for make in (Clairvoyant, Ours))
    assert best.mean < ours.mean


def test_every_policy_runs_on_a_watch_without_anything() -> None:
    lines = [replace(line([]), published=None)]
    for make in (Fixed, AgeBands, FeedFrequency, Tiers, Clairvoyant, Ours):
        assert simulate(lines, make(lines, 1.0)).delays == array("d")


def test_a_trace_survives_a_round_trip(tmp_path: Path) -> None:
    lines = small(TAILS)[:20]
    path = tmp_path / "trace.jsonl"
    path.write_text("\n".join(json.dumps(as_json(one)) for one in lines) + "\n\n", "utf-8")
    again = read_trace(path)
    assert [as_json(one) for one in again] == [as_json(one) for one in lines]


GOOD = {
    "watch": "w",
    "host": "h.example",
    "article_published": 0,
    "arrivals": [9.5, 1],
    "horizon": 86400,
}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"arrivals": "no"}, "arrivals: expected a list"),
        ({"arrivals": [1, "2"]}, 'arrivals: expected seconds, found "2"'),
        ({"arrivals": [True]}, "arrivals: expected seconds, found true"),
        ({"arrivals": [float("nan")]}, "without end"),
        ({"arrivals": [10**400]}, "without end"),
        ({"horizon": None}, "horizon: expected seconds, found null"),
        ({"horizon": 0}, "horizon: has to lie after"),
        ({"article_published": 90000}, "horizon: has to lie after"),
        ({"horizon": 1e12}, "horizon: lies more than ten years after"),
        ({"article_published": "2026-03-14"}, "article_published: expected seconds"),
        ({"watch": ""}, "watch: expected a name"),
        ({"host": ["h"]}, "host: expected a name"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, change: dict[str, object], says: str) -> None:
    path = tmp_path / "trace.jsonl"
    bad = {**GOOD, "watch": "x", **change}
    path.write_text(f"{json.dumps(GOOD)}\n\n{json.dumps(bad)}\n", "utf-8")
    with pytest.raises(TraceError) as error:
        read_trace(path)
    assert f"{path}:3: " in str(error.value)
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"", "no watch in it"),
        (b"[1]", ":1: expected an object"),
        (b'{"watch": 1}', ":1: missing: arrivals, article_published, horizon, host"),
        (b"{,}", ":1: "),
        (b"[" * 100_000, ":1: "),
        (b"\xff", "not UTF-8"),
    ],
    ids=["empty", "list", "missing", "json", "deep", "bytes"],
)
def test_a_bad_file_is_named(tmp_path: Path, text: bytes, says: str) -> None:
    path = tmp_path / "trace.jsonl"
    path.write_bytes(text)
    with pytest.raises(TraceError) as error:
        read_trace(path)
    assert str(path) in str(error.value)
    assert says in str(error.value)


def test_calendar_times_are_counted_from_publication(tmp_path: Path) -> None:
    path = tmp_path / "trace.jsonl"
    start = 1_773_446_400
    dated = {**GOOD, "article_published": start, "arrivals": [start + 60], "horizon": start + 9000}
    path.write_text(json.dumps(dated), "utf-8")
    (one,) = read_trace(path)
    assert (one.published, list(one.arrivals), one.horizon) == (0.0, [60.0], 9000.0)


def test_calendar_times_of_all_lines_are_on_one_clock(tmp_path: Path) -> None:
    path = tmp_path / "trace.jsonl"
    start, later = 1_773_446_400, 1_773_446_400 + 7200
    given = [
        {"article_published": later, "arrivals": [later + 60, 90], "horizon": 9000},
        {"article_published": start, "arrivals": [start + 60], "horizon": start + 9000},
        {"article_published": None, "arrivals": [later + 60], "horizon": start + 9000},
    ]
    texts = [json.dumps({**GOOD, "watch": str(at), **one}) for at, one in enumerate(given)]
    path.write_text("\n".join(texts), "utf-8")
    found = [(one.published, list(one.arrivals), one.horizon) for one in read_trace(path)]
    assert found == [
        (7200.0, [7260.0, 7290.0], 16200.0),
        (0.0, [60.0], 9000.0),
        (None, [7260.0], 9000.0),
    ]


def test_what_lies_outside_is_counted_and_left_out(tmp_path: Path) -> None:
    path = tmp_path / "trace.jsonl"
    path.write_text(json.dumps({**GOOD, "arrivals": [-5, 5, 86400, 90000]}), "utf-8")
    (one,) = read_trace(path)
    assert (list(one.arrivals), one.dropped) == ([5.0, 86400.0], 2)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks.schedule", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_command_prints_the_table_of_a_trace(tmp_path: Path) -> None:
    path = tmp_path / "trace.jsonl"
    assert run("--write", str(path), "--watches", "30").returncode == 0
    done = run("--trace", str(path), "--budget", "200")
    assert done.returncode == 0, done.stderr
    assert "30 watches" in done.stdout
    assert sum(text.startswith("| ") for text in done.stdout.splitlines()) == 1 + 1 + 8
    path.write_text("{}\n", "utf-8")
    bad = run("--trace", str(path))
    assert (bad.returncode, bad.stderr.startswith(f"{path}:1: missing")) == (2, True)
