"""Reddit's search as a feed: for those who have no client, only the newest posts.

Points and numbers of comments are not in it, and it is asked slowly: about once a minute.
"""

from __future__ import annotations

import re
from dataclasses import replace

from mentions.asking import Page
from mentions.model import Entry
from mentions.parse.feed import read_feed
from mentions.sources._presets import presets
from mentions.sources._presets_entries import as_meant
from mentions.sources._reddit import PLATFORM
from mentions.urls.platforms import post_id

PRESET = "reddit-rss"
# Below the posts of accounts that were deleted.
_BY_NOBODY = re.compile(r"submitted by \[deleted\](?: to r/\S{1,50})?")


def feed_posts(page: Page, url: str) -> tuple[list[Entry], int]:
    """Return the posts of an answer that link to something, and how many it holds in all.

    It is read here because what a `Read` reads is kept, and a private feed repeats its token.

    Raises:
        ParseError: It is no feed.
    """
    document = read_feed(page.body, url=url, content_type=page.content_type)
    preset = next(one for one in presets() if one.name == PRESET)
    entries = as_meant(document, preset).entries
    posts = {one.url: one for one in reversed(list(map(_post, entries))) if one.url and one.links}
    return list(reversed(posts.values())), len(document.entries)


def _post(entry: Entry) -> Entry:
    """Return a post without what Reddit writes around it, as the interface would give it."""
    own = post_id(entry.url or "")
    links = tuple(
        link
        for link in entry.links
        if not (own and post_id(link.url) == own) and not _BY_NOBODY.fullmatch(link.context or "")
    )
    lines = (entry.text or "").splitlines()
    text = "\n".join(one for one in lines if not _BY_NOBODY.fullmatch(one))
    url = entry.url if own else None
    return replace(entry, url=url, links=links, text=text or entry.title, platform=PLATFORM)
