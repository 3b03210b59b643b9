"""Reddit: posts that link to an address, and what is said under them.

https://www.reddit.com/dev/api#GET_api_info
Link posts are named by their exact address, the others found by a search. Comments cannot be
searched. With a private feed, or none, only the newest posts of the search are shown.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from mentions.asking import (
    Batch,
    Given,
    Key,
    LoggingIn,
    Profile,
    Question,
    Questions,
    Rate,
    Request,
    Session,
    Setup,
    Watch,
    ask,
    log_in,
)
from mentions.errors import AuthRequiredError, ParseError, SourceError, UnsupportedError
from mentions.model import Document
from mentions.parse.jsontext import load_json, mapping, text
from mentions.sources._answers import not_after_success, number_id, part_failed
from mentions.sources._microblog import spellings
from mentions.sources._reddit import (
    SITE,
    left_out,
    moment_in,
    post_entry,
    posts_in,
    replies_in,
    share_of,
    things,
)
from mentions.sources._reddit_feed import feed_posts
from mentions.sources._reddit_key import HOME, KEY_FORM, Feed, feed_of, open_session
from mentions.sources._sought import Sought
from mentions.sources._threads import (
    MAX_DEPTH,
    MOST_REPLIES,
    MOST_THREADS,
    Asking,
    Share,
    ask_threads,
    thread,
)

# Pages of so many posts; behind a thousand Reddit shows no further ones, or only a few less.
PER_PAGE, MOST_PAGES = 100, 10
_WALL = 950
# The address of an article with and without s in https, with and without a slash at the end.
MOST_FORMS = 4
# What was posted so many seconds before the newest post of last time may have been indexed since.
OVERLAP = 900

_Posts = dict[str, Mapping[str, Any]]
_Steps = Generator[Question, Given, None]


class Reddit:
    """Link posts by their address, posts by the search, then the threads of the newest."""

    name, title = "reddit", "Reddit"
    profile = Profile(
        searches=True,
        key=Key.NEEDED,
        key_form=KEY_FORM,
        requests=MOST_FORMS + 1 + MOST_THREADS,
        rates=(Rate(requests=100, seconds=60),),
        limits="100 requests a minute for each client; feeds about one request a minute from one "
        "address",
    )

    def poll(self, watch: Watch) -> Questions:
        """Ask the interface, or the feed, whichever the owner's key is for."""
        feed = feed_of(watch.setup)
        if feed:
            return (yield from _poll_feed(watch, feed))
        return (yield from _poll_interface(watch))

    def login(self, setup: Setup, old: Session | None) -> LoggingIn:
        """Open a session with the id and secret; there is nothing to renew an old one with."""
        del old
        return (yield from open_session(setup))


def _poll_feed(watch: Watch, feed: Feed) -> Questions:
    home = next(iter(watch.setup.instances), SITE)
    url = f"{home}/search.rss"
    asked = {"q": _query(watch.address), "type": "link", **_NEWEST}
    page = yield from ask(Request(url=url, params=asked, secrets=feed.secrets))
    posts, given = feed_posts(page, url)
    newest = [int(post.published.timestamp()) for post in posts if post.published]
    since = _since(watch)
    problem = None
    if given >= PER_PAGE and not (since and newest and min(newest) <= since - OVERLAP):
        why = f"the feed shows only the newest {given} posts; a client id and secret show more"
        problem = UnsupportedError(url, why)
    document = Document(url=url, form="search", entries=tuple(posts))
    cursor = {"newest": max([*newest, since])} if newest or since else None
    return Batch(documents=(document,), cursor=cursor, incomplete=problem)


def _poll_interface(watch: Watch) -> Questions:
    poll = _Poll(
        watch=watch,
        home=next(iter(watch.setup.instances), HOME),
        session=(yield from log_in()),
    )
    yield from poll.find()
    shares = (share_of(post, watch.address) for post in poll.posts.values())
    before = mapping(mapping(watch.cursor).get("threads"))
    threads = yield from ask_threads(filter(None, shares), watch, poll.ask_thread, before=before)
    newest = {"newest": poll.newest} if poll.newest else {}
    return Batch(
        documents=(poll.document(), *threads.documents),
        cursor={**newest, "threads": threads.known},
        incomplete=poll.problem or threads.problem,
    )


