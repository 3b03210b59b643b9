"""Where a short link leads: hop by hop, each hop kept as evidence (section 3 of our sources)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from mentions.errors import BlockedError, DamagedAnswerError, FetchError
from mentions.fetch.gate import Gate
from mentions.fetch.redirects import REDIRECTS, next_hop
from mentions.model import Resolution
from mentions.parse.redirects import canonical_in, refresh_target, target_in_refresh
from mentions.urls.hosts import host_of, is_dead_shortener
from mentions.urls.wrappers import unwrap

_OK = range(200, 300)
_PAGE_BYTES = 65_536
_HTML = re.compile(r"\s*(?:text/html|application/xhtml)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Hop:
    """What one address said: where it leads, or that it is where the chain ends."""

    leads_to: str | None = None
    canonical: str | None = None


_END = _Hop()


@dataclass(slots=True)
class _Chain:
    found: str
    hops: list[str] = field(default_factory=list)

    def broken(self, why: str) -> Resolution:
        return Resolution(found=self.found, chain=tuple(self.hops), why=why)

    def ends(self, canonical: str | None = None) -> Resolution:
        if not self.hops:
            return self.broken("the shortener leads nowhere")
        chain = tuple(self.hops)
        return Resolution(found=self.found, chain=chain, resolved=chain[-1], canonical=canonical)


async def resolve_link(
    gate: Gate, url: str, *, is_shortener: Callable[[str], bool], is_known: Callable[[str], bool]
) -> Resolution:
    """Follow a short link.

    A page on a host that is no shortener ends the chain. Its rel=canonical is read unless the
    page is known already, or its host's robots.txt asks us to stay away. Shorteners are not asked
    for their robots.txt: the owner wants their links followed. A target that stands in an address
    is read from there, and nobody is asked.

    Args:
        gate: The way out.
        url: The link as found; nobody is asked about one that is no short link.
        is_shortener: Whether a hop leads on.
        is_known: Whether an address is a tracked article.

    Returns:
        The chain as far as it went; `why` tells why it ended early.
    """
    chain = _Chain(url)
    here = unwrap(url)
    if here != url:
        chain.hops.append(here)
    if not is_shortener(here):
        return chain.ends() if chain.hops else chain.broken("no short link, so nobody was asked")
    try:
        return await _follow(gate, chain, here, is_shortener=is_shortener, is_known=is_known)
    except FetchError as error:
        return chain.broken(error.why)


async def _follow(
    gate: Gate,
    chain: _Chain,
    here: str,
    *,
    is_shortener: Callable[[str], bool],
    is_known: Callable[[str], bool],
) -> Resolution:
    seen = {chain.found}
    for _ in range(gate.limits.max_redirects):
        seen.add(here)
        if is_dead_shortener(here):
            return chain.broken("the shortener is dead")
        try:
            hop = await _ask(gate, here, last=not is_shortener(here))
        except BlockedError:
            # Its robots.txt says so: where the link leads is known all the same.
            return chain.ends()
        if hop.leads_to is None:
            return chain.ends(hop.canonical)
        here = unwrap(hop.leads_to)
        chain.hops.append(here)
        if is_known(here):
            return chain.ends()
        if here in seen:
            break
    return chain.broken("redirects without end")


async def _ask(gate: Gate, url: str, *, last: bool) -> _Hop:
    """Ask with HEAD; and with GET where that did not help, since many do not know HEAD.

    Args:
        gate: The way out.
        url: Whom to ask.
        last: This is no shortener: no page of it leads on, and its robots.txt decides.
    """
    asked = _plainly(url)
    try:
        async with gate.ask("HEAD", asked, discovered=last) as response:
            hop = _from_headers(response, url, last=last)
    except DamagedAnswerError:
        hop = None
    if hop:
        return hop
    async with gate.ask("GET", asked, discovered=last) as response:
        status = response.status_code
        hop = _from_headers(response, url, last=last)
        if hop is None and status in _OK:
            page = await gate.body(response, _PAGE_BYTES, cut=True)
            target = None if last else refresh_target(page, url=url)
            hop = _Hop(leads_to=target, canonical=canonical_in(page, url=url))
    if hop is None:
        raise FetchError(url, f"answers with status {status}")
    return hop


def _from_headers(response: httpx.Response, url: str, *, last: bool) -> _Hop | None:
    """Return what the headers tell; None where only the page, or another request, can."""
    if response.status_code in REDIRECTS:
        return _Hop(leads_to=next_hop(response, url))
    refresh = response.headers.get("refresh")
    if refresh and not last and (target := target_in_refresh(refresh, url=url)):
        return _Hop(leads_to=target)
    if response.status_code in _OK and not _HTML.match(
        response.headers.get("content-type", "text/html")
    ):
        return _END
    return None


def _plainly(url: str) -> str:
    """Return the address to ask: goo.gl shows a page of its own unless told not to."""
    if host_of(url) != "goo.gl" or "?" in url:
        return url
    return f"{url.partition('#')[0]}?si=1"
