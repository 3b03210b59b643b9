"""How much of what is watched was really looked at, now or in a given time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mentions.asking import Watch
from mentions.looking import Gap, Outcome

# Polls in a row that must tell of the same move, before it counts as one for good.
MOVED_AFTER = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    """A place that was not looked at, or not at all of it.

    Attributes:
        since: The last real look before; None where there never was one. Aware UTC.
        until: The next real look; None while there was none. Aware UTC.
        outcome: How the last poll of that time ended; None where it was never polled.
        why: Its reason; None where nobody tried.
        times: How many such times there were; the other fields tell of the last one.
        stopped: Whether it is not asked any more.
        next_look: When it is asked again; aware UTC.
    """

    watch_id: int
    source: str
    address: str
    since: datetime | None
    until: datetime | None = None
    outcome: Outcome | None
    why: str | None
    times: int = 1
    stopped: bool = False
    next_look: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage:
    """How many places were looked at, and which were not.

    Attributes:
        looked_at: How many were.
        of: How many there are.
        missing: The others, in the order of the watches.
        since: Begin of the time asked about; None is ever. Aware UTC.
        until: Its end; None is now. Aware UTC.
    """

    looked_at: int
    of: int
    missing: tuple[Missing, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


def coverage_of(
    watches: Iterable[Watch],
    gaps: Iterable[Gap] = (),
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Coverage:
    """Return the coverage of a time, or as of now where none is given.

    As of now a place counts where its last poll looked at all of it and it is not stopped. In a
    time it counts where no gap overlaps that and a real look came after its begin. One never
    looked at never counts.

    Args:
        watches: All of them.
        gaps: Theirs, each watch's in order; not needed as of now.
        since: Begin of the time; aware, UTC.
        until: Its end; aware, UTC.
    """
    every = tuple(watches)
    if since is None and until is None:
        missing = tuple(_missing(watch) for watch in every if not _is_seen(watch))
    else:
        by_watch: dict[int, list[Gap]] = {}
        for gap in gaps:
            if overlaps(gap, since, until):
                by_watch.setdefault(gap.watch_id, []).append(gap)
        found = (_missing_in(one, by_watch.get(one.id or 0, ()), since) for one in every)
        missing = tuple(one for one in found if one)
    return Coverage(
        looked_at=len(every) - len(missing),
        of=len(every),
        missing=missing,
        since=since,
        until=until,
    )


def moved_for_good(watch: Watch) -> str | None:
    """Return where a place has moved to; None until enough polls in a row said the same."""
    return watch.moved_to if watch.moved_seen >= MOVED_AFTER else None


def _is_seen(watch: Watch) -> bool:
    looked = watch.outcome is not None and watch.outcome.looked
    return looked and watch.last_error is None and watch.stopped_at is None


def overlaps(gap: Gap, since: datetime | None, until: datetime | None) -> bool:
    """Whether a gap lasted in a part of a time; None is ever, and now."""
    begins_before_end = gap.since is None or until is None or gap.since < until
    ends_after_begin = gap.until is None or since is None or gap.until > since
    return begins_before_end and ends_after_begin


def _missing_in(watch: Watch, gaps: Iterable[Gap], since: datetime | None) -> Missing | None:
    """Return what is missing of a place in a time, None where it was looked at."""
    overlapping = list(gaps)
    if overlapping:
        last = overlapping[-1]
        return _missing(watch, last, times=len(overlapping))
    looked = watch.last_success_at
    if looked is None or (since is not None and looked < since):
        return _missing(watch)
    return None


def _missing(watch: Watch, gap: Gap | None = None, *, times: int = 1) -> Missing:
    return Missing(
        watch_id=watch.id or 0,
        source=watch.source,
        address=watch.address,
        since=gap.since if gap else watch.last_success_at,
        until=gap.until if gap else None,
        outcome=gap.outcome if gap else watch.outcome,
        why=gap.why if gap else watch.last_error,
        times=times,
        stopped=watch.stopped_at is not None,
        next_look=watch.next_poll_at,
    )
