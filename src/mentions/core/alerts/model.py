"""What flows while somebody is told something. All of it is frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from mentions.model import Kind, Mention


class Event(StrEnum):
    """What can be told of; the words of `events` in config.toml, and two that nobody chooses."""

    NEW = "new"  # a new mention
    FIRST = "first"  # the first mention of an article
    SPIKE = "spike"  # many more than usual within short
    GONE = "gone"  # a mention is not there any more
    FAILING = "failing"  # a place could not be looked at for long
    WORKS = "works"  # and now it can be again
    REPORT = "report"  # one that comes by itself was made


class State(StrEnum):
    """How a notice stands."""

    WAITING = "waiting"  # for its time, or for the next attempt
    SENDING = "sending"  # handed to the sender; nobody else touches it
    SENT = "sent"
    FAILED = "failed"  # given up; the owner may have it sent again
    UNCERTAIN = "uncertain"  # the sender ended without a word: it may have arrived
    FOLDED = "folded"  # shared as always: counted, not told
    DROPPED = "dropped"  # deleted or muted before it was sent


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """What somebody wants to be told; an empty field means anything.

    Attributes:
        events: Values of `Event`.
        articles: Canonical addresses.
        platforms: Names, any letter case.
        authors: Names, handles or addresses, any letter case.
        text: Has to stand in the words, any letter case.
        min_followers: The author is known to have as many.
    """

    events: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    platforms: frozenset[str] = frozenset()
    authors: tuple[str, ...] = ()
    text: str | None = None
    min_followers: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """Who is told, and when.

    Attributes:
        name: As in config.toml.
        cron: When a digest goes out; None: at once.
        quiet: Times of day, in the zone, from which and until which nothing is sent.
    """

    name: str
    rules: Rules
    language: str = "en"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    cron: str | None = None
    quiet: tuple[time, time] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Spike:
    """Many more mentions of an article than usual.

    Attributes:
        number: Mentions within an hour.
        until: The end of that hour; aware, UTC.
        usual: Mentions in an hour that its own past lets expect.
    """

    number: int
    until: datetime
    usual: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Gone:
    """A mention that is not there any more; with `link_only` its page is, without the link."""

    mention: Mention
    at: datetime
    link_only: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A place that could not be looked at since a moment, or can be again."""

    source: str
    address: str
    since: datetime
    why: str | None = None
    works: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleNews:
    """What is to be told of one article.

    Attributes:
        new: Mentions, the oldest first.
        first: Whether the first of all is among them.
        usual: Those by authors who share every post.
    """

    url: str
    title: str | None = None
    new: tuple[Mention, ...] = ()
    first: bool = False
    usual: tuple[Mention, ...] = ()
    spikes: tuple[Spike, ...] = ()
    gone: tuple[Gone, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Rendered:
    """A message in words: plain text.

    Attributes:
        files: Paths of what is attached.
        unattached: What to say where they cannot be attached.
    """

    title: str
    body: str
    files: tuple[str, ...] = ()
    unattached: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """One message, before it has words.

    Attributes:
        report: Of a report that was made; it has its words, and all else is empty then.
        digest: Whether it sums up a time; otherwise it tells what just happened.
        test: Whether it only shows that messages arrive.
    """

    language: str
    zone: ZoneInfo
    articles: tuple[ArticleNews, ...] = ()
    places: tuple[Place, ...] = ()
    report: Rendered | None = None
    digest: bool = False
    test: bool = False
