"""Stories and comments by their number, from the site's own interface: it says what is deleted.

https://github.com/HackerNews/API
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from mentions.asking import Request, Setup, ask
from mentions.errors import ParseError
from mentions.model import Entry
from mentions.parse.jsontext import load_json
from mentions.sources._again import LookingAgain
from mentions.sources._hackernews import item_entry
from mentions.urls.address import address_of

HOME = "https://hacker-news.firebaseio.com"
_NUMBER = re.compile(r"[0-9]{1,19}")


def post_in(url: str) -> str | None:
    """Return the number of a story or comment; the fragment names a comment in its thread.

    >>> post_in("https://news.ycombinator.com/item?id=42"), post_in("https://a.example/")
    ('42', None)
    """
    address = address_of(url)
    if address is None or address.path != "/item":
        return None
    numbers = (address.fragment, *address.values("id"))
    return next((number for number in numbers if _NUMBER.fullmatch(number)), None)


def look_again(posts: Sequence[str], setup: Setup) -> LookingAgain:
    """Ask for each; deleted and dead ones are not there for the public."""
    # The owner's first instance stands for the search, a second one for this interface.
    home = (setup.instances[1:2] or (HOME,))[0]
    found: dict[str, Entry | None] = {}
    for number in posts:
        url = f"{home}/v0/item/{number}.json"
        page = yield from ask(Request(url=url))
        item = load_json(page.body, url=url, content_type=page.content_type)
        if item is None or _is_gone(item, url):
            found[number] = None
        elif entry := item_entry(item):
            found[number] = entry
    return found


def _is_gone(item: object, url: str) -> bool:
    if not isinstance(item, Mapping):
        raise ParseError(url, "the answer is no story or comment; check the address")
    told: Mapping[str, Any] = item
    return told.get("deleted") is True or told.get("dead") is True
