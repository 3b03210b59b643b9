"""Driving a source: it asks, the gate answers."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from mentions.asking import Batch, Page, Request, Source, Watch
from mentions.errors import FetchError
from mentions.fetch.client import Gate

Questions = Generator[Request, Page, Batch]


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a watch gave, and the pages it was read from."""

    batch: Batch
    pages: tuple[Page, ...] = ()


async def ask_source(source: Source, watch: Watch, gate: Gate) -> Answer:
    """Let a source ask until it is done.

    A question that fails is thrown into the source, which may be content with what it has.

    Raises:
        SourceError: The place could not be looked at, or its answer not be read.
    """
    questions = source.poll(watch)
    pages: list[Page] = []
    failure: FetchError | None = None
    page: Page | None = None
    while True:
        try:
            request = _next(questions, page, failure)
        except StopIteration as done:
            return Answer(batch=done.value, pages=tuple(pages))
        page, failure = None, None
        try:
            page = await gate.fetch(request, own_file=_is_own_file(request, watch))
        except FetchError as error:
            failure = error
        else:
            pages.append(page)


def _next(questions: Questions, page: Page | None, failure: FetchError | None) -> Request:
    if failure:
        return questions.throw(failure)
    return questions.send(page) if page else next(questions)


def _is_own_file(request: Request, watch: Watch) -> bool:
    """Only the very file that the owner's config names, never one a document led to."""
    return watch.from_config and request.url == watch.address
