"""Short links: asked once, remembered with their chain."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice

from mentions.core.index import ArticleIndex
from mentions.core.shortlinks import Shorteners
from mentions.fetch.gate import Gate
from mentions.fetch.resolve import resolve_link
from mentions.model import Resolution

# One page full of short links must not keep the run from its other watches.
MOST_PER_POLL = 50


async def resolve_links(
    urls: Iterable[str], *, gate: Gate, shorteners: Shorteners, index: ArticleIndex
) -> list[Resolution]:
    """Follow short links, one after the other; what stays unresolved says why."""

    def is_known(url: str) -> bool:
        return index.page(url) is not None

    is_short: Callable[[str], bool] = shorteners.matches
    return [
        await resolve_link(gate, url, is_shortener=is_short, is_known=is_known)
        for url in islice(urls, MOST_PER_POLL)
    ]
