"""How a place is asked, and what the ledger keeps of it. All of it is frozen.

A source yields questions: a `Request` is answered with a `Page`, a `Read` with a `Document`.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from mentions.errors import (
    AuthRequiredError,
    BlockedError,
    GoneError,
    MentionsError,
    RateLimitError,
    SourceError,
    UnsupportedError,
)
from mentions.model import Document


class Outcome(StrEnum):
    """How one poll ended. The first three mean that the place was really looked at."""

    OK = "ok"  # looked at, and there are mentions
    EMPTY = "empty"  # looked at all of it, and there is none
    UNCHANGED = "unchanged"  # the same as last time
    NEEDS_AUTH = "needs_auth"  # a login or a token is missing
    THROTTLED = "throttled"  # come back later
    BLOCKED = "blocked"  # the server does not want us
    GONE = "gone"  # gone for good; the watch is stopped
    UNSUPPORTED = "unsupported"  # an answer of a version we do not know
    BROKEN = "broken"  # anything else; the reason says what

    @property
    def looked(self) -> bool:
        """Whether the place was really looked at."""
        return self in {Outcome.OK, Outcome.EMPTY, Outcome.UNCHANGED}


_OUTCOMES: Mapping[type[MentionsError], Outcome] = {
    AuthRequiredError: Outcome.NEEDS_AUTH,
    RateLimitError: Outcome.THROTTLED,
    BlockedError: Outcome.BLOCKED,
    GoneError: Outcome.GONE,
    UnsupportedError: Outcome.UNSUPPORTED,
}


def outcome_of(error: MentionsError) -> Outcome:
    """Return the outcome that an error stands for."""
    return next((one for kind, one in _OUTCOMES.items() if isinstance(error, kind)), Outcome.BROKEN)


@dataclass(frozen=True, kw_only=True, slots=True)
class Hints:
    """When a feed says it wants to be asked (RSS 2.0, RSS 1.0 syndication module).

    Attributes:
        wait: The longest of `ttl` and the update period; None where it says nothing.
        skip_hours: Hours, 0 to 23 GMT, in which it is not to be asked.
        skip_days: Days of the week, 0 is Monday, GMT, on which it is not to be asked.
    """

    wait: timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()


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
        interval: Seconds between polls, at least.
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
    interval: int = 3600
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
class Look:
    """How one poll of a watch went: what is stored of it.

    Attributes:
        watch_id: Of the watch that was polled.
        at: When; aware UTC.
        outcome: How it ended.
        next_poll_at: When to ask again; aware UTC. Means nothing for a watch that is gone.
        why: The reason where not all of it was looked at; None where it was.
        cursor: What the source gets back next time. Where not all of the place was looked at, None
            leaves the one it had: what was left out has to be met again.
        hints: What the feed says about being asked; None where this poll did not read that.
        moved_to: Where every redirect of this poll, all of them permanent, led; None otherwise.
    """

    watch_id: int
    at: datetime
    outcome: Outcome
    next_poll_at: datetime
    why: str | None = None
    cursor: Mapping[str, Any] | None = None
    hints: Hints | None = None
    moved_to: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """A time in which a place could not be looked at.

    Attributes:
        since: The last real look before it; None where there never was one. Aware UTC.
        until: The next real look; None while it lasts. Aware UTC.
        outcome: How the last poll in it ended.
        why: Its reason.
    """

    watch_id: int
    since: datetime | None
    until: datetime | None
    outcome: Outcome
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HostNote:
    """What is remembered of a host from one run to the next. Times are aware UTC.

    Attributes:
        host: As `urls.hosts.host_of` gives it.
        robots: The text of its robots.txt, "" where it has none; None where never asked.
        robots_at: When that was asked.
        failures: Requests in a row that failed or were throttled.
        closed_until: It is not asked before this.
        why: The reason for that.
    """

    host: str
    robots: str | None = None
    robots_at: datetime | None = None
    failures: int = 0
    closed_until: datetime | None = None
    why: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """A question a source asks; only `tracker/` puts it on the wire.

    Attributes:
        url: Absolute http(s) address, or `file:` for a watch of the owner's own config.
        params: Query parameters to add.
        headers: Further headers, tokens among them; sent to this host only, whatever redirects.
        cursor: Validators from the last answer to the same question, opaque.
        discovered: The program found this address itself, so the host's robots.txt decides.
    """

    url: str
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
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


Questions = Generator[Request | Read, Page | Document, Batch]


class Key(StrEnum):
    """Whether a source asks for a key of the owner's."""

    NONE = "none"
    OPTIONAL = "optional"  # finds more, or may ask more often, with one
    NEEDED = "needed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """What a source needs and costs, for `mentions sources` and for planning.

    Attributes:
        searches: Its watches name an address to search for; otherwise the place to look at.
        key: Whether it asks for a key.
        requests: What one poll costs as a rule, in requests.
        limits: What the service documents about being asked; "" where nothing is known.
    """

    searches: bool = False
    key: Key = Key.NONE
    requests: int = 1
    limits: str = ""


class Source(Protocol):
    """A kind of place to ask: one module in `sources/`, exported as `SOURCE`."""

    name: str
    title: str
    profile: Profile

    def poll(self, watch: Watch) -> Questions:
        """Yield questions, receive answers, return what was read."""
        ...


Asking = Generator[Request | Read, Page | Document, Page]
Reading = Generator[Request | Read, Page | Document, Document]


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
