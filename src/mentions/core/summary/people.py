"""Who mentioned something: everybody once, however often."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from heapq import nsmallest
from sys import intern

from mentions.core.summary.model import Person, Told
from mentions.core.summary.outlets import site_of
from mentions.core.summary.overrides import Overrides, Said, Subject
from mentions.core.summary.record import Record, moment_of
from mentions.core.summary.times import NEVER, latest_possible
from mentions.model import Channel
from mentions.urls.canonical import canonical_url
from mentions.urls.platforms import WEB

_PINGS = frozenset({Channel.PINGBACK.value, Channel.TRACKBACK.value})


def person_key(one: Record) -> str | None:
    """Return what makes two authors one person; None where nobody is known.

    The account on its network; else the author's own page; else the name on its network, of the
    open web on its site. A pingback or trackback without an account names a page, and nobody.
    """
    handle = _folded(one.handle).removeprefix("@")
    if handle:
        return f"{one.platform}/@{handle}"
    if one.channel in _PINGS and one.reporter is None:
        return None
    if one.author_url:
        return canonical_url(one.author_url)
    name = _folded(one.name)
    if not name:
        return None
    site = site_of(one.url or "") if one.platform == WEB else ""
    return f"{one.platform}/{site}/{name}" if site else f"{one.platform}/{name}"


def _folded(text: str | None) -> str:
    if not text:
        return ""
    if text.isalnum():  # no white space to fold
        return text.casefold()
    return " ".join(text.split()).casefold()


class _Somebody:
    """What is known of a person; the newest mention decides how the name is shown."""

    __slots__ = (
        *("counted_at", "first", "followers", "handle", "mentions", "name", "newest"),
        *("newest_id", "platform", "url"),
    )

    def __init__(self) -> None:
        self.mentions = 0
        self.first = NEVER
        self.newest: int | None = None
        self.newest_id = 0
        self.followers: int | None = None
        self.counted_at: int | None = None
        self.name: str | None = None
        self.handle: str | None = None
        self.url: str | None = None
        self.platform = ""

    def add(self, one: Record) -> None:
        self.mentions += 1
        self.first = min(self.first, latest_possible(one))
        if self.newest is None or (one.happened, one.id) > (self.newest, self.newest_id):
            self.newest, self.newest_id = one.happened, one.id
            self.name, self.handle, self.url = one.name, one.handle, one.author_url
            self.platform = intern(one.platform)
        if one.followers is not None and one.counted_at is not None:
            told = one.counted_at, one.followers
            if self.counted_at is None or told > (self.counted_at, self.followers or 0):
                self.counted_at, self.followers = told


class People:
    """Counts people.

    Attributes:
        unknown: Mentions whose author is not known.
    """

    def __init__(self) -> None:
        self.unknown = 0
        self._known: dict[str, _Somebody] = {}

    def __len__(self) -> int:
        return len(self._known)

    def add_all(self, some: Iterable[Record]) -> None:
        """Count mentions."""
        known = self._known
        for one in some:
            key = person_key(one)
            if key is None:
                self.unknown += 1
                continue
            somebody = known.get(key)
            if somebody is None:
                somebody = known[key] = _Somebody()
            somebody.add(one)

    def keys(self) -> Iterator[str]:
        """Yield the keys of all."""
        yield from self._known

    def most(self, overrides: Overrides, limit: int) -> tuple[Person, ...]:
        """Return the people with most mentions, then by name."""
        found = nsmallest(
            limit,
            self._known.items(),
            key=lambda one: (-one[1].mentions, _folded(_name(one[1])), one[0]),
        )
        return tuple(_person(key, one, overrides) for key, one in found)

    def earliest(self, overrides: Overrides, limit: int) -> tuple[Person, ...]:
        """Return the people who were the first, the undated ones last."""
        found = nsmallest(limit, self._known.items(), key=lambda one: (one[1].first, one[0]))
        return tuple(_person(key, one, overrides) for key, one in found)

    def followers(self, overrides: Overrides) -> Told:
        """Return the sum of the followers of all of whom they are known."""
        total = known = overridden = 0
        as_of: date | None = None
        for key, one in self._known.items():
            own = overrides.number(Subject.AUTHOR, key, Said.FOLLOWERS)
            number = one.followers if own is None else own
            if number is None:
                continue
            total, known, overridden = total + number, known + 1, overridden + (own is not None)
            if own is None and one.counted_at is not None:
                read = moment_of(one.counted_at).date()
                as_of = read if as_of is None else min(as_of, read)
        return Told(
            total=total if known else None,
            known=known,
            unknown=len(self._known) - known,
            as_of=as_of,
            overridden=overridden,
        )


def _name(one: _Somebody) -> str:
    return one.name or one.handle or one.url or ""


def _person(key: str, one: _Somebody, overrides: Overrides) -> Person:
    own = overrides.number(Subject.AUTHOR, key, Said.FOLLOWERS)
    return Person(
        name=_name(one),
        mentions=one.mentions,
        platform=one.platform,
        handle=one.handle and one.handle.strip().removeprefix("@"),
        url=one.url,
        followers=one.followers if own is None else own,
        overridden=own is not None,
        tags=overrides.tags(Subject.AUTHOR, key),
    )
