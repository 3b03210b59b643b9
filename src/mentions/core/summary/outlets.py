"""Which sites mentioned something: each once, however often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from heapq import nsmallest

from mentions.core.summary.model import Outlet, Told
from mentions.core.summary.overrides import Overrides, Said, Subject
from mentions.core.summary.record import Record
from mentions.model import Channel, Evidence
from mentions.urls.hosts import bare_host, host_of
from mentions.urls.platforms import WEB
from mentions.urls.quickhost import quick_host

_PUNYCODE = "xn--"
_COMMENT, _CONTEXT = Channel.COMMENT.value, Evidence.CONTEXT.value


@lru_cache(maxsize=256)  # of one mention it is asked for its author and for its outlet
def site_of(url: str) -> str:
    """Return the host of an address in the form in which sites are compared; "" where none is."""
    return quick_host(url) or bare_host(host_of(url))


def outlet_named(text: str) -> str:
    """Return the key of an outlet that somebody names by its host or any address; "" for none.

    >>> outlet_named("www.Heise.example"), outlet_named("https://bücher.example/2009/")
    ('heise.example', 'xn--bcher-kva.example')
    """
    text = text.strip()
    return site_of(text if "://" in text else f"https://{text}/")


def shown_host(host: str) -> str:
    """Return a host as people read it.

    >>> shown_host("xn--bcher-kva.example")
    'bücher.example'
    """
    if _PUNYCODE not in host:
        return host
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host


class Outlets:
    """Counts sites. Networks are platforms and no outlets, nor is the article's own site.

    Args:
        own: Site of each article, by its id.
    """

    def __init__(self, own: Mapping[int, str]) -> None:
        self._own = own
        self._known: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._known)

    def add_all(self, some: Iterable[Record]) -> None:
        """Count mentions."""
        for one in some:
            if one.platform == WEB:
                self._add(one)

    def _add(self, one: Record) -> None:
        if not one.url:
            return
        if one.channel == _COMMENT and one.evidence == _CONTEXT:
            return
        site = site_of(one.url)
        if site and site != self._own.get(one.article_id):
            self._known[site] += 1

    def keys(self) -> Iterator[str]:
        """Yield the keys of all."""
        yield from self._known

    def most(self, overrides: Overrides, limit: int) -> tuple[Outlet, ...]:
        """Return the outlets with most mentions, then by host."""
        found = nsmallest(limit, self._known.items(), key=lambda one: (-one[1], one[0]))
        return tuple(
            Outlet(
                host=shown_host(host),
                mentions=number,
                reach=overrides.number(Subject.OUTLET, host, Said.REACH),
                tags=overrides.tags(Subject.OUTLET, host),
            )
            for host, number in found
        )

    def reach(self, overrides: Overrides) -> Told:
        """Return the sum of what the owner says of their reach."""
        said = (overrides.number(Subject.OUTLET, host, Said.REACH) for host in self._known)
        numbers = [number for number in said if number is not None]
        return Told(
            total=sum(numbers) if numbers else None,
            known=len(numbers),
            unknown=len(self._known) - len(numbers),
            overridden=len(numbers),
        )