@dataclass(kw_only=True, slots=True)
class _Poll:
    """A poll under way.

    Attributes:
        session: The login.
        may_renew: A session that is refused may be exchanged, once a poll.
        posts: What was found, by id.
        newest: For the cursor: when the newest post was written that the search gave, seconds
            since 1970; 0 where it gave none yet.
        problem: Why not everything could be read.
    """

    watch: Watch
    home: str
    session: Session
    may_renew: bool = True
    posts: _Posts = field(default_factory=dict)
    newest: int = 0
    problem: SourceError | None = None

    def find(self) -> _Steps:
        """Ask for link posts by their address, then search."""
        self.newest = _since(self.watch)
        try:
            yield from self._name()
            yield from self._search()
        except SourceError as error:
            if not self.posts:
                raise
            self.problem = part_failed(error)

    def document(self) -> Document:
        """Return what was found."""
        entries = filter(None, map(post_entry, self.posts.values()))
        return Document(url=f"{self.home}/search", form="search", entries=tuple(entries))

    def _name(self) -> _Steps:
        url = f"{self.home}/api/info"
        for form in _forms(self.watch.address):
            asked = {"url": form, "limit": str(PER_PAGE)}
            listing = yield from self._ask_listing(Request(url=url, params=asked))
            if _given(listing) >= PER_PAGE:
                why = f"Reddit names no more than {PER_PAGE} link posts of one address"
                self.problem = UnsupportedError(url, why)
            self.posts |= posts_in(listing)

    def _search(self) -> _Steps:
        """Read page by page, newest first, up to what the last poll found."""
        url, since = f"{self.home}/search", self.newest
        asked = {"q": _query(self.watch.address), "type": "link", **_NEWEST}
        after, given, newest = "", 0, since
        for _ in range(MOST_PAGES):
            params = {**asked, "after": after} if after else asked
            listing = yield from self._ask_listing(Request(url=url, params=params))
            found = posts_in(listing)
            self.posts |= {name: post for name, post in found.items() if name not in self.posts}
            # What a crosspost passes on is older, and says nothing of how far this has come.
            listed = map(moment_in, things(listing, "t3"))
            dates = [int(date.timestamp()) for date in listed if date]
            newest, given = max([*dates, newest]), given + _given(listing)
            before, after = after, text(mapping(listing.get("data")), "after")
            reached = bool(since and dates and min(dates) <= since - OVERLAP)
            if not after or after == before or reached:
                break
        # What lies behind the wall no later question gives, so the next poll goes on from here.
        self.newest = newest
        if given >= _WALL and not reached:
            why = f"Reddit shows only the newest {given} posts of a search; older ones are missing"
            self.problem = self.problem or UnsupportedError(url, why)

    def ask_thread(self, share: Share) -> Asking:
        """Ask for the comments under a post."""
        url = f"{self.home}/comments/{share.id}"
        asked = {"limit": str(MOST_REPLIES), "depth": str(MAX_DEPTH), "sort": "new"}
        answer = yield from self._ask(Request(url=url, params=asked))
        listing = answer[1] if isinstance(answer, list) and len(answer) > 1 else None
        _check(listing, url)
        found = thread(url, replies_in(listing, share))
        if left_out(listing) and not found.notes:
            note = "Reddit shows only some of the comments under it"
            return replace(found, notes=(note,))
        return found

    def _ask_listing(self, request: Request) -> Generator[Question, Given, Mapping[str, Any]]:
        answer = yield from self._ask(request)
        return _check(answer, request.url)

    def _ask(self, request: Request) -> Generator[Question, Given, Any]:
        """Ask for JSON; with another session where this one is refused.

        Raises:
            FetchError: No usable answer came.
            ParseError: It is no JSON.
        """
        try:
            page = yield from ask(self._with_token(request))
        except AuthRequiredError:
            if not self.may_renew:
                raise
            self.may_renew = False
            self.session = yield from log_in(refused=self.session)
            page = yield from ask(self._with_token(request))
        return load_json(page.body, url=request.url, content_type=page.content_type)

    def _with_token(self, request: Request) -> Request:
        # Otherwise all markup comes escaped.
        params = {**request.params, "raw_json": "1"}
        headers = {"Authorization": f"Bearer {self.session.token}"}
        return replace(request, params=params, headers=headers)


_NEWEST = {"sort": "new", "t": "all", "limit": str(PER_PAGE)}


def _since(watch: Watch) -> int:
    """Return up to when all was seen before, seconds since 1970; 0 where nothing was."""
    return not_after_success(number_id(mapping(watch.cursor), "newest") or 0, watch)


def _forms(address: str) -> Iterator[str]:
    """Yield the forms of an article's address that Reddit tells apart; www it does not.

    >>> list(_forms("https://www.blog.example/a"))[:2]
    ['https://blog.example/a', 'https://blog.example/a/']
    """
    if not Sought.of(address).path:
        return
    forms = (form.replace("://www.", "://", 1) for form in spellings(address))
    yield from islice(dict.fromkeys(forms), MOST_FORMS)


def _query(address: str) -> str:
    """Return the search for an address, in the address of a link post or in the words of another.

    >>> _query("https://blog.example/a/")
    'site:"blog.example/a" OR selftext:"blog.example/a"'
    """
    phrase = Sought.of(address).phrase
    return f'site:"{phrase}" OR selftext:"{phrase}"'


def _check(answer: object, url: str) -> Mapping[str, Any]:
    """Return an answer that is a listing.

    Raises:
        ParseError: It is none.
    """
    listing = mapping(answer)
    if not isinstance(mapping(listing.get("data")).get("children"), list):
        raise ParseError(url, "the answer is no listing, as Reddit's are; check the address")
    return listing


def _given(listing: Mapping[str, Any]) -> int:
    return len(listing["data"]["children"])


SOURCE = Reddit()
