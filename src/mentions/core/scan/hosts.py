"""Every place in a text where the host of an address may begin, and which host that is."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from urllib.parse import unquote_to_bytes

from mentions.urls.address import INVISIBLE
from mentions.urls.hosts import domain_families, host_of

# A host as it is mostly written, no longer than the DNS allows; then, where something follows that
# may hide the rest of it, what follows. It is looked at, not consumed: another may begin in it.
_RUN = rb"[a-zA-Z0-9._-]{0,260}"
_ODD = (
    rb"(?:[<\t\r\n\x80-\xff]"
    # Not odd is what ends a host in any case: encoded delimiters, the next parameter.
    rb"|%(?!(?:25)*(?:2[0236fF]|3[aAdDfF]))|&(?!(?:quot|lt|gt|nbsp|apos);|#0?3[49];|amp;[a-z_]+=))"
)
AHEAD = rb"(?=(" + _RUN + rb"(?:" + _ODD + rb"[\x00-\xff]{0,240})?))"
_REACH = 240
_SLASHES = re.compile(rb"//[/\\]*" + AHEAD)
# Browsers need no slashes after a scheme, and drop line breaks between them.
_COLON = re.compile(rb":(?<=[psPS>\t\r\n]:)(?!//[a-zA-Z0-9])[/\\]*" + AHEAD)
_BREAK = re.compile(rb"\n(?<=[/\\]\n)[\t\r\n]*[/\\]+" + AHEAD)
# "www." in a text in lower case, perhaps with a tag in it; after a scheme the host is seen anyway.
_WWW = re.compile(rb"w(?:\.(?<!//www\.)|<[^<>]{0,99}>\.)" + AHEAD)
_CODE = rb"(?:25)*(?:2[fF]|5[cC])"
_NEXT = rb"(?:[/\\]|%" + _CODE + rb")"
# By the byte that each begins with; few texts hold many of them.
_RARE = tuple(
    (mark, re.compile(pattern + AHEAD))
    for mark, pattern in (
        # Two slashes are needed, or one after a colon.
        (b"\\", rb"\\(?:[/\\]+|(?<=[/\\:]\\))"),
        (b"%", rb"%%(?:(?<=[/\\:aA\t\r\n]%%)%b%b*|%b%b+)" % (_CODE, _NEXT, _CODE, _NEXT)),
        (b"@", rb"@"),
        (b"\r", rb"\r(?<=[/\\]\r)[\t\r\n]*[/\\]+"),
        (b"\t", rb"\t(?<=[/\\]\t)[\t\r\n]*[/\\]+"),
    )
)
_PIECE_SIZE = 500_000
# One in so many bytes is found faster one by one; whether it is shows soon.
_SPARSE, _TRIES = 1500, 8
_WHOLE_RUN = re.compile(_RUN)
_VARIANT = re.compile(rb"(?:(?:www[0-9]?|m|mobile|amp)\.)+")
# A scheme glued to the host before it: "example.orghttp://".
_GLUED = (b"http", b"https")
_PIECE = re.compile(
    rb"(?P<plain>[a-zA-Z0-9._-]+)|(?P<none>[\t\r\n]+|<[^<>]*>)|(?P<torn><[^<>]*\Z)"
    rb"|(?P<entity>&(?:amp;){0,4}#?\w{1,31};?)|(?P<percent>(?:%(?:25)*[0-9a-fA-F]{2})+)"
    rb"|(?P<high>[\x80-\xff]+)|(?P<slash>[/\\]+)"
)
_NONE = re.compile(rb"[\t\r\n]+|<[^<>]*>")
_HOST = re.compile(rb"[^\s/\\\"'<>?#:]*")
# A dot in a host, or what may be one of the characters that Unicode takes for one.
_DOTTED = re.compile(rb"[.&]|%(?:25)*e[3f]|\xe3\x80\x82|\xef[\xbc\xbd]")
_PERCENT_AGAIN = re.compile(rb"%(?:25)+")
_DROPPED = str.maketrans("", "", INVISIBLE + "\t\r\n")
# Only what can end a host in every reading of it: what a text leaves out may be part of a link.
_END = re.compile(r"[/\\?#:@\s\"'<>]")
# What the Unicode rules for hosts take for a dot.
_DOT = re.compile("[.\u3002\uff0e\uff61]")
_WORD = re.compile(r"[\w.-]*")
_ASCII_WORD = re.compile(r"[\w.-]*", re.ASCII)
_MAX_PIECES = 60


def tokens_in(text: bytes, lowered: bytes) -> set[bytes]:
    """Return what stands wherever a host may begin, each once, in the case in which it stands.

    A token is a host, or the beginning of one with what follows it. Most are no hosts at all.

    Args:
        text: Where to look.
        lowered: The same in lower case.
    """
    found = {text[slice(*match.span(1))] for match in _WWW.finditer(lowered)}
    for pattern in (_SLASHES, _COLON, _BREAK):
        found.update(all_of(pattern, text))
    for mark, pattern in _RARE:
        found.update(match[1] for match in matches_at(mark, pattern, text))
    return found


def all_of(pattern: re.Pattern[bytes], text: bytes) -> set[Any]:
    """Return what a pattern finds, each once.

    Piece by piece, as all of it may be a hundred times the text. What stands near the end of a
    piece is found twice, at worst in two lengths.
    """
    found: set[Any] = set()
    for at in range(0, len(text), _PIECE_SIZE):
        found.update(pattern.findall(text, at, at + _PIECE_SIZE + 2 * _REACH))
    return found


def matches_at(mark: bytes, pattern: re.Pattern[bytes], text: bytes) -> Iterator[re.Match[bytes]]:
    """Yield what matches at a byte with which every match begins, and which is mostly rare."""
    at, number = text.find(mark), 0
    while at >= 0 and (number < _TRIES or at > number * _SPARSE):
        if found := pattern.match(text, at):
            yield found
        at, number = text.find(mark, at + 1), number + 1
    if at >= 0:
        yield from pattern.finditer(text, at)


def may_end_in(parents: tuple[bytes, ...], run: bytes, token: bytes) -> bool:
    """Whether a token may be a sub-domain of one of some hosts: its beginning says nothing.

    Args:
        parents: With the dot before them.
        run: Its plain beginning.
        token: All of it.
    """
    if token[len(run) : len(run) + 1] not in b"<\t\r\n":
        return True
    host = _HOST.match(_NONE.sub(b"", token).lower())
    name = host[0] if host else b""
    if not _DOTTED.search(name):
        return False
    return run_of(name) != name or any(parent in name for parent in parents)


def ends_of(run: bytes, text: bytes) -> Iterator[int]:
    """Yield where a plain run ends, each time it occurs."""
    at = text.find(run)
    while at >= 0:
        at += len(run)
        yield at
        at = text.find(run, at)


def run_of(token: bytes) -> bytes:
    """Return the beginning of a token that is plain."""
    found = _WHOLE_RUN.match(token)
    return found[0] if found else b""


@lru_cache(maxsize=16_384)
def core_of(host: bytes) -> bytes:
    """Return a host without everything that `bare_host` may take off, and perhaps more.

    Of domains that are one service, the one that stands for all, however the name goes on.

    >>> core_of(b"www.m.example.org."), core_of(b"m.example"), core_of(b"jens.blogspot.d")
    (b'example.org', b'example', b'jens.blogspot.com')
    """
    variant = _VARIANT.match(host)
    core = (host[variant.end() :] if variant else host).rstrip(b".")
    for label, main in _families():
        at = core.find(label)
        if at > 0:
            return core[: at + 1] + main
    return core


@cache
def _families() -> tuple[tuple[bytes, bytes], ...]:
    return tuple((f".{label}".encode(), main.encode()) for label, main in domain_families())


def cores_of(run: bytes) -> Iterator[bytes]:
    """Yield the hosts that a plain run may be, as `core_of` returns them."""
    yield core_of(run)
    for scheme in _GLUED:
        if run.endswith(scheme):
            yield core_of(run[: -len(scheme)])


@dataclass(frozen=True, kw_only=True, slots=True)
class Hidden:
    """What a token hides.

    Attributes:
        hosts: Each host that it may be, as `core_of` returns it.
        begun: Where it goes on for too long: what a host in it begins with.
    """

    hosts: frozenset[bytes]
    begun: frozenset[bytes] = frozenset()


def hidden_in(token: bytes) -> Hidden:
    """Return the hosts that a token may be, whatever is encoded in it or stands between.

    Args:
        token: As it stands.
    """
    names: set[str] = set()
    built = ["", ""]
    at = 0
    for _ in range(_MAX_PIECES):
        found = _PIECE.match(token, at)
        if found is None or (found["slash"] and any(built)) or all(map(_END.search, built)):
            # Nothing that can stand in a host, or the end of what is looked at.
            is_cut = at == len(token) > _REACH
            return _hidden(names.union(built), built if is_cut else [])
        if found["torn"]:
            break
        at = found.end()
        if found["none"]:
            # Here a reader may see the end of the address, or nothing at all.
            names.update(built)
        elif not found["slash"]:
            built = [so_far + more for so_far, more in zip(built, _piece(found), strict=True)]
    return _hidden(names.union(built), built)


def _hidden(names: Iterable[str], begun: Iterable[str]) -> Hidden:
    return Hidden(
        hosts=frozenset(host for name in names for host in _hosts_named(name)),
        begun=frozenset(name.lower().encode("utf-8", "ignore") for name in begun if name),
    )


def _piece(found: re.Match[bytes]) -> tuple[str, str]:
    if found["plain"]:
        text = found["plain"].decode("ascii")
        return text, text
    if found["entity"]:
        text = found["entity"].decode("ascii", "ignore")
        for _ in range(5):
            text = html.unescape(text)
        text = text.translate(_DROPPED)
        return text, text
    raw = found["high"]
    if not raw:
        raw = unquote_to_bytes(_PERCENT_AGAIN.sub(b"%", found["percent"]))
    return _read(raw, "utf-8"), _read(raw, "cp1252")


def _read(raw: bytes, charset: str) -> str:
    return raw.decode(charset, "replace").translate(_DROPPED)


def _hosts_named(name: str) -> Iterator[bytes]:
    """Yield the hosts that a text begins with, wherever a reader may end it."""
    end = _END.search(name)
    whole = name[: end.start()] if end else name
    plain = _ASCII_WORD.match(whole)
    if plain:
        yield from cores_of(plain[0].lower().encode())
    is_shown = not whole.isascii() and _DOT.search(whole)
    if is_shown or whole[-1:].isdigit() or "0x" in whole:
        words = _WORD.match(whole)
        for shown in {whole, words[0] if words else ""}:
            yield core_of(host_of(f"http://{shown}").encode())
