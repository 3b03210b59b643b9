"""The numbers of a report, as every form of it gets them. Unknown is None, and never 0.

Moments are aware UTC; what is counted by day or hour is counted in `Scope.zone`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from mentions.core.summary.obstacle import Obstacle
from mentions.model import Mention


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """What a report is about.

    Attributes:
        since: The first moment that counts; None from the beginning.
        until: The first moment that does not count any more; None up to `made_at`.
        zone: Name of the time zone of days and hours, such as "Europe/Berlin".
        made_at: When the data was read.
        title: The owner's own title of the report.
    """

    made_at: datetime
    since: datetime | None = None
    until: datetime | None = None
    zone: str = "UTC"
    title: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A number that only some mentions state, such as likes or followers.

    Attributes:
        total: Of those that state it; None where none does.
        known: How many state it.
        unknown: How many do not.
        as_of: The oldest date on which one of them was read; None where none states it.
        overridden: How many of the known ones are the owner's own word.
    """

    total: int | None
    known: int
    unknown: int
    as_of: date | None = None
    overridden: int = 0


NOT_TOLD = Told(total=None, known=0, unknown=0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """How many mentions one name stands for: a kind, a platform, a language, a person, an outlet.

    Attributes:
        name: What is counted; None for those of which it is unknown.
        mentions: Acts, each once.
        url: Where the name leads, where that is known.
    """

    name: str | None
    mentions: int
    url: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody who mentioned an article, once however often.

    Attributes:
        name: As shown; never empty.
        handle: Account without `@`.
        platform: Where the account is.
        followers: As last told, None where unknown.
        overridden: Whether `followers` is the owner's own word.
        tags: The owner's own, such as "ours" and "paid".
        shares_all: Whether they share every post, by a machine or as if by one
            (core/alerts/sharers.py).
    """

    name: str
    mentions: int
    platform: str
    handle: str | None = None
    url: str | None = None
    followers: int | None = None
    overridden: bool = False
    tags: tuple[str, ...] = ()
    shares_all: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Outlet:
    """A site that mentioned an article, once however often.

    Attributes:
        host: Its host, in the form for people.
        reach: The owner's own word; None where there is none.
        tags: The owner's own.
    """

    host: str
    mentions: int
    reach: int | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """One mention as a report shows it.

    Attributes:
        id: Of the mention in the database.
        copies: Permalinks of the same act, counted once.
        health: How its permalink stood when it was last looked at; None where nobody looked.
        tags: The owner's own.
        sentiment: The owner's own word; never computed.
        evidence: The hash of the kept answer and its day (store/evidence.py); None where none was
            kept.
        health_at: When a look last saw `health`.
        muted: The owner wants to hear no more of its author: it counts, and is not quoted.
    """

    id: int
    mention: Mention
    copies: tuple[str, ...] = ()
    health: str | None = None
    tags: tuple[str, ...] = ()
    sentiment: str | None = None
    evidence: str | None = None
    health_at: datetime | None = None
    muted: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Peak:
    """The hour in which most happened.

    Attributes:
        start: Of the hour.
        cause: The act others of that hour had it from; None where that is not known.
    """

    start: datetime
    mentions: int
    cause: Act | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Branch:
    """A part of the spread tree: an act and those that had it from there, at any depth."""

    root: str
    mentions: int
    depth: int
    act: Act | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Numbers:
    """What can be counted over some mentions.

    Attributes:
        undated: Mentions without a date of their own: they count, but in no day or hour.
        days: Mentions by day, only days with some, in order.
        hours: Mentions by hour of the day, 0 to 23.
        half_life: From the first mention until half of them had come; None under 4 dated ones.
        time_to_first: From publication to the first mention; None where either is unknown.
        depth: Levels of the spread tree; 0 where nothing is in it.
        followers: Of people, each once ("reach": how many could have seen it).
        likes: What networks count of the mentions; the same for the next three.
        reach: Of outlets, each once; the owner's word only.
        anonymous: Mentions of which nobody is known as the author: they count as no person.
        attributed: Mentions known only through somebody else's words.
        zoneless: Mentions with a date but no known zone: they count in day and hour as they
            stand, and not where a moment is needed (peak, half-life, time to the first).
        spread_known: False where there were too many mentions to draw the tree; `depth`,
            `branches` and the cause of the peak say nothing then.
    """

    mentions: int
    undated: int
    people: int
    outlets: int
    kinds: tuple[Counted, ...]
    platforms: tuple[Counted, ...]
    languages: tuple[Counted, ...]
    days: Mapping[date, int]
    hours: tuple[int, ...]
    followers: Told
    likes: Told
    reposts: Told
    replies: Told
    quotes: Told
    first: Act | None = None
    peak: Peak | None = None
    half_life: timedelta | None = None
    time_to_first: timedelta | None = None
    depth: int = 0
    branches: tuple[Branch, ...] = ()
    reach: Told = NOT_TOLD
    anonymous: int = 0
    attributed: int = 0
    zoneless: int = 0
    spread_known: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleSummary:
    """What is told of one article.

    Attributes:
        numbers: Of the period.
        people: Most mentions first, then by name; of very many the first ones, `numbers.people`
            says how many there are. The same for outlets.
        acts: Newest first, at most as many as the report shows; `left_out` says how many more.
        sentence: People in the order of the sentence: first the earliest; not all of very many.
    """

    id: int
    url: str
    title: str | None
    published: datetime | None
    numbers: Numbers
    people: tuple[Person, ...]
    outlets: tuple[Outlet, ...]
    acts: tuple[Act, ...]
    left_out: int = 0
    sentence: tuple[Person, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Unseen:
    """A place that could not be looked at.

    Attributes:
        why: The reason in the words of who told it, which are English.
        since: The last real look before that; None where there was none.
        until: The first real look after it; None where it still cannot be looked at.
        obstacle: The same reason as a name; None in reports that were frozen without it.
        next_look: When it is asked again; None where that is not known, or it was looked at since.
    """

    source: str
    address: str
    why: str
    since: datetime | None = None
    until: datetime | None = None
    obstacle: Obstacle | None = None
    next_look: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What was looked at, so that a reader knows what the numbers rest on.

    Attributes:
        places: How many are watched.
        looked: How many were really looked at in the period, up to its end.
        unseen: Where and when nothing could be seen in it.
    """

    places: int
    looked: int
    unseen: tuple[Unseen, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """All that a report tells.

    Attributes:
        numbers: Over all articles; a person is one person in all of them.
        before: Of the period of equal length just before; None where there is none.
        articles: Most mentions first.
        people: Over all articles, most mentions first.
        overrides: How many words of the owner's own stand in it.
        hidden: Mentions that are gone or whose link was removed: not counted, as they no longer
            stand there.
        left_out: Articles with mentions that `articles` does not hold, as there are too many.
        of_all: Whether all articles were asked for, however many have mentions.
    """

    scope: Scope
    numbers: Numbers
    articles: tuple[ArticleSummary, ...]
    people: tuple[Person, ...]
    outlets: tuple[Outlet, ...]
    seen: Seen
    before: Numbers | None = None
    overrides: int = 0
    notes: tuple[str, ...] = field(default=())
    hidden: int = 0
    left_out: int = 0
    of_all: bool = False
