r"""Bytes as they come -> bytes in which addresses can be seen.

A host can hide in a charset, behind entities (`&#46;`), JSON escapes (`\u002f`) and
percent-encoding (`%2e`). What hides nothing is recognised by one look at each of the few signs
that could.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote_to_bytes

from mentions.core.scan.hosts import matches_at

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BARE_UTF16 = (
    (re.compile(rb"(?:\s\x00)*<\x00[!-~]\x00"), "utf-16-le"),
    (re.compile(rb"(?:\x00\s)*\x00<\x00[!-~]"), "utf-16-be"),
)
# Wherever a declaration may stand: more is believed here than by a reader. Lower case.
_DECLARED = tuple(
    re.compile(word + rb"\s*=\s*[\"']?\s*([a-z0-9_:.-]{2,40})")
    for word in (rb"charset", rb"encoding")
)
_HEAD = 4096
# In these every ASCII byte is that character, and the others are read where one stands in a host.
_PLAIN = frozenset(["utf-8", "ascii", "iso8859-1", "cp1252"])
_ASCII_BELOW = ("cp125", "iso8859", "koi8", "mac")


def readings(body: bytes, content_type: str | None) -> Iterator[bytes]:
    """Yield a body as UTF-8, or nearly so, in every charset in which it may be meant.

    Bytes above ASCII may be UTF-8 or windows-1252 in what comes back.

    Args:
        body: As served.
        content_type: The header, for its charset.
    """
    for mark, charset in _BOMS:
        if body.startswith(mark):
            yield _recoded(body[len(mark) :], charset) or b""
            return
    wide = next((name for sign, name in _BARE_UTF16 if sign.match(body[:200])), None)
    names = dict.fromkeys([*([wide] if wide else []), *_declared(body, content_type)])
    for name in names:
        recoded = _recoded(body, name) if _differs(body, name) else None
        if recoded:
            yield recoded
    yield body.replace(b"\x00", b"") if b"\x00" in body else body


def _declared(body: bytes, content_type: str | None) -> Iterator[str]:
    header = (content_type or "").encode("ascii", "ignore")
    # Their order does not matter here: each is tried.
    for name in (found for head in (header, body[:_HEAD]) for found in _named(head.lower())):
        try:
            yield codecs.lookup(name.decode("ascii")).name
        except LookupError:
            continue


def _named(head: bytes) -> Iterator[bytes]:
    for pattern in _DECLARED:
        yield from pattern.findall(head)


def _differs(body: bytes, charset: str) -> bool:
    if charset in _PLAIN or (charset.startswith(_ASCII_BELOW) and body.isascii()):
        return False
    return b"\x00" in body or not charset.startswith(("utf-16", "utf-32"))


def _recoded(body: bytes, charset: str) -> bytes | None:
    errors = "replace" if charset.startswith(("utf-16", "utf-32")) else "strict"
    try:
        return body.decode(charset, errors).replace("\x00", "").encode("utf-8", "ignore")
    except (LookupError, UnicodeError):
        return None


# Characters that stand in a host or before it (letters, digits, . - _ / \ : @ %), and those that
# are dropped from one, in the ways to write them that show no such byte.
_NUMBER = (
    rb"#0{0,6}(?:(?:1(?:[03]|[01][0-9]|2[0-2]|73)|37|4[5-9]|5[0-8]|6(?:[4-9]|5279)|7[0-9]"
    rb"|8(?:[0-9]|2(?:0[3-7]|3[4-8]|88|9[4-7]))|9[0-57-9]?)(?![0-9])"
    rb"|[xX]0{0,6}(?:9|[aA]|[dD]|25|2[d-fD-F]|3[0-9aA]|40|[46][1-9a-fA-F]|5[0-9aAcCfF]|7[0-9aA]"
    rb"|[aA][dD]|200[b-fB-F]|202[a-eA-E]|2060|206[6-9]|[fF][eE][fF][fF])(?![0-9a-fA-F]))"
)
_NAMED = (
    rb"(?:period|sol|bsol|colon|commat|lowbar|UnderBar|percnt|fjlig|Tab|NewLine|shy|zwj|zwnj|lrm"
    rb"|rlm|NoBreak|ZeroWidthSpace|Negative(?:VeryThin|Thin|Medium|Thick)Space)\b"
)
# The first line passes over quotation marks and what stands between two parameters; the second is
# an ampersand that was escaped itself, perhaps several times.
_ENTITY = re.compile(
    rb"&(?!amp;[^#psbclUTNZzrfaA]|#82(?:[12][0-9]|30);)"
    rb"(?:(?:amp|AMP);?|#(?:0{0,6}38|[xX]0{0,6}26);?)*+"
    rb"(?:%b|%b)" % (_NUMBER, _NAMED)
)
# Not `%25`, `%2f`, `%3a` and `%5c`: links to share a page are full of them, and are read as such.
# Then an escape with a line break in it, as browsers drop it, or with markup, as a text shows none.
_PERCENT = re.compile(
    rb"%(?:(?P<code>(?:25)*(?:2[dDeE]|3[0-9]|40|[46][1-9a-fA-F]|5[0-9aAfF]|7[0-9aA]"
    rb"|0[9aAdD](?=[/\\]|%(?:25)*(?:2[fF]|5[cC]|0[9aAdD]))))"
    rb"|[\da-fA-F]{0,9}(?:(?P<broken>[\t\r\n]+[\da-fA-F%])|(?P<tagged><[^<>]{0,99}>[\da-fA-F%])))"
)
_TAG = re.compile(rb"<[^<>]*>")
_UNDO: dict[str, Callable[[bytes], bytes]] = {
    "code": unquote_to_bytes,
    "broken": lambda text: text.translate(None, b"\t\r\n"),
    "tagged": lambda text: _TAG.sub(b"", text),
}
# What a text may hold unseen in the middle of an address (`urls.address.INVISIBLE`), by first byte.
_UNSEEN = {
    b"\xc2": re.compile(rb"\xc2\xad"),
    b"\xe2": re.compile(rb"\xe2(?:\x80[\x8b-\x8f\xaa-\xae]|\x81[\xa0\xa6-\xa9])"),
    b"\xef": re.compile(rb"\xef\xbb\xbf"),
    # In windows-1252; in UTF-8 it never stands alone.
    b"\xad": re.compile(rb"\xad(?<=[\x00-\x7f]\xad)"),
}
_STRAY = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(128, 256)}
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_SHORT = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


def unfolded(text: bytes) -> Iterator[bytes]:
    """Yield a text with one layer of an encoding undone, for each encoding that hides something.

    Nothing comes back where no host can hide. Every layer undone can show another one.
    """
    if any(matches_at(b"&", _ENTITY, text)):
        yield _encoded(html.unescape(_decoded(text)))
    kinds = {found.lastgroup for found in matches_at(b"%", _PERCENT, text)}
    yield from (_UNDO[kind](text) for kind in kinds if kind)
    unseen = [sign for mark, sign in _UNSEEN.items() if any(matches_at(mark, sign, text))]
    if unseen:
        for sign in unseen:
            text = sign.sub(b"", text)
        yield text


# The escapes that nearly all JSON gets by with; a doubled backslash has to go first.
_USUAL = (
    (b"\\\\", b"\x00"),
    (b"\\n", b"\n"),
    (b'\\"', b'"'),
    (b"\\/", b"/"),
    (b"\\t", b"\t"),
    (b"\\r", b"\r"),
    (b"\x00", b"\\"),
)


def without_usual_escapes(text: bytes) -> bytes:
    """Return the same as `without_escapes` of a text in UTF-8, sooner where it is a usual one."""
    if b"\\" not in text:
        return text
    if b"\\u" in text or b"\\b" in text or b"\\f" in text:
        return without_escapes(text)
    for written, meant in _USUAL:
        text = text.replace(written, meant)
    return text


def without_escapes(text: bytes) -> bytes:
    """Return what the strings of a JSON text say; the text itself is no JSON any more."""
    return _encoded(_ESCAPE.sub(_unescaped, _decoded(text)))


def _decoded(text: bytes) -> str:
    """Read UTF-8, and bytes that are none as windows-1252."""
    return text.decode("utf-8", "surrogateescape").translate(_STRAY)


def _encoded(text: str) -> bytes:
    # Lost are halves of characters that JSON writes as two.
    return text.encode("utf-8", "ignore")


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else _SHORT.get(match[2], match[2])
