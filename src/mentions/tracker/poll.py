"""Polling: drive what is due, store what it gave; one broken watch never stops the others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import structlog

from mentions.asking import Batch, Page, Watch
from mentions.core.match import ArticleIndex
from mentions.core.read import find_mentions
from mentions.core.schedule import next_poll_at
from mentions.core.shortlinks import Shorteners, is_open, not_asked, short_links_in
from mentions.errors import MentionsError, RateLimitError, SourceError, StoreError
from mentions.fetch.gate import Gate
from mentions.fetch.limits import Limits
from mentions.model import Resolution
from mentions.sources import find_source
from mentions.store.articles import load_articles
from mentions.store.changes import Saved
from mentions.store.engine import Store
from mentions.store.links import load_links, save_links
from mentions.store.snapshots import Snapshot, save_snapshots
from mentions.store.watches import load_due, load_watches, save_outcome
from mentions.tracker.aliases import learn_aliases
from mentions.tracker.ask import Answer, ask_source
from mentions.tracker.keep import keep_found
from mentions.tracker.rematch import rematch
from mentions.tracker.shortlinks import resolve_links

# A short link that did not answer is asked again after this.
RETRY_FAILED_LINKS = timedelta(days=1)
# In the cursor of a watch: when short links were left open on its page.
LINKS_LEFT = "short_links_left"
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

log = structlog.get_logger("mentions.poll")


class Outcome(StrEnum):
    """How one poll ended."""

    OK = "ok"  # looked at, and there are mentions
    EMPTY = "empty"  # looked at all of it, and there is none
    UNCHANGED = "unchanged"  # the same as last time
    INCOMPLETE = "incomplete"  # a part of it could not be read
    FAILED = "failed"  # not looked at


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
        clock: Returns the time, aware.
        on_done: Called after each watch, from the event loop.
    """

    store: Store
    limits: Limits
    shorteners: Shorteners = field(default_factory=Shorteners)
    follow_short_links: bool = True
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    on_done: Callable[[PollResult], None] = lambda _: None

    @property
    def follows(self) -> bool:
        """Whether short links are followed in this run."""
        return self.follow_short_links and not self.limits.offline


def select_watches(store: Store, *, now: datetime, everything: bool) -> list[Watch]:
    """Return the watches to poll: those that are due, or all."""
    with store.reading() as session:
        return load_watches(session) if everything else load_due(session, now)


async def poll_watches(polling: Polling, watches: Iterable[Watch]) -> list[PollResult]:
    """Poll watches side by side, one request at a time for each host.

    Every watch is stored on its own, in one transaction: killed anywhere, each is either done or
    due again.

    Raises:
        StoreError: The database failed; what was stored before stays.
    """
    async with Gate(polling.limits) as gate:
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(_poll(polling, gate, watch)) for watch in watches]
        except* StoreError as failures:
            raise failures.exceptions[0] from None
    return _matched_again(polling, [task.result() for task in tasks])


def _matched_again(polling: Polling, results: list[PollResult]) -> list[PollResult]:
    """Look for the addresses that articles told of themselves in the pages read before that."""
    for number, result in enumerate(results):
        if result.learned:
            more = rematch(polling.store, now=polling.clock(), shorteners=polling.shorteners)
            saved = replace(result.saved, new=result.saved.new + more.new)
            return [*results[:number], replace(result, saved=saved), *results[number + 1 :]]
    return results


async def _poll(polling: Polling, gate: Gate, watch: Watch) -> PollResult:
    try:
        result = await _look(polling, gate, watch)
    except StoreError:
        raise
    except MentionsError as error:
        wait = error.retry_after if isinstance(error, RateLimitError) else None
        why = error.why if isinstance(error, SourceError) else str(error)
        result = _failed(polling, watch, why, wait)
    except Exception as error:  # a bug met on one page must not cost the others theirs
        log.exception("bug", watch=watch.address)
        why = f"a bug in mentions: {type(error).__name__}: {error}; please report it"
        result = _failed(polling, watch, why, None)
    log.info("polled", watch=watch.address, outcome=result.outcome.value, error=result.error)
    polling.on_done(result)
    return result


def _failed(polling: Polling, watch: Watch, why: str, wait: timedelta | None) -> PollResult:
    now = polling.clock()
    due = next_poll_at(now, interval=watch.interval, failures=watch.failures + 1, wait=wait)
    with polling.store.writing() as session:
        save_outcome(
            session, watch.id or 0, outcome=Outcome.FAILED, error=why, next_poll_at=due, now=now
        )
    return PollResult(watch=watch, outcome=Outcome.FAILED, error=why)


