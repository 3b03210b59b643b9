"""How a poll ended, and what of that is stored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mentions.asking import Page
from mentions.core.schedule import next_poll_at
from mentions.core.shortlinks import is_open
from mentions.errors import AuthRequiredError, MentionsError, RateLimitError, SourceError
from mentions.looking import Look, Outcome, outcome_of
from mentions.parse.hints import feed_hints
from mentions.store.changes import Saved
from mentions.tracker.polling import Polling, Told

# In the cursor of a watch: when short links were left open on its page.
LINKS_LEFT = "short_links_left"
_LONG_AGO = "2000-01-01T00:00:00+00:00"


def bug(error: Exception) -> MentionsError:
    """Return the words for what should never happen."""
    return MentionsError(f"a bug in mentions: {type(error).__name__}: {error}; please report it")


def error_of(told: Told) -> MentionsError | None:
    """Return why not all of a place was looked at; None where it was."""
    return told.error or (told.answer.batch.incomplete if told.answer else None)


def why_of(told: Told) -> str | None:
    """Return the same in words, without the address."""
    error = error_of(told)
    if error is None:
        return None
    return error.why if isinstance(error, SourceError) else str(error)


def outcome_of_told(told: Told, saved: Saved) -> Outcome:
    """Return how the poll ended; `empty` only where all of the place was looked at.

    A place of which only a part could be read is `ok` if mentions stand there: the reason beside
    it says that it was not all.
    """
    error = error_of(told)
    if told.error is None and (saved.new or saved.updated or saved.seen):
        return Outcome.OK
    if error:
        return outcome_of(error)
    unchanged = told.answer is not None and told.answer.batch.unchanged
    return Outcome.UNCHANGED if unchanged else Outcome.EMPTY


def look_of(told: Told, outcome: Outcome, polling: Polling, *, interval: int) -> Look:
    """Return what is stored of a poll.

    Args:
        told: What it came to.
        outcome: How it ended.
        polling: With the clock.
        interval: Seconds until the next one when all is well.
    """
    now, watch, error = polling.clock(), told.watch, error_of(told)
    page = told.answer.pages[0] if told.answer and told.answer.pages else None
    read = page if page and not page.unchanged else None
    hints = feed_hints(read.body, read.content_type) if read else None
    due = next_poll_at(
        now,
        interval=interval,
        failures=0 if has_worked(told) else watch.failures + 1,
        wait=error.retry_after if isinstance(error, RateLimitError) else None,
        fresh_for=page.fresh_for if page else None,
        hints=hints or watch.hints,
        jitter=polling.jitter(),
    )
    return Look(
        watch_id=watch.id or 0,
        at=now,
        outcome=outcome,
        next_poll_at=due,
        why=why_of(told),
        cursor=_cursor(told, polling, now),
        hints=hints,
        moved_to=_moved_to(told, page),
    )


def has_worked(told: Told) -> bool:
    """Whether a place answered all that it tells us.

    What it tells only with a key is known not to come: waiting longer changes nothing.
    """
    if error_of(told) is None:
        return True
    batch = told.answer.batch if told.answer else None
    return batch is not None and isinstance(batch.incomplete, AuthRequiredError)


def _moved_to(told: Told, page: Page | None) -> str | None:
    """Return where the place has moved for good; what was asked there directly stays known.

    The address of a search is no place: where an interface moves, what is searched for does not.
    """
    watch = told.watch
    if page is None or page.asked not in {watch.address, watch.moved_to}:
        return None
    return page.moved_to or (watch.moved_to if page.asked == watch.moved_to else None)


def _cursor(told: Told, polling: Polling, now: datetime) -> Mapping[str, Any] | None:
    """Return what the source gets back, with a note where short links were left open."""
    batch = told.answer.batch if told.answer else None
    if batch is None or batch.cursor is None:
        return None
    if batch.unchanged:
        left = (told.watch.cursor or {}).get(LINKS_LEFT)
        return {**batch.cursor, LINKS_LEFT: left} if left else batch.cursor
    if not any(map(is_open, told.resolutions.values())):
        return batch.cursor
    # What nobody was asked is due as soon as somebody may be.
    since = now.isoformat() if polling.follows else _LONG_AGO
    return {**batch.cursor, LINKS_LEFT: since}
