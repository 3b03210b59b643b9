"""An http(s) address taken apart, the way browsers do it (WHATWG URL Standard)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_plus

import ada_url

from mentions.urls.join import MAX_LENGTH

# Zero-width characters, soft hyphen, byte order mark, directional marks: they come along when
# an address is copied out of a page, and are never part of one.
INVISIBLE = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_SPACES = "".join(char for char in map(chr, range(0x3001)) if char.isspace())
_AROUND = INVISIBLE + _SPACES + "".join(map(chr, range(0x20))) + "\x7f"

# RFC 1035, 2.3.4, and a dot at the end.
_MAX_HOST = 254
# What is left of a `&` that was escaped twice.
_ENTITY = re.compile(r"(?:amp;)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """The parts of an http(s) address. All ASCII, percent-encoding as written.

    Attributes:
        host: Lower case; names in punycode; IPv6 in brackets.
        port: Digits; empty for the scheme's default port.
        path: Starts with `/`; dot segments are resolved.
        query: Without the `?`.
        fragment: Without the `#`.
    """

    scheme: str
    host: str
    port: str
    path: str
    query: str
    fragment: str

    def values(self, name: str) -> Iterator[str]:
        """Yield the decoded values of a query parameter that are not empty."""
        for key, value in query_pairs(self.query):
            if key == name and value:
                yield unquote_plus(value)

    @property
    def tail(self) -> str:
        """Path, query and fragment as they stand in the address."""
        query = f"?{self.query}" if self.query else ""
        return f"{self.path}{query}#{self.fragment}" if self.fragment else self.path + query


def trimmed(url: str) -> str:
    """Return `url` without white space, control and invisible characters around it."""
    return url.strip(_AROUND)


def query_pairs(query: str) -> list[tuple[str, str]]:
    """Split a query into names and values, both still encoded; empty pairs are dropped.

    A `&` that arrives as `&amp;` is read as `&`.

    >>> query_pairs("p=42&&amp&amp;x=a=b")
    [('p', '42'), ('amp', ''), ('x', 'a=b')]
    """
    if "amp;" in query:
        query = "&".join(
            _ENTITY.sub("", pair, count=1) if pair.startswith("amp;") else pair
            for pair in query.split("&")
        )
    split = (pair.partition("=") for pair in query.split("&"))
    return [(name, value) for name, _, value in split if name or value]


def address_of(url: str) -> Address | None:
    """Take an absolute http(s) address apart; None where `url` is none.

    `//host/path` is read as https. Names and passwords before the host are dropped. Anything
    longer than `MAX_LENGTH` characters, or with a host longer than the DNS allows, is no address.
    """
    text = trimmed(url)
    if len(text) > MAX_LENGTH:
        return None
    try:
        href: str = ada_url.URL(f"https:{text}" if text.startswith("//") else text).href
    except ValueError:
        return None
    scheme, _, rest = href.partition("://")
    if scheme not in {"http", "https"}:
        return None
    rest, _, fragment = rest.partition("#")
    rest, _, query = rest.partition("?")
    authority, _, path = rest.partition("/")
    host, port = _host_and_port(authority.rpartition("@")[2])
    if len(host) > _MAX_HOST:
        return None
    return Address(
        scheme=scheme, host=host, port=port, path=f"/{path}", query=query, fragment=fragment
    )


def _host_and_port(authority: str) -> tuple[str, str]:
    if authority.endswith("]"):
        return authority, ""
    host, colon, port = authority.rpartition(":")
    return (host, port) if colon else (port, "")
