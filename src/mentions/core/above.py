"""On which pages a comment stands, as far as its own address says so."""

from __future__ import annotations

from collections.abc import Iterator

from mentions.urls.identity import page_of, permalink_key
from mentions.urls.platforms import post_id

_DEEPEST_PATH = 10  # segments of an address; no network needs more for a comment


def pages_above(url: str) -> Iterator[str]:
    """Yield the permalink keys of the pages on which a comment stands, nearest first.

    That is its address without the comment's fragment; on a known network also each beginning of
    the path that is a post of its own. Total, and bounded.

    >>> list(pages_above("https://other.example/post#comment-3"))
    ['https://other.example/post']
    >>> list(pages_above("https://www.reddit.com/r/de/comments/abc/weg_damit/def/"))
    ['reddit:abc']
    """
    own = permalink_key(url, is_comment=True)
    done = {own}
    page = page_of(url)
    if page != url and (key := permalink_key(page)) not in done:
        done.add(key)
        yield key
    if post_id(url) is None:
        return
    path = page.partition("?")[0].partition("#")[0].rstrip("/")
    for _ in range(_DEEPEST_PATH):
        path = path.rpartition("/")[0]
        if (above := post_id(path)) and above not in done:
            done.add(above)
            yield above