async def _look(polling: Polling, gate: Gate, watch: Watch) -> PollResult:
    asked = replace(watch, cursor=None) if _left_links(polling, watch) else watch
    answer = await ask_source(find_source(watch.source), asked, gate)
    with polling.store.reading() as session:
        index = ArticleIndex(article for _, article in load_articles(session))
    resolutions = await _resolve(polling, gate, answer.batch, index)
    return _store(polling, watch, answer, resolutions)


def _left_links(polling: Polling, watch: Watch) -> bool:
    """Whether the page has to be read again, changed or not: short links were left open there."""
    left = (watch.cursor or {}).get(LINKS_LEFT)
    if not isinstance(left, str) or not polling.follows:
        return False
    return polling.clock() - datetime.fromisoformat(left) >= RETRY_FAILED_LINKS


def _cursor(
    polling: Polling, watch: Watch, batch: Batch, resolutions: Mapping[str, Resolution]
) -> Mapping[str, Any] | None:
    """Return what the source gets back, with a note where short links were left open."""
    if batch.cursor is None:
        return None
    if batch.unchanged:
        left = (watch.cursor or {}).get(LINKS_LEFT)
        return {**batch.cursor, LINKS_LEFT: left} if left else batch.cursor
    if not any(map(is_open, resolutions.values())):
        return batch.cursor
    # What nobody was asked is due as soon as somebody may be.
    since = polling.clock() if polling.follows else _LONG_AGO
    return {**batch.cursor, LINKS_LEFT: since.isoformat()}


async def _resolve(
    polling: Polling, gate: Gate, batch: Batch, index: ArticleIndex
) -> dict[str, Resolution]:
    """Return where the short links of a batch lead: remembered, else asked now."""
    urls = short_links_in(batch.documents, polling.shorteners)
    if not urls:
        return {}
    now = polling.clock()
    with polling.store.reading() as session:
        known = load_links(session, urls, failed_since=now - RETRY_FAILED_LINKS)
    if not polling.follows:
        return not_asked(urls) | known
    unknown = [url for url in urls if url not in known]
    asked = await resolve_links(unknown, gate=gate, shorteners=polling.shorteners, index=index)
    if asked:
        with polling.store.writing() as session:
            save_links(session, asked, now=now)
    return not_asked(urls) | known | {one.found: one for one in asked}


def _store(
    polling: Polling, watch: Watch, answer: Answer, resolutions: dict[str, Resolution]
) -> PollResult:
    """Store all that a poll gave, and that it was done, together."""
    now, batch = polling.clock(), answer.batch
    with polling.store.writing() as session:
        learned = learn_aliases(session, batch.documents, answer.pages, now=now)
        articles = load_articles(session)
        index = ArticleIndex(article for _, article in articles)
        found = find_mentions(batch.documents, index=index, now=now, resolutions=resolutions)
        saved = keep_found(session, found, articles, now=now)
        save_snapshots(session, _snapshots(watch, answer.pages, now))
        outcome = _outcome(batch, saved)
        why = batch.incomplete.why if batch.incomplete else None
        save_outcome(
            session,
            watch.id or 0,
            outcome=outcome,
            error=why,
            cursor=_cursor(polling, watch, batch, resolutions),
            next_poll_at=next_poll_at(
                now, interval=watch.interval, failures=watch.failures + 1 if batch.incomplete else 0
            ),
            now=now,
        )
    return PollResult(watch=watch, outcome=outcome, saved=saved, error=why, learned=learned)


def _outcome(batch: Batch, saved: Saved) -> Outcome:
    if batch.incomplete:
        return Outcome.INCOMPLETE
    if batch.unchanged:
        return Outcome.UNCHANGED
    return Outcome.OK if saved.new or saved.updated or saved.seen else Outcome.EMPTY


def _snapshots(watch: Watch, pages: Iterable[Page], now: datetime) -> Iterable[Snapshot]:
    for page in pages:
        if page.unchanged:
            continue
        asked = page.asked or page.url
        base = watch.base_url if asked == watch.address else None
        yield Snapshot(
            watch_id=watch.id or 0,
            url=asked,
            base_url=base or page.url,
            content_type=page.content_type,
            body=page.body,
            fetched_at=now,
        )
