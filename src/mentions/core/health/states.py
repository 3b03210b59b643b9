"""The words of link health: how a mention stands, what a look saw, what changed. All of it frozen.

A look only ever changes something by what it saw. What it could not see (a refusal, a captcha,
an error of the server) changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """How a mention stands upstream, as far as looks have shown."""

    UNKNOWN = "unknown"  # no look has seen it yet
    LIVE = "live"  # it stands there as it was found
    EDITED = "edited"  # it stands there, in other words than before
    LINK_REMOVED = "link_removed"  # its page is there, the link to the article is not
    GONE = "gone"  # it is not there any more


# What public views do not show.
ENDED = frozenset({State.LINK_REMOVED, State.GONE})


class Step(StrEnum):
    """A change in what stands at a mention's permalink."""

    LIVE = "live"  # seen there for the first time
    EDITED = "edited"  # its words have changed
    REL_CHANGED = "rel_changed"  # nofollow, ugc or sponsored came or went
    MISSING = "missing"  # not found; more looks will tell whether it is gone
    LINK_REMOVED = "link_removed"
    GONE = "gone"
    BACK = "back"  # there again


class Sight(StrEnum):
    """What one look saw."""

    PRESENT = "present"
    UNLINKED = "unlinked"  # all of the page, without the link
    ABSENT = "absent"  # its place says that it has no such thing (404, not in the list)
    GONE = "gone"  # its place says that it is gone for good (410)
    UNKNOWN = "unknown"  # nothing that counts


@dataclass(frozen=True, kw_only=True, slots=True)
class Observation:
    """What one look at a mention saw.

    Attributes:
        why: In words what was seen or, of UNKNOWN, why nothing was.
        text: The mention's words as they stand there; None where they were not read.
        rel: Which of nofollow, ugc and sponsored its link carries; None where not known.
        known_before: Of UNLINKED: the page shows words of the mention that were there before, so
            it is the same page, and all of it.
    """

    sight: Sight
    why: str | None = None
    text: str | None = None
    rel: tuple[str, ...] | None = None
    known_before: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubt:
    """Looks in a row that say the same and do not count yet.

    Attributes:
        sight: UNLINKED or ABSENT.
        since: The first of them; aware UTC.
        at: The last one that counted; aware UTC.
        times: How many counted.
    """

    sight: Sight
    since: datetime
    at: datetime
    times: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """What is remembered of a mention between looks. Times are aware UTC.

    Attributes:
        since: Since when it stands so.
        looks: How many there were, the blind ones too.
        due_at: When to look next; None where nobody can.
        looked_at: The last look, whatever it saw.
        why: Why the last look saw nothing; None where it saw something.
        blind: Looks in a row that saw nothing.
        doubt: What the last looks say that is not confirmed yet.
        linked: A look saw the link there, or a poll of the mention's own page did.
        text: The mention's words at the last look that read them.
        rel: The same of the values of `rel`.
        edited: Its words have changed since the first look.
        counted_at: When its numbers were asked for last.
    """

    mention_id: int
    since: datetime
    state: State = State.UNKNOWN
    looks: int = 0
    due_at: datetime | None = None
    looked_at: datetime | None = None
    why: str | None = None
    blind: int = 0
    doubt: Doubt | None = None
    linked: bool = False
    text: str | None = None
    rel: tuple[str, ...] | None = None
    edited: bool = False
    counted_at: datetime | None = None

    def memory(self) -> dict[str, Any]:
        """Return what has no column of its own, as JSON-ready values."""
        doubt = self.doubt and {
            "sight": self.doubt.sight.value,
            "since": self.doubt.since.isoformat(),
            "at": self.doubt.at.isoformat(),
        }
        return {
            "blind": self.blind,
            "doubt": doubt,
            "linked": self.linked,
            "text": self.text,
            "rel": None if self.rel is None else list(self.rel),
            "edited": self.edited,
            "counted_at": self.counted_at and self.counted_at.isoformat(),
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """A step of a mention's link-health timeline.

    Attributes:
        at: When we saw it; aware UTC.
        rel: The values of `rel` from then on, separated by spaces; "" is none of them.
        before: What stood there until then: of EDITED the words, of REL_CHANGED the values.
        why: What was seen.
    """

    step: Step
    at: datetime
    rel: str | None = None
    before: str | None = None
    why: str | None = None


def doubt_of(memory: Mapping[str, Any] | None, times: int) -> Doubt | None:
    """Return the doubt that `Check.memory` wrote down."""
    kept = (memory or {}).get("doubt")
    if not kept or not times:
        return None
    since, at = (datetime.fromisoformat(kept[name]) for name in ("since", "at"))
    return Doubt(sight=Sight(kept["sight"]), since=since, at=at, times=times)
