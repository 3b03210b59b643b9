"""Driving a source: it asks, the gate answers; it wants an answer read, the reader reads."""

from __future__ import annotations

from dataclasses import dataclass

from mentions.asking import Batch, Page, Questions, Read, Request, Source, Watch
from mentions.core.scan.scanner import Scanner
from mentions.errors import SourceError
from mentions.fetch.gate import Gate
from mentions.model import Document
from mentions.tracker.reader import Reader

# The form of a Document whose bytes cannot hold a link to any tracked article.
UNREAD = "unread"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a watch gave.

    Attributes:
        batch: What the source made of it.
        pages: All answers, in order.
        read: Those that hold a page or a feed, which can be read again later. The answers of
            interfaces cannot, and their addresses may hold a key.
    """

    batch: Batch
    pages: tuple[Page, ...] = ()
    read: tuple[Page, ...] = ()

    @property
    def unread(self) -> bool:
        """Whether nothing in it was worth reading."""
        return all(document.form == UNREAD for document in self.batch.documents)


@dataclass(frozen=True, kw_only=True, slots=True)
class Means:
    """What answers the questions of sources.

    Attributes:
        gate: Fetches.
        reader: Reads.
        scanner: Tells what is worth reading.
    """

    gate: Gate
    reader: Reader
    scanner: Scanner


async def ask_source(source: Source, watch: Watch, means: Means) -> Answer:
    """Let a source ask until it is done.

    A question that fails is thrown into the source, which may be content with what it has.

    Raises:
        SourceError: The place could not be looked at, or its answer not be read.
    """
    questions = source.poll(watch)
    pages: list[Page] = []
    read: list[Page] = []
    failure: SourceError | None = None
    given: Page | Document | None = None
    while True:
        try:
            question = _next(questions, given, failure)
        except StopIteration as done:
            return Answer(batch=done.value, pages=tuple(pages), read=tuple(read))
        given, failure = None, None
        try:
            if isinstance(question, Read):
                given = await _read(question, means)
                read.append(question.page)
            else:
                own_file = _is_own_file(question, watch)
                given = await means.gate.fetch(question, own_file=own_file)
                pages.append(given)
        except SourceError as error:
            failure = error


async def _read(question: Read, means: Means) -> Document:
    page = question.page
    if means.scanner.may_hold(page.body, url=question.url, content_type=page.content_type):
        return await means.reader.read(question, means.scanner)
    return Document(url=question.url, form=UNREAD)


def _next(
    questions: Questions, given: Page | Document | None, failure: SourceError | None
) -> Request | Read:
    if failure:
        return questions.throw(failure)
    return questions.send(given) if given else next(questions)


def _is_own_file(request: Request, watch: Watch) -> bool:
    """Only the very file that the owner's config names, never one a document led to."""
    return watch.from_config and request.url == watch.address
