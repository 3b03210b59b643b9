"""Asking the YouTube Data API: its lists, and the search back in time."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

from mentions.asking import Given, Question, Request, Watch
from mentions.errors import AuthRequiredError, ParseError, SourceError, UnsupportedError
from mentions.parse.jsontext import mapping, mappings, text
from mentions.sources._answers import (
    Answered,
    ask_object,
    moment,
    not_after_success,
    number,
    number_id,
    part_failed,
)
from mentions.sources._sought import Sought
from mentions.sources._youtube import video_id

API = "https://www.googleapis.com"
PER_PAGE = 50
# Of a hundred searches a day each page costs one.
MOST_PAGES = 3
# The search knows of a video late; asking for a day once more costs nothing.
OVERLAP = 86_400


@dataclass(frozen=True, kw_only=True, slots=True)
class Api:
    """Where and with which key to ask."""

    base: str
    key: str = field(repr=False)

    @classmethod
    def of(cls, watch: Watch) -> Self:
        """Take both from what the owner says.

        Raises:
            AuthRequiredError: There is no key.
        """
        if watch.setup.token is None:
            why = "is searched with an API key only; set token_env under [sources.youtube]"
            raise AuthRequiredError(watch.address, why)
        return cls(base=next(iter(watch.setup.instances), API), key=watch.setup.token)

    def url(self, method: str) -> str:
        """Return the address of a list."""
        return f"{self.base}/youtube/v3/{method}"

    def ask(self, method: str, params: Mapping[str, str]) -> Answered:
        """Ask for a list; to be used with `yield from`.

        Raises:
            FetchError: No usable answer came.
            ParseError: It is no list.
        """
        url, headers = self.url(method), {"X-Goog-Api-Key": self.key}
        answer = yield from ask_object(Request(url=url, params=params, headers=headers))
        if not isinstance(answer.get("items"), list):
            raise ParseError(url, "the answer has no list of items; check the address")
        return answer


@dataclass(kw_only=True, slots=True)
class Found:
    """What a search gave.

    Attributes:
        videos: Their ids, newest first.
        cursor: For the next poll: the newest time seen; where older videos are left, below which.
        problem: Why it is not all.
    """

    videos: dict[str, None] = field(default_factory=dict)
    cursor: dict[str, int] = field(default_factory=dict)
    problem: SourceError | None = None
    times: list[int] = field(default_factory=list)

    def add(self, items: list[Mapping[str, Any]]) -> None:
        """Take over a page; times in seconds since 1970."""
        for item in items:
            if video := video_id(mapping(item.get("id")).get("videoId")):
                self.videos[video] = None
            if published := moment(mapping(item.get("snippet")), "publishedAt"):
                self.times.append(int(published.timestamp()))


Searching = Generator[Question, Given, Found]


def search(api: Api, watch: Watch) -> Searching:
    """Search back to the newest video of last time, then on from where that search broke off.

    Raises:
        SourceError: Nothing could be read.
    """
    words = f'"{Sought.of(watch.address).phrase}"'
    newest, below = (number_id(mapping(watch.cursor), key) for key in ("newest", "below"))
    since = not_after_success(newest, watch) if newest else None
    found = yield from _pages(api, words, since=since)
    left = min(found.times, default=None)
    if below and found.problem is None:
        try:
            older = yield from _pages(api, words, below=below)
        except SourceError as error:
            older = Found(problem=part_failed(error))
        found.videos |= older.videos
        found.problem, left = older.problem, min([*older.times, below])
    seen = [*([newest] if newest else []), *found.times]
    found.cursor = {"newest": max(seen)} if seen else {}
    if found.problem and left:
        found.cursor["below"] = left
    return found


def _pages(
    api: Api, words: str, *, since: int | None = None, below: int | None = None
) -> Searching:
    """Read page by page, newest first.

    Raises:
        SourceError: The first one could not be read.
    """
    found, asked = Found(), _asked(words, since=since, below=below)
    for page in range(MOST_PAGES):
        try:
            answer = yield from api.ask("search", asked)
        except SourceError as error:
            if page == 0:
                raise
            found.problem = part_failed(error)
            return found
        known = len(found.videos)
        found.add(mappings(answer, "items"))
        total = number(mapping(answer.get("pageInfo")), "totalResults")
        token = text(answer, "nextPageToken")
        # The last page, too, may name a next one.
        is_all = total is not None and len(found.videos) >= total
        if not token or is_all or len(found.videos) == known:
            return found
        asked = {**asked, "pageToken": token}
    why = f"only {len(found.videos)} hits of its search were read; the next poll reads on"
    found.problem = UnsupportedError(api.url("search"), why)
    return found


def _asked(words: str, *, since: int | None, below: int | None) -> dict[str, str]:
    asked = {
        "part": "snippet",
        "type": "video",
        "order": "date",
        "safeSearch": "none",
        "maxResults": str(PER_PAGE),
        "q": words,
    }
    if since is not None:
        asked["publishedAfter"] = _stamp(since - OVERLAP)
    if below is not None:
        # Others of the same second may be left.
        asked["publishedBefore"] = _stamp(below + 1)
    return asked


def _stamp(seconds: int) -> str:
    # No video is older than YouTube; what a cursor says may be anything.
    bounded = min(max(seconds, 1_100_000_000), 4_000_000_000)
    return datetime.fromtimestamp(bounded, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
