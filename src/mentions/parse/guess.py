"""Which charset a page is written in that does not say: an informed guess."""

from __future__ import annotations

import re

_WESTERN = "cp1252"
_CENTRAL, _CYRILLIC = ("cp1250", "iso8859-2"), ("cp1251", "koi8-r", "koi8-u", "iso8859-5")
_GREEK, _BALTIC = ("cp1253", "iso8859-7"), ("cp1257",)
_CHINESE, _JAPANESE, _KOREAN = ("gb18030", "big5hkscs"), ("cp932", "euc-jp"), ("cp949",)
_ALL = (
    *(_WESTERN, *_CENTRAL, *_CYRILLIC, *_GREEK, *_BALTIC, *_CHINESE, *_JAPANESE, *_KOREAN),
    *("cp1254", "cp1255", "cp1256", "cp874"),
)
# What pages in a language were written in before UTF-8. English says nothing: themes are.
_BY_LANGUAGE = {
    **dict.fromkeys(
        ("af", "ca", "da", "de", "es", "eu", "fi", "fo", "fr", "ga", "gl", "is", "it", "nb"),
        (_WESTERN,),
    ),
    **dict.fromkeys(("nl", "nn", "no", "pt", "sv"), (_WESTERN,)),
    **dict.fromkeys(("bs", "cs", "hr", "hu", "pl", "ro", "sk", "sl", "sq"), _CENTRAL),
    **dict.fromkeys(("be", "bg", "mk", "ru", "uk"), _CYRILLIC),
    "sr": (*_CYRILLIC, *_CENTRAL),
    "el": _GREEK,
    "tr": ("cp1254",),
    "he": ("cp1255",),
    **dict.fromkeys(("ar", "fa", "ur"), ("cp1256",)),
    **dict.fromkeys(("et", "lt", "lv"), _BALTIC),
    "th": ("cp874",),
    "ja": _JAPANESE,
    "ko": _KOREAN,
    "zh": _CHINESE,
}
_LANGUAGE = re.compile(
    rb"<(?:html|body|feed|rss)\b[^<>]{0,300}?\blang\s{0,3}=\s{0,3}[\"']?([a-z]{2})\b"
    rb"|<(?:dc:)?language>\s{0,9}([a-z]{2})\b",
    re.IGNORECASE,
)
_HEAD = 4096
_PIECE = re.compile(rb"[^<>]+")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
# Letters of other scripts come in rows; umlauts and accents do not.
_ROW = re.compile(rb"[\x80-\xff]{4,}")
_ROWS = 3
# As much as the guess needs: beyond it hardly changes, and costs (0.3 ms for 500 bytes).
_SAMPLE, _BEFORE = 3000, 40
# With fewer bytes than that any charset fits; in German blogs it is windows-1252.
_ENOUGH = 6
# By how much another charset has to be likelier than windows-1252. Measured over 120 characters:
# 1.15 at most for French, 2 to 4 for Polish, from 8 on for Greek and Russian.
_CLEARLY = 1.2


def guess_charset(data: bytes) -> str:
    """Return the name of the codec that bytes without a declaration are most likely written in.

    The language that the page states narrows it down; where that leaves a choice, chardet looks
    at a sample of the text. Too little text is windows-1252. Never raises.

    Args:
        data: Text with markup, in some charset that has ASCII in it; no UTF-8.

    >>> guess_charset("<p>Grüße aus Köln".encode("cp1252"))
    'cp1252'
    >>> guess_charset("<p>Привет, как дела?".encode("koi8-r"))
    'koi8-r'
    """
    sample = _sample(data)
    is_of_rows = len(_ROW.findall(sample)) >= _ROWS
    fitting = _BY_LANGUAGE.get(_language(data), _ALL)
    if fitting == (_WESTERN,) and is_of_rows:
        fitting = _ALL
    if len(fitting) == 1:
        return fitting[0]
    if fitting is _ALL and not is_of_rows and len(_BEYOND_ASCII.findall(sample)) < _ENOUGH:
        return _WESTERN
    return _guess(sample, fitting)


def _language(data: bytes) -> str:
    found = _LANGUAGE.search(data[:_HEAD])
    return (found[1] or found[2]).decode("ascii").lower() if found else ""


def _sample(data: bytes) -> bytes:
    """Return the first pieces of text that are not ASCII, each from tag to tag."""
    pieces: list[bytes] = []
    size = 0
    for piece in _PIECE.finditer(data):
        first = None if piece[0].isascii() else _BEYOND_ASCII.search(piece[0])
        if first is None:
            continue
        pieces.append(piece[0][max(first.start() - _BEFORE, 0) : first.start() + _SAMPLE - size])
        size += len(pieces[-1])
        if size >= _SAMPLE:
            break
    return b"\n".join(pieces)


def _guess(sample: bytes, fitting: tuple[str, ...]) -> str:
    import chardet  # noqa: PLC0415 - takes 0.05 s, and hardly a page needs it

    found = chardet.detect_all(
        sample,
        include_encodings=fitting,
        prefer_superset=False,
        compat_names=False,
        ignore_threshold=True,
        no_match_encoding=fitting[0],
    )
    sure = {str(one["encoding"]): one["confidence"] for one in found if one["encoding"]}
    best = max(sure, key=lambda name: sure[name], default=fitting[0])
    if _WESTERN in fitting and sure.get(best, 0) <= _CLEARLY * sure.get(_WESTERN, 0):
        return _WESTERN
    return best
