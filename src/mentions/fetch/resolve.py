"""Where a short link leads: hop by hop, each hop kept as evidence."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx

from mentions.errors import FetchError
from mentions.fetch.gate import REDIRECTS, Gate, next_hop
from mentions.model import Resolution
from mentions.parse.redirects import canonical_in, refresh_target
from mentions.urls.hosts import is_dead_shortener
from mentions.urls.wrappers import unwrap

# Servers that do not know HEAD say so with these; some shorteners answer 403.
_NO_HEAD = frozenset({400, 403, 405, 500, 501})
_GONE = frozenset({404, 410})
_OK = range(200, 300)
_PAGE_BYTES = 65_536
_HTML = re.compile(r"\s*(?:text/html|application/xhtml)", re.IGNORECASE)


async def resolve_link(
    gate: Gate, url: str, *, is_shortener: Callable[[str], bool], is_known: Callable[[str], bool]
) -> Resolution:
    """Follow a short link.

    A page on a host that is no shortener ends the chain. Its rel=canonical is read unless the
    page is known already.

    Args:
        gate: The way out.
        url: The link as found.
        is_shortener: Whether a hop leads on.
        is_known: Whether an address is a tracked article.

    Returns:
        The chain as far as it went; `why` tells why it ended early.
    """
    if is_dead_shortener(url):
        return Resolution(found=url, why="the shortener is dead")
    chain: list[str] = []
    here = url
    for _ in range(gate.limits.max_redirects):
        try:
            there, canonical = await _hop(gate, here, last=not is_shortener(here))
        except FetchError as error:
            return Resolution(found=url, chain=tuple(chain), why=error.why)
        if there is None:
            found = chain[-1] if chain else None
            why = None if found else "the shortener leads nowhere"
            return Resolution(
                found=url, chain=tuple(chain), resolved=found, canonical=canonical, why=why
            )
        here = unwrap(there)
        chain.append(here)
        if is_known(here):
            return Resolution(found=url, chain=tuple(chain), resolved=here)
    return Resolution(found=url, chain=tuple(chain), why="redirects without end")


async def _hop(gate: Gate, url: str, *, last: bool) -> tuple[str | None, str | None]:
    """Return where one hop leads, and the rel=canonical of the page if it leads nowhere."""
    async with gate.ask("HEAD", url) as response:
        if response.status_code in REDIRECTS:
            return next_hop(response, url), None
        plain = response.status_code in _OK and not _HTML.match(_type(response))
        if plain or response.status_code in _GONE:
            return _end(response, url)
    async with gate.ask("GET", url) as response:
        if response.status_code in REDIRECTS:
            return next_hop(response, url), None
        if response.status_code not in _OK or not _HTML.match(_type(response)):
            return _end(response, url)
        page = await gate.body(response, _PAGE_BYTES, cut=True)
        target = None if last else refresh_target(page, url=url)
        return target, canonical_in(page, url=url)


def _end(response: httpx.Response, url: str) -> tuple[None, None]:
    if response.status_code not in _OK:
        raise FetchError(url, f"answers with status {response.status_code}")
    return None, None


def _type(response: httpx.Response) -> str:
    return str(response.headers.get("content-type", "text/html"))
