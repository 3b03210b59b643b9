"""The form of words in which setting them anew is no change of them."""

from __future__ import annotations

import re
from unicodedata import normalize

from mentions.urls.address import INVISIBLE

# A theme or a plugin hyphenates, curls quotes and lengthens dashes; nobody has edited anything.
# The variation selector asks for the coloured form of an emoji.
_UNSEEN = dict.fromkeys(map(ord, f"{INVISIBLE}\ufe0e\ufe0f"))
_QUOTES = str.maketrans(dict.fromkeys("„“”‟«»″", '"') | dict.fromkeys("‚‘’‛‹›′´`", "'"))
_DASHES = re.compile("[-‐‑‒–—―−]+")


def words_in(text: str | None) -> list[str]:
    """Return the words of a text as they are compared, with the signs beside them.

    White space, invisible characters, the form of quotation marks, dashes and ellipses make no
    difference; letter case, other signs and emoji do.

    >>> words_in("Lesens\u00adwert –  „sehr“ …") == words_in('Lesenswert - "sehr" ...')
    True
    """
    # Before the compatibility form, which takes some of the quotes for a space and a mark.
    plain = (text or "").translate(_UNSEEN).translate(_QUOTES)
    return _DASHES.sub("-", normalize("NFKC", plain)).split()
