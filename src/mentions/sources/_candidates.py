"""Candidates: pages that a service names because of words; each is read to see if it links.

What the service says of a page is no evidence: a page counts for what stands on it. Which pages
were looked at, and how that went, is kept in the cursor; so is every page that is still to be
looked at, because the service may not name it again.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from mentions.asking import Given, Page, Question, Reading, Request, ask, read
from mentions.errors import (
    AuthRequiredError,
    BlockedError,
    ConnectionFailedError,
    DamagedAnswerError,
    GoneError,
    MissingError,
    RateLimitError,
    SourceError,
    StatusError,
    TooSlowError,
    UnsupportedError,
)
from mentions.model import Document
from mentions.parse.jsontext import mapping
from mentions.urls.canonical import canonical_url

# Pages read in one poll.
MOST_PAGES = 10
# A page that does not answer is asked in so many polls.
MOST_TRIES = 5
# Kept in the cursor: still to be looked at, and looked at.
MOST_LEFT, MOST_LOOKED = 250, 500
# Of an address; what is longer is no article's.
_LONGEST = 2_000

# What may be otherwise the next time; a page that is missing (404) says so itself.
_PASSING = (
    TooSlowError,
    ConnectionFailedError,
    DamagedAnswerError,
    StatusError,
)
_OUTCOMES: tuple[tuple[type[SourceError], str], ...] = (
    (BlockedError, "refused"),
    (AuthRequiredError, "refused"),
    (GoneError, "gone"),
    (MissingError, "gone"),
    (SourceError, "unreadable"),
)
_READ, _GIVEN_UP = "read", "given up"


@dataclass(slots=True)
class Candidates:
    """What came of the pages that a service named.

    Attributes:
        looked: How it went, by the mark of a page.
        left: Pages still to be looked at, in that order, with how often they did not answer.
        documents: Those that were read.
        problem: Why not all of them could be; None where nothing is missing.
    """

    looked: dict[str, str] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)
    documents: list[Document] = field(default_factory=list)
    problem: SourceError | None = None

    @classmethod
    def from_cursor(cls, cursor: Mapping[str, Any] | None) -> Candidates:
        """Return what is known from last time."""
        kept = mapping(cursor)
        looked = {mark: how for mark, how in mapping(kept.get("looked")).items() if _is_word(how)}
        return cls(looked=looked, left=dict(_left(kept.get("left"))))

    def add(self, named: Iterable[str]) -> int:
        """Take in pages, the newest first; returns how many had to be left out."""
        pages = list(named)
        fresh: dict[str, str] = {}
        for url in pages:
            if len(url) <= _LONGEST:
                fresh.setdefault(_mark(url), url)
        # Those that are named now are remembered longest.
        now = {mark: self.looked[mark] for mark in fresh if mark in self.looked}
        self.looked = dict(list((now | self.looked).items())[:MOST_LOOKED])
        known = now.keys() | map(_mark, self.left)
        new = [url for mark, url in fresh.items() if mark not in known]
        room = max(0, MOST_LEFT - len(self.left) - len(now))
        self.left = dict.fromkeys(new[:room], 0) | self.left
        return len(new[room:]) + sum(len(url) > _LONGEST for url in pages)

    def as_cursor(self) -> dict[str, Any]:
        """Return what has to be known next time."""
        # A database may give the keys of an object back in any order.
        return {"looked": self.looked, "left": [list(one) for one in self.left.items()]}

    def done(self, url: str, how: str) -> None:
        """Remember how it went with a page that need not be asked again."""
        self.left.pop(url, None)
        self.looked = {_mark(url): how} | self.looked

    def failed(self, url: str, error: SourceError) -> None:
        """Remember that a page could not be read; what may pass is tried again."""
        # What a page says of itself says nothing of the service: not when to ask that again.
        why = f"a candidate page could not be read: {error}"
        self.problem = self.problem or SourceError(url, why)
        tries = self.left.pop(url)
        if isinstance(error, RateLimitError):
            # Maybe nobody was asked at all: the host is closed, or the owner's budget used up.
            self.left[url] = tries
        elif isinstance(error, MissingError) or not isinstance(error, _PASSING):
            self.done(url, next(how for kind, how in _OUTCOMES if isinstance(error, kind)))
        elif tries + 1 < MOST_TRIES:
            self.left[url] = tries + 1
        else:
            self.done(url, _GIVEN_UP)


Opened = Callable[[Page], Reading]
Looking = Generator[Question, Given, None]


def look_at(
    candidates: Candidates,
    *,
    place: str,
    opened: Opened = read,
    fill: Callable[[str, Document], Document] = lambda _, document: document,
) -> Looking:
    """Read the pages that are left, some in each poll; robots.txt of each host decides.

    Args:
        candidates: Takes in what comes of it.
        place: The service that named them.
        opened: Reads a page.
        fill: Adds what the service knows of a page, by its address, and the page does not say.
    """
    # New ones stand in front; what fails goes to the end.
    todo = list(candidates.left)
    for url in todo[:MOST_PAGES]:
        try:
            page = yield from ask(Request(url=url, discovered=True))
            document = yield from opened(page)
        except SourceError as error:
            candidates.failed(url, error)
        else:
            candidates.documents.append(fill(url, document))
            candidates.done(url, _READ)
    if rest := len(todo[MOST_PAGES:]):
        why = f"only {MOST_PAGES} of {MOST_PAGES + rest} candidate pages were read; more next time"
        candidates.problem = candidates.problem or UnsupportedError(place, why)


def _mark(url: str) -> str:
    """Return what tells a page from others: its address may come with changing parameters."""
    return blake2b(canonical_url(url).encode("utf-8", "replace"), digest_size=8).hexdigest()


def _is_word(how: object) -> bool:
    return isinstance(how, str)


def _left(kept: object) -> Iterator[tuple[str, int]]:
    for one in kept if isinstance(kept, list) else ():
        match one:
            case [str(url), int(tries)] if 0 <= tries < MOST_TRIES:
                yield url, tries
