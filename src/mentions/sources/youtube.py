"""YouTube: videos whose description holds a link, and what is said under them.

https://developers.google.com/youtube/v3/docs
The search matches words loosely and cuts descriptions off, so each hit is asked for once more.
Links in comments cannot be searched for; a watch can name a channel, and then the comments under
all its videos are read.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from functools import partial
from typing import Any
from urllib.parse import unquote

from mentions.asking import Batch, Given, Key, Profile, Question, Questions, Rate, Watch
from mentions.errors import BlockedError, SourceError, UnsupportedError
from mentions.model import Document, Entry, iso
from mentions.parse.jsontext import mapping, mappings, text
from mentions.sources._answers import not_after_success, number_id, part_failed
from mentions.sources._microblog import MOST_REMEMBERED
from mentions.sources._threads import MOST_THREADS, Asking, Share, ask_threads, thread
from mentions.sources._youtube import (
    PLATFORM,
    channel_id,
    comments_in,
    replies_in,
    share_of,
    video_entry,
    video_id,
)
from mentions.sources._youtube_search import OVERLAP, PER_PAGE, Api, search
from mentions.urls.address import address_of
from mentions.urls.platforms import platform_of

COMMENTS_PER_PAGE, MOST_COMMENT_PAGES = 100, 10
_CHANNEL = re.compile(r"/channel/([^/]+)(?:/[a-z]+)?/?")
_HANDLE = re.compile(r"/(@[^/]+)(?:/[a-z]+)?/?")
_COMMENTS = {
    "part": "snippet,replies",
    "order": "time",
    "textFormat": "plainText",
    "maxResults": str(COMMENTS_PER_PAGE),
}

# Videos by their id, and why they are not all.
_Told = Generator[Question, Given, tuple[dict[str, Mapping[str, Any]], SourceError | None]]


class YouTube:
    """Videos that name an address, or the comments under a channel's videos."""

    name, title = "youtube", "YouTube"
    profile = Profile(
        searches=True,
        key=Key.NEEDED,
        key_form="API key",
        requests=2 + MOST_THREADS,
        rates=(Rate(requests=100, seconds=86_400),),
        limits="100 searches a day, 10,000 other requests; refilled at midnight in California",
    )

    def poll(self, watch: Watch) -> Questions:
        """Search for the address; of a channel's address, read the comments there."""
        api = Api.of(watch)
        name = _channel_in(watch.address)
        return (yield from _poll_channel(api, watch, name) if name else _poll_search(api, watch))


# --- An article or a site ---


def _poll_search(api: Api, watch: Watch) -> Questions:
    found = yield from search(api, watch)
    # Of the shares that are known the counts and comments may have grown.
    wanted = dict.fromkeys((*found.videos, *_remembered(watch)))
    items, unread = yield from _ask_videos(api, list(wanted))
    entries = {video: entry for video, item in items.items() if (entry := video_entry(item))}
    told = ((items[video], entry) for video, entry in entries.items())
    shares = [one for item, entry in told if (one := share_of(item, entry, watch.address))]
    before = mapping(watch.cursor).get("threads")
    threads = yield from ask_threads(shares, watch, partial(_ask_thread, api), before=before)
    listed = Document(url=api.url("search"), form="search", entries=tuple(entries.values()))
    problems = (found.problem, unread, threads.problem)
    cursor = {**found.cursor, "shares": _newest(shares), "threads": threads.known}
    return Batch(
        documents=(listed, *threads.documents),
        # What could not be told of has to be found once more.
        cursor=None if unread else cursor,
        incomplete=next(filter(None, problems), None),
    )


def _remembered(watch: Watch) -> list[str]:
    known = mapping(watch.cursor).get("shares")
    return [one for one in known if video_id(one)] if isinstance(known, list) else []


def _newest(shares: list[Share]) -> list[str]:
    dated = sorted(shares, key=lambda share: iso(share.published) or "", reverse=True)
    return [share.id for share in dated[:MOST_REMEMBERED]]


