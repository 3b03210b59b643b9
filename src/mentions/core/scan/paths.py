"""Whether an address that leads to a tracked host can be one of an article's."""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from urllib.parse import unquote

from mentions.core.index import ArticleIndex
from mentions.urls.canonical import canonical_url
from mentions.urls.hosts import bare_host
from mentions.urls.identity import page_of

# What stands in paths and is nothing else: not the end of an address, nothing encoded.
_SIMPLE = re.compile(rb"[A-Za-z0-9_~./\\-]*")
_DOTS = re.compile(r"/\.{1,2}(?:/|\Z)")
_GLUED = re.compile(r"https?\Z", re.IGNORECASE)
_SLASHES = re.compile(r"/{2,}")
# Characters that stay themselves in a path, and those after which an address has ended in any case.
_LITERAL = b"!'()*,:;@$+="
_ENDS = b' ">'
# What a reader may read over: markup in a text, line breaks in an attribute.
_OVER = re.compile(rb"<[^<>]{0,2000}>|[\t\r\n]+")
_MAX_BREAKS, _MAX_PATH = 20, 8192
# The rest of an address behind a wrapper's host, and names in it.
_MAX_REST = 4096
_REST = re.compile(rb"[^ \"<>]*")
_NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)+")
_OPAQUE = ("urldefense.", ".translate.goog")
_ALIASES = {"youtu.be": "youtube.com", "redd.it": "reddit.com"}


class Paths:
    """The addresses of all articles, in order: what can begin like one is found at once."""

    __slots__ = ("_addresses", "_index")

    def __init__(self, index: ArticleIndex) -> None:
        self._index = index
        self._addresses = sorted(index.addresses)

    def tracks(self, host: str) -> bool:
        """Whether something is tracked on a host."""
        return bare_host(host) in self._index.hosts

    def may_lead(self, host: str, text: bytes, at: int) -> bool:
        """Whether an address can be an article's, however it goes on and wherever it ends.

        Args:
            host: Lower case, plain; something is tracked on it.
            text: Where it stands.
            at: Where the host ends.
        """
        site = f"https://{bare_host(host)}"
        path = ""
        for _ in range(_MAX_BREAKS):
            run = _SIMPLE.match(text, at, at + _MAX_PATH)
            if run:
                path, at = path + run[0].decode("ascii").replace("\\", "/"), run.end()
            if _DOTS.search(path) or self._is_known(site, path) or len(path) > _MAX_PATH:
                return True
            over = _OVER.match(text, at)
            if over is None:
                return self._goes_on(site, path, text[at : at + 1])
            at = over.end()
        return True

    def _is_known(self, site: str, path: str) -> bool:
        """Whether an article has this path, or the part of it that a text would end at."""
        ends = {path, path.rstrip(".")}
        if _GLUED.search(path):
            ends.add(_GLUED.sub("", path))
        return any(self._index.page(site + end) for end in ends)

    def _goes_on(self, site: str, path: str, stop: bytes) -> bool:
        """Whether an article has an address that goes on like this one."""
        if not stop or stop in _ENDS or stop < b" ":
            return False
        if stop in b"?#":
            page = canonical_url(page_of(site + path))
            return self._begins(f"{page}?") or self._begins(f"{page}#")
        so_far = site + _SLASHES.sub("/", path)
        if stop in _LITERAL:
            return self._begins(so_far + stop.decode("ascii")) or (stop == b":" and not path)
        # What follows may be the accent of the last letter.
        return self._begins(so_far[:-1] if path and path[-1].isalpha() else so_far)

    def _begins(self, beginning: str) -> bool:
        at = bisect_left(self._addresses, beginning)
        return at < len(self._addresses) and self._addresses[at].startswith(beginning)

    def may_wrap(self, host: str, text: bytes, at: int) -> bool:
        """Whether a wrapper that writes its target without scheme, or in a code, may hide one.

        Args:
            host: Of the wrapper, lower case, plain.
            text: Where it stands.
            at: Where the host ends.
        """
        bare = bare_host(host)
        if bare in _ALIASES:
            return _ALIASES[bare] in self._index.hosts
        if any(mark in bare for mark in _OPAQUE):
            return True
        tail = _plain(text[at : at + _MAX_REST])
        if bare == "bing.com" and "/ck/" in tail:
            return True
        if bare.startswith(("google.", "bing.")) and "/amp/" not in tail:
            return False
        return not tail.isascii() or any(map(self.tracks, _NAME.findall(tail)))


def _plain(text: bytes) -> str:
    """Return the rest of an address with all encodings undone, in lower case."""
    rest = _REST.match(_OVER.sub(b"", text))
    tail = rest[0].decode("utf-8", "replace") if rest else ""
    for _ in range(4):
        tail = unquote(html.unescape(tail))
    return tail.replace("\\", "/").lower()
