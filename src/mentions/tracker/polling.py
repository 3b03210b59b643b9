"""What flows through a polling run: what it needs, what a place told, what became of that."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from mentions.asking import Setup, Watch
from mentions.core.shortlinks import Shorteners
from mentions.errors import MentionsError
from mentions.fetch.limits import Limits
from mentions.looking import Outcome
from mentions.model import Resolution
from mentions.store.changes import Saved
from mentions.store.engine import Store
from mentions.tracker.ask import Answer
from mentions.tracker.evidence.archive import Archive


@dataclass(frozen=True, kw_only=True, slots=True)
class PollResult:
    """What one poll of one watch gave.

    Attributes:
        saved: Ids of new, changed and seen mentions.
        error: Why the place was not looked at in full; None where it was.
        learned: How many new addresses of articles their own pages told.
    """

    watch: Watch
    outcome: Outcome
    saved: Saved = field(default_factory=Saved)
    error: str | None = None
    learned: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Polling:
    """What a polling run needs.

    Attributes:
        limits: Of the fetch gate.
        shorteners: Which links are short ones.
        follow_short_links: Whether to ask where they lead.
        setups: What the owner says of sources, by their names.
        off: Sources that are not to be asked.
        budgets: Requests a day that the owner allows, by the names of sources.
        budget: Requests a day that looks are planned for, in all.
        callback: The address under which hubs call; None where they cannot.
        archive: Where answers that show new mentions are kept; None where they are not.
        clock: Returns the time, aware.
        jitter: Returns a random number from -1 to 1, to spread the polls.
        on_done: Called after each watch, from the event loop.
    """

    store: Store
    limits: Limits
    shorteners: Shorteners = field(default_factory=Shorteners)
    follow_short_links: bool = True
    setups: Mapping[str, Setup] = field(default_factory=dict)
    off: Collection[str] = ()
    budgets: Mapping[str, int] = field(default_factory=dict)
    budget: int = 20_000
    callback: str | None = None
    archive: Archive | None = None
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    jitter: Callable[[], float] = lambda: random.uniform(-1.0, 1.0)  # noqa: S311 - no secret
    on_done: Callable[[PollResult], None] = lambda _: None

    @property
    def follows(self) -> bool:
        """Whether short links are followed in this run."""
        return self.follow_short_links and not self.limits.offline


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What asking one watch came to; nothing of it is stored yet.

    Attributes:
        answer: What was read; None where the place could not be looked at.
        resolutions: Where the short links in it lead, as far as that is known.
        error: Why it could not be looked at.
        spent: How many requests that took.
    """

    watch: Watch
    answer: Answer | None = None
    resolutions: Mapping[str, Resolution] = field(default_factory=dict)
    error: MentionsError | None = None
    spent: int = 0

    @property
    def is_quiet(self) -> bool:
        """Whether no mention can come of it: only how the poll went is to be stored."""
        return self.answer is None or not self.answer.batch.documents or self.answer.unread
