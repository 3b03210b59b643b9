"""Stories of Lobsters by their short ids; comments have no address of their own there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mentions.asking import Request
from mentions.model import Entry
from mentions.sources._again import LookingAgain, server_of
from mentions.sources._answers import ask_object
from mentions.sources._lobsters import story_entry, story_id
from mentions.urls.address import address_of

_PATH = re.compile(r"/s/([A-Za-z0-9]{4,12})(?:/[^/]*)?/?")


def post_in(url: str) -> str | None:
    """Return the address at which a site tells of a story.

    >>> post_in("https://lobste.rs/s/q4tnz7/short_links")
    'https://lobste.rs/s/q4tnz7.json'
    """
    address = address_of(url)
    found = _PATH.fullmatch(address.path) if address else None
    if address is None or found is None or address.fragment:
        return None
    return f"{server_of(address)}/s/{found[1]}.json"


def look_again(posts: Sequence[str]) -> LookingAgain:
    """Ask for each story."""
    found: dict[str, Entry | None] = {}
    for url in posts:
        story = yield from ask_object(Request(url=url))
        home = url.partition("/s/")[0]
        if url != f"{home}/s/{story_id(story)}.json":
            continue
        if story.get("is_deleted") is True:
            found[url] = None
        elif entry := story_entry(story, home):
            found[url] = entry
    return found
