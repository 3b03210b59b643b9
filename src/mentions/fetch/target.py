"""Where a request goes: an address taken apart once, without what must not be sent along."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mentions.errors import RefusedAddressError
from mentions.urls.join import absolute_url

_PORTS = {"http": 80, "https": 443}
# What stands before the last `@` of an authority, in every spelling the URL Standard accepts.
_USERINFO = re.compile(r"^([\x00-\x20]*(?:[a-z][a-z0-9+.\s-]*:)?[/\\]*)[^/\\?#]*@", re.IGNORECASE)
# RFC 1035, 2.3.4.
_MAX_HOST = 253
_MAX_LABEL = 63


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a request goes.

    Attributes:
        url: As it is sent: absolute, without fragment, name and password.
        scheme: "http" or "https".
        host: Lower case; names in punycode and without a dot at the end, addresses as numbers,
            IPv6 without brackets.
        port: Also where the address names none.
    """

    url: str
    scheme: str
    host: str
    port: int


def target_of(url: str) -> Target:
    """Take an address apart.

    A name and password in it are dropped: nothing that a stranger wrote is ever used to log in.

    Raises:
        RefusedAddressError: No http(s) address, or a host name that no DNS can hold.
    """
    address = absolute_url(url, url)
    if address is None:
        raise RefusedAddressError(shown(url), "not an http(s) address; correct it")
    scheme, _, rest = address.partition("://")
    authority, _, path = rest.partition("#")[0].partition("/")
    authority = authority.rpartition("@")[2]
    host, colon, digits = authority.rpartition(":")
    if not colon or authority.endswith("]"):
        host, digits = authority, ""
    if not _is_host(host):
        raise RefusedAddressError(shown(url), "its host name is none; correct the address")
    return Target(
        url=f"{scheme}://{authority}/{path}",
        scheme=scheme,
        host=plain_host(host),
        port=int(digits) if digits else _PORTS[scheme],
    )


def plain_host(host: str) -> str:
    """Return a host in the one form in which two hosts are compared.

    >>> plain_host("NAS.example."), plain_host("[::1]")
    ('nas.example', '::1')
    """
    return host.lower().removesuffix(".").strip("[]")


def shown(url: str) -> str:
    """Return an address fit for messages: whatever name and password it holds are masked.

    >>> shown("https://ann:secret@example.org/a")
    'https://***@example.org/a'
    """
    return _USERINFO.sub(r"\1***@", url)


def _is_host(host: str) -> bool:
    if host.startswith("["):
        return True
    bare = host.removesuffix(".")
    return len(bare) <= _MAX_HOST and all(0 < len(label) <= _MAX_LABEL for label in bare.split("."))
