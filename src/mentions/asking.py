"""How a place is asked. All of it is frozen.

A source yields questions: a `Request` is answered with a `Page`, a `Read` with a `Document`, a
`Login` with a `Session`.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlencode

from mentions.errors import SourceError
from mentions.looking import Hints, Outcome
from mentions.model import Document
from mentions.profile import Key as Key  # noqa: PLC0414 - a part of how a place is asked
from mentions.profile import Profile as Profile  # noqa: PLC0414 - as above
from mentions.profile import Rate as Rate  # noqa: PLC0414 - as above


@dataclass(frozen=True, kw_only=True, slots=True)
class Setup:
    """What the owner says of a source under `[sources.NAME]` in config.toml.

    Attributes:
        instances: Base addresses to ask instead of the source's own, without a slash at the end.
        token: The owner's key, None where there is none; never shown.
        switches: Further keys of that table that are true, such as "constellation".
    """

    instances: tuple[str, ...] = ()
    token: str | None = field(default=None, repr=False)
    switches: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Watch:
    """A place that is looked at again and again.

    Attributes:
        source: Name of the source module that knows how to ask.
        address: What to ask: an absolute URL, or `file:` for files the owner's config names. Of a
            source that searches, the address that is searched for: an article's, or a site's.
        base_url: The public address of a `file:` watch; relative links are resolved against it.
        cursor: Opaque JSON the source gave back last time.
        interval: Seconds between polls, at least, as the owner wants it; 0 where looks are planned.
        failures: Failed polls in a row; 0 after a success.
        outcome: How the last poll ended; None where there was none yet.
        last_polled_at: When it was last asked, whatever came of it; aware UTC.
        last_success_at: When it was last really looked at; aware UTC.
        last_error: Why the last poll did not look at all of it.
        hints: What its feed last said about being asked.
        moved_to: Where the server says it has moved for good (301, 308).
        moved_seen: How many polls in a row it said so.
        stopped_at: Since when it is not asked any more (410, or the owner's wish); aware UTC.
        setup: What the owner says of its source; from the config at every run, never stored.
    """

    source: str
    address: str
    base_url: str | None = None
    cursor: Mapping[str, Any] | None = None
    interval: int = 0
    failures: int = 0
    id: int | None = None
    next_poll_at: datetime | None = None
    outcome: Outcome | None = None
    last_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    last_error: str | None = None
    from_config: bool = False
    hints: Hints = Hints()
    moved_to: str | None = None
    moved_seen: int = 0
    stopped_at: datetime | None = None
    setup: Setup = Setup()


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """What a POST brings; it may hold a password, so it is never shown."""

    content: bytes = field(repr=False)
    content_type: str


def form_body(fields: Mapping[str, str]) -> Body:
    """Return fields as a form sends them."""
    return Body(
        content=urlencode(fields).encode("ascii"),
        content_type="application/x-www-form-urlencoded",
    )


def json_body(value: Any) -> Body:
    """Return a JSON-ready value as a body."""
    content = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    return Body(content=content, content_type="application/json")


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """A question a source asks; only `tracker/` puts it on the wire.

    Attributes:
        url: Absolute http(s) address, or `file:` for a watch of the owner's own config.
        params: Query parameters to add.
        secrets: Further ones that hold a key: neither errors nor the `Page` show their values.
        headers: Further headers, tokens among them; sent to this host only, whatever redirects.
        body: What to send; such a question is a POST, and never asked anywhere else.
        cursor: Validators from the last answer to the same question, opaque.
        discovered: The program found this address itself, so the host's robots.txt decides.
    """

    url: str
    params: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: Body | None = None
    cursor: Mapping[str, Any] | None = None
    discovered: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """An answer: bytes, and what was said about them.

    Attributes:
        url: The address that finally answered, after redirects.
        body: At most the configured number of bytes.
        content_type: The Content-Type header, None where none came.
        status: HTTP status; 200 for files.
        unchanged: True for 304 and for the same body: nothing needs reading.
        cursor: Validators to send next time, opaque.
        asked: The address first asked, before redirects.
        moved_to: `url`, where redirects led there and all of them were permanent.
        fresh_for: How long the server says this stays as it is (Cache-Control, Expires).
        link: The Link header as it came, at most 4 KB of it; None where none came.
    """

    url: str
    body: bytes = b""
    content_type: str | None = None
    status: int = 200
    unchanged: bool = False
    cursor: Mapping[str, Any] | None = None
    asked: str | None = None
    moved_to: str | None = None
    fresh_for: timedelta | None = None
    link: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """An answer that is to be read as a page or feed; that happens outside the event loop.

    Attributes:
        page: As it came.
        url: The public address of what it holds.
    """

    page: Page
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """What a login gave: a token of limited life. Kept between runs, and never shown.

    Attributes:
        token: What goes into the header.
        expires: When it ends, aware UTC; None where that was not said.
        extra: What else the source needs of it, such as the token that renews it.
    """

    token: str = field(repr=False)
    expires: datetime | None = None
    extra: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Login:
    """The question for a session; one that has not ended is given again.

    Attributes:
        refused: The session that the server just refused; another one is wanted then.
    """

    refused: Session | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Batch:
    """What one poll of a watch gave.

    Attributes:
        documents: Everything read, in order.
        cursor: Opaque JSON the source gets back as `watch.cursor`. An incomplete batch gives one
            only if what was left out is asked for again with it.
        unchanged: True when the place said that nothing changed.
        incomplete: Why not everything could be read; None when it could. What was read counts,
            but the place was not fully looked at.
    """

    documents: tuple[Document, ...] = ()
    cursor: Mapping[str, Any] | None = None
    unchanged: bool = False
    incomplete: SourceError | None = None


Question = Request | Read | Login
Given = Page | Document | Session
Questions = Generator[Question, Given, Batch]


class Source(Protocol):
    """A kind of place to ask: one module in `sources/`, exported as `SOURCE`."""

    name: str
    title: str
    profile: Profile

    def poll(self, watch: Watch) -> Questions:
        """Yield questions, receive answers, return what was read."""
        ...


class LoginSource(Source, Protocol):
    """A source whose key has to be changed into a session first."""

    def login(self, setup: Setup, old: Session | None) -> LoggingIn:
        """Yield requests, receive answers, return a session.

        Args:
            setup: With the owner's key.
            old: The session that has ended or was refused, if there was one; it may be renewed.
        """
        ...


Asking = Generator[Question, Given, Page]
Reading = Generator[Question, Given, Document]
LoggingIn = Generator[Question, Given, Session]


def ask(request: Request) -> Asking:
    """Ask for a page; to be used with `yield from`.

    Returns:
        The page.

    Raises:
        FetchError: No usable answer came.
    """
    answer = yield request
    if not isinstance(answer, Page):
        raise TypeError("a Request is answered with a Page")
    return answer


def read(page: Page, *, url: str | None = None) -> Reading:
    """Have a page read; to be used with `yield from`.

    A page that cannot hold a link to any tracked article comes back without entries.

    Args:
        page: As it came.
        url: Its public address where that is not `page.url`.

    Returns:
        What stands in it.

    Raises:
        ParseError: It cannot be read.
    """
    answer = yield Read(page=page, url=url or page.url)
    if not isinstance(answer, Document):
        raise TypeError("a Read is answered with a Document")
    return answer


def log_in(*, refused: Session | None = None) -> LoggingIn:
    """Have the session that the owner's key opens; to be used with `yield from`.

    Args:
        refused: The one that the server just refused, so that another one is opened.

    Returns:
        The session, maybe one of an earlier run.

    Raises:
        FetchError: Logging in failed.
    """
    answer = yield Login(refused=refused)
    if not isinstance(answer, Session):
        raise TypeError("a Login is answered with a Session")
    return answer
