"""Videos and comments as the YouTube Data API tells of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from mentions.model import Author, Channel, Counts, Entry, Kind
from mentions.parse.fragment import plain_text, read_fragment
from mentions.parse.jsontext import mapping, mappings, text
from mentions.parse.metadata import language_tag
from mentions.sources._answers import line, moment, number, web_address, whole
from mentions.sources._microblog import home_link
from mentions.sources._threads import NOWHERE, Share

PLATFORM = "youtube"
_SITE = "https://www.youtube.com"
_VIDEO = re.compile(r"[A-Za-z0-9_-]{5,30}")
_COMMENT = re.compile(r"[A-Za-z0-9._-]{5,100}")
_HANDLE = re.compile(r"@[\w.·-]{1,60}")
# What is held back is told to the video's owner only, but then as such.
_SHOWN = frozenset({"", "published"})
_CHANNEL = re.compile(r"UC[A-Za-z0-9_-]{10,40}")
# The API writes counts as texts.
_COUNT = re.compile(r"[0-9]{1,18}")


def video_id(value: object) -> str | None:
    """Return the id of a video; None for what is none."""
    return value if isinstance(value, str) and _VIDEO.fullmatch(value) else None


def channel_id(value: object) -> str | None:
    """Return the id of a channel; None for what is none."""
    return value if isinstance(value, str) and _CHANNEL.fullmatch(value) else None


def counted(holder: Mapping[str, Any], key: str) -> int | None:
    """Return a count, which comes as a text; None where it is hidden.

    >>> counted({"likeCount": "50"}, "likeCount"), counted({}, "likeCount")
    (50, None)
    """
    written = text(holder, key)
    found = int(written) if _COUNT.fullmatch(written) else number(holder, key)
    return found if found is not None and found >= 0 else None


def video_url(video: str) -> str:
    """Return the permalink of a video."""
    return f"{_SITE}/watch?v={video}"


def video_entry(item: Mapping[str, Any]) -> Entry | None:
    """Return a video of `videos.list`; None where it links to nothing."""
    video, snippet = video_id(item.get("id")), mapping(item.get("snippet"))
    if video is None:
        return None
    url, statistics = video_url(video), mapping(item.get("statistics"))
    said = read_fragment(whole(text(snippet, "description")), base=url, plain=True)
    if not said.links:
        return None
    channel = channel_id(snippet.get("channelId"))
    published = moment(snippet, "publishedAt")
    spoken = text(snippet, "defaultLanguage") or text(snippet, "defaultAudioLanguage")
    return Entry(
        url=url,
        author=Author(
            name=line(snippet, "channelTitle"),
            url=f"{_SITE}/channel/{channel}" if channel else None,
        ),
        title=plain_text(whole(text(snippet, "title")), plain=True),
        text=said.text,
        links=said.links,
        published=published,
        published_zone_known=published is not None,
        language=language_tag(spoken),
        platform=PLATFORM,
        counts=Counts(
            likes=counted(statistics, "likeCount"), replies=counted(statistics, "commentCount")
        ),
    )


def share_of(item: Mapping[str, Any], entry: Entry, address: str) -> Share | None:
    """Return a video as a share of an address or its site.

    None where it links to neither, and where its comments are switched off: then they are not
    counted.
    """
    video, on = video_id(item.get("id")), home_link(entry.links, address)
    if video is None or on is None or entry.url is None or entry.counts.replies is None:
        return None
    return Share(
        id=video, url=entry.url, on=on, replies=entry.counts.replies, published=entry.published
    )


def replies_in(answer: Mapping[str, Any], share: Share) -> Iterator[tuple[int, Entry]]:
    """Yield the comments under a video that is a share, each with its depth."""
    for item in mappings(answer, "items"):
        top, answers = _thread(item)
        first = _comment(top, share.id)
        if first:
            yield 1, _reply(first, on=share.on, parent=share.url)
        above = first.url if first else share.url
        for entry in filter(None, (_comment(one, share.id) for one in answers)):
            yield 2, _reply(entry, on=share.on, parent=above)


def comments_in(answer: Mapping[str, Any]) -> Iterator[Entry]:
    """Yield the comments under the videos of a channel."""
    for item in mappings(answer, "items"):
        video = video_id(mapping(item.get("snippet")).get("videoId"))
        top, answers = _thread(item)
        first = _comment(top, video) if video else None
        yield from (first,) if first else ()
        for one in answers:
            entry = _comment(one, video) if video else None
            if entry:
                yield replace(entry, parent=first.url if first else None)


def _thread(item: Mapping[str, Any]) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    """Return a comment, and as many of its answers as the API gives with it: five or so."""
    top = mapping(mapping(item.get("snippet")).get("topLevelComment"))
    return top, mappings(mapping(item.get("replies")), "comments")


def _reply(entry: Entry, *, on: str, parent: str | None) -> Entry:
    return replace(entry, kind=Kind.REPLY, on=on, parent=parent)


def _comment(comment: Mapping[str, Any], video: str) -> Entry | None:
    """Return a comment; None where it has no id or says nothing, or is held back."""
    found, snippet = text(comment, "id"), mapping(comment.get("snippet"))
    if not _COMMENT.fullmatch(found) or text(snippet, "moderationStatus") not in _SHOWN:
        return None
    page = video_url(video)
    said = read_fragment(whole(text(snippet, "textDisplay")), base=page, plain=True)
    if said.text is None:
        return None
    published = moment(snippet, "publishedAt")
    return Entry(
        url=f"{page}&lc={found}",
        author=_author(snippet),
        text=said.text,
        links=said.links,
        published=published,
        published_zone_known=published is not None,
        channel=Channel.COMMENT,
        on=page,
        platform=PLATFORM,
        counts=Counts(likes=counted(snippet, "likeCount")),
    )


def _author(snippet: Mapping[str, Any]) -> Author:
    """Return who commented: the API gives the handle, or of older accounts a name."""
    shown = line(snippet, "authorDisplayName") or ""
    is_handle = _HANDLE.fullmatch(shown) is not None
    channel = channel_id(mapping(snippet.get("authorChannelId")).get("value"))
    return Author(
        name=shown if shown and not is_handle else None,
        handle=shown.removeprefix("@") if is_handle else None,
        url=f"{_SITE}/channel/{channel}" if channel else None,
        photo=web_address(snippet, "authorProfileImageUrl", NOWHERE),
    )
