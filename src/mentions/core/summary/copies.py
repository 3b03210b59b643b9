"""Under which other addresses one act stands: counted once, and listed beneath."""

from __future__ import annotations

from collections.abc import Iterable

from mentions.model import Channel, Mention
from mentions.urls.identity import permalink_key


def copies_of(mention: Mention, seen: Iterable[str]) -> tuple[str, ...]:
    """Return the other addresses of an act, each page once; its own comes in no form.

    Args:
        mention: The act.
        seen: Addresses under which it was seen, in the order to show.
    """
    is_comment = mention.channel is Channel.COMMENT
    pages = {permalink_key(mention.url, is_comment=is_comment)} if mention.url else set()
    copies = []
    for url in (*mention.syndication, *seen):
        page = permalink_key(url, is_comment=is_comment)
        if page not in pages:
            pages.add(page)
            copies.append(url)
    return tuple(copies)
