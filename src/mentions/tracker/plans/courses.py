"""Which articles a place is looked at for, and so how many arrivals it promises as they age."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from mentions.asking import Watch
from mentions.core.plan.course import Course, gather
from mentions.core.plan.curve import DAY, HOUR
from mentions.store.plan import Dates
from mentions.urls.canonical import canonical_url

# A place that may bring any article.
_ANY_ARTICLE = Course(ageless=1.0)
# So long the course of a whole site stays as it was put together.
_FRESH = HOUR
# Seconds after its date in which an article counts as new.
NEW = 7 * DAY
# In the address of an article that is not the site itself: "https://host/article".
_SLASHES = 3


class Subject(NamedTuple):
    """What a watch is looked at for.

    Attributes:
        course: Of its articles.
        max_delay: The shortest of its articles; None where none has one.
    """

    course: Course
    max_delay: int | None = None


class Courses:
    """Tells what watches are looked at for.

    A watch is for an article if its address is one of the article's, or stands below it (a feed of
    its comments); for all articles below its address if that is a site's or a part of one. Any
    other place may bring any article, at any time.

    Args:
        addresses: Canonical forms of articles' addresses, with the article's id.
        dates: Of the articles, by id.
    """

    def __init__(self, addresses: Iterable[tuple[str, int]], dates: Mapping[int, Dates]) -> None:
        self._dates = dates
        self._articles = dict(addresses)
        self._hosts: dict[str, list[tuple[str, int]]] = {}
        for form, article in self._articles.items():
            self._hosts.setdefault(_host(form), []).append((form, article))
        self._sites: dict[tuple[str, bool], tuple[float, Subject]] = {}

    def of(self, watch: Watch, *, searches: bool, now: float) -> Subject:
        """Return what a watch is looked at for.

        Args:
            watch: As stored.
            searches: Whether its source searches for the address.
            now: Seconds since 1970.
        """
        form = _form(_about(watch))
        article = self._articles.get(form)
        if article is None:
            article = None if searches else self._above(form)
        if article is not None:
            return self._subject([article], now, place=False)
        key = form if searches else _host(form)
        known = self._sites.get((key, searches))
        if known is None or not 0 <= now - known[0] < _FRESH:
            known = now, self._site(key, now, place=not searches)
            self._sites[key, searches] = known
        return known[1]

    def _above(self, form: str) -> int | None:
        """Return the article below whose address this one stands."""
        path = form.partition("?")[0]
        while path.count("/") > _SLASHES:
            path = path.rpartition("/")[0]
            if path in self._articles:
                return self._articles[path]
        return None

    def _site(self, form: str, now: float, *, place: bool) -> Subject:
        inside = form if form.endswith("/") else f"{form}/"
        found = {
            article
            for known, article in self._hosts.get(_host(form), ())
            if known == form or known.startswith((inside, f"{form}?"))
        }
        return self._subject(sorted(found), now, place=place) if found else Subject(_ANY_ARTICLE)

    def _subject(self, articles: Sequence[int], now: float, *, place: bool) -> Subject:
        dates = [self._dates.get(one, Dates()) for one in articles]
        course = gather((_start(one.published, now) for one in dates), now=now, place=place)
        delays = [delay for one in dates if (delay := _delay(one, now)) is not None]
        return Subject(course, min(delays, default=None))


def _delay(one: Dates, now: float) -> int | None:
    """Return how long a mention may stay unseen now."""
    if one.max_delay is not None:
        return one.max_delay
    # Without a date nothing says that it is new; one that lies far ahead is none.
    age = NEW if one.published is None else now - one.published.timestamp()
    return one.young_delay if -DAY < age < NEW else None


def _about(watch: Watch) -> str:
    """Return the address of the page that a watch is about.

    A file has a public address; that of a comment server names the page behind `#`.
    """
    _, _, page = watch.address.partition("#")
    is_page = page.startswith(("https://", "http://"))
    return watch.base_url or (page if is_page else watch.address)


@lru_cache(maxsize=16_384)
def _form(address: str) -> str:
    """Return an address in canonical form; the same few are asked about after every poll."""
    return canonical_url(address)


def _host(form: str) -> str:
    """Return a canonical address without path and query."""
    scheme, mark, rest = form.partition("://")
    return scheme + mark + rest.partition("/")[0].partition("?")[0]


def _start(published: datetime | None, now: float) -> float | None:
    """Return when an article came out; what is dated later than tomorrow has no date."""
    if published is None or published.timestamp() > now + DAY:
        return None
    return min(published.timestamp(), now)


def courses_of(addresses: Iterable[tuple[str, str, int]], dates: Mapping[int, Dates]) -> Courses:
    """Return the courses of what is tracked.

    Args:
        addresses: As `load_addresses` gives them.
        dates: Of the articles, by id.
    """
    return Courses(((form, article) for form, _, article in addresses), dates)
