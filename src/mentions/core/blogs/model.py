"""A blog, and what looking at it and at its past comes to. All of it is frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mentions.looking import Hints

_SILENT = Hints()


@dataclass(frozen=True, kw_only=True, slots=True)
class Wishes:
    """What the owner wants of a blog.

    Attributes:
        watches: The sources that are asked about each post; None is all that need no key.
        comments: Whether a post's own page is watched, too.
        max_delay: Seconds a mention of a new post may stay unseen; None leaves it to the planner.
    """

    watches: tuple[str, ...] | None = None
    comments: bool = True
    max_delay: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Blog:
    """A blog.

    Attributes:
        url: As config.toml names it.
        wishes: What the owner wants; None where config.toml names it no longer.
        feed: The feed that its page named; None where that is not known, or `url` is the feed.
        home: The page that the feed says it belongs to.
        title: As the feed says.
        validators: What makes the next request for the feed conditional.
        hints: What the feed last said about being asked.
        unmatched: Whether stored pages are still to be searched for its new articles.
        due_at: When it is looked at again; None is now.
        error: Why the last look failed.
    """

    id: int
    url: str
    added_at: datetime
    wishes: Wishes | None = None
    feed: str | None = None
    home: str | None = None
    title: str | None = None
    validators: Mapping[str, Any] | None = None
    hints: Hints = _SILENT
    unmatched: bool = False
    due_at: datetime | None = None
    looked_at: datetime | None = None
    succeeded_at: datetime | None = None
    failures: int = 0
    error: str | None = None

    @property
    def homes(self) -> tuple[str, ...]:
        """Return the addresses on whose site its posts are."""
        return tuple(filter(None, (self.url, self.home)))

    @property
    def feed_address(self) -> str:
        """Return the address of its feed, as far as that is known."""
        return self.feed or self.url


@dataclass(frozen=True, kw_only=True, slots=True)
class BlogResult:
    """What one look at a blog gave.

    Attributes:
        blog: Its address.
        looked: Whether its feed was really read, or is as it was.
        added: How many posts became articles.
        unchanged: Whether its feed is as it was.
        error: What the owner should know.
    """

    blog: str
    looked: bool
    added: int = 0
    unchanged: bool = False
    error: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far a backfill is.

    Attributes:
        added: Old posts that became articles.
        left: Addresses that are still to be looked at.
        begun: Whether anything was ever looked for.
        failed: Addresses that could not be had.
    """

    added: int = 0
    left: int = 0
    begun: bool = False
    failed: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class BackfillReport:
    """What one call came to.

    Attributes:
        blog: Its address.
        requests: How many were made.
        added: Posts that became articles in this call.
        left: Addresses that are still to be looked at.
        failed: Addresses that could not be had, twice.
        total: Old posts that all calls and looks together have added.
        stopped: Why it ended before its time; None where the budget or the work was at its end.
    """

    blog: str
    requests: int
    added: int
    left: int
    failed: int
    total: int
    stopped: str | None = None
