"""Searching several servers that run the same software; one that fails does not cost the others."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass

from mentions.asking import Batch, Given, Question, Questions, Watch
from mentions.errors import GoneError, SourceError
from mentions.model import Document
from mentions.parse.jsontext import mapping
from mentions.sources._answers import part_failed
from mentions.sources._threads import Asking, Share, ask_threads


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """What searching one server gave.

    Attributes:
        shares: The posts among it under which something may have been said.
        problem: Why it is not all.
    """

    document: Document
    shares: tuple[Share, ...] = ()
    problem: SourceError | None = None


Searching = Generator[Question, Given, Part]


def search_homes(
    homes: Iterable[str],
    watch: Watch,
    search: Callable[[str], Searching],
    ask_thread: Callable[[Share], Asking],
) -> Questions:
    """Search each server, then read the threads under the newest shares that any of them has.

    Args:
        homes: Their base addresses.
        watch: What is searched for.
        search: Searches the server at an address.
        ask_thread: Asks for the thread of a share, where that was found.

    Raises:
        SourceError: None of them gave anything.
    """
    parts: list[Part] = []
    problems: list[SourceError] = []
    for home in homes:
        try:
            parts.append((yield from search(home)))
        except SourceError as error:
            problems.append(error)
    if not parts:
        # What one server says of itself is not said of all.
        raise min(problems, key=lambda error: isinstance(error, GoneError))
    # The same post is on several servers: the first one is as good as any.
    shares = {share.url: share for part in reversed(parts) for share in part.shares}
    before = mapping(watch.cursor).get("threads")
    threads = yield from ask_threads(shares.values(), watch, ask_thread, before=before)
    problems = [part_failed(error) for error in problems]
    problems += filter(None, [*(part.problem for part in parts), threads.problem])
    return Batch(
        documents=(*(part.document for part in parts), *threads.documents),
        cursor={"threads": threads.known},
        incomplete=next(iter(problems), None),
    )
