"""The tags of a feed that is no XML: put right before a parser has to guess.

libxml2 reads on behind a tag that does not match, but takes what follows for something else: one
`</b>` too many closes the entry, and the next ones with it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

_MARKUP = re.compile(r"<(description|content:encoded|title)(?:\s[^<>]{0,200})?>", re.IGNORECASE)
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z_][\w:.-]{0,100})(?P<rest>[^<>]*)>")
_ENTRY = re.compile(r"<(?:[a-z][\w.-]{0,30}:)?(?:item|entry)(?=[\s/>])", re.IGNORECASE)
_COMMENT, _COMMENT_END = "<!--", "-->"


def mended(text: str) -> str:
    """Return XML whose tags match, with everything below RSS text elements escaped.

    HTML stands unescaped in the entries of such feeds and leaves tags open.

    >>> mended("<item><title><b>a</title></b><link>c</item>")
    '<item><title>&#60;b>a</title><link>c</link></item>'
    """
    return "".join(_balanced(_shielded(text)))


def entries_begun(text: str) -> int:
    """Return how many entries begin in the text of a feed."""
    return sum(len(_ENTRY.findall(piece)) for piece in _without_comments(text))


def _without_comments(text: str) -> Iterator[str]:
    place = 0
    while (opened := text.find(_COMMENT, place)) >= 0:
        yield text[place:opened]
        closed = text.find(_COMMENT_END, opened)
        place = closed + len(_COMMENT_END) if closed >= 0 else len(text)
    yield text[place:]


def _shielded(text: str) -> str:
    pieces = []
    place = 0
    unclosed: set[str] = set()
    while opening := _MARKUP.search(text, place):
        name = opening[1]
        closed = text.find(f"</{name}>", opening.end()) if name not in unclosed else -1
        if closed < 0:
            unclosed.add(name)
            pieces.append(text[place : opening.end()])
            place = opening.end()
            continue
        inner = text[opening.end() : closed]
        # Entities are left alone: only the tags were forgotten.
        shield = inner.replace("<", "&#60;") if "<" in inner else inner
        pieces += [text[place : opening.end()], shield]
        place = closed
    return "".join([*pieces, text[place:]])


def _balanced(text: str) -> Iterator[str]:
    """Yield the text, every element closed where the one around it is, and nothing else closed."""
    opened: list[str] = []
    count: Counter[str] = Counter()
    for piece in _without_comments(text):
        place = 0
        for tag in _TAG.finditer(piece):
            yield piece[place : tag.start()]
            place = tag.end()
            name = tag["name"]
            if not tag["end"]:
                yield tag[0]
                if not tag["rest"].endswith("/"):
                    opened.append(name)
                    count[name] += 1
            elif count[name]:
                yield from _closed(name, opened, count)
        yield piece[place:]


def _closed(name: str, opened: list[str], count: Counter[str]) -> Iterator[str]:
    while True:
        last = opened.pop()
        count[last] -= 1
        yield f"</{last}>"
        if last == name:
            return
