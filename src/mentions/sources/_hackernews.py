"""Stories and comments as the search of Hacker News gives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from mentions.model import Author, Channel, Counts, Entry, Hyperlink, Kind
from mentions.parse.fragment import Fragment, plain_text, read_fragment
from mentions.parse.jsontext import mappings, text
from mentions.sources._answers import line, moment, number_id, web_address, whole
from mentions.sources._threads import MAX_DEPTH, NOWHERE, Share, count

PLATFORM = "hackernews"
_SITE = "https://news.ycombinator.com"
_MAX_ID = 20


def item_id(holder: Mapping[str, Any], key: str) -> str | None:
    """Return the number of an item, which comes as a number or as text."""
    written = text(holder, key)
    if written.isascii() and written.isdigit() and len(written) < _MAX_ID:
        return written
    found = number_id(holder, key)
    return str(found) if found else None


def permalink(item: str) -> str:
    """Return the address of a story or comment."""
    return f"{_SITE}/item?id={item}"


def hit_entry(hit: Mapping[str, Any]) -> Entry | None:
    """Return a hit of the search as an entry; None where it links to nothing."""
    item = item_id(hit, "objectID")
    if item is None:
        return None
    if whole(text(hit, "comment_text")).strip():
        entry = _comment(
            hit, item, markup="comment_text", on=web_address(hit, "story_url", NOWHERE)
        )
    else:
        entry = _story(hit, item)
    return entry if entry.links else None


def item_entry(item: Mapping[str, Any]) -> Entry | None:
    """Return an item of the site's own interface; None where it is no story or comment."""
    number = item_id(item, "id")
    if number is None:
        return None
    hit = {
        "author": item.get("by"),
        "title": item.get("title"),
        "url": item.get("url"),
        "story_text": item.get("text"),
        "comment_text": item.get("text"),
        "points": item.get("score"),
        "num_comments": item.get("descendants"),
        "created_at_i": item.get("time"),
        "parent_id": item.get("parent"),
    }
    kind = text(item, "type")
    if kind == "comment":
        return _comment(hit, number, markup="comment_text", on=None)
    return _story(hit, number) if kind in {"story", "poll", "job"} else None


def share_of(hit: Mapping[str, Any]) -> Share | None:
    """Return a story as a share of the page it links to; None for what links to none."""
    item, on = item_id(hit, "objectID"), web_address(hit, "url", NOWHERE)
    if item is None or on is None:
        return None
    return Share(
        id=item,
        url=permalink(item),
        on=on,
        replies=count(hit, "num_comments"),
        published=moment(hit, "created_at_i") or moment(hit, "created_at"),
    )


def replies_in(item: Mapping[str, Any], share: Share) -> Iterator[tuple[int, Entry]]:
    """Yield the comments in the tree of a story, level by level, each with its depth.

    Of a deleted comment only its number is left: it is passed over, its answers are not.
    """
    level = [(share.id, child) for child in mappings(item, "children")]
    for depth in range(1, MAX_DEPTH + 2):
        for parent, comment in level:
            found = item_id(comment, "id")
            if found and text(comment, "text").strip():
                yield depth, _comment(comment, found, markup="text", on=share.on, parent=parent)
        level = [
            (item_id(comment, "id") or parent, child)
            for parent, comment in level
            for child in mappings(comment, "children")
        ]


def _story(hit: Mapping[str, Any], item: str) -> Entry:
    url = permalink(item)
    title = plain_text(whole(text(hit, "title")), plain=True)
    shared = web_address(hit, "url", NOWHERE)
    links = (Hyperlink(url=shared, anchor=title, context=title),) if shared else ()
    markup = whole(text(hit, "story_text"))
    body = read_fragment(markup, base=url) if markup else Fragment()
    published = moment(hit, "created_at_i") or moment(hit, "created_at")
    return Entry(
        url=url,
        author=_author(hit),
        title=title,
        # Of most stories the title is all that is said.
        text=body.text or title,
        links=links + body.links,
        published=published,
        published_zone_known=published is not None,
        platform=PLATFORM,
        counts=Counts(likes=count(hit, "points"), replies=count(hit, "num_comments")),
    )


def _comment(
    comment: Mapping[str, Any],
    item: str,
    *,
    markup: str,
    on: str | None,
    parent: str | None = None,
) -> Entry:
    """Return a comment.

    Args:
        comment: As it came.
        item: Its number.
        markup: The key under which its words stand.
        on: The page its story links to.
        parent: In a thread: the number of what it answers.
    """
    url = permalink(item)
    body = read_fragment(whole(text(comment, markup)), base=url)
    above = parent or item_id(comment, "parent_id")
    published = moment(comment, "created_at_i") or moment(comment, "created_at")
    return Entry(
        url=url,
        author=_author(comment),
        text=body.text,
        links=body.links,
        published=published,
        published_zone_known=published is not None,
        channel=Channel.COMMENT,
        kind=Kind.REPLY if parent else None,
        on=on,
        parent=permalink(above) if above else None,
        platform=PLATFORM,
        counts=Counts(likes=count(comment, "points")),
    )


def _author(holder: Mapping[str, Any]) -> Author:
    handle = line(holder, "author")
    if handle is None:
        return Author()
    return Author(handle=handle, url=f"{_SITE}/user?id={quote(handle, safe='')}")
