"""Which addresses may be connected to: public ones, and those the owner's config allows."""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Collection

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from mentions.errors import FetchError
from mentions.urls.hosts import host_of

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_NAT64_LOCAL = ipaddress.IPv6Network("64:ff9b:1::/48")


# Said wherever a private address is refused.
REFUSED = (
    "leads to a private network address; if you want that, add the host to allow_hosts under "
    "[fetch] in config.toml"
)


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet, also inside IPv6 wrappings.

    >>> [is_public(a) for a in ("93.184.216.34", "10.0.0.1", "::ffff:127.0.0.1", "fe80::1%eth0")]
    [True, False, False, False]
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.scope_id or ip in _NAT64_LOCAL:
            return False
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def check_literal(url: str, allowed: Collection[str]) -> None:
    """Refuse a URL whose host is written as a private IP address; names are checked later.

    Raises:
        FetchError: The address is private and the owner's config does not allow the host.
    """
    host = host_of(url).strip("[]")
    if host in allowed:
        return
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return
    if not is_public(host):
        raise FetchError(url, REFUSED)


class PrivateAddressError(OSError):
    """A name leads to private addresses only."""


class GuardedResolver(AbstractResolver):
    """Hands on public addresses only: the connection is made to what was checked.

    Args:
        allowed: Hosts whose private addresses the owner's config allows.
    """

    def __init__(self, allowed: Collection[str]) -> None:
        self._allowed = allowed
        self._inner = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Resolve a name.

        Raises:
            OSError: The name is unknown.
            PrivateAddressError: All its addresses are private.
        """
        results = await self._inner.resolve(host, port, family)
        if host.lower().removeprefix("www.") in self._allowed or host.lower() in self._allowed:
            return results
        public = [result for result in results if is_public(result["host"])]
        if not public:
            raise PrivateAddressError(errno.EACCES, REFUSED)
        return public

    async def close(self) -> None:
        """Nothing is held open."""
        await self._inner.close()
