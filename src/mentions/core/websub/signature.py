"""X-Hub-Signature: whether a delivery comes from whoever knows the secret."""

from __future__ import annotations

import hmac
import re

# WebSub, section 8: what a hub may sign with; anything else is no signature.
METHODS = ("sha1", "sha256", "sha384", "sha512")
_SIGNATURE = re.compile(r"\s*([A-Za-z0-9]{1,9})=([0-9A-Fa-f]{1,128})\s*", re.ASCII)
# WebSub, section 5.1: a secret is shorter than this, in bytes.
MAX_SECRET = 200


def parse_signature(header: str | None) -> tuple[str, bytes] | None:
    r"""Return method and digest of a signature header, None where it is none we know.

    >>> parse_signature("sha1=00ff")
    ('sha1', b'\x00\xff')
    >>> parse_signature("md5=00ff") is None
    True
    """
    found = _SIGNATURE.fullmatch(header or "")
    if found is None or found[1].lower() not in METHODS or len(found[2]) % 2:
        return None
    return found[1].lower(), bytes.fromhex(found[2])


def is_signed(body: bytes, *, header: str | None, secret: str) -> bool:
    """Whether a header signs the very bytes of a body; takes the same time for any wrong digest."""
    given = parse_signature(header)
    if given is None:
        return False
    method, digest = given
    return hmac.compare_digest(hmac.digest(secret.encode(), body, method), digest)
