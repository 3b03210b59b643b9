"""Counts become what a report shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from mentions.core.coverage import Coverage, Missing, overlaps
from mentions.core.spread import Tree
from mentions.core.summary.count import Tally
from mentions.core.summary.model import Act, Branch, Numbers, Peak, Seen, Unseen
from mentions.core.summary.obstacle import obstacle_of
from mentions.core.summary.overrides import Overrides, Subject
from mentions.core.summary.tree import BRANCHES, Found, branches_of, cause_of
from mentions.looking import Gap, Outcome

Acts = Mapping[int, Act]


@dataclass(frozen=True, kw_only=True, slots=True)
class Spread:
    """What the trees of some articles tell.

    Attributes:
        cause: The mention that caused the peak.
    """

    depth: int = 0
    branches: tuple[Found, ...] = ()
    cause: int | None = None


def spread_in(tree: Tree, tally: Tally) -> Spread:
    """Return what the tree of one article tells, with the cause of its own peak."""
    peak = tally.times.fullest
    return Spread(
        depth=tree.depth,
        branches=branches_of(tree),
        cause=cause_of(tree, peak[0]) if peak else None,
    )


def spread_over(parts: Iterable[Spread], cause: int | None) -> Spread:
    """Return what the trees of several articles tell together.

    Args:
        parts: Each article's.
        cause: Of the peak over all of them.
    """
    given = list(parts)
    branches = sorted(chain.from_iterable(one.branches for one in given), key=_largest)
    depth = max((one.depth for one in given), default=0)
    return Spread(depth=depth, branches=tuple(branches[:BRANCHES]), cause=cause)


def _largest(one: Found) -> tuple[int, int, str]:
    return -one.mentions, one.id or 0, one.root


def acts_needed(tally: Tally, spread: Spread | None) -> Iterator[int]:
    """Yield the ids of the mentions that `numbers_of` shows."""
    found = [tally.times.first]
    if spread:
        found += [spread.cause, *(one.id for one in spread.branches)]
    yield from (number for number in found if number is not None)


def numbers_of(
    tally: Tally,
    spread: Spread | None,
    acts: Acts,
    overrides: Overrides,
    *,
    published: datetime | None = None,
) -> Numbers:
    """Return the numbers.

    Args:
        tally: What was counted.
        spread: None where there were too many mentions for a tree.
        acts: Those of `acts_needed`; one that is missing is told as unknown.
        overrides: The owner's own word.
        published: When the article came out; None where unknown, and for several articles.
    """
    first = acts.get(tally.times.first or 0)
    count = tally.mentions
    return Numbers(
        mentions=count,
        undated=tally.times.undated,
        people=len(tally.people),
        outlets=len(tally.outlets),
        kinds=tally.kinds,
        platforms=tally.platforms,
        languages=tally.languages,
        days=tally.times.by_day(),
        hours=tally.times.by_hour(),
        followers=tally.people.followers(overrides),
        likes=tally.likes.told(count),
        reposts=tally.reposts.told(count),
        replies=tally.replies.told(count),
        quotes=tally.quotes.told(count),
        first=first,
        peak=_peak(tally, spread, acts),
        half_life=tally.times.half_life,
        time_to_first=_time_to(first, published),
        depth=spread.depth if spread else 0,
        branches=_branches(spread.branches if spread else (), acts),
        reach=tally.outlets.reach(overrides),
        anonymous=tally.people.unknown,
        attributed=tally.attributed,
        zoneless=tally.times.zoneless,
        spread_known=spread is not None,
    )


def _peak(tally: Tally, spread: Spread | None, acts: Acts) -> Peak | None:
    fullest = tally.times.fullest
    if fullest is None:
        return None
    cause = acts.get(spread.cause or 0) if spread else None
    return Peak(start=fullest[0], mentions=fullest[1], cause=cause)


def _time_to(first: Act | None, published: datetime | None) -> timedelta | None:
    """Return how long the first took; None where a time is not sure, or before the article's."""
    if first is None or published is None or not first.mention.published_zone_known:
        return None
    at = first.mention.published
    return at - published if at is not None and at >= published else None


def _branches(found: Sequence[Found], acts: Acts) -> tuple[Branch, ...]:
    return tuple(
        Branch(root=one.root, mentions=one.mentions, depth=one.depth, act=acts.get(one.id or 0))
        for one in found
    )


def seen_of(coverage: Coverage, gaps: Iterable[Gap]) -> Seen:
    """Return what a report says of what was looked at: each time in which a place was not.

    Args:
        coverage: Of the report's period.
        gaps: Of the watches; those out of the period count nothing.
    """
    by_watch: dict[int, list[Gap]] = {}
    if coverage.since is not None or coverage.until is not None:
        for gap in gaps:
            if overlaps(gap, coverage.since, coverage.until):
                by_watch.setdefault(gap.watch_id, []).append(gap)
    unseen = (
        one
        for missing in coverage.missing
        for one in _unseen(missing, by_watch.get(missing.watch_id, ()))
    )
    return Seen(places=coverage.of, looked=coverage.looked_at, unseen=tuple(unseen))


def _unseen(missing: Missing, gaps: Sequence[Gap]) -> Iterator[Unseen]:
    for gap in gaps:
        yield Unseen(
            source=missing.source,
            address=missing.address,
            why=_short(gap.why),
            since=gap.since,
            until=gap.until,
            obstacle=obstacle_of(gap.outcome, gap.why),
            next_look=None if gap.until else missing.next_look,
        )
    if not gaps:
        yield Unseen(
            source=missing.source,
            address=missing.address,
            why=_reason(missing),
            since=missing.since,
            until=missing.until,
            obstacle=obstacle_of(missing.outcome, missing.why, stopped=missing.stopped),
            next_look=missing.next_look,
        )


def _reason(missing: Missing) -> str:
    if missing.why is not None:
        return _short(missing.why)
    if missing.outcome is None:
        return "not asked yet"
    looked: bool = Outcome(missing.outcome).looked
    if looked:
        return "stopped" if missing.stopped else "not asked since"
    return missing.outcome.value


def _short(why: str) -> str:
    """Return a reason without what to do about it, which errors say behind a semicolon."""
    return why.partition("; ")[0]


def overrides_in(tally: Tally, overrides: Overrides) -> int:
    """Return how many of the owner's words are about people and outlets that were counted."""
    count = 0
    for subject, known in (
        (Subject.AUTHOR, set(tally.people.keys())),
        (Subject.OUTLET, set(tally.outlets.keys())),
    ):
        count += sum(number for key, number in overrides.about(subject).items() if key in known)
    return count
