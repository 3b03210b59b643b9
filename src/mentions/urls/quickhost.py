"""The host of an address at a glance: enough to say that most links lead elsewhere."""

from __future__ import annotations

import re
from functools import lru_cache

from mentions.urls.hosts import bare_host
from mentions.urls.wrappers import is_wrapper_host

# A name in plain ASCII, spelled out: no port, no user, nothing encoded. It ends where a path, query
# or fragment begins, or with the address.
_PLAIN = re.compile(r"[hH][tT][tT][pP][sS]?://([A-Za-z0-9._-]+)(?=[/?#]|\Z)")
# The last label of an IPv4 address begins with a digit in every way to write one.
_NAME = re.compile(r"(?:[a-z0-9_-]+\.)*[a-z][a-z0-9_-]*")
_MAX_HOST = 253


def quick_host(url: str) -> str | None:
    """Return the host that an address has for certain, as `canonical_url` would write it.

    None where only taking the address apart can tell: anything but a plainly written http(s)
    address, and the hosts of wrappers, behind which stands another address.

    >>> quick_host("HTTP://www.Example.org/2009/")
    'example.org'
    >>> quick_host("https://example.org:8080/"), quick_host("https://www.google.com/url?q=x")
    (None, None)
    """
    plain = _PLAIN.match(url)
    return certain_host(plain[1]) if plain else None


@lru_cache(maxsize=16_384)
def certain_host(host: str) -> str | None:
    """Return the bare form of a host in plain ASCII.

    None for numbers, for punycode, which may be wrong, and for the hosts of wrappers.
    """
    lowered = host.lower()
    if not _NAME.fullmatch(lowered) or "xn--" in lowered or len(lowered) > _MAX_HOST:
        return None
    return None if is_wrapper_host(lowered) else bare_host(lowered)
