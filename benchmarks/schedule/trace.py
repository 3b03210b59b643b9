"""What happens in a simulated world: watches, and when something appears at each."""

from __future__ import annotations

import json
import math
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# 3 March 1973 in seconds since 1970: no trace lasts that long, so such a number is a date.
_CALENDAR = 1e8
# Years behind the beginning stands a mistake, and simulating them would not end.
_LONGEST = 3653 * 86_400.0
_KEYS = {"watch", "host", "article_published", "arrivals", "horizon"}
Rate = Callable[[float], float]


class TraceError(ValueError):
    """A line that cannot be used; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One watch. Times in seconds on the clock of the trace.

    Attributes:
        watch: Its name.
        host: The host that is asked.
        published: When the article came out; None where unknown.
        arrivals: When something new appeared, ascending, from the first look to the horizon.
        horizon: Until when it is watched.
        rate: True arrivals a second at a moment; None where only the arrivals are known.
        jumps: When the true rate jumps up.
        allowed: Requests an hour that the host answers, the others with 429; 0 for all.
        dropped: Arrivals left out: before the start or after the horizon.
    """

    watch: str
    host: str
    published: float | None
    arrivals: array[float]
    horizon: float
    rate: Rate | None = None
    jumps: tuple[float, ...] = ()
    allowed: int = 0
    dropped: int = 0

    @property
    def start(self) -> float:
        """From when it is watched: publication, or the beginning of the trace."""
        return max(0.0, self.published or 0.0)


def read_trace(path: Path) -> list[Line]:
    """Return the watches of a JSON Lines file, all on one clock.

    Raises:
        TraceError: A line is not what `docs/planning.md` describes, or there is none.
    """
    try:
        with path.open(encoding="utf-8") as file:
            given = list(_given(file, path))
    except UnicodeDecodeError as error:
        raise TraceError(f"{path}: not UTF-8 ({error.reason} at byte {error.start})") from error
    except OSError as error:
        raise TraceError(f"{path}: {error.strerror}") from error
    if not given:
        raise TraceError(f"{path}: no watch in it")
    zero = min((one.calendar for _, one in given), default=math.inf)
    lines = []
    for number, one in given:
        try:
            lines.append(one.on_clock(zero))
        except ValueError as error:
            raise TraceError(f"{path}:{number}: {error}") from error
    return lines


def _given(file: Any, path: Path) -> Iterator[tuple[int, _Given]]:
    names: set[str] = set()
    for number, text in enumerate(file, start=1):
        if not text.strip():
            continue
        try:
            one = _parse_given(json.loads(text))
            if one.watch in names:
                raise ValueError(f"the watch {one.watch!r} stands in an earlier line, too")  # noqa: TRY301 - one place adds file and line
        except (ValueError, RecursionError) as error:
            raise TraceError(f"{path}:{number}: {error}") from error
        names.add(one.watch)
        yield number, one


@dataclass(frozen=True, slots=True)
class _Given:
    """A line as it stands in the file: its times are seconds of the trace, or since 1970."""

    watch: str
    host: str
    published: float | None
    arrivals: array[float]
    horizon: float

    @property
    def calendar(self) -> float:
        """The first time since 1970 that begins the clock; endless where there is none."""
        if self.published is not None:
            return self.published if self.published >= _CALENDAR else math.inf
        return min(
            (at for at in (*self.arrivals, self.horizon) if at >= _CALENDAR), default=math.inf
        )

    def on_clock(self, zero: float) -> Line:
        """Return the watch on the clock of the trace, which begins at `zero` since 1970.

        Beside a date of publication, other times below 10^8 are counted from it.

        Raises:
            ValueError: The horizon lies before the beginning, or years behind it.
        """
        dated = self.published is not None and self.published >= _CALENDAR
        first = (self.published or 0.0) - zero if dated else 0.0

        def moved(at: float) -> float:
            return at - zero if at >= _CALENDAR and zero < math.inf else at + first

        published = first if dated else self.published
        start, horizon = max(published or 0.0, 0.0), moved(self.horizon)
        if horizon <= start:
            raise ValueError(
                "horizon: has to lie after the beginning (0) and after article_published"
            )
        if horizon - start > _LONGEST:
            raise ValueError("horizon: lies more than ten years after the beginning")
        times = sorted(map(moved, self.arrivals))
        kept = array("d", (at for at in times if start <= at <= horizon))
        dropped = len(times) - len(kept)
        return Line(self.watch, self.host, published, kept, horizon, dropped=dropped)


def _parse_given(value: Any) -> _Given:
    if not isinstance(value, dict):
        raise ValueError("expected an object")  # noqa: TRY004 - one error for all bad lines
    if missing := _KEYS - value.keys():
        raise ValueError(f"missing: {', '.join(sorted(missing))}")
    published, arrivals = value["article_published"], value["arrivals"]
    if not isinstance(arrivals, list):
        raise ValueError("arrivals: expected a list of seconds")  # noqa: TRY004 - the same
    return _Given(
        watch=_name(value["watch"], "watch"),
        host=_name(value["host"], "host"),
        published=None if published is None else _seconds(published, "article_published"),
        arrivals=array("d", (_seconds(at, "arrivals") for at in arrivals)),
        horizon=_seconds(value["horizon"], "horizon"),
    )


def as_json(line: Line) -> dict[str, Any]:
    """Return the watch as it stands in a trace."""
    return {
        "watch": line.watch,
        "host": line.host,
        "article_published": line.published,
        "arrivals": list(line.arrivals),
        "horizon": line.horizon,
    }


def _seconds(value: Any, key: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{key}: expected seconds, found {json.dumps(value)[:40]}")  # noqa: TRY004 - the same
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError(f"{key}: expected seconds, found a number without end")
    return number


def _name(value: Any, key: str) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise ValueError(f"{key}: expected a name")
    return str(value)
