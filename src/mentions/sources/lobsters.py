"""Lobsters: stories that link to an address or its site, and what is answered.

https://lobste.rs/about; the addresses are those of its pages with `.json` behind them.
Comments that name an address cannot be searched for without a login.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from functools import partial
from typing import Any

from mentions.asking import (
    Given,
    Profile,
    Question,
    Questions,
    Rate,
    Request,
    Setup,
    Watch,
    ask,
)
from mentions.errors import MissingError, ParseError, SourceError, UnsupportedError
from mentions.model import Document
from mentions.parse.jsontext import load_json
from mentions.sources._again import LookingAgain
from mentions.sources._answers import ask_object, part_failed
from mentions.sources._homes import Part, Searching, search_homes
from mentions.sources._lobsters import replies_in, share_of, stories_in, story_entry
from mentions.sources._lobsters_again import look_again, post_in
from mentions.sources._sought import Sought
from mentions.sources._threads import MOST_THREADS, Asking, Share, thread
from mentions.urls.hosts import host_of, same_site

HOME = "https://lobste.rs"
PER_PAGE = 25
# Of a whole site; the address of an article is asked for by itself.
MOST_PAGES = 10

_Stories = dict[str, Mapping[str, Any]]
# Stories by their short id, and why they are not all.
_Listed = Generator[Question, Given, tuple[_Stories, SourceError | None]]
# Those of one answer, and how many it lists, damaged ones among them.
_Counted = Generator[Question, Given, tuple[_Stories, int]]


class Lobsters:
    """Stories by their address and by its host, then the threads of the newest."""

    name, title = "lobsters", "Lobsters"
    at_once = 1
    profile = Profile(
        searches=True,
        requests=2 + MOST_THREADS,
        rates=(
            Rate(requests=30, seconds=60),
            Rate(requests=100, seconds=600),
            Rate(requests=400, seconds=3600),
        ),
        limits="30 requests a minute, 100 in ten minutes, 400 an hour from one address",
    )

    def poll(self, watch: Watch) -> Questions:
        """Ask lobste.rs, or the sites of the same kind that the owner names."""
        homes = watch.setup.instances or (HOME,)
        return (yield from search_homes(homes, watch, partial(_search, watch), _ask_thread))

    def post_in(self, url: str) -> str | None:
        """Return where a site tells of the story at a permalink; None of a comment."""
        return post_in(url)

    def look_again(self, posts: Sequence[str], setup: Setup) -> LookingAgain:  # noqa: ARG002 - nothing of it matters here
        """Ask for stories as they are now."""
        return look_again(posts)


def _search(watch: Watch, home: str) -> Searching:
    sought = Sought.of(watch.address)
    host = host_of(f"https://{sought.host}/")
    if sought.path:
        url = f"{home}/stories/url/all.json"
        stories, problem = yield from _of_article(home, host, watch.address)
    else:
        url = _domain_url(home, host)
        stories, problem = yield from _of_domain(home, host, most_pages=MOST_PAGES)
    entries = (story_entry(story, home) for story in stories.values())
    listed = Document(url=url, form="search", entries=tuple(filter(None, entries)))
    shares = (share_of(short, story, home) for short, story in stories.items())
    return Part(document=listed, shares=tuple(filter(None, shares)), problem=problem)


def _of_article(home: str, host: str, address: str) -> _Listed:
    """Ask for an article by its address, then for the newest stories of its site."""
    sought = Sought.of(address)
    stories: _Stories = {}
    for form in dict.fromkeys((sought.phrase, sought.written.removeprefix("www."))):
        # It finds the story whatever the scheme, www and the slash at the end.
        asked = Request(url=f"{home}/stories/url/all.json", params={"url": f"https://{form}"})
        found, _ = yield from _ask_stories(asked)
        stories |= found
    if not same_site(f"https://{host}/", address):
        return stories, None  # the host's other stories are other people's
    try:
        others, _ = yield from _of_domain(home, host, most_pages=1)
    except SourceError as error:
        return stories, part_failed(error)
    return stories | others, None


def _of_domain(home: str, host: str, *, most_pages: int) -> _Listed:
    """Ask for the stories of a host, newest first; a host without any is not known there."""
    stories: _Stories = {}
    for number in range(1, most_pages + 1):
        try:
            found, given = yield from _ask_stories(Request(url=_domain_url(home, host, number)))
        except SourceError as error:
            if isinstance(error, MissingError):
                return stories, None
            if number == 1:
                raise
            return stories, part_failed(error)
        seen = len(stories)
        stories |= found
        if given < PER_PAGE or len(stories) == seen:
            return stories, None
    why = f"only the newest {most_pages * PER_PAGE} stories of {host} were read"
    return stories, UnsupportedError(_domain_url(home, host), why)


def _domain_url(home: str, host: str, number: int = 1) -> str:
    page = "" if number == 1 else f"/page/{number}"
    return f"{home}/domains/{host}{page}.json"


def _ask_stories(request: Request) -> _Counted:
    """Ask for a list of stories.

    Raises:
        FetchError: No usable answer came.
        ParseError: It is no list.
    """
    page = yield from ask(request)
    answer = load_json(page.body, url=request.url, content_type=page.content_type)
    if not isinstance(answer, list):
        raise ParseError(request.url, "the answer is no list of stories; check the address")
    return stories_in(answer), len(answer)


def _ask_thread(share: Share) -> Asking:
    url = f"{share.home}/s/{share.id}.json"
    answer = yield from ask_object(Request(url=url))
    if not isinstance(answer.get("comments"), list):
        raise ParseError(url, "the answer has no list of comments; check the address")
    return thread(url, replies_in(answer, share))


SOURCE = Lobsters()
