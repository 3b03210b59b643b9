"""Times that clocks show, as moments: in spring some are left out, in autumn some come twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def moment_of(local: datetime, zone: ZoneInfo, *, fold: int = 0) -> datetime:
    """Return when a clock shows a time; one that it leaves out is the moment at which it jumps.

    Args:
        local: Without a zone.
        zone: Whose clocks are meant.
        fold: 0 for the first, 1 for the second time, where it comes twice.

    Returns:
        Aware, UTC.
    """
    at = local.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) == local:
        return at
    # The offsets of both sides of the gap (PEP 495): fold=1 is the one that holds behind it.
    early = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    late = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return _jump(early, late, zone)


def _jump(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the first moment between two at which the zone has its later offset."""
    offset = after.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after.replace(microsecond=0)
