"""The plan of looks: as a table, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from mentions.core.plan.overview import MORE, By, Line, Overview, Promise
from mentions.report.to_lists import render_table
from mentions.report.words import counted

_COLUMNS = (
    *("ID", "Source", "Address", "Mentions/day", "Requests/day", "Every", "Found after"),
    *("One more saves", "Note"),
)
_NOTES: Mapping[By, str] = {
    By.PLANNER: "",
    By.OWNER: "its own interval",
    By.HUB: "a hub tells",
    By.SERVER: "its server decides",
}
# Beyond this, it is not the rounding of the price.
_EXCEEDED = 1.01
# Less than this part of a day's budget is no debt worth a word.
_DEBT = 0.01
# From how many of a unit on the next larger one is used.
_UNITS = ((120, 1, "s"), (7200, 60, "min"), (172_800, 3600, "h"), (float("inf"), 86_400, "days"))


def render_plan(plan: Overview, *, console: Console) -> None:
    """Print every watch, what the budget buys in all, and what a tenth more would."""
    render_table(_COLUMNS, map(_row, plan.lines), console=console)
    for line in _totals(plan):
        console.print(Text(line), soft_wrap=True)


def span(seconds: float) -> str:
    """Return a length of time in words.

    >>> span(90), span(1800), span(9000), span(604800)
    ('90 s', '30 min', '2.5 h', '7 days')
    """
    size, name = next((size, name) for below, size, name in _UNITS if seconds < below)
    digits = 0 if size <= 60 else 1  # noqa: PLR2004 - minutes
    return f"{round(seconds / size, digits):g} {name}"


def _row(line: Line) -> list[str]:
    return [
        str(line.watch_id),
        line.source,
        line.address,
        _number(line.outlook.arrivals),
        _number(line.outlook.requests),
        span(line.interval),
        span(line.outlook.delay),
        span(line.outlook.gain),
        _NOTES[line.by],
    ]


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2g}"  # noqa: PLR2004 - three digits


def _totals(plan: Overview) -> Iterator[str]:
    now, more = plan.now, plan.more
    yield (
        f"In all: {counted(round(now.requests), 'request')} a day"
        f" of {round(now.budget):,}{_delay(now)}."
    )
    if now.delay is not None and more.delay is not None:
        extra = counted(round(more.budget - now.budget), "more request")
        if now.requests > now.budget * _EXCEEDED:
            yield "That is more than the budget: the intervals set and the longest allowed take it."
        elif now.is_used_up and more.delay < now.delay:
            fall = f"{span(now.delay)} to {span(more.delay)}"
            yield f"With {extra} a day ({MORE:.0%}) the mean delay falls from {fall}."
        else:
            yield "More budget buys nothing: every place is looked at as often as is worth it."
    if plan.debt >= max(now.budget * _DEBT, 1):
        spent = counted(round(plan.debt), "request")
        yield f"{spent} beyond the budget so far: the coming days save them."


def _delay(promise: Promise) -> str:
    if promise.delay is None:
        return "; no mention is expected"
    return f"; a mention is found after {span(promise.delay)} on average"


def plan_as_dict(plan: Overview) -> dict[str, Any]:
    """Return the plan as JSON-ready values; times in seconds, rates a day."""
    return {
        "budget": plan.now.budget,
        "requests": plan.now.requests,
        "delay": plan.now.delay,
        "price": plan.now.prices.all,
        "debt": plan.debt,
        "more": {
            "budget": plan.more.budget,
            "requests": plan.more.requests,
            "delay": plan.more.delay,
        },
        "watches": [
            {
                "id": line.watch_id,
                "source": line.source,
                "address": line.address,
                "mentions": line.outlook.arrivals,
                "requests": line.outlook.requests,
                "interval": line.interval,
                "chosen_by": line.by.value,
                "delay": line.outlook.delay,
                "one_more_saves": line.outlook.gain,
            }
            for line in plan.lines
        ],
    }
