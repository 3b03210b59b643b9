"""From what was heard to what is stored; and catching up with a stream for a short while."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from mentions.asking import Batch, Questions, Watch
from mentions.errors import SourceError
from mentions.listening import Heard, Listener
from mentions.sources import find_source
from mentions.tracker.ask import Answer, Means, ask_source
from mentions.tracker.hearing.ear import Ear, Hearing
from mentions.tracker.polling import Told
from mentions.tracker.setups import prepared

if TYPE_CHECKING:
    from mentions.tracker.poll import Run

# Seconds that a poll listens, if it does not arrive at the present before.
CATCH_UP = 20.0
# Seconds after which a stream that tells nothing is taken for dead.
IDLE = 60.0


def listens(watch: Watch) -> bool:
    """Whether a watch is listened to.

    Raises:
        ConfigError: Its source cannot be loaded.
    """
    return find_source(watch.source).profile.listens


def hearing_of(run: Run, watch: Watch) -> Hearing:
    """Return what an ear for a watch needs.

    Raises:
        SourceError: Its source is switched off, or needs a key that is not there.
        ConfigError: Its source cannot be loaded.
    """
    source = find_source(watch.source)
    return Hearing(
        listener=cast("Listener", source),
        watch=prepared(watch, source, run.polling.setups, run.polling.off),
        tracked=lambda: run.keeper.tracked,
        shorteners=run.polling.shorteners,
        clock=run.polling.clock,
    )


async def told_of(run: Run, hearing: Hearing, heard: Sequence[Heard], batch: Batch) -> Told:
    """Return what was heard, made complete and with its short links followed.

    Args:
        run: What is open.
        hearing: Of the place.
        heard: The posts, each once.
        batch: What else is to be stored: the cursor, and why it is not all.
    """
    purse = run.budget.purse(hearing.watch.source)
    if heard:
        answer = await ask_source(
            _Completing(hearing.listener, heard), hearing.watch, _means(run), purse
        )
        batch = replace(batch, documents=answer.batch.documents)
    resolutions = await run.resolve(batch)
    # What was asked is no page of the watch's: its age and place say nothing of the next poll.
    return Told(
        watch=hearing.watch,
        answer=Answer(batch=batch),
        resolutions=resolutions,
        spent=purse.spent,
    )


def _means(run: Run) -> Means:
    return Means(
        gate=run.gate,
        reader=run.reader,
        scanner=run.keeper.tracked.scanner,
        sessions=run.sessions,
    )


async def catch_up(run: Run, watch: Watch) -> Told:
    """Listen until the present is reached, or for so long.

    The first time there is nothing to catch up with: then it begins with what is told now.

    Raises:
        SourceError: The stream cannot be opened, or ended at once.
    """
    hearing = hearing_of(run, watch)
    ear = Ear(hearing)
    failure: SourceError | None = None
    try:
        with suppress(TimeoutError):
            async with (
                asyncio.timeout(CATCH_UP),
                run.gate.listen(ear.begin(), idle=IDLE) as stream,
            ):
                while not (ear.has_news and ear.problem() is None) and not ear.is_full:
                    ear.take(await stream.receive())
    except SourceError as error:
        if not ear.has_news:
            raise
        failure = error
    failure = failure or ear.lost or ear.problem()
    documents: list[Told] = []
    while ear.is_waiting:
        documents.append(await told_of(run, hearing, ear.next(), Batch()))
        ear.stored()
    every = [one.answer.batch for one in documents if one.answer]
    batch = Batch(
        documents=tuple(document for part in every for document in part.documents),
        cursor=ear.cursor(),
        incomplete=failure,
    )
    return Told(
        watch=watch,
        answer=Answer(batch=batch),
        resolutions={url: one for told in documents for url, one in told.resolutions.items()},
        spent=sum(one.spent for one in documents),
    )


class _Completing:
    """A source that asks what was not told."""

    def __init__(self, listener: Listener, heard: Sequence[Heard]) -> None:
        self.name, self.title, self.profile = listener.name, listener.title, listener.profile
        self._listener = listener
        self._heard = heard

    def poll(self, watch: Watch) -> Questions:
        """Ask."""
        return self._listener.complete(self._heard, watch)
