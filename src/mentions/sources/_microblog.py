"""What the sources of short posts share: facts out of JSON, questions that may fail, quotations."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from mentions.asking import Given, Question, Request, ask
from mentions.errors import GoneError, ParseError, RateLimitError, SourceError
from mentions.model import Document, Entry, Hyperlink, Kind
from mentions.parse.dates import read_date
from mentions.parse.html import one_line
from mentions.parse.jsontext import load_json
from mentions.sources._answers import part_failed
from mentions.sources._threads import MOST_THREADS
from mentions.urls.address import Address, address_of
from mentions.urls.canonical import canonical_url, same_article
from mentions.urls.hosts import bare_host, same_site
from mentions.urls.in_text import urls_in_text
from mentions.urls.join import absolute_url

# A browser's wishes would be answered with pages for people.
AS_JSON = {"Accept": "application/json"}

# From one poll to the next so many shares are known.
MOST_REMEMBERED = 25

# What no text says: controls that are no white space, and halves of characters.
_UNSAYABLE = re.compile("[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff]")
_MOST_TEXT, _MOST_COUNT = 100_000, 10**12
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

# A part of a poll: asks, and returns what it came to.
Answered = Generator[Question, Given, Any]
Steps = Generator[Question, Given, None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """A post as a network gave it.

    Attributes:
        id: What the network calls it.
        entry: What it says.
        home: Its link to what is searched for; None where it has none.
        is_dated: Its date is no mere claim of its author's.
        more: Where more about it is asked; None where its id says that.
    """

    id: str
    entry: Entry
    home: str | None = None
    is_dated: bool = True
    more: str | None = None


@dataclass(slots=True)
class Findings:
    """What a poll has come to so far.

    Attributes:
        problems: Why not everything could be read, in the order of events.
        shares: Every post found, once, by what the network calls it.
    """

    documents: list[Document] = field(default_factory=list)
    problems: list[SourceError] = field(default_factory=list)
    shares: dict[str, Share] = field(default_factory=dict)

    def add(self, url: str, shares: Iterable[Share], *, notes: tuple[str, ...] = ()) -> None:
        """Keep the posts that are new in this poll, as the answer to one question."""
        fresh: dict[str, Share] = {}
        for share in shares:
            if share.id not in self.shares and share.entry.links:
                fresh.setdefault(share.id, share)
        self.shares |= fresh
        self.add_entries(url, (share.entry for share in fresh.values()), notes=notes)

    def add_entries(
        self, url: str, entries: Iterable[Entry], *, notes: tuple[str, ...] = ()
    ) -> None:
        """Keep what is no share of its own: reposts, answers."""
        found = tuple(entries)
        self.documents.append(Document(url=url, form="search", entries=found, notes=notes))

    def newest(self) -> list[Share]:
        """Return the shares of what is searched for, newest first."""
        ours = [share for share in self.shares.values() if share.home]
        return sorted(ours, key=lambda share: share.entry.published or _LONG_AGO, reverse=True)

    @property
    def incomplete(self) -> SourceError | None:
        """The first problem; one that says how long to wait goes before the others."""
        throttled = (one for one in self.problems if isinstance(one, RateLimitError))
        first = next(throttled, None) or next(iter(self.problems), None)
        # What is gone for good is an address of the network's, not what is watched.
        return part_failed(first) if isinstance(first, GoneError) else first


def fetched(request: Request, findings: Findings) -> Answered:
    """Ask for JSON; to be used with `yield from`.

    Returns:
        What the answer holds; None where none came, which is then one of the problems.
    """
    try:
        page = yield from ask(request)
        answer = load_json(page.body, url=page.url, content_type=page.content_type)
    except SourceError as error:
        findings.problems.append(error)
        return None
    if answer is None:
        findings.problems.append(ParseError(page.url, "the answer is empty; check the address"))
    return answer


def ask_around(
    findings: Findings, read: Mapping[str, Any], ask_one: Callable[[Share], Steps]
) -> Answered:
    """Ask what became of the newest shares, if more than last time.

    Args:
        findings: Holds the shares; the answers go there.
        read: What this returned last time.
        ask_one: Asks about a share.

    Returns:
        For the cursor: the newest shares, with what they counted when this was last asked.
    """
    after: dict[str, list[int | None] | None] = {}
    for share in findings.newest()[:MOST_REMEMBERED]:
        counts = share.entry.counts
        now, known = [counts.quotes, counts.reposts, counts.replies], read.get(share.id)
        after[share.id] = known if isinstance(known, list) else None
        if len(after) > MOST_THREADS or (known == now and None not in now):
            continue
        before = len(findings.problems)
        yield from ask_one(share)
        if len(findings.problems) == before:
            after[share.id] = now
    return after


def plain(value: object) -> str | None:
    """Return a plain text as entries hold it; None where there is none, or nothing in it."""
    if not isinstance(value, str):
        return None
    lines = sayable(value).splitlines()
    return "\n".join(filter(None, map(one_line, lines))) or None


def sayable(value: str) -> str:
    """Return a text without what no text says, and not without end."""
    return _UNSAYABLE.sub("", value[:_MOST_TEXT])


def name_of(value: object) -> str | None:
    """Return a name in one line; None where there is none."""
    return one_line(plain(value))


def count_of(value: object) -> int | None:
    """Return a count; None for what is none."""
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value <= _MOST_COUNT else None


def moment_of(value: object) -> datetime | None:
    """Return a moment with its zone; None for what is none."""
    found = read_date(value) if isinstance(value, str) else None
    return found[0] if found and found[1] else None


def web_address(value: object) -> str | None:
    """Return an absolute http(s) address; None for what is none."""
    if not isinstance(value, str) or _UNSAYABLE.search(value):
        return None
    address = absolute_url(value, "about:blank")
    return address if address and address_of(address) else None


def bare_addresses(value: object) -> Iterator[Hyperlink]:
    """Yield links for the addresses in a plain text, such as what a picture shows."""
    words = plain(value)
    for url in urls_in_text(words) if words else ():
        if address := web_address(url):
            yield Hyperlink(url=address, context=one_line(words))


def is_site(address: str) -> bool:
    """Tell whether an address stands for a whole site.

    >>> is_site("https://blog.example/"), is_site("https://blog.example/?p=1")
    (True, False)
    """
    parts = address_of(address)
    return parts is not None and parts.path == "/" and not parts.query


def home_link(links: Sequence[Hyperlink], address: str) -> str | None:
    """Return the link to an address, or else the first one to its site."""
    same = (link.url for link in links if same_article(link.url, address))
    near = (link.url for link in links if same_site(link.url, address))
    return next(same, None) or next(near, None)


def with_quoted(
    own: Sequence[Hyperlink], quoted: Sequence[Hyperlink], address: str | None
) -> tuple[tuple[Hyperlink, ...], bool]:
    """Return the links of a post that quotes another, and whether it is a quote in the main.

    Who links to the article in their own words and quotes a post about something else has
    mentioned it; who has the link from the post that is quoted has quoted.

    Args:
        own: Of the post itself.
        quoted: Of the post it shows.
        address: What is searched for; None where any link may be what matters.
    """
    theirs = {canonical_url(link.url) for link in quoted}
    both = [link for link in own if canonical_url(link.url) in theirs]
    mine = tuple(link for link in own if canonical_url(link.url) not in theirs)
    by_url = {link.url: replace(link, relation=Kind.QUOTE) for link in (*quoted, *both)}
    passed = tuple(by_url.values())
    if any(_is_home(link, address) for link in mine):
        return (*mine, *(link for link in passed if _is_home(link, address))), False
    return (*mine, *passed), bool(passed)


def _is_home(link: Hyperlink, address: str | None) -> bool:
    return address is None or same_site(link.url, address)


def spellings(address: str) -> Iterator[str]:
    """Yield an address as people usually write it: scheme, slash at the end, www.

    >>> list(spellings("https://blog.example/a/"))[:2]
    ['https://blog.example/a/', 'https://blog.example/a']
    """
    parts = address_of(address)
    if parts is None:
        return
    other = "http" if parts.scheme == "https" else "https"
    forms = [(parts.scheme, parts.host), (other, parts.host)]
    twin = _twin(parts.host)
    forms += [(parts.scheme, twin)] if twin else []
    for scheme, host in forms:
        for path in _paths(parts):
            port = f":{parts.port}" if parts.port else ""
            yield f"{scheme}://{host}{port}{path}"


def _twin(host: str) -> str | None:
    """Return the same host with or without www; None where nobody would write that."""
    if bare_host(host) != host:
        return bare_host(host)
    return f"www.{host}" if host.count(".") == 1 else None


def _paths(parts: Address) -> tuple[str, ...]:
    query = f"?{parts.query}" if parts.query else ""
    path = parts.path
    if path == "/" or "." in path.rpartition("/")[2]:
        return (path + query,)
    other = path.removesuffix("/") if path.endswith("/") else f"{path}/"
    return path + query, other + query
