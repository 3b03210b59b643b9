"""Turning an address as written into an absolute one, the way browsers do."""

from __future__ import annotations

import ada_url

# Longer addresses are junk or an attack; servers refuse them, too.
MAX_LENGTH = 8192


def absolute_url(href: str, base: str) -> str | None:
    """Return `href` as an absolute http(s) address, or None where it is none.

    White space around and line breaks inside are dropped, hosts become lower case and punycode,
    paths are percent-encoded (WHATWG URL Standard, section 4.4). The fragment stays.

    >>> absolute_url("//Example.org/b c", "https://blog.example/2009/")
    'https://example.org/b%20c'
    >>> absolute_url("mailto:jens@example.org", "https://blog.example/") is None
    True
    """
    if len(href) > MAX_LENGTH:
        return None
    try:
        joined = ada_url.join_url(base, href.strip())
    except ValueError:
        return None
    return joined if joined.startswith(("http://", "https://")) else None
