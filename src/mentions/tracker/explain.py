"""Step by step why a page counts or not: the answer to "why was this not found?"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from mentions.asking import Page
from mentions.core.extract import extract_mentions_of
from mentions.core.index import ArticleIndex
from mentions.core.match import judge_entry, lead_of, match_url
from mentions.core.shortlinks import KNOWN, Shorteners, not_asked, short_links_in
from mentions.fetch.gate import Gate
from mentions.fetch.limits import Limits
from mentions.interrupts import run_async
from mentions.model import Article, Document, Entry, Hyperlink, Mention, Region, Resolution
from mentions.parse.document import read_document
from mentions.tracker.shortlinks import resolve_links
from mentions.urls.canonical import canonical_url


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkStep:
    """A link, its form for comparing, and what became of it."""

    found: str
    canonical: str
    verdict: str
    counts: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryStep:
    """An entry, its links, and the mentions it makes; `why_not` where it makes none."""

    entry: Entry
    links: tuple[LinkStep, ...] = ()
    mentions: tuple[Mention, ...] = ()
    why_not: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Explanation:
    """All steps for one page and one article."""

    page: Page
    article: str
    document: Document
    is_home: bool
    entries: tuple[EntryStep, ...] = ()


def article_of(url: str, tracked: Iterable[Article], *, aliases: Iterable[str] = ()) -> Article:
    """Return the article with this address as it is tracked, or one of its own.

    Args:
        url: Its own address or an alias.
        tracked: With the aliases that config.toml names.
        aliases: Further ones.
    """
    wanted = canonical_url(url)
    for article in tracked:
        if wanted in map(canonical_url, (article.url, *article.aliases)):
            return replace(article, aliases=(*article.aliases, *aliases))
    return Article(url=url, aliases=tuple(aliases))


def explain_page(
    page: Page,
    *,
    article: Article,
    limits: Limits,
    now: datetime,
    follow_short_links: bool,
    shorteners: Shorteners = KNOWN,
) -> Explanation:
    """Read a page as a poll would, and keep every decision.

    Args:
        page: As fetched.
        article: With the aliases that are known.
        limits: For following short links.
        now: Aware, UTC.
        follow_short_links: Whether to ask where they lead.
        shorteners: Which links are short ones.

    Raises:
        ParseError: The page cannot be read.
    """
    document = read_document(page.body, url=page.url, content_type=page.content_type)
    index = ArticleIndex([article])
    urls = short_links_in([document], shorteners)
    chains = not_asked(urls)
    if follow_short_links and urls:
        chains |= run_async(_followed(urls, index, limits, shorteners))
    return Explanation(
        page=page,
        article=canonical_url(article.url),
        document=document,
        is_home=index.find(document.url) is not None,
        entries=tuple(_entries(document, index, chains, now)),
    )


async def _followed(
    urls: list[str], index: ArticleIndex, limits: Limits, shorteners: Shorteners
) -> dict[str, Resolution]:
    async with Gate(limits) as gate:
        asked = await resolve_links(urls, gate=gate, shorteners=shorteners, index=index)
    return {one.found: one for one in asked}


def _entries(
    document: Document, index: ArticleIndex, chains: Mapping[str, Resolution], now: datetime
) -> Iterator[EntryStep]:
    for entry in document.entries:
        judgement = judge_entry(entry, document, index, chains)
        found = [
            one.mention
            for match in judgement.matches
            for one in extract_mentions_of(
                entry, match, document=document, index=index, resolutions=chains, now=now
            )
        ]
        yield EntryStep(
            entry=entry,
            links=tuple(_link(link, index, chains) for link in entry.links),
            mentions=tuple(found),
            why_not=judgement.why_not,
        )


def _link(link: Hyperlink, index: ArticleIndex, chains: Mapping[str, Resolution]) -> LinkStep:
    hit = match_url(link.url, index, chains)
    chain = chains.get(link.url)
    if hit and link.region is Region.CHROME:
        verdict = "the article, but in navigation, sidebar or footer: does not count"
    elif hit:
        verdict = f"the article ({hit[1].value})"
    elif chain and chain.why:
        verdict = f"short link, not resolved: {chain.why}"
    elif chain and chain.resolved:
        verdict = f"short link to {chain.resolved}"
    elif lead_of(link.url, index, chains).resolved is None:
        verdict = "short link, not asked: it stands outside the text"
    else:
        verdict = "another page"
    return LinkStep(
        found=link.url,
        canonical=canonical_url(link.url),
        verdict=verdict,
        counts=hit is not None and link.region is Region.CONTENT,
    )
