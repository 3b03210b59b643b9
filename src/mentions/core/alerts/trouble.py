"""Places that could not be looked at for long: since when, and when that is told."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

# So long a place may be in trouble before somebody is told.
PATIENCE = timedelta(hours=24)
# A place that should have been asked so long ago is overdue.
OVERDUE = timedelta(hours=1)
# Between two looks so far apart nobody ran: what was seen then says nothing about the time since.
_AWAY = timedelta(hours=1)


def observe(
    before: Mapping[int, datetime],
    in_trouble: Collection[int],
    *,
    now: datetime,
    last: datetime | None,
) -> dict[int, datetime]:
    """Return since when each place is seen to be in trouble.

    After a time in which nobody ran, trouble that had not lasted long enough to be told begins
    anew: the places were not asked meanwhile.

    Args:
        before: What the last observation gave, by watch.
        in_trouble: Watches that are so now.
        now: Aware.
        last: When the last observation was made; None where there was none.
    """
    away = last is None or now - last > _AWAY
    kept = {
        watch: since
        for watch, since in before.items()
        if watch in in_trouble and (not away or (last is not None and last - since >= PATIENCE))
    }
    return {watch: kept.get(watch, now) for watch in in_trouble}


def to_tell(
    observed: Mapping[int, datetime], *, now: datetime, start: datetime
) -> dict[int, datetime]:
    """Return the places of which somebody is to be told who is told things from `start` on."""
    return {
        watch: since
        for watch, since in observed.items()
        if since + PATIENCE <= now and since + PATIENCE > start
    }
