"""GDELT: news articles in which the words of an address stand; each is read to see if it links.

https://blog.gdeltproject.org/gdelt-doc-2-0-api-debuts/
The service searches texts, never links: what it names are candidates.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote

from mentions.asking import (
    Batch,
    Given,
    Profile,
    Question,
    Questions,
    Request,
    Watch,
    ask,
)
from mentions.errors import ParseError, UnsupportedError
from mentions.model import Author, Channel, Document, Entry
from mentions.parse.jsontext import mappings
from mentions.sources._answers import line, moment, object_in, web_address
from mentions.sources._candidates import MOST_PAGES, Candidates, look_at
from mentions.sources._sought import Sought
from mentions.urls.hosts import host_of, same_site

API = "https://api.gdeltproject.org"
# The most that the service names, and how far back it goes.
MOST_NAMED = 250
TIME = "3months"
# A phrase of fewer words stands in too many texts; longer ones are titles cut to an address.
_FEWEST_WORDS, _MOST_WORDS = 3, 8
_ENDING = re.compile(r"\.[a-z]{3,5}\Z|[?].*", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
# The service's JSON may hold these inside its texts, where they are not allowed.
_CONTROLS = re.compile(rb"[\x00-\x1f]")


class Gdelt:
    """The newest news articles that name the blog, or what an address says of its title."""

    name, title = "gdelt", "News (GDELT)"
    profile = Profile(
        searches=True,
        requests=1,
        limits=f"one request in five seconds; up to {MOST_PAGES} candidate pages elsewhere",
    )

    def poll(self, watch: Watch) -> Questions:
        """Ask for candidates, then read those that were not read before, newest first."""
        url = f"{(watch.setup.instances or (API,))[0]}/api/v2/doc/doc"
        named = yield from _ask_candidates(url, watch)
        candidates = Candidates.from_cursor(watch.cursor)
        candidates.add(named)
        yield from look_at(
            candidates,
            place=url,
            fill=lambda page, document: named.get(page, _Candidate(url=page)).fill(document),
        )
        problem = candidates.problem
        if problem is None and len(named) >= MOST_NAMED:
            why = f"it names no more than the newest {MOST_NAMED} candidate pages"
            problem = UnsupportedError(url, why)
        return Batch(
            documents=(Document(url=url, form="search"), *candidates.documents),
            cursor=candidates.as_cursor(),
            incomplete=problem,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Candidate:
    """An article that the service names, and what it says of it."""

    url: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def publisher(self) -> str:
        return host_of(f"https://{line(self.facts, 'domain') or ''}/") or host_of(self.url)

    def fill(self, document: Document) -> Document:
        """Add what an article does not say itself: its publisher, and when it was first seen."""
        entries = (self._filled(one, document) for one in document.entries)
        return replace(document, entries=tuple(entries))

    def _filled(self, entry: Entry, document: Document) -> Entry:
        own = {None, self.url, document.url, document.canonical}
        if entry.channel is not Channel.POST or entry.url not in own:
            return entry
        if entry.author == Author():
            publisher = Author(name=self.publisher, url=f"https://{self.publisher}/")
            entry = replace(entry, author=publisher)
        if entry.published is None and (seen := moment(self.facts, "seendate")):
            entry = replace(entry, published=seen, published_zone_known=True)
        return replace(entry, title=entry.title or line(self.facts, "title"))


def _ask_candidates(url: str, watch: Watch) -> Generator[Question, Given, dict[str, _Candidate]]:
    """Ask which articles hold the words; by address, newest first, none of the blog's own.

    Raises:
        FetchError: No usable answer came.
        ParseError: The answer is no list of articles.
    """
    params = {
        "query": _query(Sought.of(watch.address)),
        "mode": "ArtList",
        "format": "json",
        "maxrecords": str(MOST_NAMED),
        "sort": "DateDesc",
        "timespan": TIME,
    }
    request = Request(url=url, params=params)
    page = yield from ask(request)
    answer = object_in(_CONTROLS.sub(b" ", page.body), page, request)
    # Without a hit it is {}.
    if answer and not isinstance(answer.get("articles"), list):
        raise ParseError(url, "the answer has no list of articles; check the address")
    found: dict[str, _Candidate] = {}
    for facts in mappings(answer, "articles"):
        address = web_address(facts, "url", url)
        if address and not same_site(address, watch.address):
            found.setdefault(address, _Candidate(url=address, facts=facts))
    return found


def _query(sought: Sought) -> str:
    """Return the phrases one of which has to stand in an article."""
    phrases = [f'"{phrase}"' for phrase in _phrases(sought)]
    return phrases[0] if len(phrases) == 1 else f"({' OR '.join(phrases)})"


def _phrases(sought: Sought) -> Iterator[str]:
    """Yield the blog's host, and the title as far as the address shows it."""
    yield host_of(f"https://{sought.host}/") or sought.host
    last = unquote(_ENDING.sub("", sought.path.rpartition("/")[2]))
    words = _WORD.findall(last)
    # "2026-03-14" is no title, and of one that holds other signs the words may be cut apart.
    is_title = "-".join(words) == last.replace("_", "-") and not "".join(words).isnumeric()
    if is_title and len(words) >= _FEWEST_WORDS:
        yield " ".join(words[:_MOST_WORDS])


SOURCE = Gdelt()
