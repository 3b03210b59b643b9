"""Redirects that name their target: decoded without asking anybody (section 3 of our sources).

Wrappers with the target in a query parameter are listed in `data/wrappers.txt`; those that hide
it elsewhere are read by the functions of `wrapper_forms`.
"""

from __future__ import annotations

from functools import cache, lru_cache

from mentions.urls.address import Address, address_of, trimmed
from mentions.urls.hosts import host_keys
from mentions.urls.tables import rows
from mentions.urls.wrapper_forms import FORMS, is_web_address

# Wrappers in wrappers occur three deep (a feed's link in a mail filter in an archive); an address
# nested deeper than this is somebody's joke and is left as it is.
MAX_LAYERS = 16

_Row = tuple[str, tuple[str, ...]]


def unwrap(url: str) -> str:
    """Return the address behind redirect wrappers, AMP caches and web archives.

    Layer by layer, without a request; only http(s) targets. youtu.be and redd.it become the long
    address. Whatever is no wrapper, or odd in any way, comes back as it was given.

    >>> unwrap("https://www.google.com/url?sa=t&url=https%3A%2F%2Fexample.org%2Fa%3Fp%3D1")
    'https://example.org/a?p=1'
    >>> unwrap("https://web.archive.org/web/20090714094200/http://example.org/a")
    'http://example.org/a'
    >>> unwrap("https://example.org/url?url=https://example.com/")
    'https://example.org/url?url=https://example.com/'
    """
    seen = url
    for _ in range(MAX_LAYERS):
        address = address_of(seen)
        inner = _target(address) if address else None
        if inner is None:
            return seen
        seen = inner
    return url


def innermost(url: str) -> Address | None:
    """Return the address behind all wrappers, taken apart.

    None where `url` is no http(s) address, or nested deeper than `MAX_LAYERS`.
    """
    address = address_of(url)
    for _ in range(MAX_LAYERS):
        inner = _target(address) if address else None
        if inner is None:
            return address
        address = address_of(inner)
    return None


def is_wrapper_host(host: str) -> bool:
    """Tell whether some addresses on a host are wrappers."""
    return bool(_wrapper_keys(host))


@lru_cache(maxsize=8192)
def hides_target(host: str) -> bool:
    """Tell whether wrappers on a host may keep their target elsewhere than in a parameter."""
    return any(key in FORMS for key in host_keys(host))


@lru_cache(maxsize=8192)
def _wrapper_keys(host: str) -> tuple[str, ...]:
    """Return the keys of a host that the data know; empty for nearly every host."""
    return tuple(key for key in host_keys(host) if key in FORMS or key in _parameters())


def _target(address: Address) -> str | None:
    """Return what one wrapper leads to, None where the address is no wrapper."""
    for key in _wrapper_keys(address.host):
        for path, names in _parameters().get(key, ()):
            if _covers(path, address.path) and (found := _parameter(address, names)):
                return found
        if form := FORMS.get(key):
            found = form(address)
            if found and address_of(found):
                return trimmed(found)
    return None


def _covers(rule: str, path: str) -> bool:
    if rule.endswith("/") and rule != "/":
        return path.startswith(rule) or path == rule[:-1]
    return rule in ("*", path)


def _parameter(address: Address, names: tuple[str, ...]) -> str | None:
    for name in names:
        for value in address.values(name):
            target = trimmed(value)
            if is_web_address(target) and address_of(target):
                return target
    return None


@cache
def _parameters() -> dict[str, tuple[_Row, ...]]:
    table: dict[str, tuple[_Row, ...]] = {}
    for host, path, names in rows("wrappers.txt"):
        table[host] = (*table.get(host, ()), (path, tuple(names.split(","))))
    return table
