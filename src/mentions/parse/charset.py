"""Bytes -> text: which charset a page or feed is written in, whatever it says of itself."""

from __future__ import annotations

import codecs
import re

import webencodings

from mentions.parse.guess import guess_charset
from mentions.parse.mixed import read_mixed
from mentions.parse.mojibake import mend

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
_NAME = rb"""\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_:.-]{2,40})"""
_IN_HEADER = re.compile(rb"charset" + _NAME, re.IGNORECASE)
# Scripts, links and forms name charsets, too, and mean others.
_IN_DATA = re.compile(rb"<(?:meta|\?xml)\s[^>]{0,300}?(?:charset|encoding)" + _NAME, re.IGNORECASE)
# What is no extension of ASCII: such bytes may look like UTF-8 and are none.
_NO_ASCII = ("utf-16", "iso2022")
_MANY_BYTES = ("gb", "big5", "euc", "cp932", "cp949")
_GUESSED = "no charset is declared: read as {}, a guess"
_WRONG = "declared as utf-8, which it is not: read as {}, a guess"
_JAPANESE_ESCAPES = (b"\x1b$B", b"\x1b$@")
# Control bytes that no text has; tab, line ends, form feed and escape (ISO-2022) it may have.
_CONTROLS = bytes([*range(9), *range(14, 27), *range(28, 32)])
_HEAD = 4096


def decode(data: bytes | str, content_type: str | None = None) -> str:
    """Return the text of a page or feed: see `decode_with_notes`."""
    return decode_with_notes(data, content_type)[0]


def decode_with_notes(
    data: bytes | str, content_type: str | None = None
) -> tuple[str, tuple[str, ...]]:
    """Return the text of a page or feed, and what had to be guessed or set right for it.

    In this order: byte order mark, charset of the Content-Type header, declaration in the first
    4 KB, UTF-8, a guess. Where bytes contradict the declared charset, they are right: what reads
    as UTF-8 is UTF-8, and what was declared as UTF-8 and is not is guessed, windows-1252 for old
    German blogs. Single bytes of windows-1252 in a UTF-8 page become its letters, other bad ones
    U+FFFD. Letters that were encoded twice are set right, in a `str` too. Never raises.

    >>> decode_with_notes("Grüße".encode("cp1252"), "text/html; charset=utf-8")
    ('Grüße', ('declared as utf-8, which it is not: read as windows-1252, a guess',))
    """
    text, note = (data, None) if isinstance(data, str) else _read(data, content_type)
    text, runs = mend(text.replace("\x00", ""))
    notes = [note] if note else []
    if runs:
        notes.append(f"letters that were encoded twice were set right ({_places(runs)})")
    return text, tuple(notes)


def _read(data: bytes, content_type: str | None) -> tuple[str, str | None]:
    for mark, charset in _BOMS:
        if data.startswith(mark):
            plain = data[len(mark) :]
            return _mixed(plain) if charset == "utf-8" else (plain.decode(charset, "replace"), None)
    declared = _charset_of(data, content_type)
    if declared and declared.startswith(_NO_ASCII):
        return data.decode(declared, "replace"), None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _read_other(data, declared)
    if declared is None and data.isascii() and any(escape in data for escape in _JAPANESE_ESCAPES):
        return data.decode("iso2022_jp", "replace"), _GUESSED.format("iso-2022-jp")
    return text, None


def _read_other(data: bytes, declared: str | None) -> tuple[str, str | None]:
    """Read what is not, or not all of it, UTF-8."""
    if declared and declared.startswith(_MANY_BYTES):
        return data.decode(declared, "replace"), None
    if _is_mostly_utf8(data):
        return _mixed(data)
    if declared and declared != "utf-8":
        return data.decode(declared, "replace"), None
    guessed = guess_charset(data)
    note = (_WRONG if declared else _GUESSED).format(guessed.replace("cp125", "windows-125"))
    return data.decode(guessed, "replace"), note


def _mixed(data: bytes) -> tuple[str, str | None]:
    text, runs = read_mixed(data)
    note = f"not all of it is UTF-8: some was windows-1252 ({_places(runs)})"
    return text, note if runs else None


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether more characters are sound UTF-8 than broken."""
    text = data.decode("utf-8", "replace")
    stated = data.count("\ufffd".encode())
    bad = text.count("\ufffd") - stated
    good = len(text) - len(text.encode("ascii", "ignore")) - bad
    return good >= bad


def _charset_of(data: bytes, content_type: str | None) -> str | None:
    """Return the codec that the bytes or their declarations name; None where they are silent."""
    for pattern, charset in _BARE_UTF16:
        if pattern.match(data[:200]):
            return charset
    header = (content_type or "").encode("ascii", "ignore")
    for declared in (_charset_in(_IN_HEADER, header), _charset_in(_IN_DATA, data[:_HEAD])):
        # A declaration that can be read in ASCII is not written in what it declares here.
        if declared and not declared.startswith("utf-16"):
            return declared
        if declared and b"\x00" in data[:_HEAD]:
            return declared
    return None


def _charset_in(pattern: re.Pattern[bytes], declaration: bytes) -> str | None:
    """Return the codec for a declared charset, as browsers read it (WHATWG Encoding Standard)."""
    found = pattern.search(declaration)
    if not found:
        return None
    label = found[1].decode("ascii")
    try:
        encoding = webencodings.lookup(label) or webencodings.lookup(codecs.lookup(label).name)
    except LookupError:
        return None
    name = encoding.codec_info.name if encoding else "replacement"
    if name in {"replacement", "x-user-defined"}:
        return None
    return "gb18030" if name == "gbk" else str(name)


def _places(count: int) -> str:
    return "1 place" if count == 1 else f"{count:,} places"


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
