"""Discourse forums that the owner names: posts that hold an address.

https://docs.discourse.org/#tag/Search
The search shows a post cut off and without its markup, so each new one is read once by itself.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import quote

from mentions.asking import Batch, Given, Profile, Question, Questions, Request, Watch
from mentions.errors import ParseError, RateLimitError, SourceError, UnsupportedError
from mentions.model import Author, Counts, Document, Entry
from mentions.parse.fragment import read_fragment
from mentions.parse.jsontext import mapping, mappings, text
from mentions.sources._answers import (
    Asked,
    ask_each,
    ask_object,
    line,
    moment,
    not_after_success,
    number,
    number_id,
    part_failed,
    whole,
)
from mentions.sources._sought import Sought
from mentions.urls.join import absolute_url

# The service itself ends at page 10 of fifty posts each.
MOST_PAGES = 3
# Posts read in full in one poll of a forum.
MOST_POSTS = 10
# A search index is late: this many seconds are asked for again.
OVERLAP = 900
_MOST_REMEMBERED = 300
_LAST_SECOND = 4_102_444_800  # of the year 2099
_AVATAR_SIZE = "120"
_SLUG = re.compile(r"[\w~%-]{1,300}")

_Known = dict[str, dict[str, Any]]
_Step = Generator[Question, Given, SourceError | None]


class Discourse:
    """The search of forums; nothing tells which ones there are."""

    name, title = "discourse", "Discourse forums"
    profile = Profile(
        searches=True,
        requests=1,
        limits="one search a forum, and one request for each new post; forums set their own limits",
    )

    def poll(self, watch: Watch) -> Questions:
        """Ask each forum for what is new, then for each post in full."""
        if not watch.setup.instances:
            why = "no forum to ask; name some as instances under [sources.discourse]"
            raise UnsupportedError(watch.address, why)
        known: _Known = {}
        ask_one = partial(_ask_forum, watch=watch, known=known)
        documents, problem = yield from ask_each(watch.setup.instances, ask_one)
        return Batch(documents=tuple(documents), cursor={"forums": known}, incomplete=problem)


@dataclass(kw_only=True, slots=True)
class _Forum:
    """A forum, and what its search showed.

    Attributes:
        since: When the newest post seen before was written, seconds since 1970; 0 where none was.
        seen: Posts read in full before, by their number.
        read: Those read in full now.
    """

    base: str
    since: int = 0
    seen: list[int] = field(default_factory=list)
    read: list[int] = field(default_factory=list)
    posts: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    topics: dict[int, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, base: str, watch: Watch) -> _Forum:
        known = mapping(mapping((watch.cursor or {}).get("forums")).get(base))
        since = not_after_success(number_id(known, "since") or 0, watch)
        listed = known.get("seen")
        numbers = (
            [one for one in listed if isinstance(one, int)] if isinstance(listed, list) else []
        )
        return cls(base=base, since=min(since, _LAST_SECOND), seen=numbers)

    def add(self, answer: Mapping[str, Any]) -> None:
        """Take over a page of hits."""
        for topic in mappings(answer, "topics"):
            if number_of := number_id(topic, "id"):
                self.topics[number_of] = topic
        for post in mappings(answer, "posts"):
            number_of = number_id(post, "id")
            if number_of and self.permalink(post) and number_of not in self.seen:
                self.posts.setdefault(number_of, post)

    def remembered(self, *, is_all: bool) -> dict[str, Any]:
        """Return what the next poll has to know; unless this was all, it asks from where we did."""
        times = (moment(post, "created_at") for post in self.posts.values() if is_all)
        newest = max([self.since, *(int(one.timestamp()) for one in times if one)])
        return {"since": newest, "seen": [*self.read, *self.seen][:_MOST_REMEMBERED]}

    def permalink(self, post: Mapping[str, Any], key: str = "post_number") -> str | None:
        """Return where a post stands, or the one of which it names the number."""
        topic, place = number_id(post, "topic_id"), number_id(post, key)
        if not topic or not place:
            return None
        slug = line(self.topics.get(topic, {}), "slug") or ""
        name = f"{quote(slug, safe='%')}/" if _SLUG.fullmatch(slug) else ""
        return absolute_url(f"{self.base}/t/{name}{topic}/{place}", self.base)

    def entry(self, hit: Mapping[str, Any], said: Mapping[str, Any]) -> Entry:
        """Return a post: in full where it was read, else as the search shows it."""
        url = self.permalink(hit)
        cooked = whole(text(said, "cooked"))
        body = read_fragment(
            cooked or whole(text(hit, "blurb")), base=url or self.base, plain=not cooked
        )
        published = moment(hit, "created_at") or moment(said, "created_at")
        topic = self.topics.get(number_id(hit, "topic_id") or 0, {})
        answered = {**said, "topic_id": hit.get("topic_id")}
        return Entry(
            url=url,
            author=self._author(hit),
            title=line(topic, "title"),
            text=body.text,
            links=body.links,
            published=published,
            published_zone_known=published is not None,
            parent=self.permalink(answered, "reply_to_post_number"),
            platform="discourse",
            counts=Counts(likes=number(hit, "like_count"), replies=number(said, "reply_count")),
        )

    def _author(self, hit: Mapping[str, Any]) -> Author:
        handle = line(hit, "username")
        if not handle:
            return Author()
        picture = whole(text(hit, "avatar_template")).replace("{size}", _AVATAR_SIZE)
        return Author(
            name=line(hit, "name"),
            handle=handle,
            url=absolute_url(f"{self.base}/u/{quote(handle, safe='')}", self.base),
            photo=absolute_url(picture, self.base) if picture.strip() else None,
        )


def _ask_forum(base: str, *, watch: Watch, known: _Known) -> Asked:
    """Ask one forum; what it gave is noted in `known` for the next poll."""
    forum = _Forum.of(base, watch)
    query = f'"{Sought.of(watch.address).phrase}" order:latest'
    if forum.since:
        query += f" after:{datetime.fromtimestamp(max(0, forum.since - OVERLAP), UTC):%Y-%m-%d}"
    problem = yield from _search(forum, query)
    entries: list[Entry] = []
    problem = (yield from _read_posts(forum, entries)) or problem
    known[base] = forum.remembered(is_all=problem is None)
    found = tuple(entry for entry in entries if entry.links)
    return Document(url=f"{base}/search.json", form="search", entries=found), problem


def _search(forum: _Forum, query: str) -> _Step:
    url = f"{forum.base}/search.json"
    for page in range(1, MOST_PAGES + 1):
        request = Request(url=url, params={"q": query, "page": str(page)})
        try:
            answer = yield from ask_object(request)
            about = _about(answer, url)
        except SourceError as error:
            if page == 1:
                raise
            return part_failed(error)
        forum.add(answer)
        if error_text := line(about, "error"):
            return SourceError(url, f"the forum's search did not get to its end: {error_text}")
        if about.get("more_full_page_results") is not True:
            return None
    return UnsupportedError(url, f"only the first {MOST_PAGES} pages of hits were read")


def _about(answer: Mapping[str, Any], url: str) -> Mapping[str, Any]:
    """Return what an answer says of its search; without hits it may hold nothing else.

    Raises:
        ParseError: It is no answer to a search.
    """
    if not isinstance(answer.get("posts"), list) and "grouped_search_result" not in answer:
        raise ParseError(url, "the answer has no list of posts; check that this is a forum")
    return mapping(answer.get("grouped_search_result"))


def _read_posts(forum: _Forum, entries: list[Entry]) -> _Step:
    """Read the newest posts in full; those that cannot be had stay as the search shows them."""
    problem: SourceError | None = None
    for count, (number_of, hit) in enumerate(forum.posts.items()):
        said: Mapping[str, Any] = {}
        if count >= MOST_POSTS:
            why = f"only {MOST_POSTS} posts of {forum.base} were read in full"
            problem = problem or UnsupportedError(forum.base, why)
        elif not isinstance(problem, RateLimitError):
            try:
                said = yield from ask_object(Request(url=f"{forum.base}/posts/{number_of}.json"))
                forum.read.append(number_of)
            except SourceError as error:
                problem = part_failed(error)
        entries.append(forum.entry(hit, said))
    return problem


SOURCE = Discourse()
