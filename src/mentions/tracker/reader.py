"""Reading answers in processes of their own: a poisoned body costs its own watch, nobody else's."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import sys
from functools import partial
from types import TracebackType
from typing import Self

from pebble import ProcessExpired, ProcessPool

from mentions.asking import Read
from mentions.core.scan.scanner import Scanner
from mentions.errors import ParseError, SourceError
from mentions.model import Document

# 4 MB with 7,000 comments take eleven seconds and 200 MB.
LONGEST = 60.0
_MOST_MEMORY = 2_000_000_000
_READING = "mentions.parse.document"


class Reader:
    """Turns answers into Documents outside this process. Use as an async context manager.

    The processes start with the first answer that is to be read: a run in which nothing changed
    pays nothing for them.

    Args:
        scanner: Tells which entries of a feed are worth reading; without it all are read.
        longest: Seconds one answer may take before its process is killed.
        workers: Processes; by default as many as there are processors, four at most.
    """

    def __init__(
        self,
        scanner: Scanner | None = None,
        *,
        longest: float = LONGEST,
        workers: int | None = None,
    ) -> None:
        self._scanner = scanner
        self._longest = longest
        self._workers = workers or min(os.cpu_count() or 1, 4)
        self._starting: asyncio.Task[ProcessPool] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._starting:
            pool = await self._starting
            pool.stop()  # type: ignore[no-untyped-call]
            await asyncio.to_thread(pool.join)

    async def read(self, question: Read, scanner: Scanner | None = None) -> Document:
        """Read an answer.

        Args:
            question: What to read.
            scanner: The one that found it worth reading; what the processes know may be older.

        Raises:
            ParseError: It cannot be read, or not within the time and memory allowed.
        """
        pool = await self._pool()
        page, is_current = question.page, scanner is self._scanner
        task = pool.schedule(
            _read,
            args=(page.body, question.url, page.content_type, is_current),
            timeout=self._longest,
        )
        try:
            read = await asyncio.wrap_future(task)
        except TimeoutError:
            why = f"could not be read within {self._longest:g} s; please report this page"
        except (ProcessExpired, MemoryError):
            why = "could not be read: its process ended, maybe out of memory; please report it"
        else:
            if isinstance(read, Document):
                return read
            why = read
        raise ParseError(question.url, why)

    async def _pool(self) -> ProcessPool:
        """Return the processes; starting them takes half a second, beside the event loop."""
        if self._starting is None:
            start = asyncio.to_thread(_start, self._workers, self._scanner)
            self._starting = asyncio.create_task(start)
        # Whoever asked first may be cancelled, the others still want them.
        return await asyncio.shield(self._starting)


def _start(workers: int, scanner: Scanner | None) -> ProcessPool:
    # A fork of this process would inherit the locks that its threads hold right now.
    kind = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(kind)
    if isinstance(context, multiprocessing.context.ForkServerContext):
        # Not in the processes that read, which import this module: it brings half the program.
        from mentions.tracker.leftovers import claim_folder  # noqa: PLC0415 - see above

        claim_folder()
        context.set_forkserver_preload([_READING])
    pool = ProcessPool(
        max_workers=workers, context=context, initializer=_prepare, initargs=(scanner,)
    )
    if not pool.active:  # asking that starts it
        raise RuntimeError("the processes that read do not start")
    return pool


# In the other process: what it was given when it began.
_scanners: list[Scanner] = []


def _prepare(scanner: Scanner | None) -> None:
    if scanner:
        _scanners.append(scanner)
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - not everywhere

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = _MOST_MEMORY if hard == resource.RLIM_INFINITY else min(hard, _MOST_MEMORY)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _read(body: bytes, url: str, content_type: str | None, is_current: bool) -> Document | str:  # noqa: FBT001 - pebble passes it on
    """Read in the other process; a refusal comes back as its reason."""
    from mentions.parse.document import read_document  # noqa: PLC0415 - only there

    worth = partial(_scanners[0].may_hold, url=url) if _scanners and is_current else None
    try:
        return read_document(body, url=url, content_type=content_type, worth=worth)
    except SourceError as error:
        return error.why
