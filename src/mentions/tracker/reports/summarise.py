"""Loading what a report is about, and counting it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from difflib import get_close_matches
from itertools import groupby, islice
from operator import itemgetter

from mentions.core.coverage import coverage_of
from mentions.core.spread import Tree, spread_of
from mentions.core.summary.build import (
    Spread,
    acts_needed,
    numbers_of,
    overrides_in,
    seen_of,
    spread_in,
    spread_over,
)
from mentions.core.summary.count import Tally
from mentions.core.summary.model import Act, ArticleSummary, Numbers, Scope, Seen, Summary
from mentions.core.summary.outlets import site_of
from mentions.core.summary.overrides import Overrides
from mentions.core.summary.record import record_of
from mentions.core.summary.times import HOUR
from mentions.core.summary.tree import branches_of, cause_of
from mentions.errors import ConfigError
from mentions.store.articles import load_addresses, load_article
from mentions.store.engine import Session, Store
from mentions.store.ledger import load_gaps
from mentions.store.overrides import overrides_of
from mentions.store.records import StoredMention
from mentions.store.summary import (
    Chosen,
    count_by_article,
    count_hidden,
    count_marked,
    fullest_article,
    load_acts,
    load_newest,
    load_sites,
    stream_by_article,
    stream_records,
)
from mentions.store.watches import load_watches
from mentions.tracker.habits import with_habits
from mentions.tracker.track import pick_article
from mentions.urls.canonical import canonical_url


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How much of everything a summary holds; what is left out is counted all the same.

    Attributes:
        articles: Those with most mentions.
        acts: Of one article, the newest; where there are several articles, their share of it.
        people: With most mentions, and as many of the earliest.
        drawn: Mentions up to which the spread trees are made; they have to be in memory for it.
    """

    articles: int = 50
    acts: int = 500
    people: int = 100
    drawn: int = 20_000

    def acts_of_each(self, articles: int) -> int:
        """Return how many acts each of so many articles shows."""
        return self.acts if articles <= 1 else max(_FEWEST_ACTS, self.acts // articles)


_FEWEST_ACTS = 20
_COUNTED_AT_ONCE = 250
_NEAR = 0.6  # how much of two addresses has to agree (difflib's ratio) for one to be named
LIMITS = Limits()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    """An article, or all of them, counted."""

    tally: Tally
    spread: Spread | None


def summarise(
    store: Store,
    articles: Sequence[int] | None,
    scope: Scope,
    *,
    gone: bool = False,
    limits: Limits = LIMITS,
) -> Summary:
    """Return the numbers of a report.

    Args:
        store: Open.
        articles: Ids of those it is about; None is every article that is tracked.
        scope: Its period and zone.
        gone: Whether mentions count that no longer stand there.
        limits: How much of everything it holds.

    Raises:
        StoreError: The database cannot be used.
    """
    ids = None if articles is None else tuple(articles)
    chosen = Chosen(articles=ids, since=scope.since, until=scope.until, gone=gone)
    with store.reading() as session:
        return _Counting(session, chosen, scope, limits).summary()


def choose(
    store: Store, articles: Sequence[str] | None, scope: Scope, *, gone: bool = False
) -> Chosen:
    """Return which mentions a report is about.

    Args:
        store: Open.
        articles: Ids or addresses; none at all is every article that is tracked.
        scope: Its period.
        gone: Whether mentions count that no longer stand there.

    Raises:
        ConfigError: There is no such article; names the nearest.
    """
    with store.reading() as session:
        ids = tuple(dict.fromkeys(_pick(session, one) for one in articles or ()))
    return Chosen(articles=ids or None, since=scope.since, until=scope.until, gone=gone)


def _pick(session: Session, wanted: str) -> int:
    try:
        return pick_article(session, wanted).id
    except ConfigError as error:
        known = {canonical: number for canonical, _, number in load_addresses(session)}
        near = get_close_matches(canonical_url(wanted), known, n=3, cutoff=_NEAR)
        if not near:
            raise
        hint = ", ".join(f"{url} ({known[url]})" for url in near)
        raise ConfigError(f"no article {wanted!r}; the nearest: {hint}") from error


class _Counting:
    """One summary in the making."""

    def __init__(self, session: Session, chosen: Chosen, scope: Scope, limits: Limits) -> None:
        self._session, self._chosen, self._scope, self._limits = session, chosen, scope, limits
        self._overrides: Overrides = overrides_of(session)
        self._counts = count_by_article(session, chosen)
        sites = load_sites(session, chosen)
        self._own = {number: site_of(url) for number, url in sites.items()}
        self._wanted = self._in_order()

    def summary(self) -> Summary:
        """Return it."""
        wanted = self._wanted
        shown = wanted[: self._limits.articles]
        parts = {number: self._part_of(number) for number in shown}
        total = parts[wanted[0]] if len(wanted) == 1 else self._all()
        acts = self._acts([total, *parts.values()])
        tally = total.tally
        marked = count_marked(self._session, self._chosen, self._overrides)
        told = Summary(
            scope=self._scope,
            numbers=self._numbers(total, acts),
            articles=tuple(self._article(number, parts[number], acts) for number in shown),
            people=tally.people.most(self._overrides, self._limits.people),
            outlets=tally.outlets.most(self._overrides, self._limits.people),
            seen=self._seen(),
            before=self._before(),
            overrides=marked + overrides_in(tally, self._overrides),
            hidden=count_hidden(self._session, self._chosen),
            left_out=len(wanted) - len(shown),
            of_all=self._chosen.articles is None,
        )
        return with_habits(self._session, told)

    def _in_order(self) -> list[int]:
        """Return the articles, most mentions first; those that were asked for also without any."""
        asked = self._counts if self._chosen.articles is None else self._chosen.articles
        return sorted(dict.fromkeys(asked), key=lambda one: (-self._counts.get(one, 0), one))

    def _new_tally(self) -> Tally:
        return Tally(self._scope.zone, self._own)

    def _part_of(self, article_id: int) -> _Part:
        """Count one article."""
        only = replace(self._chosen, articles=(article_id,))
        if self._counts.get(article_id, 0) > self._limits.drawn:
            return self._streamed(only)
        with closing(stream_by_article(self._session, only)) as stored:
            return self._drawn(stored)[0]

    def _drawn(self, stored: Iterable[tuple[int, StoredMention]]) -> tuple[_Part, Tree]:
        """Count mentions of one article, with their tree."""
        tally, given = self._new_tally(), []
        for article_id, one in stored:
            tally.add(record_of(one.id, article_id, one.mention))
            given.append(one)
        tree = spread_of(given)
        return _Part(tally=tally, spread=spread_in(tree, tally)), tree

    def _streamed(self, chosen: Chosen) -> _Part:
        """Count mentions without a tree: so many would not fit."""
        tally = self._new_tally()
        with closing(stream_records(self._session, chosen)) as records:
            while some := list(islice(records, _COUNTED_AT_ONCE)):
                tally.add_all(some)
        return _Part(tally=tally, spread=None)

    def _all(self) -> _Part:
        """Count all articles together."""
        if sum(self._counts.values()) > self._limits.drawn:
            return self._streamed(self._chosen)
        tally, spreads = self._new_tally(), []
        with closing(stream_by_article(self._session, self._chosen)) as stored:
            for _, group in groupby(stored, key=itemgetter(0)):
                given = list(group)
                for article_id, one in given:
                    tally.add(record_of(one.id, article_id, one.mention))
                tree = spread_of(one for _, one in given)
                spreads.append(Spread(depth=tree.depth, branches=branches_of(tree)))
        return _Part(tally=tally, spread=spread_over(spreads, self._cause(tally)))

    def _cause(self, tally: Tally) -> int | None:
        """Return what caused the peak of all: it can only stand in the fullest article's tree."""
        peak = tally.times.fullest
        if peak is None:
            return None
        begin, number = peak
        end = begin + HOUR
        article = fullest_article(self._session, self._chosen, begin=begin, end=end)
        if article is None:
            return None
        only = replace(self._chosen, articles=(article,))
        with closing(stream_by_article(self._session, only)) as stored:
            _, tree = self._drawn(stored)
        return cause_of(tree, begin, of=number)

    def _acts(self, parts: Iterable[_Part]) -> dict[int, Act]:
        ids = {number for part in parts for number in acts_needed(part.tally, part.spread)}
        return load_acts(self._session, sorted(ids), self._overrides)

    def _numbers(self, part: _Part, acts: dict[int, Act]) -> Numbers:
        published = None
        if len(self._wanted) == 1:
            stored = load_article(self._session, self._wanted[0])
            published = stored.article.published if stored else None
        return numbers_of(part.tally, part.spread, acts, self._overrides, published=published)

    def _article(self, number: int, part: _Part, acts: dict[int, Act]) -> ArticleSummary:
        stored = load_article(self._session, number)
        article = stored.article if stored else None
        only = replace(self._chosen, articles=(number,))
        limit = self._limits.acts_of_each(len(self._wanted))
        newest = load_newest(self._session, only, limit)
        shown = load_acts(self._session, newest, self._overrides)
        published = article.published if article else None
        people, most = part.tally.people, self._limits.people
        return ArticleSummary(
            id=number,
            url=article.url if article else "",
            title=article.title if article else None,
            published=published,
            numbers=numbers_of(part.tally, part.spread, acts, self._overrides, published=published),
            people=people.most(self._overrides, most),
            outlets=part.tally.outlets.most(self._overrides, most),
            acts=tuple(shown[one] for one in newest if one in shown),
            left_out=part.tally.mentions - len(newest),
            sentence=people.earliest(self._overrides, most),
        )

    def _before(self) -> Numbers | None:
        """Return the numbers of the period just before, without anything that names a mention."""
        since, until = self._scope.since, self._scope.until
        if since is None or until is None:
            return None
        length: timedelta = until - since
        try:
            before = replace(self._chosen, since=since - length, until=since)
        except OverflowError:  # before the first day a calendar can hold
            return None
        part = self._streamed(before)
        return numbers_of(part.tally, None, {}, self._overrides)

    def _seen(self) -> Seen:
        since, until = self._scope.since, self._scope.until
        gaps = load_gaps(self._session, since=since) if since or until else []
        coverage = coverage_of(load_watches(self._session), gaps, since=since, until=until)
        return seen_of(coverage, gaps)
