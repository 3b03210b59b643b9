"""Which link of an entry points at which article, and how we know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mentions.core.index import ArticleIndex
from mentions.model import (
    Channel,
    Document,
    Entry,
    Evidence,
    Hyperlink,
    MentionLink,
    Region,
    Resolution,
)
from mentions.urls.canonical import canonical_url
from mentions.urls.hosts import is_shortener, same_site


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """An entry is about an article.

    Attributes:
        article: Its canonical URL.
        link: The link that shows it; None where the place of the entry does.
        links: Every link of the entry that leads to the article, the best one first.
    """

    article: str
    evidence: Evidence
    link: Hyperlink | None = None
    links: tuple[Hyperlink, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """What was decided about an entry, for `mentions explain`.

    Attributes:
        matches: The articles it is about, one Match each.
        why_not: The reason it is no mention; None where it is one.
        own: The articles that the blog itself pinged; no mentions, but known by their addresses.
    """

    matches: tuple[Match, ...] = ()
    own: tuple[Match, ...] = ()
    why_not: str | None = None


def judge_entry(
    entry: Entry,
    document: Document,
    index: ArticleIndex,
    resolutions: Mapping[str, Resolution],
) -> Judgement:
    """Decide which articles an entry is about.

    Args:
        entry: One of the document's entries.
        document: Where it stands.
        index: The articles that are tracked.
        resolutions: Where short links lead, by address as found.
    """
    home = home_article(entry, document, index)
    if entry.channel is Channel.POST and index.find(entry.url):
        return Judgement(why_not="it is the article itself")
    matches = _link_matches(entry, index, resolutions)
    if home and entry.channel is not Channel.POST:
        article, evidence = home
        known = matches.get(article)
        matches[article] = known or Match(article=article, evidence=evidence)
    foreign = {a: m for a, m in matches.items() if not _is_own(entry, document, a)}
    if foreign:
        return Judgement(matches=tuple(foreign.values()))
    if matches:
        own = () if entry.channel is Channel.POST else tuple(matches.values())
        return Judgement(own=own, why_not="the blog links to itself")
    if any(index.find(link.url) for link in entry.links):
        return Judgement(why_not="the link stands in navigation, sidebar or footer, not in a text")
    return Judgement(why_not="no link leads to the article")


def home_article(
    entry: Entry, document: Document, index: ArticleIndex
) -> tuple[str, Evidence] | None:
    """Return the article in whose comment section an entry stands, and how that is known."""
    if entry.channel is Channel.POST:
        return None
    article = index.page(entry.on) or index.page(entry.url) or index.page(document.url)
    if article:
        return article, Evidence.CONTEXT
    article = index.find(document.canonical)
    if article and entry.on in (None, document.url, document.canonical):
        same = same_site(document.url, article) or not document.url.startswith("http")
        return article, Evidence.CONTEXT if same else Evidence.CANONICAL
    return None


def _link_matches(
    entry: Entry, index: ArticleIndex, resolutions: Mapping[str, Resolution]
) -> dict[str, Match]:
    found: dict[str, list[tuple[Evidence, Hyperlink]]] = {}
    for link in entry.links:
        if link.region is not Region.CONTENT:
            continue
        hit = match_url(link.url, index, resolutions)
        if hit:
            found.setdefault(hit[0], []).append((hit[1], link))
    return {article: _best(article, hits) for article, hits in found.items()}


def _best(article: str, hits: list[tuple[Evidence, Hyperlink]]) -> Match:
    """A link whose markup states the act comes first, then the surest, then the first."""
    order = list(Evidence)
    hits = sorted(hits, key=lambda hit: (hit[1].relation is None, order.index(hit[0])))
    evidence, link = hits[0]
    links = dict.fromkeys(hit[1] for hit in hits)
    return Match(article=article, evidence=evidence, link=link, links=tuple(links))


def match_url(
    url: str, index: ArticleIndex, resolutions: Mapping[str, Resolution]
) -> tuple[str, Evidence] | None:
    """Return the article a link leads to, and how that is known; None where it leads elsewhere."""
    article = index.page(url)
    if article:
        return article, Evidence.LINK
    known = resolutions.get(url)
    if known is None:
        return None
    for hop in (known.resolved, *reversed(known.chain)):
        article = index.page(hop)
        if article:
            return article, Evidence.REDIRECT
    article = index.find(known.canonical)
    return (article, Evidence.CANONICAL) if article else None


def lead_of(url: str, index: ArticleIndex, resolutions: Mapping[str, Resolution]) -> MentionLink:
    """Return a link with the page it leads to: an article of ours, else as far as is known."""
    hit = match_url(url, index, resolutions)
    if hit:
        return MentionLink(found=url, resolved=hit[0])
    known = resolutions.get(url)
    if known:
        return MentionLink(found=url, resolved=known.resolved and canonical_url(known.resolved))
    # A short link nobody followed says nothing about where it leads.
    return MentionLink(found=url, resolved=None if is_shortener(url) else canonical_url(url))


def _is_own(entry: Entry, document: Document, article: str) -> bool:
    """Whether the article's own site speaks: its posts and self-pings are no reactions."""
    if entry.channel is Channel.POST:
        return same_site(entry.url or document.url, article)
    return entry.origin is not None and same_site(entry.origin, article)
