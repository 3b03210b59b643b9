"""Posts and comments of Lemmy by their numbers, asked of the server they were written on.

https://join-lemmy.org/docs/contributors/04-api.html
1.x still answers these two questions as 0.19 does. A server whose interface is gone answers 404
like one that has no such post, so the interface itself is asked for then.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping, Sequence
from typing import Any

from mentions.asking import Given, Question, Request
from mentions.errors import MissingError, SourceError, UnsupportedError
from mentions.model import Entry
from mentions.parse.jsontext import mapping
from mentions.sources._again import LookingAgain, server_of
from mentions.sources._answers import ask_object, number_id
from mentions.sources._lemmy import view_entry
from mentions.urls.address import address_of

_PATH = re.compile(r"/(post|comment)/([0-9]{1,18})/?")
_ASKED = re.compile(r"(.+)/api/v3/(post|comment)\?id=([0-9]+)")


def post_in(url: str) -> str | None:
    """Return the address at which a server tells of a post or comment.

    >>> post_in("https://lemmy.example/comment/7")
    'https://lemmy.example/api/v3/comment?id=7'
    """
    address = address_of(url)
    found = _PATH.fullmatch(address.path) if address else None
    if address is None or found is None:
        return None
    return f"{server_of(address)}/api/v3/{found[1]}?id={found[2]}"


def look_again(posts: Sequence[str], homes: Sequence[str]) -> LookingAgain:
    """Ask for each.

    Args:
        posts: As `post_in` names them.
        homes: Servers that are asked anyhow; of others robots.txt decides.
    """
    found: dict[str, Entry | None] = {}
    for url in posts:
        asked = _ASKED.fullmatch(url)
        if asked is None:
            continue
        home, kind, number = asked.groups()
        known = home in homes
        try:
            answer = yield from ask_object(Request(url=url, discovered=not known))
        except MissingError as error:
            yield from _check_interface(home, error, known=known)
            raise
        view = mapping(answer.get(f"{kind}_view"))
        told = mapping(view.get(kind))
        if str(number_id(told, "id")) != number:
            continue
        if told.get("deleted") is True or told.get("removed") is True:
            found[url] = None
        elif entry := view_entry(view, kind, home):
            found[url] = entry
    return found


def _check_interface(
    home: str, missing: MissingError, *, known: bool
) -> Generator[Question, Given, None]:
    """Make sure that a server which has not got a post has got the interface.

    Raises:
        UnsupportedError: It has not, so nothing is known of the post.
    """
    site: Mapping[str, Any] = {}
    try:
        site = yield from ask_object(Request(url=f"{home}/api/v3/site", discovered=not known))
    except SourceError as error:
        why = f"cannot be asked about single posts: {error.why}"
        raise UnsupportedError(missing.url, why) from error
    if not mapping(site.get("site_view")):
        raise UnsupportedError(missing.url, "is no Lemmy of a version we know (0.19 or 1.x)")
