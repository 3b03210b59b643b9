"""Posts of Bluesky by their names, up to 25 at a time (lexicon app.bsky.feed.getPosts).

Only an address under the account's number names a post for good: a handle may change hands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote, urlencode

from mentions.asking import Request, Setup
from mentions.errors import ParseError
from mentions.model import Entry
from mentions.parse.jsontext import mappings
from mentions.sources._again import LookingAgain
from mentions.sources._answers import ask_object
from mentions.sources._bluesky_posts import POST, WEB, post_at, post_id, read_share
from mentions.sources._bluesky_spread import xrpc
from mentions.sources._microblog import AS_JSON
from mentions.urls.address import address_of

_PATH = re.compile(r"/profile/([^/]{1,300})/post/([^/]{1,80})/?")


def post_in(url: str) -> str | None:
    """Return the at:// address of the post at a permalink; None of one that names a handle.

    >>> post_in("https://bsky.app/profile/did:plc:abc/post/3l")
    'at://did:plc:abc/app.bsky.feed.post/3l'
    """
    address = address_of(url)
    if address is None or f"https://{address.host}" != WEB:
        return None
    found = _PATH.fullmatch(unquote(address.path))
    post = post_id(found[1], POST, found[2]) if found else None
    return post.uri if post else None


def look_again(posts: Sequence[str], home: str, setup: Setup) -> LookingAgain:
    """Ask for posts; of those that are deleted, or whose account is, nothing comes."""
    base = next(iter(setup.instances), home)
    url = xrpc(base, "feed.getPosts")
    query = urlencode([("uris", uri) for uri in posts])
    answer = yield from ask_object(Request(url=f"{url}?{query}", headers=AS_JSON))
    if not isinstance(answer.get("posts"), list):
        raise ParseError(url, "the answer has no list of posts; check the address")
    views = {_uri(view): view for view in mappings(answer, "posts")}
    found: dict[str, Entry | None] = {}
    for uri in posts:
        view = views.get(uri)
        if view is None:
            found[uri] = None
        # A post that asks not to be shown to the public is there, and is not read.
        elif share := read_share(view, ""):
            found[uri] = share.entry
    return found


def _uri(view: Mapping[str, Any]) -> str | None:
    post = post_at(view.get("uri"))
    return post.uri if post else None
