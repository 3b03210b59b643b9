"""What was heard at one place and is not stored yet, and from where to go on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from mentions.asking import Watch
from mentions.core.shortlinks import Shorteners
from mentions.errors import ParseError, SourceError
from mentions.listening import MOST_TOGETHER, Heard, Listener
from mentions.model import Entry
from mentions.tracker.tracked import Tracked
from mentions.urls.hosts import host_of

# In the cursor of a watch: up to where everything is stored.
POSITION = "position"
# So much is heard again on coming back: positions are those of the server's own clock.
REWIND = timedelta(seconds=5)
# Behind the present by no more than this, we hear what is told now.
LIVE = timedelta(seconds=60)
# From the place where we wanted to go on to the first message that came there may be so much; where
# more is missing, it is no longer kept there.
_SILENCE = timedelta(seconds=60)
# What waits to be stored; beyond it nothing more is taken from the wire.
_MOST_WAITING = 1_000
_MICROSECOND = timedelta(microseconds=1)
_START = datetime(1970, 1, 1, tzinfo=UTC)

log = structlog.get_logger("mentions.listen")


@dataclass(frozen=True, kw_only=True, slots=True)
class Hearing:
    """What an ear needs.

    Attributes:
        listener: Reads the messages.
        watch: With its setup.
        tracked: Returns what is tracked now.
        shorteners: Which links are short ones.
        clock: Returns the time, aware.
    """

    listener: Listener
    watch: Watch
    tracked: Callable[[], Tracked]
    shorteners: Shorteners
    clock: Callable[[], datetime]


class Ear:
    """Takes messages in; nearly all of them are let go by their bytes alone.

    Args:
        hearing: What it needs.
    """

    def __init__(self, hearing: Hearing) -> None:
        self.hearing = hearing
        known = (hearing.watch.cursor or {}).get(POSITION)
        self._heard_to = known if isinstance(known, int) else None
        self._asked_from: int | None = None
        self._waiting: deque[Heard] = deque()
        self._placed = self._strange = 0
        self.lost: SourceError | None = None

    def begin(self) -> str:
        """Return the address of the stream, from a little before what was heard last."""
        self._asked_from = None
        if self._heard_to is not None:
            self._asked_from = max(self._heard_to - REWIND // _MICROSECOND, 0)
        return self.hearing.listener.address(self.hearing.watch, self._asked_from)

    def take(self, message: bytes) -> bool:
        """Take a message in; returns whether it is to be stored."""
        listener, tracked = self.hearing.listener, self.hearing.tracked()
        position = listener.position(message)
        if position is None:
            self._strange += 1
            return False
        self._placed += 1
        self._arrive(position)
        if not tracked.scanner.may_link(message):
            return False
        heard = listener.hear(message, self.hearing.watch)
        if heard is None or not self._matters(heard.entry, tracked):
            return False
        self._waiting.append(heard)
        return True

    def _arrive(self, position: int) -> None:
        asked, self._asked_from = self._asked_from, None
        if asked is not None and position - asked > _SILENCE // _MICROSECOND:
            begun, end = _moment(asked), _moment(position)
            why = (
                f"what was told from {begun:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC is no "
                "longer kept there, so it was missed"
            )
            self.lost = SourceError(self.hearing.watch.address, why)
        self._heard_to = max(self._heard_to or 0, position)

    def _matters(self, entry: Entry, tracked: Tracked) -> bool:
        """Whether a post leads to an article, or may by a short link of the owner's own.

        Strangers' short links are too many to be followed, whatever they lead to.
        """
        own = self.hearing.shorteners.extra_hosts
        return any(
            tracked.index.page(link.url) is not None or host_of(link.url) in own
            for link in entry.links
        )

    @property
    def is_full(self) -> bool:
        """Whether no more should be taken in for now."""
        return len(self._waiting) >= _MOST_WAITING

    @property
    def is_waiting(self) -> bool:
        """Whether there is anything to be stored."""
        return bool(self._waiting)

    @property
    def has_news(self) -> bool:
        """Whether any message came since what was heard was last stored."""
        return bool(self._placed or self._strange)

    def next(self) -> list[Heard]:
        """Return what is to be stored next, each post once; it waits on until it is."""
        some = list(self._waiting)[:MOST_TOGETHER]
        return list({one.id: one for one in some}.values())

    def cursor(self, *, done: bool = False) -> dict[str, int] | None:
        """Return from where to go on, if it ends now; None where nothing was ever heard.

        A time that has not come yet is none of an honest server.

        Args:
            done: What `next` returns counts as stored.
        """
        first = MOST_TOGETHER if done else 0
        rest = self._waiting[first].position - 1 if len(self._waiting) > first else self._heard_to
        if rest is None:
            return None
        now = (self.hearing.clock() - _START) // _MICROSECOND
        return {POSITION: min(rest, now)}

    def problem(self) -> SourceError | None:
        """Return why we do not hear what is told now; None where we do."""
        where = self.hearing.watch.address
        if self._heard_to is None or (self._strange and not self._placed):
            return ParseError(where, "tells nothing that can be read; check the address")
        heard_to = _moment(self._heard_to)
        if self.hearing.clock() - heard_to > LIVE:
            why = f"heard up to {heard_to:%Y-%m-%d %H:%M:%S} UTC so far"
            return SourceError(where, why)
        return None

    def stored(self) -> None:
        """Let go of what `next` returned."""
        for _ in range(min(MOST_TOGETHER, len(self._waiting))):
            self._waiting.popleft()
        self._placed = self._strange = 0


def _moment(position: int) -> datetime:
    return _START + timedelta(microseconds=position)
