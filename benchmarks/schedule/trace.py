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
    """Return the watches of a JSON Lines file.

    Raises:
        TraceError: A line is not what `benchmarks/README.md` describes, or there is none.
    """
    try:
        with path.open(encoding="utf-8") as file:
            lines = list(_lines(file, path))
    except UnicodeDecodeError as error:
        raise TraceError(f"{path}: not UTF-8 ({error.reason} at byte {error.start})") from error
    except OSError as error:
        raise TraceError(f"{path}: {error.strerror}") from error
    if not lines:
        raise TraceError(f"{path}: no watch in it")
    return lines


def _lines(file: Any, path: Path) -> Iterator[Line]:
    names: set[str] = set()
    for number, text in enumerate(file, start=1):
        if not text.strip():
            continue
        try:
            line = parse_line(json.loads(text))
            if line.watch in names:
                raise ValueError(f"the watch {line.watch!r} stands in an earlier line, too")  # noqa: TRY301 - one place adds file and line
        except (ValueError, RecursionError) as error:
            raise TraceError(f"{path}:{number}: {error}") from error
        names.add(line.watch)
        yield line


def parse_line(value: Any) -> Line:
    """Return one watch.

    Raises:
        ValueError: Something is missing or of the wrong kind.
    """
    if not isinstance(value, dict):
        raise ValueError("expected an object")  # noqa: TRY004 - one error for all bad lines
    if missing := _KEYS - value.keys():
        raise ValueError(f"missing: {', '.join(sorted(missing))}")
    published = value["article_published"]
    start = None if published is None else _seconds(published, "article_published")
    horizon = _seconds(value["horizon"], "horizon")
    arrivals = value["arrivals"]
    if not isinstance(arrivals, list):
        raise ValueError("arrivals: expected a list of seconds")  # noqa: TRY004 - the same
    times = sorted(_seconds(at, "arrivals") for at in arrivals)
    if start is not None and start >= _CALENDAR:
        times = [at - start if at >= _CALENDAR else at for at in times]
        start, horizon = 0.0, horizon - start if horizon >= _CALENDAR else horizon
    if horizon <= max(start or 0.0, 0.0):
        raise ValueError("horizon: has to lie after the beginning (0) and after article_published")
    kept = array("d", (at for at in times if max(start or 0.0, 0.0) <= at <= horizon))
    return Line(
        watch=_name(value["watch"], "watch"),
        host=_name(value["host"], "host"),
        published=start,
        arrivals=kept,
        horizon=horizon,
        dropped=len(times) - len(kept),
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
