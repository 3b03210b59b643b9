"""Bytes -> text: which charset a page or feed is written in, whatever it says of itself."""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# UTF-16 without a mark: markup begins with `<` and another ASCII character (XML 1.0, appendix F).
_BARE_UTF16 = (
    (re.compile(rb"(?:\s\x00)*<\x00[!-~]\x00"), "utf-16-le"),
    (re.compile(rb"(?:\x00\s)*\x00<\x00[!-~]"), "utf-16-be"),
)
_IN_HEADER = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
# Scripts, links and forms name charsets, too, and mean others.
_IN_DATA = re.compile(
    rb"""<(?:meta|\?xml)\s[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""",
    re.IGNORECASE,
)
_TEXT_CODECS = ("utf", "iso", "cp", "koi", "gb", "big5", "euc", "shift", "mac")
_ONE_BYTE = ("cp125", "iso8859", "koi8", "mac")
# Control bytes that no text has; tab, line ends, form feed and escape (ISO-2022) it may have.
_CONTROLS = bytes([*range(9), *range(14, 27), *range(28, 32)])
_HEAD = 4096


def decode(data: bytes | str, content_type: str | None = None) -> str:
    """Return the text of a page or feed.

    In this order: byte order mark, charset of the Content-Type header, declaration in the first
    4 KB, UTF-8. Where bytes contradict the declared charset, they are right: what reads as UTF-8
    is UTF-8; old German blogs are read as windows-1252; single bad bytes in a UTF-8 page become
    U+FFFD.
    """
    if isinstance(data, str):
        return data.replace("\x00", "")
    for mark, charset in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(charset, "replace").replace("\x00", "")
    charset = _charset_of(data, content_type)
    try:
        text = data.decode("utf-8" if charset.startswith(_ONE_BYTE) else charset)
    except UnicodeDecodeError:
        text = _decode_damaged(data, charset)
    return text.replace("\x00", "")


def _charset_of(data: bytes, content_type: str | None) -> str:
    for pattern, charset in _BARE_UTF16:
        if pattern.match(data[:200]):
            return charset
    header = (content_type or "").encode("ascii", "ignore")
    for declared in (_charset_in(_IN_HEADER, header), _charset_in(_IN_DATA, data[:_HEAD])):
        # A declaration that can be read in ASCII is not written in what it declares here.
        if declared and not declared.startswith(("utf-16", "utf-32")):
            return declared
        if declared and b"\x00" in data[:_HEAD]:
            return declared
    return "utf-8"


def _charset_in(pattern: re.Pattern[bytes], declaration: bytes) -> str | None:
    found = pattern.search(declaration)
    if not found:
        return None
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
    except LookupError:
        return None
    # Browsers read latin-1 as windows-1252 (WHATWG Encoding Standard); others are no text codecs.
    if name in {"iso8859-1", "ascii"}:
        return "cp1252"
    return name if name.startswith(_TEXT_CODECS) else None


def _decode_damaged(data: bytes, charset: str) -> str:
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(map(len, re.findall(r"[^\x00-\x7f\ufffd]+", text)))
    other = charset if charset.startswith(_ONE_BYTE) else "cp1252"
    return text if good >= bad else data.decode(other, "replace")


def is_binary(data: bytes) -> bool:
    r"""Whether the first kilobyte holds control bytes that no text has.

    >>> is_binary(b"\x89PNG\r\n\x1a\n\x00\x00\x00"), is_binary(b"<p>\tHi"), is_binary(b"")
    (True, False, False)
    """
    head = data[:1024]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)):
        return False
    if any(pattern.match(head[:200]) for pattern, _ in _BARE_UTF16):
        return False
    odd = len(head) - len(head.translate(None, _CONTROLS))
    return odd > len(head) // 100 + 2
