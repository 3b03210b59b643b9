"""Charts as SVG without a single word in them: what they show stands beside them as text.

They stretch to the width there is, so that the words around them keep their size on a phone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from markupsafe import Markup

_SLOT, _BAR, _HIGH = 10, 8, 100
_MOST_COLUMNS = 120
_FEWEST_DAYS = 7
_WEEK = 7


@dataclass(frozen=True, kw_only=True, slots=True)
class Timeline:
    """Mentions over time.

    Attributes:
        step: What one column stands for: "day", "week", "month" or "year".
        columns: First day of each and its mentions, in order.
    """

    step: str
    columns: tuple[tuple[date, int], ...]

    @property
    def peak(self) -> int:
        """Return the index of the first highest column."""
        values = [value for _, value in self.columns]
        return values.index(max(values))

    @property
    def ticks(self) -> tuple[date, ...]:
        """Return up to three days to write below: the first, the middle, the last."""
        last = len(self.columns) - 1
        return tuple(self.columns[index][0] for index in sorted({0, last // 2, last}))


def timeline_of(
    days: Mapping[date, int], *, since: date | None = None, until: date | None = None
) -> Timeline | None:
    """Return mentions by day, or by whatever longer step still leaves columns wide enough.

    Args:
        days: Only days with some.
        since: The first day of the period, where it has one.
        until: Its last day, where it has one.

    Returns:
        None where there is nothing to draw.
    """
    if not days:
        return None
    first = min(days) if since is None else min(since, *days)
    last = max(days) if until is None else max(until, *days)
    # Few days are made more backwards: those to come are not empty, they are unknown. Where the
    # period begins it stays: those before it were not asked for.
    if since is None and (last - date.min).days >= _FEWEST_DAYS:
        first = min(first, last - timedelta(days=_FEWEST_DAYS - 1))
    for step in ("day", "week", "month", "year"):
        starts = list(islice(_starts(step, first, last), _MOST_COLUMNS + 1))
        if len(starts) <= _MOST_COLUMNS:
            break
    else:  # dates that cannot be true, as places give them: only the years with some
        step, starts = "year", sorted({_start("year", day) for day in days})
    sums = dict.fromkeys(starts, 0)
    for day, value in days.items():
        sums[_start(step, day)] += value
    return Timeline(step=step, columns=tuple(sums.items()))


def columns_markup(values: Sequence[int], *, title: str, about: str, key: str) -> Markup:
    """Return upright columns; the first highest one is marked.

    Args:
        values: In order, not negative.
        title: What the chart is, for those who do not see it.
        about: What it shows, for the same.
        key: Tells its ids from those of other charts in the file.
    """
    top = max([*values, 1])
    peak = values.index(max(values)) if any(values) else None
    bars = []
    for index, value in enumerate(values):
        if value:
            height = max(2, round(_HIGH * value / top, 1))
            bars.append(
                Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(
                    "bar peak" if index == peak else "bar",
                    index * _SLOT + (_SLOT - _BAR) // 2,
                    round(_HIGH - height, 1),
                    _BAR,
                    height,
                )
            )
    return Markup(
        '<svg class="columns" viewBox="0 0 {} {}" width="100%" height="140"'
        ' preserveAspectRatio="none" role="img" aria-labelledby="{key}-title {key}-about">'
        '<title id="{key}-title">{}</title><desc id="{key}-about">{}</desc>{}</svg>'
    ).format(len(values) * _SLOT, _HIGH, title, about, Markup("").join(bars), key=key)


def bar_markup(value: int, top: int) -> Markup:
    """Return one lying bar beside its number, which is why screen readers pass it by."""
    width = max(1, round(100 * value / max(top, 1), 1)) if value else 0
    return Markup(
        '<svg class="line" viewBox="0 0 100 10" width="100%" height="10"'
        ' preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="ground" width="100" height="10"/>'
        '<rect class="bar" width="{}" height="10"/></svg>'
    ).format(width)


def _start(step: str, day: date) -> date:
    if step == "week":
        return day - timedelta(days=day.weekday())
    if step == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if step == "year" else day


def _starts(step: str, first: date, last: date) -> Iterator[date]:
    day: date | None = _start(step, first)
    while day is not None and day <= last:
        yield day
        day = _next(step, day)


def _next(step: str, day: date) -> date | None:
    """Return the start after this one; None where the calendar ends."""
    if step in {"day", "week"}:
        width = timedelta(days=1 if step == "day" else _WEEK)
        return day + width if date.max - day >= width else None
    year, month = divmod(day.year * 12 + day.month - 1 + (1 if step == "month" else 12), 12)
    return date(year, month + 1, 1) if year <= date.max.year else None
