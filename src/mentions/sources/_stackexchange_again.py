"""Questions and answers by their numbers: what the API leaves out is deleted."""

from __future__ import annotations

import re

from mentions.urls.address import address_of
from mentions.urls.platforms import platform_of

_PATH = re.compile(r"/(?:(q|a)|(questions))/([0-9]{1,18})(?:/.*)?")
_ANSWER = re.compile(r"(?:answer-)?([0-9]{1,18})")


def post_in(url: str) -> str | None:
    """Return site, kind and number of the post at a permalink.

    >>> post_in("https://unix.stackexchange.com/questions/7/why#12")
    'unix.stackexchange.com answer 12'
    """
    address = address_of(url)
    if address is None or platform_of(url) not in {"stackoverflow", "stackexchange"}:
        return None
    found = _PATH.fullmatch(address.path)
    if found is None:
        return None
    answer = _ANSWER.fullmatch(address.fragment) if found[2] else None
    kind, number = ("answer", answer[1]) if answer else (found[1] or "q", found[3])
    named = {"q": "question", "a": "answer"}.get(kind, kind)
    return f"{address.host.removeprefix('www.')} {named} {number}"
