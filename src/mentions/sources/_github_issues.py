"""Searching GitHub's issues and pull requests, and asking who wrote the comments that match.

https://docs.github.com/en/rest/search/search#search-issues-and-pull-requests
A match in a comment comes with the issue it stands under; who wrote it takes a second request.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mentions.asking import Given, Question, Request, Watch
from mentions.errors import ParseError, RateLimitError, SourceError, UnsupportedError
from mentions.model import Author, Channel, Counts, Document, Entry
from mentions.parse.fragment import read_fragment
from mentions.parse.jsontext import mapping, mappings, text
from mentions.sources._answers import (
    ask_object,
    line,
    moment,
    number,
    part_failed,
    web_address,
    whole,
)
from mentions.sources._github import PLATFORM, query_for, read_author, seen_before

PER_PAGE = 100
MOST_PAGES = 3
# Comments of which the author is asked for in one poll; without a key an hour has 60 requests.
MOST_COMMENTS = 10
_COMMENT = re.compile(
    r"/repos/[\w.-]{1,100}/[\w.-]{1,100}/issues/comments/([1-9][0-9]{0,18})\Z", re.ASCII
)

_Steps = Generator[Question, Given, None]


@dataclass(kw_only=True, slots=True)
class Issues:
    """A search of issues and what it found.

    Attributes:
        since: Up to when all was seen before, seconds since 1970; 0 where nothing was.
        newest: When the newest issue was touched.
        problem: Why not everything could be read.
    """

    api: str
    query: str
    headers: Mapping[str, str]
    since: int
    newest: int
    problem: SourceError | None = None
    issues: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)

    @classmethod
    def of(cls, watch: Watch, api: str, *, key: str | None) -> Issues:
        """Return the search that a poll makes; the key goes to this server."""
        since = seen_before(watch, "since")
        headers = {
            "Accept": "application/vnd.github.text-match+json",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        if key:
            headers["Authorization"] = f"Bearer {key}"
        query = query_for(watch.address, since)
        return cls(api=api, query=query, headers=headers, since=since, newest=since)

    @property
    def seen_until(self) -> int:
        """Return up to when all is seen now: what could not be read is asked for again."""
        return self.since if self.problem else self.newest

    @property
    def url(self) -> str:
        """Return what is asked, without its parameters."""
        return f"{self.api}/search/issues"

    def document(self, *notes: str) -> Document:
        """Return what was found."""
        return Document(url=self.url, form="search", entries=tuple(self.entries), notes=notes)

    def read(self) -> _Steps:
        """Read issues page by page, then the comments among the matches."""
        yield from self._read_pages()
        left = MOST_COMMENTS
        for page, issue in self.issues.items():
            self._add(_issue(issue, page))
            for path, fragment in _matching_comments(issue):
                said = (yield from self._read_comment(path)) if left > 0 else None
                if not left and not self.problem:
                    why = f"the authors of only {MOST_COMMENTS} comments were asked for"
                    self.problem = UnsupportedError(self.url, why)
                left = 0 if isinstance(self.problem, RateLimitError) else max(0, left - 1)
                self._add(_comment(said or {}, fragment, path=path, page=page))

    def _add(self, entry: Entry) -> None:
        if entry.links:
            self.entries.append(entry)

    def _read_pages(self) -> _Steps:
        for page in range(1, MOST_PAGES + 1):
            try:
                items, total = yield from self._ask_page(page)
            except SourceError as error:
                if page == 1:
                    raise
                self.problem = part_failed(error)
                return
            self._keep(items)
            if not items or page * PER_PAGE >= total:
                return
        why = f"only the newest {MOST_PAGES * PER_PAGE} issues were read"
        self.problem = UnsupportedError(self.url, why)

    def _ask_page(
        self, page: int
    ) -> Generator[Question, Given, tuple[list[Mapping[str, Any]], int]]:
        """Ask for a page of issues; returns them and how many there are in all.

        Raises:
            ParseError: The answer holds no list of issues.
        """
        asked = {
            "q": self.query,
            "sort": "updated",
            "order": "desc",
            "per_page": str(PER_PAGE),
            "page": str(page),
        }
        request = Request(url=self.url, params=asked, headers=self.headers)
        answer = yield from ask_object(request)
        if not isinstance(answer.get("items"), list):
            raise ParseError(self.url, "the answer has no list of issues; check the address")
        if answer.get("incomplete_results") is True:
            why = "GitHub's search did not get to its end; will be tried again"
            self.problem = SourceError(self.url, why)
        return mappings(answer, "items"), number(answer, "total_count") or 0

    def _keep(self, items: list[Mapping[str, Any]]) -> None:
        for item in items:
            touched = moment(item, "updated_at")
            if touched:
                self.newest = max(self.newest, int(touched.timestamp()))
            if page := web_address(item, "html_url", self.api):
                self.issues.setdefault(page.partition("#")[0], item)

    def _read_comment(self, path: str) -> Generator[Question, Given, Mapping[str, Any]]:
        """Ask for a comment; one that cannot be had stays as the search showed it."""
        try:
            return (yield from ask_object(Request(url=self.api + path, headers=self.headers)))
        except SourceError as error:
            self.problem = part_failed(error)
            return {}


def _matching_comments(issue: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield path and beginning of each comment in which the phrase stands.

    Only the path of its address is used: a key must not go to another host.
    """
    found: dict[str, str] = {}
    for match in mappings(issue, "text_matches"):
        path = _COMMENT.search(text(match, "object_url"))
        if path and match.get("object_type") == "IssueComment":
            found.setdefault(path[0], whole(text(match, "fragment")))
    yield from found.items()


def _issue(issue: Mapping[str, Any], page: str) -> Entry:
    said = read_fragment(whole(text(issue, "body")), base=page, plain=True)
    published = moment(issue, "created_at")
    return Entry(
        url=page,
        author=_author(issue, page),
        title=line(issue, "title"),
        text=said.text,
        links=said.links,
        published=published,
        published_zone_known=published is not None,
        platform=PLATFORM,
        counts=Counts(likes=_reactions(issue), replies=number(issue, "comments")),
    )


def _comment(said: Mapping[str, Any], fragment: str, *, path: str, page: str) -> Entry:
    """Return a comment: as GitHub shows it, or else what the search showed of it."""
    permalink = f"{page}#issuecomment-{path.rpartition('/')[2]}"
    body = read_fragment(whole(text(said, "body")) or fragment, base=page, plain=True)
    published = moment(said, "created_at")
    return Entry(
        url=permalink,
        author=_author(said, page),
        text=body.text,
        links=body.links,
        published=published,
        published_zone_known=published is not None,
        channel=Channel.COMMENT,
        on=page,
        parent=page,
        platform=PLATFORM,
        counts=Counts(likes=_reactions(said)),
    )


def _reactions(holder: Mapping[str, Any]) -> int | None:
    return number(mapping(holder.get("reactions")), "total_count")


def _author(holder: Mapping[str, Any], base: str) -> Author:
    return read_author(holder.get("user"), base, page="html_url", photo="avatar_url")
