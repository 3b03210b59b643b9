"""Tumblr: the posts of a blog or a tag, and how those that share a site are passed on.

https://github.com/tumblr/docs/blob/master/api.md
There is no search for links, so a watch names the place to look at.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from urllib.parse import quote, unquote

from mentions.asking import Batch, Given, Key, Profile, Question, Questions, Rate, Request, Watch
from mentions.errors import AuthRequiredError, ParseError, SourceError, UnsupportedError
from mentions.model import Document, Entry
from mentions.parse.jsontext import mapping, mappings
from mentions.sources._answers import (
    Answered,
    ask_object,
    not_after_success,
    number_id,
    part_failed,
)
from mentions.sources._microblog import home_link
from mentions.sources._threads import (
    MOST_REPLIES,
    MOST_THREADS,
    NOWHERE,
    Asking,
    Share,
    ask_threads,
    count,
    thread,
)
from mentions.sources._tumblr import blog_of, post_entry, post_id
from mentions.sources._tumblr_notes import kept, next_before, notes_in, remembered
from mentions.urls.address import address_of
from mentions.urls.join import absolute_url
from mentions.urls.platforms import handle_of
from mentions.urls.platforms import post_id as post_in
from mentions.urls.wrappers import unwrap

API = "https://api.tumblr.com"
PLATFORM = "tumblr"
PER_PAGE = 20
# Of a place that is new here, and until what is known is reached.
FIRST_PAGES, MOST_PAGES = 3, 20
MOST_NOTE_PAGES = 4
# Posts may appear late: this many seconds are read again.
OVERLAP = 900
_TAG = re.compile(r"/tagged/([^/]+)/?")

_Posts = dict[str, Mapping[str, Any]]
_Step = Generator[Question, Given, SourceError | None]


class Tumblr:
    """`https://www.tumblr.com/tagged/NAME` or `https://BLOG.tumblr.com/`.

    With the address of a site behind it, as `#https://blog.example/`, the notes of the posts that
    link there are read, too.
    """

    name, title = "tumblr", "Tumblr"
    profile = Profile(
        key=Key.NEEDED,
        key_form="API key (OAuth consumer key)",
        requests=1 + MOST_THREADS,
        rates=(Rate(requests=1_000, seconds=3_600), Rate(requests=5_000, seconds=86_400)),
        limits="1,000 requests an hour and 5,000 a day for a key; 300 a minute from one address",
    )

    def poll(self, watch: Watch) -> Questions:
        """Read the posts of a place back to what is known, then the notes of the newest shares."""
        place = _Place.of(watch)
        known = number_id(mapping(watch.cursor), "newest")
        since = not_after_success(known, watch) - OVERLAP if known else None
        posts: _Posts = {}
        problem = yield from _read_posts(place, posts, since)
        notes: tuple[str, ...] = ()
        if known is None and isinstance(problem, UnsupportedError):
            # What was posted before the place was watched is read as far as a feed would show it.
            notes, problem = (problem.why,), None
        entries = {number: entry for number, post in posts.items() if (entry := post_entry(post))}
        found = (place.share(posts[number], entry) for number, entry in entries.items())
        shares = {one.url: one for one in (*remembered(watch), *filter(None, found))}
        before = mapping(watch.cursor).get("threads")
        about = replace(watch, address=place.site or watch.address)
        threads = yield from ask_threads(
            shares.values(), about, partial(_ask_notes, place), before=before
        )
        times = filter(None, (number_id(post, "timestamp") for post in posts.values()))
        newest = max([*([known] if known else []), *times], default=None)
        cursor = {"newest": newest} if newest else {}
        listed = Document(
            url=place.url, form="search", entries=tuple(entries.values()), notes=notes
        )
        return Batch(
            documents=(listed, *threads.documents),
            cursor=None
            if problem
            else {**cursor, "shares": kept(shares.values()), "threads": threads.known},
            incomplete=problem or threads.problem,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Place:
    """What to look at, and where to ask for it.

    Attributes:
        base: Address of the API.
        path: Of the list.
        params: What the list is asked for.
        site: Whose shares are followed up; None for no one's.
    """

    base: str
    key: str = field(repr=False)
    path: str
    params: Mapping[str, str]
    site: str | None

    @classmethod
    def of(cls, watch: Watch) -> _Place:
        """Read a watch.

        Raises:
            AuthRequiredError: There is no key.
            UnsupportedError: It names neither a blog nor a tag.
        """
        if watch.setup.token is None:
            why = "is read with an API key only; set token_env under [sources.tumblr]"
            raise AuthRequiredError(watch.address, why)
        address, _, fragment = watch.address.partition("#")
        path, params = _list_of(address)
        return cls(
            base=next(iter(watch.setup.instances), API),
            key=watch.setup.token,
            path=path,
            params={**params, "limit": str(PER_PAGE)},
            site=absolute_url(fragment, NOWHERE) if fragment else None,
        )

    @property
    def url(self) -> str:
        """The address of the list."""
        return f"{self.base}{self.path}"

    def ask(self, url: str, params: Mapping[str, str]) -> Answered:
        """Ask for an answer with the key; to be used with `yield from`."""
        return ask_object(Request(url=url, params=params, secrets={"api_key": self.key}))

    def share(self, post: Mapping[str, Any], entry: Entry) -> Share | None:
        """Return a post as a share of the site; None where it is none."""
        # Tumblr wraps what leads elsewhere.
        links = [replace(link, url=unwrap(link.url)) for link in entry.links]
        on = home_link(links, self.site) if self.site else None
        number, blog = post_id(post, "id_string") or post_id(post, "id"), entry.author.handle
        if on is None or number is None or blog is None or entry.url is None:
            return None
        return Share(
            id=number,
            # Its notes are asked of its blog.
            home=blog,
            url=entry.url,
            on=on,
            # All kinds of notes together: it tells when there is something new.
            replies=count(post, "note_count"),
            published=entry.published,
        )


def _list_of(address: str) -> tuple[str, dict[str, str]]:
    """Return the path of the list that an address stands for, and its parameters.

    Raises:
        UnsupportedError: It is neither a blog's address nor a tag's.

    >>> _list_of("https://www.tumblr.com/tagged/link+rot")
    ('/v2/tagged', {'tag': 'link rot'})
    >>> _list_of("https://ria.tumblr.com/")[0], _list_of("https://www.tumblr.com/ria")[0]
    ('/v2/blog/ria.tumblr.com/posts', '/v2/blog/ria/posts')
    """
    parts = address_of(address)
    tag = _TAG.fullmatch(parts.path) if parts else None
    tagged = {"tag": unquote(tag[1]).replace("+", " ")} if tag else {}
    if parts and parts.host in {"tumblr.com", "www.tumblr.com"}:
        blog = blog_of(handle_of(address)) if post_in(address) is None else None
        if tagged:
            return "/v2/tagged", tagged
    else:
        # A blog has a host of its own, at Tumblr or elsewhere.
        blog = parts.host if parts and (tag or parts.path == "/") else None
    if blog is None:
        why = (
            "Tumblr is not searched for links; watch a tag or a blog, "
            "such as https://www.tumblr.com/tagged/NAME"
        )
        raise UnsupportedError(address, why)
    return f"/v2/blog/{quote(blog, safe='')}/posts", {
        "npf": "true",
        "reblog_info": "true",
        **tagged,
    }


def _read_posts(place: _Place, posts: _Posts, since: int | None) -> _Step:
    """Read page after page; return why what is known was not reached.

    Raises:
        SourceError: The first page could not be had.
    """
    asked, most = dict(place.params), MOST_PAGES if since else FIRST_PAGES
    for page in range(most):
        try:
            answer = yield from place.ask(place.url, asked)
            told = _posts_in(answer, place.url)
        except SourceError as error:
            if page == 0:
                raise
            return part_failed(error)
        numbered = ((post_id(post, "id_string") or post_id(post, "id"), post) for post in told)
        fresh = {number: post for number, post in numbered if number}
        is_new = not fresh.keys() <= posts.keys()
        posts |= fresh
        times = [time for post in told if (time := _place_in_list(post))]
        if not is_new or not times or (since and min(times) < since):
            return None
        asked = {**asked, "before": str(min(times))}
    return UnsupportedError(place.url, f"only the newest {len(posts)} posts were read")


def _posts_in(answer: Mapping[str, Any], url: str) -> list[Mapping[str, Any]]:
    """Return the posts of an answer: those of a tag are the answer, those of a blog in it."""
    response = answer.get("response")
    holder, key = (
        (answer, "response") if isinstance(response, list) else (mapping(response), "posts")
    )
    if not isinstance(holder.get(key), list):
        raise ParseError(url, "the answer has no list of posts; check the address")
    return mappings(holder, key)


def _place_in_list(post: Mapping[str, Any]) -> int | None:
    """Return the time by which a list is paged: that of tags that are looked after has its own."""
    return number_id(post, "featured_timestamp") or number_id(post, "timestamp")


def _ask_notes(place: _Place, share: Share) -> Asking:
    """Ask for the reblogs and replies of a post, newest first."""
    url = f"{place.base}/v2/blog/{quote(share.home, safe='')}/notes"
    asked = {"id": share.id, "mode": "all"}
    found: dict[str | None, tuple[int, Entry]] = {}
    before: int | None = None
    for _ in range(MOST_NOTE_PAGES):
        answer = yield from place.ask(url, asked)
        response = mapping(answer.get("response"))
        if not isinstance(response.get("notes"), list):
            raise ParseError(url, "the answer has no list of notes; check the address")
        for depth, entry in notes_in(mappings(response, "notes"), share):
            found.setdefault(entry.url, (depth, entry))
        earlier, before = before, next_before(response)
        if before is None or before == earlier or len(found) > MOST_REPLIES:
            break
        asked = {**asked, "before_timestamp": str(before)}
    document = thread(url, found.values())
    if before is not None and not document.notes:
        return replace(document, notes=("only the newest notes were read",))
    return document


SOURCE = Tumblr()
