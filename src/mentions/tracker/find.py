"""Asking every network who shared an article: now, without database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import structlog

from mentions.asking import Page, Read, Request, Setup, Source, Watch
from mentions.core.changes import Found
from mentions.core.index import ArticleIndex
from mentions.core.read import find_mentions, merge_found
from mentions.core.scan.scanner import Scanner
from mentions.core.shortlinks import Shorteners, is_open, not_asked, short_links_in
from mentions.errors import ConfigError, MentionsError, SourceError
from mentions.fetch.gate import Gate
from mentions.fetch.limits import Limits
from mentions.looking import Outcome, outcome_of
from mentions.model import Article, Document, Mention, Resolution
from mentions.sources import check_source, find_source, source_names
from mentions.tracker.aliases import is_trusted_alias
from mentions.tracker.ask import Means, ask_source
from mentions.tracker.budget import Budget
from mentions.tracker.outcomes import bug
from mentions.tracker.reader import Reader
from mentions.tracker.sessions import Sessions
from mentions.tracker.setups import prepared
from mentions.tracker.shortlinks import resolve_links
from mentions.urls.canonical import canonical_url

# Each further address of an article costs all its searches again.
MOST_ADDRESSES = 4
_MOST_ALIASES = 20  # a page that names more of them does not speak of one article

log = structlog.get_logger("mentions.find")


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """What asking one source came to.

    Attributes:
        source: Its name.
        title: As it is shown.
        outcome: How it ended; None where the owner has switched it off.
        found: How many acts it told of.
        why: Why that may not be all; None where it is.
        looked: Whether it was really looked at, be it in part.
    """

    source: str
    title: str
    outcome: Outcome | None
    found: int = 0
    why: str | None = None
    looked: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Search:
    """What a search needs.

    Attributes:
        article: With the aliases that the owner knows.
        names: Of the sources to ask.
        limits: Of the fetch gate.
        setups: What the owner says of sources, by their names.
        off: Sources that the owner has switched off.
        budgets: Requests a day that the owner allows, by the names of sources.
        shorteners: Which links are short ones.
        clock: Returns the time, aware.
        on_start: Called with the name of each source before it is asked, from the event loop.
        on_done: Called after each source.
    """

    article: Article
    names: Sequence[str]
    limits: Limits
    setups: Mapping[str, Setup] = field(default_factory=dict)
    off: Collection[str] = ()
    budgets: Mapping[str, int] = field(default_factory=dict)
    shorteners: Shorteners = field(default_factory=Shorteners)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    on_start: Callable[[str], None] = lambda _: None
    on_done: Callable[[Place], None] = lambda _: None


@dataclass(frozen=True, kw_only=True, slots=True)
class Findings:
    """What a search gave.

    Attributes:
        article: With every alias that was looked for.
        mentions: Each act once.
        places: In the order of the names.
        unread: Why the article's own page could not tell its other addresses; None if it could.
    """

    article: Article
    mentions: tuple[Mention, ...] = ()
    places: tuple[Place, ...] = ()
    unread: str | None = None

    @property
    def looked(self) -> bool:
        """Whether any place was really looked at."""
        return any(place.looked for place in self.places)


def searching_sources(only: Iterable[str] = (), without: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the names of the sources that can search.

    One whose package cannot be loaded is among them, since nobody knows what it does.

    Args:
        only: Names to choose from; all if there is none.
        without: Names to leave out.

    Raises:
        ConfigError: There is no source of that name, it does not search, or none is left.
    """
    only, without = tuple(only), tuple(without)
    for name in (*only, *without):
        check_source(name)
    for name in only:
        if not _searches(name):
            why = f"{name} looks at a place instead of searching"
            raise ConfigError(f"{why}; `mentions watches add {name} ADDRESS` has it look")
    chosen = [name for name in source_names() if name not in without and _searches(name)]
    names = tuple(name for name in chosen if not only or name in only)
    if not names:
        raise ConfigError("no source is left to ask; `mentions sources` lists them")
    return names


def _searches(name: str) -> bool:
    try:
        return find_source(name).profile.searches
    except ConfigError:
        return True


async def find_everywhere(search: Search) -> Findings:
    """Ask all sources side by side, one request at a time for each host.

    The article's own page is asked first for its other addresses.
    """
    async with AsyncExitStack() as stack:
        gate = await stack.enter_async_context(Gate(search.limits, clock=search.clock))
        reader = await stack.enter_async_context(Reader())
        article, unread = await _with_aliases(search.article, gate, reader)
        index = ArticleIndex([article])
        scanner = Scanner(index, shorteners=search.shorteners)
        sessions = Sessions(clock=search.clock)
        means = Means(gate=gate, reader=reader, scanner=scanner, sessions=sessions)
        budget = Budget(search.budgets, clock=search.clock)
        run = _Run(search=search, article=article, index=index, means=means, budget=budget)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(run.ask(name)) for name in search.names]
    told = [task.result() for task in tasks]
    return Findings(
        article=article,
        mentions=tuple(merge_found(one for _, found in told for one in found)),
        places=tuple(place for place, _ in told),
        unread=unread,
    )


