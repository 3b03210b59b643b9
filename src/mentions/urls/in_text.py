"""Addresses in plain text: comments, tweets, notes (section 4.6 of our sources)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mentions.urls.address import INVISIBLE, address_of
from mentions.urls.hosts import is_shortener, is_shortener_host
from mentions.urls.join import MAX_LENGTH

_INVISIBLE = str.maketrans("", "", INVISIBLE)

# An address starts at its scheme wherever that stands; at "www." or a host only where a word
# does, so neither in a mail address nor in the middle of a path.
_START = re.compile(
    r"(?P<scheme>https?://)"
    r"|(?<![\w.@/:-])www\.(?=\w)"
    r"|(?<![\w.@/:-])(?P<host>(?:[a-z0-9-]{1,63}\.){1,3}[a-z]{2,10})/(?=[a-z0-9_~-])",
    re.IGNORECASE,
)

# Where an address ends though the next character could go on: another address glued to it
# (after one of the signs listed it is a part of this one), and HTML that was not unescaped.
_ENDS = (
    r"(?<![/=?&#:,%+!])https?://"
    r"|&(?:quot|lt|gt|#0?3[49]|#x2[27]|nbsp|[lr]dquo|hellip|#8230);"
)
# No address goes on over white space and controls, delimiters, typographic quotes and dashes
# (except the en dash, which titles hold), arrows, symbols, CJK and full-width punctuation, emoji.
_ANY = (
    "[^"
    r"\s\x00-\x20\x7f-\xa1\xab\xbb\xbf<>\"`|\\^"
    "\u2010-\u2012\u2014-\u206f\u2190-\u2bff\u3000-\u3004\u3008-\u3020\u3030\u30fb"
    "\ufe10-\ufe6f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\ufff0-\uffff"
    "\U0001f000-\U0001faff"
    "]"
)
_RUN = re.compile(f"(?:(?!{_ENDS}){_ANY})+", re.IGNORECASE)
_ASCII_RUN = re.compile(rf"(?:(?!{_ENDS})[!#-;=?-\[\]_a-z{{}}~])+", re.IGNORECASE)
_CJK = re.compile(
    "[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff10-\uffef\U00020000-\U0003ffff]"
)
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_BRACKETS = re.compile(rf"[()\[\]\s]|{_ENDS}", re.IGNORECASE)
_PAIRS = {")": "(", "]": "[", "}": "{"}
_TRAILING = ".,;:!?'*"


def urls_in_text(text: str) -> list[str]:
    """Return the http(s) addresses in plain text, each once, in the order of the text.

    Punctuation after an address does not belong to it, brackets only where they are balanced;
    Markdown links, `<address>` and text glued to a short link are understood. Dots that mark an
    address as cut off are dropped; what is left is kept if its host can be whole. `www.host` and
    short links without scheme (`ow.ly/x`) get `http://`. Otherwise as written: call
    `canonical_url` to compare.

    >>> urls_in_text("RT @clab: Sehr gut: http://ow.ly/rDsf #fb (via www.example.org/a).")
    ['http://ow.ly/rDsf', 'http://www.example.org/a']
    >>> urls_in_text("[Wiki](https://example.org/a_(b) 'title'), bit.ly/x... and a@example.org")
    ['https://example.org/a_(b)', 'http://bit.ly/x']
    """
    return list(dict.fromkeys(_found(text.translate(_INVISIBLE))))


def _found(text: str) -> Iterator[str]:
    at = 0
    while start := _START.search(text, at):
        at = start.end()
        if start["host"] and not is_shortener_host(start["host"]):
            continue
        if start["scheme"] and _SCHEME.match(text, at):  # "http://http://..."
            continue
        end = _end(text, start.start(), at, scheme="" if start["scheme"] else "http://")
        address = _without_trailing(text[start.start() : end])
        end = start.start() + len(address)
        at = max(at, end)
        url = address if start["scheme"] else f"http://{address}"
        is_cut_off = text.startswith(("...", "…"), end)
        if _is_whole(url, is_cut_off=is_cut_off, has_scheme=bool(start["scheme"])):
            yield url


def _end(text: str, begin: int, body: int, *, scheme: str) -> int:
    """Return where the address that begins at `begin` ends, trailing punctuation included.

    Reads no further than that, so that reading a whole text takes time in proportion to it.
    """
    limit = _closing(text, text[begin - 1 : begin], body)
    run = _ASCII_RUN.match(text, body, limit)
    end = run.end() if run else body
    if _CJK.match(text, end, limit) and not _goes_on(scheme + text[begin:end], text[body:end]):
        return end
    run = _RUN.match(text, end, limit)
    return run.end() if run else end


def _closing(text: str, opener: str, body: int) -> int:
    """Return where the bracket right before an address is closed, or the end of the text."""
    if opener not in ("(", "["):
        return len(text)
    closer = ")" if opener == "(" else "]"
    depth = 1
    for found in _BRACKETS.finditer(text, body):
        if found[0] not in "()[]":
            break
        depth += (found[0] == opener) - (found[0] == closer)
        if not depth:
            return found.start()
    return len(text)


def _goes_on(url: str, body: str) -> bool:
    """Tell whether Chinese, Japanese or Korean characters belong to the ASCII address before.

    They do in a host, and right after a separator of the path, as in the titles of Wikipedia;
    elsewhere, and after a short link, they are the text that goes on without a space.
    """
    if not body or ("/" not in body and body.endswith(".")):
        return True
    return body.endswith(("/", "=", "-", "_", "#")) and not is_shortener(url + "x")


def _without_trailing(candidate: str) -> str:
    surplus = {
        closer: candidate.count(closer) - candidate.count(opener)
        for closer, opener in _PAIRS.items()
    }
    end = len(candidate)
    while end:
        char = candidate[end - 1]
        if surplus.get(char, 0) > 0:
            surplus[char] -= 1
        elif char not in _TRAILING:
            break
        end -= 1
    return candidate[:end]


def _is_whole(url: str, *, is_cut_off: bool, has_scheme: bool) -> bool:
    if len(url) > MAX_LENGTH:
        return False
    address = address_of(url)
    if address is None:
        return False
    labels = address.host.count(".") + 1
    if not has_scheme and address.host.startswith("www."):
        return labels > 2  # noqa: PLR2004 - www, a name and a top-level domain
    return labels > 1 or not is_cut_off
