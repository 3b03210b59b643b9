"""Driving a source: it asks, the gate answers; it wants an answer read, the reader reads."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import cast

from mentions.asking import (
    Batch,
    Given,
    Login,
    LoginSource,
    Page,
    Question,
    Questions,
    Read,
    Request,
    Source,
    Watch,
)
from mentions.core.scan.scanner import Scanner
from mentions.errors import ParseError, SourceError
from mentions.fetch.gate import Gate
from mentions.model import Document
from mentions.tracker.budget import Purse
from mentions.tracker.reader import Reader
from mentions.tracker.sessions import Sessions

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
        sessions: Logs in.
    """

    gate: Gate
    reader: Reader
    scanner: Scanner
    sessions: Sessions = field(default_factory=Sessions)


async def ask_source(
    source: Source, watch: Watch, means: Means, purse: Purse | None = None
) -> Answer:
    """Let a source ask until it is done.

    A question that fails is thrown into the source, which may be content with what it has.

    Args:
        source: Who asks.
        watch: The place it asks about.
        means: What answers it.
        purse: What its requests are counted in; without it they are not.

    Raises:
        SourceError: The place could not be looked at, or its answer not be read.
    """
    asking = _Asking(source=source, watch=watch, means=means, purse=purse)
    questions = source.poll(watch)
    failure: SourceError | None = None
    given: Given | None = None
    while True:
        try:
            question = _next(questions, given, failure)
        except StopIteration as done:
            pages, read = tuple(asking.pages), tuple(asking.read)
            return Answer(batch=_judged(done.value), pages=pages, read=read)
        given, failure = None, None
        try:
            given = await asking.answer(question)
        except SourceError as error:
            failure = error


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asking:
    """One watch being asked, with what it gave so far."""

    source: Source
    watch: Watch
    means: Means
    purse: Purse | None
    pages: list[Page] = field(default_factory=list)
    read: list[Page] = field(default_factory=list)

    async def answer(self, question: Question) -> Given:
        """Answer a question.

        Raises:
            SourceError: That cannot be done.
        """
        if isinstance(question, Read):
            document = await _read(question, self.means)
            self.read.append(question.page)
            return document
        if isinstance(question, Login):
            # Only a source that can log in asks that.
            who, refused = cast("LoginSource", self.source), question.refused
            setup, sessions = self.watch.setup, self.means.sessions
            return await sessions.open(who, setup, self._fetch, refused=refused)
        page = await self._fetch(question)
        self.pages.append(page)
        return page

    async def _fetch(self, request: Request) -> Page:
        own_file, gate = _is_own_file(request, self.watch), self.means.gate
        if self.purse is None:
            return await gate.fetch(request, own_file=own_file)
        return await self.purse.fetch(gate, request, own_file=own_file)


async def _read(question: Read, means: Means) -> Document:
    page = question.page
    if means.scanner.may_hold(page.body, url=question.url, content_type=page.content_type):
        return await means.reader.read(question, means.scanner)
    return Document(url=question.url, form=UNREAD)


def _next(questions: Questions, given: Given | None, failure: SourceError | None) -> Question:
    if failure:
        return questions.throw(failure)
    return questions.send(given) if given else next(questions)


def _judged(batch: Batch) -> Batch:
    """Return a batch, incomplete where one of its documents is."""
    torn = next((one for one in batch.documents if one.left_out), None)
    if torn is None or torn.left_out is None or batch.incomplete:
        return batch
    return replace(batch, incomplete=ParseError(torn.url, torn.left_out), cursor=None)


def _is_own_file(request: Request, watch: Watch) -> bool:
    """Only the very file that the owner's config names, never one a document led to."""
    return watch.from_config and request.url == watch.address
