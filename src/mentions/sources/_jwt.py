"""JSON Web Tokens (RFC 7519), as some services give them out for a session."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

from mentions.errors import ParseError
from mentions.parse.jsontext import load_json, mapping
from mentions.sources._answers import number

_LAST_SECOND = 4_102_444_800  # of the year 2099


def expiry_of(token: str) -> datetime | None:
    """Return when a token says that it ends (RFC 7519, 4.1.4); None where it does not.

    Nobody has checked its signature: it saves a refusal, and nothing rests on it.
    """
    parts = token.split(".")
    if len(parts) != 3:  # noqa: PLR2004 - header, claims, signature
        return None
    try:
        claims = base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))
        seconds = number(mapping(load_json(claims, url="")), "exp")
    except (ValueError, ParseError):
        return None
    if seconds is None or not 0 <= seconds <= _LAST_SECOND:
        return None
    return datetime.fromtimestamp(seconds, UTC)
