"""Which posts hold an address, by Constellation: an index of all links in Bluesky's network.

https://constellation.microcosm.blue
Run by volunteers who ask crawlers to stay away, so the owner has to switch it on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mentions.asking import Request
from mentions.errors import ParseError, SourceError
from mentions.parse.jsontext import mapping, mappings, text
from mentions.sources._bluesky_posts import POST, PostId, post_id
from mentions.sources._bluesky_spread import ask_list
from mentions.sources._microblog import AS_JSON, Answered, Findings, fetched, spellings

HOME = "https://constellation.microcosm.blue"
PER_PAGE, MOST_PAGES = 100, 3
# Where posts hold links; some apps write the type of a facet into it, which makes another path.
_PATHS = (
    "embed.external.uri",
    "embed.media.external.uri",
    "facets[].features[app.bsky.richtext.facet#link].uri",
    "facets[app.bsky.richtext.facet].features[app.bsky.richtext.facet#link].uri",
)


def ask_backlinks(
    base: str, address: str, known: Mapping[str, Any], findings: Findings
) -> Answered:
    """Ask which posts hold an address, in the ways it is usually written.

    Args:
        base: Of the index.
        address: What is searched for, to the letter: the index knows no other forms of it.
        known: As returned by the last poll; what is older than that is not asked for again.
        findings: Where problems go.

    Returns:
        The posts, and what to hand in next time.
    """
    posts: dict[str, PostId] = {}
    newest = dict(known)
    for written in spellings(address):
        for path in (yield from _ask_paths(base, written, findings)):
            place = f"{path} {written}"
            before = len(findings.problems)
            found = yield from _ask_path(base, _Place(written, path), known.get(place), findings)
            posts |= {post.uri: post for post in found}
            if found and len(findings.problems) == before:
                newest[place] = found[0].uri
            if len(found) >= PER_PAGE * MOST_PAGES:
                why = f"only the newest {len(found)} posts of an address were read"
                findings.problems.append(SourceError(base, why))
    return list(posts.values()), newest


def _ask_paths(base: str, written: str, findings: Findings) -> Answered:
    """Return where in posts an address stands at all."""
    url = f"{base}/links/all"
    request = Request(url=url, params={"target": written}, headers=AS_JSON)
    answer = yield from fetched(request, findings)
    links = mapping(answer).get("links")
    if answer is not None and not isinstance(links, Mapping):
        findings.problems.append(ParseError(url, "the answer holds no links; check the address"))
    held = mapping(mapping(links).get(POST))
    return [path for path in _PATHS if f".{path}" in held]


@dataclass(frozen=True, slots=True)
class _Place:
    subject: str
    path: str


def _ask_path(base: str, place: _Place, known: object, findings: Findings) -> Answered:
    """Return the posts that hold an address in one place, newest first, up to a known one."""
    url = f"{base}/xrpc/blue.microcosm.links.getBacklinks"
    params = {
        "subject": place.subject,
        "source": f"{POST}:{place.path}",
        "limit": str(PER_PAGE),
    }
    posts: list[PostId] = []
    for _ in range(MOST_PAGES):
        request = Request(url=url, params=params, headers=AS_JSON)
        answer = mapping((yield from ask_list(request, "records", findings)))
        for record in mappings(answer, "records"):
            post = post_id(record.get("did"), record.get("collection"), record.get("rkey"))
            if post and post.uri == known:
                return posts
            posts += [post] if post else []
        cursor = text(answer, "cursor")
        if not cursor or cursor == params.get("cursor"):
            return posts
        params = {**params, "cursor": cursor}
    return posts
