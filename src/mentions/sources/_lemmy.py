"""Posts and comments as Lemmy gives them, 0.19 (`api/v3`) and 1.x (`api/v4`) alike.

The names differ: `published` and `published_at`, a person's `actor_id` and `ap_id`, and counts that
stand beside a post or in it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from mentions.model import Author, Channel, Counts, Entry, Hyperlink, Kind
from mentions.parse.fragment import Fragment, plain_text, read_fragment
from mentions.parse.jsontext import mapping, text
from mentions.sources._answers import line, moment, number_id, web_address, whole
from mentions.sources._threads import NOWHERE, Share, count
from mentions.urls.address import address_of

PLATFORM = "lemmy"
_NAME = re.compile(r"[\w.-]{1,255}")
_PATH = re.compile(r"0(?:\.[0-9]{1,18}){1,200}")
# Markdown's links and pictures; without nesting, so that it is read in time with its length.
_LINK = re.compile(
    r"(?P<picture>!?)\[(?P<words>[^\[\]]{0,500})\]"
    r"\((?P<url>https?://(?:[^\s()<>]|\([^\s()<>]{0,500}\))+)[^()]{0,500}\)"
)
_MAX_WORDS = 200_000


def post_entry(view: Mapping[str, Any]) -> Entry | None:
    """Return a post as an entry; None where it is hidden or links to nothing."""
    post = mapping(view.get("post"))
    url = web_address(post, "ap_id", NOWHERE)
    if url is None or _is_hidden(post):
        return None
    title = plain_text(whole(text(post, "name")), plain=True)
    shared = web_address(post, "url", NOWHERE)
    links = (Hyperlink(url=shared, anchor=title, context=title),) if shared else ()
    body = _words(post, "body", url)
    if not (links or body.links):
        return None
    published = _published(post)
    return Entry(
        url=url,
        author=_author(view),
        title=title,
        # Of most link posts the title is all that is said.
        text=body.text or title,
        links=links + body.links,
        published=published,
        published_zone_known=published is not None,
        platform=PLATFORM,
        counts=Counts(
            likes=_counted(view, post, "score"), replies=_counted(view, post, "comments")
        ),
    )


def share_of(view: Mapping[str, Any], home: str, api: str) -> Share | None:
    """Return a post as a share of the page it links to; None for what links to none.

    Args:
        view: As it came.
        home: The server it came from.
        api: Which of its interfaces gave it; its thread is asked for there, too.
    """
    post = mapping(view.get("post"))
    number = number_id(post, "id")
    url, on = web_address(post, "ap_id", NOWHERE), web_address(post, "url", NOWHERE)
    if number is None or url is None or on is None or _is_hidden(post):
        return None
    return Share(
        id=f"{api} {number}",
        home=home,
        url=url,
        on=on,
        replies=_counted(view, post, "comments"),
        published=_published(post),
    )


def comment_entry(view: Mapping[str, Any], home: str) -> Entry | None:
    """Return a comment that the search found; None where it is hidden or links to nothing."""
    post, above = mapping(view.get("post")), _path(mapping(view.get("comment")))[:-1]
    parent = f"{home}/comment/{above[-1]}" if above else web_address(post, "ap_id", NOWHERE)
    on = web_address(post, "url", NOWHERE)
    entry = _comment(view, on=on, parent=parent, kind=None)
    return entry if entry and entry.links else None


def view_entry(view: Mapping[str, Any], kind: str, home: str) -> Entry | None:
    """Return a post or comment that was asked for by its number; None where it is hidden.

    Args:
        view: As it came.
        kind: "post" or "comment".
        home: The server it came from.
    """
    if kind == "post":
        return post_entry(view)
    above = _path(mapping(view.get("comment")))[:-1]
    parent = f"{home}/comment/{above[-1]}" if above else None
    return _comment(view, on=None, parent=parent, kind=None)


def replies_in(views: Iterable[Mapping[str, Any]], share: Share) -> Iterator[tuple[int, Entry]]:
    """Yield the comments under a post, each with its depth; hidden ones are passed over."""
    listed = list(views)
    comments = [mapping(view.get("comment")) for view in listed]
    known = {number_id(one, "id"): web_address(one, "ap_id", NOWHERE) for one in comments}
    seen = set()
    for view, comment in zip(listed, comments, strict=True):
        path = _path(comment)
        above = path[-2] if len(path) > 1 else None
        parent = known.get(above) or f"{share.home}/comment/{above}" if above else share.url
        entry = _comment(view, on=share.on, parent=parent, kind=Kind.REPLY)
        if entry and entry.text and entry.url not in seen:
            seen.add(entry.url)
            yield max(len(path), 1), entry


def _comment(
    view: Mapping[str, Any], *, on: str | None, parent: str | None, kind: Kind | None
) -> Entry | None:
    comment = mapping(view.get("comment"))
    url = web_address(comment, "ap_id", NOWHERE)
    if url is None or _is_hidden(comment):
        return None
    body, published = _words(comment, "content", url), _published(comment)
    likes = _counted(view, comment, "score")
    return Entry(
        url=url,
        author=_author(view),
        text=body.text,
        links=body.links,
        published=published,
        published_zone_known=published is not None,
        channel=Channel.COMMENT,
        kind=kind,
        on=on,
        parent=parent,
        platform=PLATFORM,
        counts=Counts(likes=likes, replies=_counted(view, comment, "child_count")),
    )


def _is_hidden(holder: Mapping[str, Any]) -> bool:
    return holder.get("deleted") is True or holder.get("removed") is True


def _path(comment: Mapping[str, Any]) -> list[int]:
    """Return the numbers of the comments from the top of a thread down to this one."""
    path = text(comment, "path")
    return [int(part) for part in path.split(".")[1:]] if _PATH.fullmatch(path) else []


def _published(holder: Mapping[str, Any]) -> datetime | None:
    return moment(holder, "published_at") or _naive(holder, "published")


def _naive(holder: Mapping[str, Any], key: str) -> datetime | None:
    """Return a time; servers before 0.19 leave out the zone, which is UTC."""
    return moment(holder, key) or moment({key: f"{text(holder, key)}Z"}, key)


def _counted(view: Mapping[str, Any], holder: Mapping[str, Any], key: str) -> int | None:
    found = count(mapping(view.get("counts")), key)
    return count(holder, key) if found is None else found


def _author(view: Mapping[str, Any]) -> Author:
    """Return who wrote it; of a deleted account nothing is left to be said."""
    person = mapping(view.get("creator"))
    url = web_address(person, "actor_id", NOWHERE) or web_address(person, "ap_id", NOWHERE)
    if person.get("deleted") is True:
        return Author()
    name, address = text(person, "name"), address_of(url) if url else None
    handle = f"{name}@{address.host}" if address and _NAME.fullmatch(name) else None
    return Author(
        name=line(person, "display_name"),
        handle=handle,
        url=url,
        photo=web_address(person, "avatar", NOWHERE),
    )


def _words(holder: Mapping[str, Any], key: str, base: str) -> Fragment:
    """Return what a text in Markdown says: its links and words, other marks as they stand."""
    written = whole(text(holder, key))[:_MAX_WORDS]
    if not written.strip():
        return Fragment()
    lines = "\n".join(map(_line, written.splitlines()))
    # In a paragraph, so that markup which somebody shows as a text stays one.
    return read_fragment(f"<p>{lines}</p>", base=base, line_breaks=True)


def _line(written: str) -> str:
    """Return a line of Markdown as HTML."""
    pieces, at = [], 0
    for link in _LINK.finditer(written):
        pieces.append(html.escape(written[at : link.start()], quote=False))
        words, url = html.escape(link["words"] or link["url"]), html.escape(link["url"])
        pieces.append(words if link["picture"] else f'<a href="{url}">{words}</a>')
        at = link.end()
    return "".join([*pieces, html.escape(written[at:], quote=False)])
