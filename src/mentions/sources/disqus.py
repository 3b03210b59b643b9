"""Disqus: the comments under an article.

https://disqus.com/api/docs/threads/listPosts/
Disqus knows a page by its address, or by a name that the page gives itself in its script.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode

from mentions.asking import (
    Batch,
    Given,
    Key,
    Profile,
    Question,
    Questions,
    Rate,
    Request,
    Watch,
    ask,
)
from mentions.errors import AuthRequiredError, ParseError, SourceError, UnsupportedError
from mentions.model import Document, Entry
from mentions.parse.jsontext import mapping, mappings
from mentions.sources._answers import Answered, ask_object, line, number, part_failed
from mentions.sources._disqus import Embed, comment_id, entries_in, is_forum, read_embed
from mentions.sources._microblog import spellings
from mentions.urls.canonical import same_article

API = "https://disqus.com"
PER_PAGE, MOST_PAGES, MOST_THREADS = 100, 20, 5

_Step = Generator[Question, Given, SourceError | None]
_Finding = Generator[Question, Given, list[str]]
_Entries = dict[str | None, Entry]


class Disqus:
    """The address of a watch is the article's; its page tells what Disqus calls the site."""

    name, title = "disqus", "Disqus comments"
    profile = Profile(
        key=Key.NEEDED,
        key_form="public key, or shortname:public key",
        requests=2,
        rates=(Rate(requests=1_000, seconds=3_600),),
        limits="1,000 requests an hour for a key",
    )

    def poll(self, watch: Watch) -> Questions:
        """Ask for the thread of the page, then for all comments in it."""
        api = _Api.of(watch)
        embed, threads = _remembered(watch, api), []
        if embed.forum:
            threads = yield from _find_threads(api, embed, watch.address)
        if not threads:
            page = yield from ask(Request(url=watch.address))
            before, embed = embed, api.named(read_embed(page.body, page.content_type))
            if embed.forum is None:
                why = "its page shows no Disqus comments; give shortname:key if it has some"
                raise UnsupportedError(watch.address, why)
            if embed != before:
                threads = yield from _find_threads(api, embed, watch.address)
        entries: _Entries = {}
        problem: SourceError | None = None
        for place, thread in enumerate(threads):
            try:
                cut = yield from _read_comments(api, thread, watch.address, entries)
            except SourceError as error:
                if place == 0:
                    raise
                cut = part_failed(error)
            problem = problem or cut
        document = Document(
            url=api.url("listPosts"),
            form="comments",
            entries=tuple(entries.values()),
            notes=() if threads else ("Disqus knows no comments on this page",),
        )
        cursor = {"forum": embed.forum, "identifier": embed.identifier}
        return Batch(documents=(document,), cursor=cursor, incomplete=problem)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Api:
    """Where and with which key to ask.

    Attributes:
        forum: The short name of the site, where the owner gives it.
    """

    base: str
    key: str = field(repr=False)
    forum: str | None = None

    @classmethod
    def of(cls, watch: Watch) -> Self:
        """Take it from what the owner says.

        Raises:
            AuthRequiredError: There is no key, or something else in its place.
        """
        if not watch.setup.token:
            why = "is read with an API key only; set token_env under [sources.disqus]"
            raise AuthRequiredError(watch.address, why)
        forum, colon, key = watch.setup.token.rpartition(":")
        if not key or (colon and not is_forum(forum)):
            why = "the token is neither a public key nor shortname:key; correct it"
            raise AuthRequiredError(watch.address, why)
        base = next(iter(watch.setup.instances), API)
        return cls(base=base, key=key, forum=forum or None)

    def url(self, method: str) -> str:
        """Return the address of a list."""
        return f"{self.base}/api/3.0/threads/{method}.json"

    def named(self, embed: Embed) -> Embed:
        """Return what a page says of itself, with the short name that the owner gave."""
        return Embed(forum=self.forum or embed.forum, identifier=embed.identifier)

    def ask(self, url: str, params: Mapping[str, str]) -> Answered:
        """Ask for a list; to be used with `yield from`.

        Raises:
            FetchError: No usable answer came.
            ParseError: It is an error, or no list.
        """
        request = Request(url=url, params=params, secrets={"api_key": self.key})
        answer = yield from ask_object(request)
        shown = url.partition("?")[0]
        if (code := number(answer, "code")) != 0:
            raise ParseError(shown, f"the API answers with error {code}; check the short name")
        if not isinstance(answer.get("response"), list):
            raise ParseError(shown, "the answer has no list; check the address")
        return answer


def _remembered(watch: Watch, api: _Api) -> Embed:
    known = mapping(watch.cursor)
    forum = line(known, "forum")
    embed = Embed(
        forum=forum if forum and is_forum(forum) else None, identifier=line(known, "identifier")
    )
    return api.named(embed)


def _find_threads(api: _Api, embed: Embed, address: str) -> _Finding:
    """Return the threads of a page: with http and https, or a slash, there may be several.

    Raises:
        SourceError: They could not be had.
    """
    asked = {"forum": embed.forum or "", "limit": str(PER_PAGE)}
    links = urlencode([("thread:link", form) for form in spellings(address)])
    answer = yield from api.ask(f"{api.url('list')}?{links}", asked)
    found = _threads_of(answer, api, address, embed.identifier)
    if found or embed.identifier is None:
        return found
    answer = yield from api.ask(api.url("list"), {**asked, "thread:ident": embed.identifier})
    return _threads_of(answer, api, address, embed.identifier)


def _threads_of(
    answer: Mapping[str, Any], api: _Api, address: str, identifier: str | None
) -> list[str]:
    """Return the threads of a page among those of an answer.

    Raises:
        ParseError: There are others only: whether the page has one was not answered.
    """
    told = mappings(answer, "response")
    ours = [one for one in told if _is_about(one, address, identifier)]
    if told and not ours:
        raise ParseError(api.url("list"), "the answer is about other pages; check the short name")
    ids = (comment_id(one, "id") for one in ours)
    return list(dict.fromkeys(filter(None, ids)))[:MOST_THREADS]


def _is_about(thread: Mapping[str, Any], address: str, identifier: str | None) -> bool:
    link, names = line(thread, "link"), thread.get("identifiers")
    named = isinstance(names, list) and identifier is not None and identifier in names
    return named or bool(link and same_article(link, address))


def _read_comments(api: _Api, thread: str, about: str, entries: _Entries) -> _Step:
    """Read page by page; return why they are not all.

    Raises:
        SourceError: The first page could not be had.
    """
    asked = {"thread": thread, "limit": str(PER_PAGE), "order": "asc"}
    for page in range(MOST_PAGES):
        try:
            answer = yield from api.ask(api.url("listPosts"), asked)
        except SourceError as error:
            if page == 0:
                raise
            return part_failed(error)
        for entry in entries_in(mappings(answer, "response"), about):
            entries.setdefault(entry.url, entry)
        cursor = mapping(answer.get("cursor"))
        after = line(cursor, "next") if cursor.get("hasNext") is True else None
        if after is None or after == asked.get("cursor"):
            return None
        asked = {**asked, "cursor": after}
    why = f"only the first {MOST_PAGES * PER_PAGE:,} comments were read"
    return UnsupportedError(api.url("listPosts"), why)


SOURCE = Disqus()
