"""Feeds of Bluesky profiles: they show links cut off, so the posts are asked for by their ids.

https://docs.bsky.app/docs/api/app-bsky-feed-get-posts
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from mentions.asking import Batch, Given, Page, Question, Questions, Request, ask
from mentions.errors import SourceError, UnsupportedError
from mentions.model import Kind
from mentions.parse.jsontext import mapping, mappings
from mentions.sources._bluesky_posts import post_at, read_share
from mentions.sources._bluesky_spread import ask_list, xrpc
from mentions.sources._microblog import AS_JSON, Findings, Share
from mentions.sources._presets_entries import read_all

HOME = "https://public.api.bsky.app"
# In one request, and in one poll; the feed shows 30.
MOST_URIS, MOST_AT_ONCE = 25, 100
_GUID = re.compile(rb"<guid(?:\s[^<>]{0,100})?>\s{0,20}(at://[^<>\s]{1,300})\s{0,20}</guid>")

_LookedUp = Generator[Question, Given, list[str]]


def poll_account(request: Request, home: str | None) -> Questions:
    """Ask for the feed, then for the posts in it that were not read before.

    Args:
        request: For the feed.
        home: Whom to ask for posts; None for Bluesky's public interface.
    """
    page = yield from ask(request)
    known, left = (_uris(request.cursor, key) for key in ("known", "left"))
    shown, lost = (known, None) if page.unchanged else _shown(page)
    findings = Findings(problems=[lost] if lost else [])
    todo = list(dict.fromkeys([*(one for one in shown if one not in known), *left]))
    left = yield from _look_up(home or HOME, todo[:MOST_AT_ONCE], findings)
    if more := todo[MOST_AT_ONCE:]:
        why = f"only {MOST_AT_ONCE} of {len(todo)} new posts were read; more next time"
        findings.problems.append(UnsupportedError(page.url, why))
        left += more
    return Batch(
        documents=tuple(findings.documents),
        cursor={
            **(page.cursor or {}),
            "known": [one for one in shown if one not in left],
            "left": left,
        },
        unchanged=page.unchanged and not findings.documents,
        incomplete=findings.incomplete,
    )


def _uris(cursor: Mapping[str, Any] | None, key: str) -> list[str]:
    kept = mapping(cursor).get(key)
    return [uri for uri in kept if post_at(uri)] if isinstance(kept, list) else []


def _shown(page: Page) -> tuple[list[str], SourceError | None]:
    """Return the posts that a feed names, and what is wrong where some have no id.

    Raises:
        ParseError: It is no feed.
    """
    feed = read_all(page)
    ids = (post_at(found.decode("ascii", "replace")) for found in _GUID.findall(page.body))
    posts = {post.uri: post.did for post in ids if post}
    # The feed is one account's: whatever else looks like an id in it is not its post.
    own = [uri for uri, did in posts.items() if did == next(iter(posts.values()))]
    missing = len(feed.entries) - len(own)
    if missing <= 0:
        return own, None
    why = f"{missing} posts have no id of the network, so their links are not known"
    return own, UnsupportedError(page.url, why)


def _look_up(home: str, uris: Sequence[str], findings: Findings) -> _LookedUp:
    """Ask for posts; those that are gone do not come. Returns those that were not answered."""
    url = xrpc(home, "feed.getPosts")
    for start in range(0, len(uris), MOST_URIS):
        query = urlencode([("uris", uri) for uri in uris[start : start + MOST_URIS]])
        answer = yield from ask_list(
            Request(url=f"{url}?{query}", headers=AS_JSON), "posts", findings
        )
        if answer is None:
            return list(uris[start:])
        findings.add(url, _shares(mappings(answer, "posts"), url))
    return []


def _shares(views: Iterable[Mapping[str, Any]], nowhere: str) -> Iterable[Share]:
    for view in views:
        share = read_share(view, nowhere)
        if share and share.entry.kind is Kind.QUOTE:
            # Who links to something in their own words has not merely quoted.
            mine = next((link.url for link in share.entry.links if link.relation is None), None)
            share = read_share(view, mine) if mine else share
        if share:
            yield share
