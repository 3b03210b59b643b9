"""Percent-encoding in one form (RFC 3986, 2.1 to 2.3 and 6.2.2).

Escapes of characters that mean nothing special are decoded, all others are upper case, and
characters that should be escaped are. A letter and the accent after it, as some file systems take
them apart, are one character (Unicode's form C). Applying a function twice changes nothing: a `%`
in the result always starts a complete escape, and none of the decoded characters is a `%`.
"""

from __future__ import annotations

import re
import string
from itertools import product
from unicodedata import is_normalized, normalize
from urllib.parse import quote, unquote

# Besides RFC 3986's unreserved characters those that servers treat alike, escaped or not.
_PLAIN = string.ascii_letters + string.digits + "-._~!'()*,:@$"
_QUERY_PLAIN = _PLAIN + "/?"


def _table(plain: str, raw: str) -> dict[str, str]:
    """Map every escape and every single character to its form; `raw` stay as they are."""
    table = {
        char: char if char in plain + raw else f"%{ord(char):02X}" for char in map(chr, range(128))
    }
    for high, low in product(string.hexdigits, repeat=2):
        char = chr(int(high + low, 16))
        table[f"%{high}{low}"] = char if char in plain else f"%{high}{low}".upper()
    return table


_TOKEN = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~/]")
_PATH = _table(_PLAIN, "/&+;=")
_QUERY = _table(_QUERY_PLAIN, "") | {"+": "%20"}
_FRAGMENT = _table(_QUERY_PLAIN, "&+;=")
# What stands after a letter to be one with it: accents of Latin, Greek and Cyrillic letters,
# Arabic, Korean and Japanese signs. Most escapes are none of these.
_ACCENT = re.compile(r"%(?:[cC][cCdD]%[89a-bA-B]|[dD]9%9[3-5]|[eE](?:1%8[56]|3%82%9[9aA]))")
# A run of what is not ASCII, with the letter before it: what follows never belongs to it.
_COMPOSED = re.compile(r"(?:[A-Za-z]|%[46][1-9A-Fa-f]|%[57][0-9Aa])?(?:%[89A-Fa-f][0-9A-Fa-f])+")


def _composed(match: re.Match[str]) -> str:
    try:
        text = unquote(match[0], errors="strict")
    except UnicodeDecodeError:
        return match[0]
    return match[0] if is_normalized("NFC", text) else quote(normalize("NFC", text), safe="")


def _apply(table: dict[str, str], text: str) -> str:
    if "%" in text and _ACCENT.search(text):
        text = _COMPOSED.sub(_composed, text)
    return _TOKEN.sub(lambda match: table.get(match[0], match[0]), text)


def one_path(path: str) -> str:
    """Return a path in the one form; an escaped slash stays escaped.

    >>> one_path("/%7Ejens/%c3%a4/a%2fb")
    '/~jens/%C3%A4/a%2Fb'
    """
    return _apply(_PATH, path)


def one_part(part: str) -> str:
    """Return a name or value of a query in the one form; `+` and `%20` are both a space."""
    return _apply(_QUERY, part)


def one_fragment(fragment: str) -> str:
    """Return a fragment in the one form."""
    return _apply(_FRAGMENT, fragment)
