"""Hacker News: stories that link to an address, comments that name it, and what is answered.

https://hn.algolia.com/api
At most 1,000 hits are given for a query, so older ones are asked for by their time.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mentions.asking import (
    Batch,
    Given,
    Profile,
    Question,
    Questions,
    Rate,
    Request,
    Setup,
    Watch,
)
from mentions.errors import ParseError, SourceError, UnsupportedError
from mentions.model import Document
from mentions.parse.jsontext import mapping, mappings
from mentions.sources._again import LookingAgain
from mentions.sources._answers import ask_object, line, moment, number, part_failed
from mentions.sources._hackernews import hit_entry, item_id, replies_in, share_of
from mentions.sources._hackernews_again import look_again, post_in
from mentions.sources._sought import Sought
from mentions.sources._threads import MOST_THREADS, Asking, Share, ask_threads, count, thread

HOME = "https://hn.algolia.com"
PER_PAGE = 100
MOST_PAGES = 10
# What was written so many seconds before the newest hit of last time may have been indexed since.
OVERLAP = 900
# Of more hits than this, no search gives the last ones.
_WALL = 1_000
# Kinds of items by what a query for them is called in the cursor.
_TAGS = {"stories": "(story,poll,job)", "comments": "comment"}
# Words of a path that are split the same way there; what is encoded or joined by other signs may
# not be.
_BETWEEN = re.compile(r"[/.~@-]")
_WORD = re.compile(r"[A-Za-z0-9]{1,40}")
_ENDINGS = frozenset({"html", "htm", "php"})
_MOST_WORDS = 12


class HackerNews:
    """Stories and comments by the host in them, then the threads of the newest shares."""

    name, title = "hackernews", "Hacker News"
    at_once = 1
    profile = Profile(
        searches=True,
        requests=len(_TAGS) + MOST_THREADS,
        rates=(Rate(requests=10_000, seconds=3600),),
        limits="10,000 requests an hour from one address",
    )

    def poll(self, watch: Watch) -> Questions:
        """Search, newest first, back to what the last poll found; then read the threads."""
        home = next(iter(watch.setup.instances), HOME)
        queries, before = dict(_queries(watch)), mapping(watch.cursor)
        after: dict[str, Any] = {name: mapping(before.get(name)) for name in queries}
        hits: dict[str, Mapping[str, Any]] = {}
        problem: SourceError | None = None
        for number_of, (name, query) in enumerate(queries.items()):
            try:
                found = yield from _search(home, query, after[name])
            except SourceError as error:
                if not number_of:
                    raise
                problem = part_failed(error)
                break
            hits |= found.hits
            after[name] = found.cursor
            problem = problem or found.problem
        entries = tuple(filter(None, map(hit_entry, hits.values())))
        listed = Document(url=_search_url(home), form="search", entries=entries)
        shares = filter(None, map(share_of, hits.values()))
        threads = yield from ask_threads(
            shares, watch, lambda share: _ask_thread(home, share), before=before.get("threads")
        )
        return Batch(
            documents=(listed, *threads.documents),
            cursor={**after, "threads": threads.known},
            incomplete=problem or threads.problem,
        )

    def post_in(self, url: str) -> str | None:
        """Return the number of the story or comment at a permalink; None where it has none."""
        return post_in(url)

    def look_again(self, posts: Sequence[str], setup: Setup) -> LookingAgain:
        """Ask for stories and comments as they are now."""
        return look_again(posts, setup)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Query:
    """What is searched for.

    Attributes:
        wide: The host, wherever it stands.
        narrow: With the words of the path, for hosts that are named too often; "" of a site.
    """

    wide: str
    narrow: str
    tags: str


@dataclass(kw_only=True, slots=True)
class _Found:
    """Hits by their number, newest first; what to ask next time; why they are not all."""

    hits: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    cursor: dict[str, int] = field(default_factory=dict)
    problem: SourceError | None = None
    oldest: int | None = None
    newest: int | None = None

    def add(self, hits: Mapping[str, Mapping[str, Any]]) -> None:
        """Take over a page."""
        self.hits |= {item: hit for item, hit in hits.items() if item not in self.hits}
        dated = (hit for hit in hits.values() if moment(hit, "created_at_i"))
        times = [time for hit in dated if (time := number(hit, "created_at_i")) is not None]
        self.oldest = min([*times, *([] if self.oldest is None else [self.oldest])], default=None)
        self.newest = max([*times, *([] if self.newest is None else [self.newest])], default=None)

    def reaches(self, since: int | None) -> bool:
        """Whether all that is newer than a time was read."""
        return since is not None and self.oldest is not None and self.oldest <= since


_Searching = Generator[Question, Given, _Found]


def _queries(watch: Watch) -> Iterator[tuple[str, _Query]]:
    """Yield a query for each kind of item and each way to write the host."""
    sought = Sought.of(watch.address)
    words = [word for word in _BETWEEN.split(sought.path) if _WORD.fullmatch(word)]
    words = [word for word in words if word not in _ENDINGS][:_MOST_WORDS]
    for host in _written(sought.host):
        narrow = " ".join([f'"{host}"', *words]) if words else ""
        for name, tags in _TAGS.items():
            yield f"{name} {host}", _Query(wide=f'"{host}"', narrow=narrow, tags=tags)


def _written(host: str) -> tuple[str, ...]:
    """Return the ways to write a host: its letters may stand as they are or in punycode."""
    try:
        return tuple(dict.fromkeys((host, host.encode("ascii").decode("idna"))))
    except UnicodeError:
        return (host,)


def _search(home: str, query: _Query, before: Mapping[str, Any]) -> _Searching:
    """Search back to the newest hit of last time, then on from where that search broke off."""
    newest, below = count(before, "newest"), count(before, "below")
    since = None if newest is None else newest - OVERLAP
    found = yield from _pages(home, query, since=since, below=None)
    rest = found
    if below is not None and found.problem is None:
        try:
            rest = yield from _pages(home, query, since=None, below=below)
        except SourceError as error:
            rest = _Found(oldest=below, problem=part_failed(error))
        found.hits |= {item: hit for item, hit in rest.hits.items() if item not in found.hits}
        found.problem = rest.problem
    seen = [time for time in (newest, found.newest) if time is not None]
    found.cursor = {"newest": max(seen)} if seen else {}
    if found.problem is not None and rest.oldest is not None:
        found.cursor["below"] = rest.oldest
    return found


def _pages(home: str, query: _Query, *, since: int | None, below: int | None) -> _Searching:
    """Read page by page, each up to the time of the oldest hit before."""
    url, words, found = _search_url(home), query.wide, _Found()
    for number_of in range(MOST_PAGES):
        try:
            answer = yield from ask_object(
                Request(url=url, params=_asked(words, query.tags, below))
            )
            hits = _hits(answer, url)
        except SourceError as error:
            if not number_of:
                raise
            found.problem = part_failed(error)
            return found
        if query.narrow not in ("", words) and (number(answer, "nbHits") or 0) > _WALL:
            words = query.narrow
            continue
        known = len(found.hits)
        found.add(hits)
        if _is_last(answer) or found.reaches(since):
            return found
        if len(found.hits) == known or found.oldest in (below, None):
            why = "the search does not give all the hits it counts; older ones are missing"
            found.problem = SourceError(url, why)
            return found
        below = found.oldest
    why = f"only the newest {len(found.hits):,} hits were read; the next poll reads on"
    found.problem = UnsupportedError(url, why)
    return found


def _is_last(answer: Mapping[str, Any]) -> bool:
    """Whether no older hits are left: the search counts all of them."""
    given, total = len(answer["hits"]), number(answer, "nbHits")
    return given < PER_PAGE if total is None else given >= total


def _asked(words: str, tags: str, below: int | None) -> dict[str, str]:
    asked = {
        "query": words,
        "tags": tags,
        "hitsPerPage": str(PER_PAGE),
        # Otherwise words that are merely similar count as found.
        "typoTolerance": "false",
        # The marked copies of all texts make up half of an answer.
        "attributesToHighlight": "",
    }
    return asked if below is None else {**asked, "numericFilters": f"created_at_i<={below}"}


def _hits(answer: Mapping[str, Any], url: str) -> dict[str, Mapping[str, Any]]:
    """Return the hits by their number.

    Raises:
        ParseError: There is no list of them, or a sentence stands in its place.
    """
    if not isinstance(answer.get("hits"), list):
        raise ParseError(url, "the answer has no list of hits; check the address")
    hits = mappings(answer, "hits")
    if not hits and (said := line(answer, "message")):
        raise ParseError(url, f"the search refuses: {said[:200]}")
    numbered = ((item_id(hit, "objectID"), hit) for hit in hits)
    return {item: hit for item, hit in numbered if item}


def _ask_thread(home: str, share: Share) -> Asking:
    url = f"{home}/api/v1/items/{share.id}"
    answer = yield from ask_object(Request(url=url))
    if not isinstance(answer.get("children"), list):
        raise ParseError(url, "the answer has no list of comments; check the address")
    return thread(url, replies_in(answer, share))


def _search_url(home: str) -> str:
    return f"{home}/api/v1/search_by_date"


SOURCE = HackerNews()
