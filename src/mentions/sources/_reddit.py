"""Posts and comments as Reddit's interface gives them ("things" t3 and t1), as entries.

https://www.reddit.com/dev/api
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from mentions.model import Author, Channel, Counts, Entry, Hyperlink, Kind
from mentions.parse.fragment import Fragment, plain_text, read_fragment
from mentions.parse.jsontext import mapping, mappings, text
from mentions.sources._answers import line, web_address, whole
from mentions.sources._microblog import home_link
from mentions.sources._threads import MAX_DEPTH, NOWHERE, Share, count
from mentions.urls.join import absolute_url

PLATFORM, SITE = "reddit", "https://www.reddit.com"
_ID = re.compile(r"[a-z0-9]{1,13}")
_NAME = re.compile(r"[A-Za-z0-9_-]{2,30}")
# The words of a title in it are in any script, some of them percent-encoded.
_PATH = re.compile(r"/(?:r|u|user)/[\w.-]{1,50}/comments/([a-z0-9]{1,13})(?:/[\w%.~-]{0,600}){0,3}")
# What stands in place of words that their author, or a moderator, took away.
_TAKEN_AWAY = frozenset({"[deleted]", "[removed]", "[deleted by user]"})
_LAST_SECOND = 4_102_444_800  # of the year 2099
# Lists of comments looked into for what they leave out.
_MOST_LISTINGS = 1_000


def things(listing: object, kind: str) -> list[Mapping[str, Any]]:
    """Return what a listing holds of a kind: "t3" for posts, "t1" for comments."""
    children = mappings(mapping(mapping(listing).get("data")), "children")
    return [mapping(child.get("data")) for child in children if child.get("kind") == kind]


def thing_id(thing: Mapping[str, Any]) -> str | None:
    """Return by what a post or comment is asked for, which may stand in an address."""
    found = text(thing, "id")
    return found if _ID.fullmatch(found) else None


def posts_in(listing: object) -> dict[str, Mapping[str, Any]]:
    """Return the posts of a listing by their id, and of a crosspost also what it passes on."""
    posts: dict[str, Mapping[str, Any]] = {}
    for post in things(listing, "t3"):
        for one in (post, _passed_on(post)):
            if one and (found := thing_id(one)):
                posts.setdefault(found, one)
    return posts


def post_entry(post: Mapping[str, Any]) -> Entry | None:
    """Return a post as an entry; None where it links to nothing.

    A crosspost is another post that passes one on: a repost, or a quote where its title is not
    that of the first. Of one whose first post is not shown only that it is one is known.
    """
    url = _permalink(post)
    if url is None:
        return None
    title, first = _title(post), _passed_on(post)
    body = _body(post, "selftext", url)
    links = _links(post, url, title, body)
    if not links:
        return None
    kind, via = None, _author(first).handle
    if _is_crosspost(post):
        kind = Kind.QUOTE if first and _title(first) != title else Kind.REPOST
    published = moment_in(post)
    return Entry(
        url=url,
        author=_author(post),
        title=title,
        # Of most posts the title is all that is said.
        text=body.text or title,
        links=links,
        published=published,
        published_zone_known=published is not None,
        kind=kind,
        parent=_first_permalink(post, first) if kind else None,
        platform=PLATFORM,
        via=(via,) if kind and via else (),
        counts=Counts(
            likes=None if post.get("hide_score") is True else count(post, "score"),
            reposts=count(post, "num_crossposts"),
            replies=count(post, "num_comments"),
        ),
    )


def share_of(post: Mapping[str, Any], address: str) -> Share | None:
    """Return a post as a share of what is searched for; None where it does not link there."""
    entry, number = post_entry(post), thing_id(post)
    on = home_link(entry.links, address) if entry else None
    if entry is None or entry.url is None or number is None or on is None:
        return None
    return Share(
        id=number,
        url=entry.url,
        on=on,
        replies=entry.counts.replies,
        published=entry.published,
    )


def replies_in(listing: object, share: Share) -> Iterator[tuple[int, Entry]]:
    """Yield the comments under a post, level by level, each with its depth.

    One that was deleted or removed is passed over, its answers are not.
    """
    level = [(share.url, comment) for comment in things(listing, "t1")]
    seen: set[str] = set()
    for depth in range(1, MAX_DEPTH + 2):
        below: list[tuple[str, Mapping[str, Any]]] = []
        for parent, comment in level:
            url = _permalink(comment, under=share.url)
            if url is None or url in seen:
                continue
            seen.add(url)
            below += [(url, answer) for answer in things(comment.get("replies"), "t1")]
            if entry := _comment(comment, url, on=share.on, parent=parent):
                yield depth, entry
        level = below


def left_out(listing: object) -> bool:
    """Whether there are comments that an answer only counts."""
    todo, seen = [(listing, 0)], 0
    while todo and seen < _MOST_LISTINGS:
        one, depth = todo.pop()
        seen += 1
        if any(count(more, "count") for more in things(one, "more")):
            return True
        if depth < MAX_DEPTH:
            todo += [(comment.get("replies"), depth + 1) for comment in things(one, "t1")]
    return False


def moment_in(thing: Mapping[str, Any]) -> datetime | None:
    """Return when something was written: seconds since 1970, mostly as a decimal number."""
    seconds = thing.get("created_utc")
    if not isinstance(seconds, int | float) or isinstance(seconds, bool):
        return None
    # Anything that is not a number is not in between.
    whole_seconds = 0 < seconds < _LAST_SECOND and math.isfinite(seconds)
    return datetime.fromtimestamp(int(seconds), UTC) if whole_seconds else None


def _comment(comment: Mapping[str, Any], url: str, *, on: str, parent: str) -> Entry | None:
    body = _body(comment, "body", url)
    if body.text is None:
        return None
    published = moment_in(comment)
    return Entry(
        url=url,
        author=_author(comment),
        text=body.text,
        links=body.links,
        published=published,
        published_zone_known=published is not None,
        channel=Channel.COMMENT,
        kind=Kind.REPLY,
        on=on,
        parent=parent,
        platform=PLATFORM,
        counts=Counts(
            likes=None if comment.get("score_hidden") is True else count(comment, "score")
        ),
    )


def _permalink(thing: Mapping[str, Any], *, under: str | None = None) -> str | None:
    """Return the address of a post, or of a comment under one; never on another site."""
    number, path = thing_id(thing), whole(text(thing, "permalink"))
    if number is None:
        return None
    found = _PATH.fullmatch(path)
    if found and (f"/{number}/" in f"{path}/"):
        return absolute_url(path, SITE)
    return f"{under.rstrip('/')}/{number}/" if under else f"{SITE}/comments/{number}/"


def _passed_on(post: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the post that a crosspost passes on; {} where it is not shown."""
    return next(iter(mappings(post, "crosspost_parent_list")), {})


