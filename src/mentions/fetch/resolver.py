"""From names to addresses, checked: the connection is made to what was checked.

There is no second look-up between the check and the connection, so a name that changes its
address in between (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor

from aiohttp.abc import AbstractResolver, ResolveResult

from mentions.fetch.guard import REFUSED, is_public
from mentions.fetch.target import plain_host

# Look-ups under way at once. They have threads of their own: whoever answers slowly holds up
# other look-ups, not the parsing of pages.
_WORKERS = 8
_FLAGS = socket.AI_ADDRCONFIG
_V6_PARTS = 4


class PrivateAddressError(OSError):
    """A name leads to private addresses only."""


class SystemResolver(AbstractResolver):
    """Asks the operating system."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="mentions-names")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Look a name up.

        Raises:
            OSError: It is unknown, or cannot be looked up now.
        """
        # As bytes: Python's own IDNA step would raise UnicodeError for some hosts, and punycode
        # is what stands here already.
        infos = await asyncio.get_running_loop().run_in_executor(
            self._pool,
            lambda: socket.getaddrinfo(
                host.encode(), port, family, socket.SOCK_STREAM, socket.IPPROTO_TCP, _FLAGS
            ),
        )
        return [
            ResolveResult(
                hostname=host, host=_numeric(address), port=port, family=kind, proto=proto, flags=0
            )
            for kind, _, proto, _, address in infos
        ]

    async def close(self) -> None:
        """Let the threads end by themselves; a look-up under way cannot be stopped."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _numeric(address: tuple[object, ...]) -> str:
    """Return an address with its zone, if it has one; such an address is never public."""
    zone = address[3] if len(address) == _V6_PARTS else 0
    return f"{address[0]}%{zone}" if zone else str(address[0])


class GuardedResolver(AbstractResolver):
    """Hands on public addresses only.

    Args:
        allowed: Hosts whose private addresses the owner's config allows, as `plain_host` writes
            them.
        inner: Who looks the names up.
    """

    def __init__(self, allowed: Collection[str], inner: AbstractResolver) -> None:
        self._allowed = allowed
        self._inner = inner

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Look a name up; of several addresses only the public ones are handed on.

        Raises:
            OSError: The name is unknown.
            PrivateAddressError: All its addresses are private.
        """
        results = await self._inner.resolve(host, port, family)
        if plain_host(host) in self._allowed:
            return results
        public = [result for result in results if is_public(result["host"])]
        if not public:
            raise PrivateAddressError(errno.EACCES, REFUSED)
        return public

    async def check(self, host: str, port: int) -> None:
        """Refuse a name that leads to any private address; for a connection somebody else makes.

        Raises:
            PrivateAddressError: It does, and the owner's config does not allow it.
        """
        if plain_host(host) in self._allowed:
            return
        results = await self._inner.resolve(host, port)
        if not all(is_public(result["host"]) for result in results):
            raise PrivateAddressError(errno.EACCES, REFUSED)

    async def close(self) -> None:
        """Close what looks the names up."""
        await self._inner.close()