async def _with_aliases(article: Article, gate: Gate, reader: Reader) -> tuple[Article, str | None]:
    """Return an article with the addresses its page gives itself, or why it did not say."""
    try:
        page = await gate.fetch(Request(url=article.url))
        document = await reader.read(Read(page=page, url=page.url))
    except SourceError as error:
        return article, error.why
    if not _is_page_of(article, page, document):
        return article, f"leads to {page.url}, which does not say that it is the article"
    named = (page.url, *document.aliases)
    learned = [url for url in named if is_trusted_alias(url, page.url)][:_MOST_ALIASES]
    return replace(article, aliases=(*article.aliases, *learned)), None


def _is_page_of(article: Article, page: Page, document: Document) -> bool:
    """Whether what answered is the article, not a login page or a home page in its place."""
    own = {canonical_url(url) for url in (article.url, *article.aliases)}
    here, named = canonical_url(page.url), canonical_url(document.canonical or "")
    if here in own or (document.canonical and named in own):
        return True
    return here == named and is_trusted_alias(page.url, page.url)


def addresses_of(article: Article) -> list[str]:
    """Return the addresses to search for: those that differ, the article's own first."""
    forms = {canonical_url(url): url for url in reversed((article.url, *article.aliases))}
    ordered = sorted(forms.values(), key=(article.url, *article.aliases).index)
    return ordered[:MOST_ADDRESSES]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Run:
    """One search with all that is open in it."""

    search: Search
    article: Article
    index: ArticleIndex
    means: Means
    budget: Budget

    async def ask(self, name: str) -> tuple[Place, list[Found]]:
        """Ask one source, whatever comes of it."""
        try:
            source = find_source(name)
        except ConfigError as error:
            place = Place(source=name, title=name, outcome=Outcome.BROKEN, why=str(error))
            found: list[Found] = []
        else:
            place, found = await self._asked(source)
        log.info("asked", source=name, outcome=place.outcome, found=place.found, why=place.why)
        self.search.on_done(place)
        return place, found

    async def _asked(self, source: Source) -> tuple[Place, list[Found]]:
        if source.name in self.search.off:
            return Place(source=source.name, title=source.title, outcome=None), []
        self.search.on_start(source.name)
        documents: list[Document] = []
        found: list[Found] = []
        left = 0
        error: MentionsError | None = None
        try:
            error = await self._read(source, documents)
            links = await self._resolve(documents)
            left = sum(map(is_open, links.values()))
            now = self.search.clock()
            found += find_mentions(documents, index=self.index, now=now, resolutions=links)
        except Exception as failure:  # a bug met in one answer must not cost the others theirs
            log.exception("bug", source=source.name)
            error = bug(failure)
        return _place(source, len(merge_found(found)), error, left), found

    async def _read(self, source: Source, documents: list[Document]) -> MentionsError | None:
        """Gather what a source gives; returns why that is not all."""
        try:
            for address in addresses_of(self.article):
                watch = Watch(source=source.name, address=address)
                asked = prepared(watch, source, self.search.setups, self.search.off)
                purse = self.budget.purse(source.name)
                batch = (await ask_source(source, asked, self.means, purse)).batch
                documents += batch.documents
                if batch.incomplete:
                    return batch.incomplete
        except MentionsError as error:
            return error
        return None

    async def _resolve(self, documents: Iterable[Document]) -> dict[str, Resolution]:
        """Return where the short links in hits lead, asked now."""
        urls = short_links_in(documents, self.search.shorteners)
        if not urls or self.search.limits.offline:
            return not_asked(urls)
        asked = await resolve_links(
            urls, gate=self.means.gate, shorteners=self.search.shorteners, index=self.index
        )
        return not_asked(urls) | {one.found: one for one in asked}


def _place(source: Source, found: int, error: MentionsError | None, left: int) -> Place:
    """Return how it went; `empty` only where nothing was left out."""
    if found:
        outcome = Outcome.OK
    elif error:
        outcome = outcome_of(error)
    else:
        outcome = Outcome.BROKEN if left else Outcome.EMPTY
    return Place(
        source=source.name,
        title=source.title,
        outcome=outcome,
        found=found,
        why=", and ".join(_reasons(error, left)) or None,
        looked=error is None or outcome.looked,
    )


def _reasons(error: MentionsError | None, left: int) -> Iterator[str]:
    if error:
        yield error.why if isinstance(error, SourceError) else str(error)
    if left:
        links = "a short link" if left == 1 else f"{left} short links"
        yield f"{links} in its answers could not be followed"
