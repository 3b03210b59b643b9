"""Searching GitHub's discussions, their comments and answers; GitHub wants a key for that.

https://docs.github.com/en/graphql/guides/using-the-graphql-api-for-discussions
GraphQL says with status 200 what went wrong, at times beside a part of the answer.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mentions.asking import Given, Question, Request, Watch, json_body
from mentions.errors import (
    AuthRequiredError,
    GoneError,
    ParseError,
    RateLimitError,
    SourceError,
    StatusError,
    UnsupportedError,
)
from mentions.model import Document
from mentions.parse.jsontext import mapping, mappings, text
from mentions.sources._answers import ask_object, moment, part_failed
from mentions.sources._github import query_for, seen_before
from mentions.sources._github_threads import Talk, read_talk, thread_of
from mentions.sources._threads import MOST_THREADS

PER_PAGE, MOST_PAGES = 20, 3
# Pages of comments beyond the first of a discussion, in one poll.
MOST_FURTHER = 5
_LONGEST_TYPE = re.compile(r"[A-Za-z_]{1,40}")
_NO_SCOPE = frozenset({"FORBIDDEN", "INSUFFICIENT_SCOPES", "UNAUTHORIZED", "UNAUTHENTICATED"})

_SAID = "url body createdAt upvoteCount author { login url avatarUrl }"
_COMMENTS = f"""pageInfo {{ hasNextPage endCursor }} nodes {{
  {_SAID} replies(first: 20) {{ totalCount nodes {{ {_SAID} }} }}
}}"""
_SEARCH = f"""query($q: String!, $size: Int!, $after: String) {{
  search(type: DISCUSSION, query: $q, first: $size, after: $after) {{
    pageInfo {{ hasNextPage endCursor }}
    nodes {{ ... on Discussion {{
      id title updatedAt {_SAID} comments(first: 50) {{ totalCount {_COMMENTS} }}
    }} }}
  }}
}}"""
_FURTHER = f"""query($id: ID!, $after: String) {{
  node(id: $id) {{ ... on Discussion {{ comments(first: 100, after: $after) {{ {_COMMENTS} }} }} }}
}}"""

_Steps = Generator[Question, Given, None]
_Answered = Generator[Question, Given, Mapping[str, Any]]
_Listed = Generator[Question, Given, list[Mapping[str, Any]]]


@dataclass(kw_only=True, slots=True)
class Discussions:
    """A search of discussions and what it found.

    Attributes:
        since: Up to when all was seen before, seconds since 1970; 0 where nothing was.
        newest: When the newest discussion was touched.
        problem: Why not everything could be read.
        talks: By their pages.
        further: How many more pages of comments may be asked for.
    """

    api: str
    address: str
    query: str
    headers: Mapping[str, str] = field(repr=False)
    since: int
    newest: int
    problem: SourceError | None = None
    talks: dict[str, Talk] = field(default_factory=dict)
    further: int = MOST_FURTHER

    @classmethod
    def of(cls, watch: Watch, api: str, *, key: str) -> Discussions:
        """Return the search that a poll makes; the key goes to this server."""
        since = seen_before(watch, "discussions")
        return cls(
            api=api,
            address=watch.address,
            query=f"{query_for(watch.address, since)} sort:updated-desc",
            headers={"Authorization": f"Bearer {key}"},
            since=since,
            newest=since,
        )

    @property
    def seen_until(self) -> int:
        """Return up to when all is seen now: what could not be read is asked for again."""
        return self.since if self.problem else self.newest

    @property
    def url(self) -> str:
        """Return what is asked; of a server of one's own it stands beside the REST API."""
        return f"{self.api.removesuffix('/v3')}/graphql"

    def documents(self) -> list[Document]:
        """Return what was found, and what was answered to the newest shares."""
        entries = [entry for talk in self.talks.values() for entry in talk.entries]
        shares = [share for talk in self.talks.values() for share in talk.shares]
        shares.sort(key=lambda share: share.order, reverse=True)
        threads = (thread_of(share, self.url) for share in shares[:MOST_THREADS])
        found = Document(url=self.url, form="search", entries=tuple(entries))
        return [found, *(thread for thread in threads if thread.entries)]

    def read(self) -> _Steps:
        """Read page by page; what goes wrong is the problem."""
        try:
            yield from self._read_pages()
        except SourceError as error:
            # That an address of GitHub's is gone does not end the watch.
            self.problem = part_failed(error) if isinstance(error, GoneError) else error

    def _read_pages(self) -> _Steps:
        after: str | None = None
        for _ in range(MOST_PAGES):
            variables = {"q": self.query, "size": PER_PAGE, "after": after}
            found = yield from self._ask(_SEARCH, variables, "search")
            if not isinstance(found.get("nodes"), list):
                why = "the answer has no list of discussions; check the address"
                raise ParseError(self.url, why)
            for node in mappings(found, "nodes"):
                yield from self._keep(node)
            after = _further(found, after)
            if after is None:
                return
        why = f"only the newest {MOST_PAGES * PER_PAGE} discussions were read"
        self._tell(UnsupportedError(self.url, why))

    def _keep(self, node: Mapping[str, Any]) -> _Steps:
        if touched := moment(node, "updatedAt"):
            self.newest = max(self.newest, int(touched.timestamp()))
        first = mapping(node.get("comments"))
        comments = mappings(first, "nodes")
        talk = read_talk(node, comments, self.url, self.address)
        if talk is None or talk.page in self.talks:
            return
        self.talks[talk.page] = talk
        if not talk.is_share and (after := _further(first, None)):
            comments += yield from self._read_further(talk.page, node, after)
            whole = read_talk(node, comments, self.url, self.address)
            self.talks[talk.page] = whole or talk

    def _read_further(self, page: str, node: Mapping[str, Any], after: str | None) -> _Listed:
        """Return the comments on further pages: the address may stand in any of them."""
        comments: list[Mapping[str, Any]] = []
        while after is not None:
            if self.further == 0:
                why = f"not all comments of {page} were read"
                self._tell(UnsupportedError(self.url, why))
                break
            self.further -= 1
            variables = {"id": text(node, "id"), "after": after}
            try:
                found = yield from self._ask(_FURTHER, variables, "node")
            except SourceError as error:
                self._tell(part_failed(error))
                break
            more = mapping(found.get("comments"))
            comments += mappings(more, "nodes")
            after = _further(more, after)
        return comments

    def _ask(self, query: str, variables: Mapping[str, object], key: str) -> _Answered:
        """Ask; returns what stands under a key of the data.

        Raises:
            SourceError: There is none.
        """
        body = json_body({"query": query, "variables": variables})
        request = Request(url=self.url, headers=self.headers, body=body)
        answer = yield from ask_object(request)
        errors, found = mappings(answer, "errors"), mapping(answer.get("data")).get(key)
        error = _error_of(errors, self.url) if errors else None
        if isinstance(found, Mapping):
            self._tell(error)
            return found
        raise error or ParseError(self.url, "the answer holds no data; check the address")

    def _tell(self, problem: SourceError | None) -> None:
        self.problem = self.problem or problem


def _further(connection: Mapping[str, Any], before: str | None) -> str | None:
    """Return from where a list goes on; None where it does not."""
    info = mapping(connection.get("pageInfo"))
    after = text(info, "endCursor") if info.get("hasNextPage") is True else ""
    return after if after and after != before else None


def _error_of(errors: list[Mapping[str, Any]], url: str) -> SourceError:
    """Return what GraphQL's errors mean; of their words only the type is repeated."""
    kinds = [found[0] for one in errors if (found := _LONGEST_TYPE.fullmatch(text(one, "type")))]
    named = f" ({kinds[0]})" if kinds else ""
    if "RATE_LIMITED" in kinds:
        return RateLimitError(url, f"asks us to come back later{named}")
    if _NO_SCOPE.intersection(kinds):
        why = f"does not let this key read all discussions{named}; make one for public repositories"
        return AuthRequiredError(url, why)
    return StatusError(url, f"answers with an error although its status is 200{named}")
