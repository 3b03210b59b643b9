"""What networks count of a mention, over time.

Numbers are never added up and never guessed. A place that does not say a number has not changed
it. What two places tell is kept apart: a server of Mastodon or Lemmy knows only a part of what is
counted elsewhere, and one series of both would show ups and downs that never were.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from mentions.counts import NEVER_COUNTED, Counted, Counts

Numbers = tuple[int | None, ...]

MORE_THAN_STORED = 1 << 63  # what both databases cannot hold any more


def numbers_of(counts: Counts) -> Numbers:
    """Return the numbers alone, in the order of NUMBERS."""
    return counts.likes, counts.reposts, counts.replies, counts.quotes, counts.followers


def counted(numbers: Iterable[int | None], seen_at: datetime | None) -> Counted:
    """Return numbers in the order of NUMBERS with their date; without any there is no date."""
    likes, reposts, replies, quotes, followers = told = list(numbers)
    if told.count(None) == len(told):
        return NEVER_COUNTED
    return Counted(
        likes=likes,
        reposts=reposts,
        replies=replies,
        quotes=quotes,
        followers=followers,
        seen_at=seen_at,
    )


def is_change(before: Counts, after: Counts) -> bool:
    """Whether any number differs."""
    return numbers_of(before) != numbers_of(after)


def counted_at(counts: Counts, now: datetime) -> Counted:
    """Return what somebody tells now; a number that no database could hold is none."""
    told = (number if _is_storable(number) else None for number in numbers_of(counts))
    return counted(told, now)


def latest_counts(lead: Counted, rest: Counted) -> Counted:
    """Return each number as it was told last; of the same moment what leads counts first."""
    if rest.seen_at is None:
        return lead
    if lead.seen_at is None:
        return rest
    later, earlier = (rest, lead) if rest.seen_at > lead.seen_at else (lead, rest)
    return _filled(later, earlier)


def series_of(told: Iterable[Counted]) -> list[Counted]:
    """Return a series of what one place told: only changes, at most one in each hour.

    Of an hour the last numbers stay. A series of a series is the same; so is one that grows: the
    two last of its rows are enough to go on with.

    Args:
        told: In any order; what tells nothing counts nothing.

    Returns:
        Oldest first, each with all that was known by then.
    """
    series: list[Counted] = []
    timed = ((one.seen_at, one) for one in told if one.seen_at is not None)
    for _, one in sorted(timed, key=lambda pair: pair[0]):
        row = _filled(one, series[-1]) if series else one
        if series and not is_change(series[-1], row):
            continue
        if series and _hour(series[-1]) == _hour(row):
            series.pop()
        if not series or is_change(series[-1], row):
            series.append(row)
    return series


def _filled(later: Counted, earlier: Counted) -> Counted:
    pairs = zip(numbers_of(later), numbers_of(earlier), strict=True)
    return counted((old if new is None else new for new, old in pairs), later.seen_at)


def _is_storable(number: int | None) -> bool:
    return number is not None and abs(number) < MORE_THAN_STORED


def _hour(row: Counted) -> datetime | None:
    at = row.seen_at
    return at and at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
