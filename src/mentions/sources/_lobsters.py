"""Stories and comments as Lobsters, and the sites that run its code, give them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mentions.model import Author, Channel, Counts, Entry, Hyperlink, Kind
from mentions.parse.fragment import Fragment, plain_text, read_fragment
from mentions.parse.jsontext import mapping, mappings, text
from mentions.sources._answers import line, moment, web_address, whole
from mentions.sources._threads import NOWHERE, Share, count
from mentions.urls.join import absolute_url

PLATFORM = "lobsters"
_ID = re.compile(r"[A-Za-z0-9]{4,12}")
_USER = re.compile(r"[A-Za-z0-9_-]{1,40}")
# What the author of a page posts of it themselves is marked as such there.
OWN_POST = "own-post"


def stories_in(answer: Iterable[object]) -> dict[str, Mapping[str, Any]]:
    """Return the stories of a list by their short id; those without one cannot be named."""
    stories = ((story_id(story), story) for story in map(mapping, answer))
    return {short: story for short, story in stories if short}


def story_id(story: Mapping[str, Any], key: str = "short_id") -> str | None:
    """Return the short id of a story or comment, which may stand in an address."""
    short = text(story, key)
    return short if _ID.fullmatch(short) else None


def story_entry(story: Mapping[str, Any], home: str) -> Entry | None:
    """Return a story as an entry; None where it links to nothing."""
    url = _story_url(story, home)
    title = plain_text(whole(text(story, "title")), plain=True)
    shared = _shared(story)
    links = (Hyperlink(url=shared, anchor=title, context=title),) if shared else ()
    body = _body(story, "description", url)
    if not (links or body.links):
        return None
    published = moment(story, "created_at")
    return Entry(
        url=url,
        author=_author(story.get("submitter_user"), url),
        title=title,
        # Of most stories the title is all that is said.
        text=body.text or title,
        links=links + body.links,
        published=published,
        published_zone_known=published is not None,
        marks=frozenset({OWN_POST}) if story.get("user_is_author") is True else frozenset(),
        platform=PLATFORM,
        counts=Counts(likes=count(story, "score"), replies=count(story, "comment_count")),
    )


def share_of(short: str, story: Mapping[str, Any], home: str) -> Share | None:
    """Return a story as a share of the page it links to; None for what links to none."""
    on = _shared(story)
    if on is None:
        return None
    return Share(
        id=short,
        home=home,
        url=_story_url(story, home),
        on=on,
        replies=count(story, "comment_count"),
        published=moment(story, "created_at"),
    )


def replies_in(answer: Mapping[str, Any], share: Share) -> Iterator[tuple[int, Entry]]:
    """Yield the comments of a story, each with its depth; removed ones are passed over."""
    depths: dict[str, int] = {}
    for comment in mappings(answer, "comments"):
        short, above = story_id(comment), story_id(comment, "parent_comment")
        if short is None or short in depths:
            continue
        depths[short] = depths.get(above or "", 0) + 1
        removed = (comment.get(key) is True for key in ("is_deleted", "is_moderated"))
        url = web_address(comment, "short_id_url", NOWHERE)
        url = url or absolute_url(f"/c/{short}", share.url)
        if url and not any(removed) and (entry := _comment(comment, url, above, share)):
            yield depths[short], entry


def _comment(comment: Mapping[str, Any], url: str, above: str | None, share: Share) -> Entry | None:
    body = _body(comment, "comment", url)
    if body.text is None:
        return None
    published = moment(comment, "created_at")
    return Entry(
        url=url,
        author=_author(comment.get("commenting_user"), url),
        text=body.text,
        links=body.links,
        published=published,
        published_zone_known=published is not None,
        channel=Channel.COMMENT,
        kind=Kind.REPLY,
        on=share.on,
        parent=absolute_url(f"/c/{above}", url) if above else share.url,
        platform=PLATFORM,
        counts=Counts(likes=count(comment, "score")),
    )


def _body(holder: Mapping[str, Any], key: str, base: str) -> Fragment:
    markup = whole(text(holder, key))
    return read_fragment(markup, base=base) if markup.strip() else Fragment()


def _story_url(story: Mapping[str, Any], home: str) -> str:
    given = web_address(story, "short_id_url", NOWHERE)
    return given or f"{home}/s/{story_id(story)}"


def _shared(story: Mapping[str, Any]) -> str | None:
    """Return the page a story links to; that of a text post is empty."""
    return web_address(story, "url", NOWHERE)


def _author(user: object, url: str) -> Author:
    """Return who wrote what stands at `url`; older code gives an object instead of a name."""
    named = user if isinstance(user, Mapping) else {"username": user}
    handle = line(named, "username")
    if handle is None or not _USER.fullmatch(handle):
        return Author()
    return Author(
        handle=handle,
        url=absolute_url(f"/~{handle}", url),
        photo=absolute_url(f"/avatars/{handle}-100.png", url),
    )