def _ask_videos(api: Api, videos: list[str]) -> _Told:
    """Ask for whole descriptions and counts; videos that are gone are not told of.

    Raises:
        SourceError: The first of them could not be had.
    """
    items: dict[str, Mapping[str, Any]] = {}
    for start in range(0, len(videos), PER_PAGE):
        ids = ",".join(videos[start : start + PER_PAGE])
        try:
            answer = yield from api.ask("videos", {"part": "snippet,statistics", "id": ids})
        except SourceError as error:
            if start == 0:
                raise
            return items, part_failed(error)
        told = ((video_id(item.get("id")), item) for item in mappings(answer, "items"))
        items |= {video: item for video, item in told if video}
    return items, None


def _ask_thread(api: Api, share: Share) -> Asking:
    url = api.url("commentThreads")
    try:
        answer = yield from api.ask("commentThreads", {**_COMMENTS, "videoId": share.id})
    except BlockedError:
        # The key was good for the video a moment ago: its comments are switched off.
        return Document(url=url, form="comments", notes=("comments are not shown (403)",))
    return thread(url, replies_in(answer, share))


# --- A channel ---


def _channel_in(address: str) -> str | None:
    """Return the channel that an address names, its id or its handle with `@`; else None.

    >>> _channel_in("https://www.youtube.com/@mia/videos"), _channel_in("https://blog.example/@mia")
    ('@mia', None)
    """
    parts = address_of(address)
    if parts is None or platform_of(address) != PLATFORM:
        return None
    if found := _CHANNEL.fullmatch(parts.path):
        return channel_id(found[1])
    handle = _HANDLE.fullmatch(parts.path)
    return unquote(handle[1]) if handle else None


def _poll_channel(api: Api, watch: Watch, name: str) -> Questions:
    channel = name
    if name.startswith("@"):
        answer = yield from api.ask("channels", {"part": "id", "forHandle": name})
        ids = (channel_id(item.get("id")) for item in mappings(answer, "items"))
        channel = next(filter(None, ids), "")
    if not channel:
        why = "there is no such channel; correct the watch"
        raise UnsupportedError(watch.address, why)
    known = number_id(mapping(watch.cursor), "newest")
    since = not_after_success(known, watch) if known else None
    entries: dict[str | None, Entry] = {}
    asked = {**_COMMENTS, "allThreadsRelatedToChannelId": channel}
    times, problem = yield from _read_comments(api, asked, since, entries)
    notes: tuple[str, ...] = ()
    if known is None and isinstance(problem, UnsupportedError):
        # What was said before the channel was watched is read as far as a feed would show it.
        notes, problem = (problem.why,), None
    newest = max([*([known] if known else []), *times], default=None)
    linking = tuple(entry for entry in entries.values() if entry.links)
    url = api.url("commentThreads")
    document = Document(url=url, form="search", entries=linking, notes=notes)
    return Batch(
        documents=(document,),
        cursor=None if problem else {"newest": newest} if newest else {},
        incomplete=problem,
    )


def _read_comments(
    api: Api, asked: dict[str, str], since: int | None, entries: dict[str | None, Entry]
) -> Generator[Question, Given, tuple[list[int], SourceError | None]]:
    """Read comments back to a day before the newest of last time."""
    times: list[int] = []
    for page in range(MOST_COMMENT_PAGES):
        try:
            answer = yield from api.ask("commentThreads", asked)
        except SourceError as error:
            if page == 0:
                raise
            return times, part_failed(error)
        fresh = {entry.url: entry for entry in comments_in(answer)}
        is_new = not fresh.keys() <= entries.keys()
        entries |= fresh
        dated = [int(one.published.timestamp()) for one in fresh.values() if one.published]
        times += dated
        token = text(answer, "nextPageToken")
        if not token or not is_new or (since and dated and min(dated) < since - OVERLAP):
            return times, None
        asked = {**asked, "pageToken": token}
    why = f"only the newest {MOST_COMMENT_PAGES * COMMENTS_PER_PAGE:,} comments were read"
    return times, UnsupportedError(api.url("commentThreads"), why)


SOURCE = YouTube()
