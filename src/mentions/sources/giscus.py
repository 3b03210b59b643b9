"""giscus: comments on a page that are kept as a discussion on GitHub.

https://giscus.app; the address is the one its widget asks.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from typing import Any

from mentions.asking import Batch, Given, Page, Profile, Question, Questions, Request, Watch, ask
from mentions.errors import ParseError, SourceError, UnsupportedError
from mentions.model import Author, Channel, Counts, Document, Entry
from mentions.parse.fragment import read_fragment
from mentions.parse.jsontext import mapping, mappings, text
from mentions.sources._answers import (
    line,
    moment,
    number,
    object_in,
    part_failed,
    web_address,
    whole,
)
from mentions.sources._pages import ask_comments, page_behind
from mentions.sources._threads import NOWHERE

# The service gives 20 comments at once unless the address asks for more (`first=100`).
MOST_PAGES = 20

_Steps = Generator[Question, Given, SourceError | None]
_Discussion = Mapping[str, Any]


class Giscus:
    """`https://giscus.app/api/discussions?repo=...&term=...#https://blog.example/the/page/`."""

    name, title = "giscus", "giscus comments"
    profile = Profile(limits="a number of requests that all visitors of a blog share")

    def poll(self, watch: Watch) -> Questions:
        """Ask for the discussion about a page, page by page."""
        page = yield from ask_comments(
            watch, about=_about, missing="there is no discussion yet (404)"
        )
        if isinstance(page, Batch):
            return page
        about = _about(watch)
        parts = [_discussion(page, Request(url=watch.address))]
        problem = yield from _read_further(watch.address, parts)
        comments = [one for part in parts for one in mappings(part, "comments")]
        entries = [entry for one in comments for entry in _thread(one, about)]
        if problem is None and any(map(_is_cut, comments)):
            why = "of a long thread only a part of the replies is told; its discussion has them all"
            problem = UnsupportedError(watch.address, why)
        kept = {entry.url: entry for entry in entries}
        document = Document(url=page.url, form="comments", entries=tuple(kept.values()))
        # Only the first page tells whether it changed; what follows it may all the same.
        cursor = page.cursor if problem is None and len(parts) == 1 else None
        return Batch(documents=(document,), cursor=cursor, incomplete=problem)


def _about(watch: Watch) -> str:
    return page_behind(watch.address, parameter="term")


def _read_further(address: str, parts: list[_Discussion]) -> _Steps:
    """Ask for the comments that follow; return why they are not all."""
    seen: set[str] = set()
    while after := _next(parts[-1], seen):
        if len(parts) == MOST_PAGES:
            return UnsupportedError(address, f"only the first {MOST_PAGES} pages were read")
        seen.add(after)
        request = Request(url=address, params={"after": after})
        try:
            page = yield from ask(request)
            parts.append(_discussion(page, request))
        except SourceError as error:
            return part_failed(error)
    return None


def _next(part: _Discussion, seen: set[str]) -> str | None:
    info = mapping(part.get("pageInfo"))
    after = line(info, "endCursor") if info.get("hasNextPage") is True else None
    return after if after not in seen else None


def _discussion(page: Page, request: Request) -> _Discussion:
    """Return what an answer tells of the discussion.

    Raises:
        ParseError: It tells of none.
    """
    discussion = mapping(object_in(page.body, page, request).get("discussion"))
    if not isinstance(discussion.get("comments"), list):
        raise ParseError(request.url, "the answer has no list of comments; check the address")
    return discussion


def _thread(comment: Mapping[str, Any], about: str) -> Iterator[Entry]:
    """Yield a comment and its replies; those taken back or hidden by the owner are left out."""
    permalink = web_address(comment, "url", NOWHERE)
    if permalink and _is_shown(comment):
        yield _entry(comment, permalink, about=about, parent=None)
    for reply in mappings(comment, "replies"):
        url = web_address(reply, "url", NOWHERE)
        if url and _is_shown(reply):
            yield _entry(reply, url, about=about, parent=permalink)


def _entry(said: Mapping[str, Any], permalink: str, *, about: str, parent: str | None) -> Entry:
    body = read_fragment(whole(text(said, "bodyHTML")), base=permalink)
    published = moment(said, "createdAt")
    return Entry(
        url=permalink,
        author=_author(mapping(said.get("author"))),
        text=body.text,
        links=body.links,
        published=published,
        published_zone_known=published is not None,
        channel=Channel.COMMENT,
        on=about,
        parent=parent,
        platform="github",
        counts=Counts(likes=number(said, "upvoteCount"), replies=number(said, "replyCount")),
    )


def _author(author: Mapping[str, Any]) -> Author:
    """Return who wrote it; a deleted account has no login, or that of a ghost."""
    login = line(author, "login")
    if login is None or login == "ghost":
        return Author()
    url, photo = web_address(author, "url", NOWHERE), web_address(author, "avatarUrl", NOWHERE)
    return Author(handle=login, url=url, photo=photo)


def _is_shown(said: Mapping[str, Any]) -> bool:
    return not said.get("deletedAt") and said.get("isMinimized") is not True


def _is_cut(comment: Mapping[str, Any]) -> bool:
    replies = number(comment, "replyCount")
    return replies is not None and replies > len(mappings(comment, "replies"))


SOURCE = Giscus()
