"""Pages in UTF-8 in which single comments or quotations are windows-1252."""

from __future__ import annotations

import re

# Bytes that are no UTF-8, as Python's error handler "surrogateescape" keeps them.
_BAD = re.compile("[\udc80-\udcff]+")
# The first bytes of a character in a text of Western Europe that was cut after them.
_CUT = re.compile(b"[\xc2-\xc5]|\xe2[\x80-\xbf]?|\xf0\x9f[\x80-\xbf]?")
# What people write; the rest of windows-1252 is more likely damage ("ÿ" above all).
_WRITTEN = frozenset(
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþŒœŠšŽžŸ"
    "€‚„…‘’“”•–—™«»°§©®·´½¼¾²³¡¿£\u00a0"
)
_WESTERN = re.compile("[À-ÖØ-öø-ÿ]")
# Letters that windows-1252 does not have, of any script.
_FOREIGN = re.compile(
    "[\u0100-\u0151\u0154-\u015f\u0162-\u0177\u0179-\u017c\u017f-\u1fff\u2c00-\ud7ff]"
)
_LOOKED_AT = 200_000
_MOSTLY = 10
# Each run costs a microsecond or two; beyond that many a page is no page.
_MAX_RUNS = 50_000


def read_mixed(data: bytes) -> tuple[str, int]:
    """Return the text of a page that is mostly UTF-8, and how many runs were windows-1252.

    A run of other bytes becomes what it is in windows-1252 where that makes letters or signs that
    people write, and the page is written in a language of Western Europe. Everything else, such
    as a character that was cut in two, becomes U+FFFD. Never raises.

    >>> read_mixed("Grüße, sagt ".encode() + "Jörg".encode("cp1252"))
    ('Grüße, sagt Jörg', 1)
    """
    text = data.decode("utf-8", "surrogateescape")
    if not _BAD.search(text):
        return text, 0
    head = text[:_LOOKED_AT]
    found = 0

    def right(run: re.Match[str]) -> str:
        nonlocal found
        letters = _letters(run, text)
        found += letters is not None
        return run[0] if letters is None else letters

    if len(_FOREIGN.findall(head)) * _MOSTLY <= len(_WESTERN.findall(head)):
        text = _BAD.sub(right, text, _MAX_RUNS)
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace"), found


def _letters(run: re.Match[str], text: str) -> str | None:
    written = run[0].encode("utf-8", "surrogateescape")
    before, after = text[max(run.start() - 1, 0) : run.start()], text[run.end() : run.end() + 1]
    letters = written.decode("cp1252", "replace")
    if _WRITTEN.isdisjoint(letters) or not _WRITTEN.issuperset(letters):
        return None
    # "Gr\xc3..." is the first half of an umlaut, and no capital stands behind a small letter.
    is_half = not after.isalpha() or (before.islower() and letters.isupper())
    return None if is_half and _CUT.fullmatch(written) else letters
