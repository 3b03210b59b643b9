"""Threads: posts that name a site or the words of an article's address.

https://developers.facebook.com/docs/threads/keyword-search
There is no search for links: the host is searched for, and the words at the end of the address.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from mentions.asking import Batch, Given, Key, Profile, Question, Questions, Rate, Request, Watch
from mentions.errors import AuthRequiredError, ParseError, SourceError, UnsupportedError
from mentions.model import Author, Document, Entry, Hyperlink
from mentions.parse.fragment import read_fragment
from mentions.parse.jsontext import mapping, mappings, text
from mentions.sources._answers import (
    ask_object,
    line,
    moment,
    not_after_success,
    number_id,
    part_failed,
    web_address,
    whole,
)
from mentions.sources._sought import Sought
from mentions.sources._threads import NOWHERE
from mentions.urls.hosts import host_of

API = "https://graph.threads.net"
PLATFORM = "threads"
PER_PAGE, MOST_PAGES = 100, 5
# A search index is late: this many seconds are asked for again.
OVERLAP = 900
# The API knows no earlier time.
_FIRST = 1_688_540_400
REVIEWED = "reviewed"

_FIELDS = "id,text,permalink,timestamp,username,link_attachment_url"
_BETWEEN = re.compile(r"[\W_]+")
_MOST_WORDS = 6
_HANDLE = re.compile(r"[A-Za-z0-9_.]{1,60}")

_Posts = dict[str, Mapping[str, Any]]
_Step = Generator[Question, Given, SourceError | None]


class Threads:
    """Posts whose text or attached link may lead to the address."""

    name, title = "threads", "Threads"
    profile = Profile(
        searches=True,
        key=Key.NEEDED,
        key_form="access token",
        switches=frozenset({REVIEWED}),
        requests=2,
        rates=(Rate(requests=2_200, seconds=86_400),),
        limits="2,200 searches in 24 hours for an account; those that find nothing are free",
    )

    def poll(self, watch: Watch) -> Questions:
        """Search for the host, then for the words of the address, newest posts first."""
        token = watch.setup.token
        if token is None:
            why = "is searched with an access token only; set token_env under [sources.threads]"
            raise AuthRequiredError(watch.address, why)
        url = f"{next(iter(watch.setup.instances), API)}/v1.0/keyword_search"
        newest = number_id(mapping(watch.cursor), "newest")
        since = not_after_success(newest, watch) - OVERLAP if newest else None
        posts: _Posts = {}
        problem: SourceError | None = None
        for place, words in enumerate(_searches(watch.address)):
            try:
                cut = yield from _search(url, _asked(words, since), token, posts)
            except SourceError as error:
                if place == 0:
                    raise
                cut = part_failed(error)
            problem = problem or cut
        dates = filter(None, (moment(post, "timestamp") for post in posts.values()))
        times = [int(date.timestamp()) for date in dates]
        seen = max([*([newest] if newest else []), *times], default=None)
        problem = problem or _unless_reviewed(watch, url)
        entries = tuple(filter(None, map(_entry, posts.values())))
        return Batch(
            documents=(Document(url=url, form="search", entries=entries),),
            cursor=None if problem else {"newest": seen} if seen else {},
            incomplete=problem,
        )


def _unless_reviewed(watch: Watch, url: str) -> SourceError | None:
    """Return why others' posts may be missing.

    Of an app that Meta has not reviewed only the posts of the token's owner are searched, and no
    answer says which of both it was.
    """
    if REVIEWED in watch.setup.switches:
        return None
    why = (
        "only your own posts are searched unless Meta has reviewed your app for "
        f"threads_keyword_search; if it has, set {REVIEWED} = true under [sources.threads]"
    )
    return AuthRequiredError(url, why)


def _searches(address: str) -> Iterator[str]:
    """Yield what to search for: the host, and the words of an article's address.

    >>> list(_searches("https://www.blog.example/2026/03/short-links.html"))
    ['blog.example', 'short links']
    >>> list(_searches("https://blog.example/?p=1"))
    ['blog.example']
    """
    sought = Sought.of(address)
    yield host_of(f"https://{sought.host}/")
    last = sought.path.partition("?")[0].rpartition("/")[2]
    words = [word for word in _BETWEEN.split(unquote(last).partition(".")[0]) if word]
    if len(words) > 1:  # a single word says nothing of the article
        yield " ".join(words[:_MOST_WORDS])


def _asked(words: str, since: int | None) -> dict[str, str]:
    asked = {
        "q": words,
        "search_type": "RECENT",
        "fields": _FIELDS,
        "limit": str(PER_PAGE),
    }
    return asked if since is None else {**asked, "since": str(max(since, _FIRST))}


def _search(url: str, asked: dict[str, str], token: str, posts: _Posts) -> _Step:
    """Read page by page; return why it is not all.

    Raises:
        SourceError: The first page could not be had.
    """
    found: _Posts = {}
    for page in range(MOST_PAGES):
        request = Request(url=url, params=asked, secrets={"access_token": token})
        try:
            answer = yield from ask_object(request)
            if not isinstance(answer.get("data"), list):
                raise ParseError(url, "the answer has no list of posts; check the address")
        except SourceError as error:
            if page == 0:
                raise
            return part_failed(error)
        fresh = {
            text(post, "id") or text(post, "permalink"): post for post in mappings(answer, "data")
        }
        is_new = not fresh.keys() <= found.keys()
        found |= fresh
        posts |= fresh
        after = _after(answer)
        if not after or not is_new:
            return None
        asked = {**asked, "after": after}
    why = f"only the newest {MOST_PAGES * PER_PAGE} posts with {asked['q']!r} were read"
    return UnsupportedError(url, why)


def _after(answer: Mapping[str, Any]) -> str | None:
    """Return from where the next page goes on; None on the last one.

    The address of that page is not asked: it holds the token.
    """
    paging = mapping(answer.get("paging"))
    is_last = not paging.get("next") and len(answer["data"]) < PER_PAGE
    return None if is_last else text(mapping(paging.get("cursors")), "after") or None


def _entry(post: Mapping[str, Any]) -> Entry | None:
    """Return a post; None where it has no address or links to nothing.

    What it quotes or answers is named by an id only; the links are its author's own.
    """
    permalink = web_address(post, "permalink", NOWHERE)
    if permalink is None:
        return None
    said = read_fragment(whole(text(post, "text")), base=permalink, plain=True)
    links = {link.url: link for link in said.links}
    if attached := web_address(post, "link_attachment_url", NOWHERE):
        links.setdefault(attached, Hyperlink(url=attached))
    if not links:
        return None
    published = moment(post, "timestamp")
    return Entry(
        url=permalink,
        author=_author(line(post, "username")),
        text=said.text,
        links=tuple(links.values()),
        published=published,
        published_zone_known=published is not None,
        platform=PLATFORM,
    )


def _author(username: str | None) -> Author:
    if username is None or not _HANDLE.fullmatch(username):
        return Author()
    return Author(handle=username, url=f"https://www.threads.com/@{username}")


SOURCE = Threads()
