"""The words of a service, without what its address holds."""

from __future__ import annotations

import re
from urllib.parse import unquote, unquote_plus

_PARTS = re.compile(r"[/:@?&=,;\s]+")
_SHORTEST = 3
_LONGEST = 300
_MASK = "***"


def scrubbed(text: str, address: str) -> str:
    """Return a text on one line without any part of an address: user, password, token, host.

    >>> scrubbed("Failed to send to ops: 401, key hunter2", "ntfy://me:hunter2@push.example/ops")
    'Failed to send to ***: 401, key ***'
    """
    scheme, _, rest = address.partition("://")
    parts = {part for one in _PARTS.split(rest) for part in (one, unquote(one), unquote_plus(one))}
    for part in sorted(parts - {scheme}, key=len, reverse=True):
        if len(part) >= _SHORTEST:
            text = re.sub(re.escape(part), _MASK, text, flags=re.IGNORECASE)
    return " ".join(text.split())[:_LONGEST]
