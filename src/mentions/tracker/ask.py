"""Driving a source: it asks, the gate answers."""

from __future__ import annotations

from dataclasses import dataclass

from mentions.asking import Batch, Page, Questions, Read, Request, Source, Watch
from mentions.errors import SourceError
from mentions.fetch.gate import Gate
from mentions.model import Document
from mentions.parse.document import read_document


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
    failure: SourceError | None = None
    given: Page | Document | None = None
    while True:
        try:
            question = _next(questions, given, failure)
        except StopIteration as done:
            return Answer(batch=done.value, pages=tuple(pages))
        given, failure = None, None
        try:
            if isinstance(question, Read):
                given = _read(question)
            else:
                given = await gate.fetch(question, own_file=_is_own_file(question, watch))
                pages.append(given)
        except SourceError as error:
            failure = error


def _read(question: Read) -> Document:
    page = question.page
    return read_document(page.body, url=question.url, content_type=page.content_type)


def _next(
    questions: Questions, given: Page | Document | None, failure: SourceError | None
) -> Request | Read:
    if failure:
        return questions.throw(failure)
    return questions.send(given) if given else next(questions)


def _is_own_file(request: Request, watch: Watch) -> bool:
    """Only the very file that the owner's config names, never one a document led to."""
    return watch.from_config and request.url == watch.address
