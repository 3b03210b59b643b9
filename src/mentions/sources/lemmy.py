"""Lemmy: posts that link to an address, posts and comments that name it, and what is answered.

https://join-lemmy.org/docs/contributors/04-api.html
Each server knows what it has been sent by others, so several are asked. Link posts are found by
their exact address only.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Any

from mentions.asking import Given, Profile, Question, Questions, Rate, Request, Setup, Watch
from mentions.errors import MissingError, ParseError, SourceError, UnsupportedError
from mentions.model import Document, Entry
from mentions.parse.jsontext import mappings, text
from mentions.sources._again import LookingAgain
from mentions.sources._answers import ask_object, part_failed
from mentions.sources._homes import Part, Searching, search_homes
from mentions.sources._lemmy import comment_entry, post_entry, replies_in, share_of
from mentions.sources._lemmy_again import look_again, post_in
from mentions.sources._sought import Sought
from mentions.sources._threads import MAX_DEPTH, MOST_THREADS, Asking, Share, thread

HOMES = ("https://lemmy.world", "https://programming.dev", "https://lemmy.ml")
PER_PAGE = 50
MOST_PAGES = 5
_MAX_CURSOR = 500


class Api(StrEnum):
    """The two generations of its interface."""

    V3 = "v3"  # 0.19
    V4 = "v4"  # 1.x


@dataclass(frozen=True, kw_only=True, slots=True)
class _Question:
    """One search: for the exact address of link posts, or for words in posts or comments."""

    term: str
    what: str
    is_address: bool = False

    def params(self, api: Api, number: int, cursor: str) -> dict[str, str]:
        """Return the parameters for one page of the answer."""
        if api is Api.V3:
            kind = "Url" if self.is_address else self.what.capitalize()
            asked = {"q": self.term, "type_": kind, "sort": "New", "listing_type": "All"}
            return {**asked, "limit": str(PER_PAGE), "page": str(number)}
        asked = {"search_term": self.term, "type_": self.what, "limit": str(PER_PAGE)}
        asked |= {"post_url_only": "true"} if self.is_address else {}
        return asked | ({"page_cursor": cursor} if cursor else {})


@dataclass(kw_only=True, slots=True)
class _Found:
    """What a server gave, each once."""

    home: str
    api: Api = Api.V4
    entries: dict[str, Entry] = field(default_factory=dict)
    shares: dict[str, Share] = field(default_factory=dict)

    def add(self, answer: Mapping[str, Any]) -> None:
        """Take over a page of an answer."""
        posts = mappings(answer, "posts")
        read = [*map(post_entry, posts)]
        read += (comment_entry(view, self.home) for view in mappings(answer, "comments"))
        for entry in filter(None, read):
            self.entries.setdefault(entry.url or "", entry)
        for share in filter(None, (share_of(view, self.home, self.api) for view in posts)):
            self.shares.setdefault(share.url, share)


_Step = Generator[Question, Given, SourceError | None]


class Lemmy:
    """A few large servers, or those that the owner names."""

    name, title = "lemmy", "Lemmy"
    at_once = 1
    profile = Profile(
        searches=True,
        requests=len(HOMES) * 5 + MOST_THREADS,
        rates=(Rate(requests=60, seconds=600),),
        limits="60 searches in ten minutes at each server, unless its admin says otherwise",
    )

    def poll(self, watch: Watch) -> Questions:
        """Ask each server; then for the threads of the newest posts."""
        homes = watch.setup.instances or HOMES
        return (yield from search_homes(homes, watch, partial(_search, watch), _ask_thread))

    def post_in(self, url: str) -> str | None:
        """Return where a server tells of what stands at a permalink; None where it cannot."""
        return post_in(url)

    def look_again(self, posts: Sequence[str], setup: Setup) -> LookingAgain:
        """Ask for posts and comments as they are now."""
        return look_again(posts, (*setup.instances, *HOMES))


def _search(watch: Watch, home: str) -> Searching:
    found, problem = _Found(home=home), None
    for number, question in enumerate(_questions(watch.address)):
        try:
            cut = yield from (_pages if number else _first)(found, question)
        except SourceError as error:
            if number == 0:
                raise
            problem = part_failed(error)
            break
        problem = problem or cut
    return Part(
        document=Document(
            url=_url(home, found.api, "search"),
            form="search",
            entries=tuple(found.entries.values()),
        ),
        shares=tuple(found.shares.values()),
        problem=problem or _blind(watch.address, home),
    )


def _questions(address: str) -> Iterator[_Question]:
    """Yield the searches for an address: link posts compare it letter by letter."""
    sought = Sought.of(address)
    if sought.path:
        scheme = "http" if address.lower().startswith("http:") else "https"
        for form in dict.fromkeys(_forms(sought)):
            yield _Question(term=f"{scheme}://{form}", what="posts", is_address=True)
    # How other letters are written in a text is not known.
    phrase = sought.phrase.partition("%")[0]
    yield _Question(term=phrase, what="posts")
    yield _Question(term=phrase, what="comments")


def _forms(sought: Sought) -> Iterator[str]:
    """Yield an address as its owner writes it, without what only tracks, with a slash and without.

    The other scheme and www would double the questions; whoever shares a page copies its address.
    """
    host = sought.written.partition("/")[0].partition("?")[0]
    for form in (sought.written, host + sought.path):
        path, mark, query = form.partition("?")
        bare = path.removesuffix("/")
        yield f"{bare}{mark}{query}"
        if "." not in bare.removeprefix(host).rpartition("/")[2]:
            yield f"{bare}/{mark}{query}"


def _blind(address: str, home: str) -> SourceError | None:
    """Return what cannot be asked at all: the link posts of a whole site."""
    if Sought.of(address).path:
        return None
    why = "Lemmy finds link posts by the exact address of an article only; watch articles for them"
    return UnsupportedError(home, why)


def _first(found: _Found, question: _Question) -> _Step:
    """Ask the newer interface, and the older one where there is no newer.

    1.x still has the older one, but searches everything there whatever was asked.

    Raises:
        UnsupportedError: It has neither.
    """
    try:
        return (yield from _pages(found, question))
    except (MissingError, ParseError):
        # Some servers answer with a page for people where they know no interface.
        found.api = Api.V3
    try:
        return (yield from _pages(found, question))
    except MissingError as error:
        why = "this is no Lemmy of a version we know (0.19 or 1.x); correct the address"
        raise UnsupportedError(found.home, why) from error


def _pages(found: _Found, question: _Question) -> _Step:
    """Read page by page; return why not all of them could be read."""
    api = found.api
    url, cursor = _url(found.home, api, "search"), ""
    for number in range(1, MOST_PAGES + 1):
        asked = Request(url=url, params=question.params(api, number, cursor))
        try:
            answer = yield from ask_object(asked)
            given = _given(answer, question, url)
        except SourceError as error:
            if number == 1:
                raise
            return part_failed(error)
        found.add(answer)
        if api is Api.V3 and question.is_address and _is_shim(answer):
            return UnsupportedError(url, "a newer Lemmy whose own interface cannot be reached")
        before, cursor = cursor, _cursor(answer) if api is Api.V4 else str(number)
        # A page from which everything was taken away may be followed by others.
        if not cursor or 0 < given < PER_PAGE or (not given and api is Api.V3):
            return None
        if cursor == before:
            return SourceError(url, "the server gives the same page again and again")
    why = f"only the first {MOST_PAGES * PER_PAGE} {question.what} with {question.term} were read"
    return UnsupportedError(url, why)


def _given(answer: Mapping[str, Any], question: _Question, url: str) -> int:
    """Return how many of what was asked for are in an answer, damaged ones among them.

    Raises:
        UnsupportedError: There is no list of them.
    """
    listed = answer.get(question.what)
    if not isinstance(listed, list):
        raise UnsupportedError(url, f"the answer has no list of {question.what}, as Lemmy's has")
    return len(listed)


def _is_shim(answer: Mapping[str, Any]) -> bool:
    """Whether more was given than link posts: then it was not them that were searched for."""
    return any(answer.get(kind) for kind in ("comments", "communities", "users"))


def _cursor(answer: Mapping[str, Any]) -> str:
    cursor = text(answer, "next_page")
    return cursor if cursor.isascii() and len(cursor) <= _MAX_CURSOR else ""


def _ask_thread(share: Share) -> Asking:
    """Ask for the comments under a post, by the interface that its server has."""
    api, _, number = share.id.partition(" ")
    url = _url(share.home, Api(api), "comment/list")
    params = {"post_id": number, "max_depth": str(MAX_DEPTH), "limit": str(PER_PAGE)}
    kind = "All" if api == Api.V3 else "all"
    answer = yield from ask_object(Request(url=url, params={**params, "type_": kind}))
    # The newest releases call every list the same.
    key = next((key for key in ("comments", "items") if isinstance(answer.get(key), list)), None)
    if key is None:
        raise UnsupportedError(url, "the answer has no list of comments, as Lemmy's has")
    return thread(url, replies_in(mappings(answer, key), share))


def _url(home: str, api: Api, path: str) -> str:
    return f"{home}/api/{api}/{path}"


SOURCE = Lemmy()