def _is_crosspost(post: Mapping[str, Any]) -> bool:
    return bool(text(post, "crosspost_parent") or _passed_on(post))


def _first_permalink(post: Mapping[str, Any], first: Mapping[str, Any]) -> str | None:
    """Return the address of what a crosspost passes on; its full name alone gives one, too."""
    number = text(post, "crosspost_parent").removeprefix("t3_")
    return _permalink(first) or _permalink({"id": number})


def _links(
    post: Mapping[str, Any], url: str, title: str | None, body: Fragment
) -> tuple[Hyperlink, ...]:
    """Return what a post links to: its address, its words, and those of what it passes on."""
    first = _passed_on(post)
    passed = _body(first, "selftext", url).links if first else ()
    links: dict[str, Hyperlink] = {}
    for one in (post, first):
        if (shared := _shared(one)) and shared != url:
            links.setdefault(shared, Hyperlink(url=shared, anchor=title, context=title))
    for link in (*body.links, *passed):
        links.setdefault(link.url, link)
    return tuple(links.values())


def _shared(post: Mapping[str, Any]) -> str | None:
    """Return the address that a post shares; that of a text is its own."""
    if post.get("is_self") is True:
        return None
    found = (web_address(post, key, NOWHERE) for key in ("url_overridden_by_dest", "url"))
    address = next(filter(None, found), None)
    # Escaped where the server did not heed that it should not.
    return address.replace("&amp;", "&") if address else None


def _title(post: Mapping[str, Any]) -> str | None:
    title = whole(text(post, "title"))
    is_escaped = _is_escaped(text(post, "selftext_html"))
    return plain_text(html.unescape(title) if is_escaped else title, plain=True)


def _body(thing: Mapping[str, Any], key: str, base: str) -> Fragment:
    """Return the words of a post or comment; nothing where they were taken away."""
    if text(thing, key).strip() in _TAKEN_AWAY:
        return Fragment()
    markup = whole(text(thing, f"{key}_html"))
    if not markup.strip():
        return Fragment()
    return read_fragment(html.unescape(markup) if _is_escaped(markup) else markup, base=base)


def _is_escaped(markup: str) -> bool:
    """Whether a server escaped all markup, as it does unless `raw_json=1` is heeded."""
    return "&lt;" in markup and "<" not in markup


def _author(thing: Mapping[str, Any]) -> Author:
    """Return who wrote it; "[deleted]" is nobody's name."""
    handle = line(thing, "author")
    if handle is None or not _NAME.fullmatch(handle):
        return Author()
    return Author(handle=handle, url=f"{SITE}/user/{handle}")
