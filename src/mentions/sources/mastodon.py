"""Mastodon and servers with its API: trending links, tags, accounts; with a token the search.

https://docs.joinmastodon.org/methods/timelines/
Without a token a server tells only of links that trend there, so "nothing" is never said then.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from urllib.parse import quote, unquote

from mentions.asking import Batch, Key, Profile, Questions, Rate, Request, Setup, Watch
from mentions.errors import (
    AuthRequiredError,
    FetchError,
    MissingError,
    ParseError,
    SourceError,
    UnsupportedError,
)
from mentions.parse.jsontext import mapping, mappings
from mentions.sources._again import LookingAgain
from mentions.sources._mastodon_again import look_again, post_in
from mentions.sources._mastodon_spread import ask_array, ask_spread
from mentions.sources._mastodon_statuses import View, number_of
from mentions.sources._mastodon_timelines import Timeline, read_timeline
from mentions.sources._microblog import (
    AS_JSON,
    Answered,
    Findings,
    Share,
    Steps,
    ask_around,
    fetched,
    is_site,
    moment_of,
    spellings,
    web_address,
)
from mentions.sources._threads import MOST_THREADS
from mentions.urls.address import Address, address_of
from mentions.urls.hosts import host_of, same_site
from mentions.urls.platforms import platform_of

HOMES = ("https://mastodon.social", "https://fosstodon.org", "https://hachyderm.io")
# Of a site's pages that trend on a server.
MOST_TRENDING = 5

# With an offset whoever is no user gets a refusal; without one an empty answer that looks like
# "nothing". To resolve an address would fetch it instead of searching.
_WORDS = {"type": "statuses", "resolve": "false", "offset": "0"}
_TAG = re.compile(r"/tags/([^/]+)/?")
_ACCOUNT = re.compile(r"/(?:web/)?@([\w.-]+(?:@[\w.-]+)?)(?:/tagged/([^/]+))?/?")


class Mastodon:
    """Who shared a link, what a tag or an account has, and what became of it."""

    name, title = "mastodon", "Mastodon"
    at_once = 1
    profile = Profile(
        searches=True,
        key=Key.OPTIONAL,
        key_form="an access token of one server, with read:search and read:statuses",
        requests=2 * len(HOMES) + 2 * MOST_THREADS,
        rates=(Rate(requests=300, seconds=300),),
        limits="300 requests in 5 minutes from one address, for each server",
    )

    def poll(self, watch: Watch) -> Questions:
        """Look at the tag or account the watch names, or else search for its address."""
        poll, parts = _Poll(watch), address_of(watch.address)
        if parts is None:
            why = "no web address to search for; correct the watch"
            raise UnsupportedError(watch.address, why)
        if _is_server(parts, poll.views):
            yield from _look_at(parts, poll)
        else:
            yield from _search(poll)
        before = mapping(mapping(watch.cursor).get("shares"))
        read = yield from ask_around(poll.findings, before, poll.ask_about)
        return Batch(
            documents=tuple(poll.findings.documents),
            cursor={"newest": poll.newest, "shares": read},
            incomplete=poll.findings.incomplete,
        )

    def post_in(self, url: str) -> str | None:
        """Return where a server tells of the post at a permalink; None where it cannot."""
        return post_in(url)

    def look_again(self, posts: Sequence[str], setup: Setup) -> LookingAgain:
        """Ask for posts as they are now."""
        return look_again(posts, HOMES, setup)


class _Poll:
    """A poll under way.

    Attributes:
        views: The servers to ask; the token goes to the first of them alone.
        has_token: The first of them can be searched.
        newest: For the cursor: by list, the date of its newest post.
    """

    def __init__(self, watch: Watch) -> None:
        own, token = watch.setup.instances, watch.setup.token
        self.watch = watch
        self.findings = Findings()
        self.has_token = bool(own and token)
        self.views = [View(base=base, address=watch.address) for base in own or HOMES]
        if self.has_token:
            headers = {**AS_JSON, "Authorization": f"Bearer {token}"}
            self.views[0] = replace(self.views[0], headers=headers)
        self._before = mapping(mapping(watch.cursor).get("newest"))
        self.newest: dict[str, str | None] = {}

    def read(self, timeline: Timeline) -> Answered:
        """Read a list from where the last poll began; return the date of its newest post."""
        known = moment_of(self._before.get(timeline.url))
        # A post of the future must not hide those that come before it.
        times = filter(None, (known, self.watch.last_polled_at))
        since = min(times) if known else None
        newest = yield from read_timeline(replace(timeline, since=since), self.findings)
        self.newest[timeline.url] = newest or self._before.get(timeline.url)
        return newest

    def ask_about(self, share: Share) -> Steps:
        """Ask the server that has a share what became of it."""
        for view in self.views:
            if (share.more or "").startswith(f"{view.base}/"):
                yield from ask_spread(share, view, self.findings)
                return


# --- A tag or an account ---


def _is_server(parts: Address, views: Sequence[View]) -> bool:
    """Whether an address is a tag's or an account's: the server has to be known for one."""
    homes = [address_of(view.base) for view in views]
    known = any(home and (home.host, home.port) == (parts.host, parts.port) for home in homes)
    named = platform_of(f"https://{parts.host}/@a") == "mastodon"
    is_place = _TAG.fullmatch(parts.path) or _ACCOUNT.fullmatch(parts.path)
    return bool((known or named) and is_place)


def _look_at(parts: Address, poll: _Poll) -> Steps:
    base = f"{parts.scheme}://{parts.host}{f':{parts.port}' if parts.port else ''}"
    headers = next((view.headers for view in poll.views if view.base == base), AS_JSON)
    # Any link in it may be an article's.
    view = View(base=base, headers=headers)
    if tag := _TAG.fullmatch(parts.path):
        name = quote(unquote(tag[1]), safe="")
        yield from poll.read(Timeline(url=f"{base}/api/v1/timelines/tag/{name}", view=view))
    elif account := _ACCOUNT.fullmatch(parts.path):
        number = yield from _ask_number(account[1], view, poll)
        if number:
            url = f"{base}/api/v1/accounts/{quote(number, safe='')}/statuses"
            only = {"tagged": unquote(account[2])} if account[2] else {}
            yield from poll.read(Timeline(url=url, view=view, params=only))


def _ask_number(account: str, view: View, poll: _Poll) -> Answered:
    """Return what the server calls an account; None where it does not say."""
    url, problems = f"{view.base}/api/v1/accounts/lookup", poll.findings.problems
    request = Request(url=url, params={"acct": account}, headers=view.headers)
    answer = yield from fetched(request, poll.findings)
    number = number_of(mapping(answer))
    if answer is None and isinstance(problems[-1], MissingError):
        feed = f"{view.base}/@{account}.rss"
        why = f"has no such account, or its software is too old; watch {feed} as a feed"
        problems[-1] = UnsupportedError(poll.watch.address, why)
    elif answer is not None and not number:
        problems.append(ParseError(url, "the answer is no account; check the address"))
    return number or None


# --- An article or a site ---


def _search(poll: _Poll) -> Steps:
    for view in poll.views:
        for url in (yield from _shared_as(view, poll)):
            asked = f"{view.base}/api/v1/timelines/link?url={quote(url, safe='')}"
            yield from poll.read(Timeline(url=asked, view=view, may_miss=True))
            if any(_refused(view, error) for error in poll.findings.problems):
                # Who refuses one question refuses the next; the others may answer.
                break
    if poll.has_token:
        yield from _search_words(poll)
        return
    why = "without a token only links that trend are shown; give the token of an account"
    if poll.watch.setup.token:
        why = "the token is of one server; name that first under instances of [sources.mastodon]"
    url = f"{poll.views[0].base}/api/v2/search"
    poll.findings.problems.append(AuthRequiredError(url, why))


def _search_words(poll: _Poll) -> Steps:
    """Search the first server: whole addresses are found erratically, hosts are found."""
    view, before = poll.views[0], len(poll.findings.problems)
    found = []
    for host in _written(host_of(poll.watch.address)):
        url = f"{view.base}/api/v2/search?q={quote(host, safe='')}"
        timeline = Timeline(url=url, view=view, params=_WORDS, in_object=True)
        found.append((yield from poll.read(timeline)))
    if any(found) or len(poll.findings.problems) > before:
        return
    # A server without a search, or whose search is down, answers like one that finds nothing.
    url = f"{view.base}/api/v2/search?q=in%3Alibrary"
    request = Request(url=url, params={**_WORDS, "limit": "1"}, headers=view.headers)
    answer = yield from fetched(request, poll.findings)
    if answer is not None and not mappings(mapping(answer), "statuses"):
        why = (
            "finds not even a post of your own: its search is switched off, or you have posted "
            "nothing yet; name another server first under instances of [sources.mastodon]"
        )
        poll.findings.problems.append(UnsupportedError(url, why))


def _written(host: str) -> tuple[str, ...]:
    """Return the ways in which posts show a host: its letters as they are, and punycode."""
    try:
        return tuple(dict.fromkeys((host, host.encode("ascii").decode("idna"))))
    except UnicodeError:
        return (host,)


def _refused(view: View, error: SourceError) -> bool:
    """Whether a server gave no answer, rather than not all of it."""
    no_answer = isinstance(error, FetchError | ParseError)
    return no_answer and error.url.startswith(f"{view.base}/")


def _shared_as(view: View, poll: _Poll) -> Answered:
    """Return the addresses to ask for: a server compares them to the letter."""
    address = poll.watch.address
    if not is_site(address):
        return list(islice(spellings(address), 2))
    request = Request(url=f"{view.base}/api/v1/trends/links", params={"limit": "20"})
    findings = poll.findings
    cards = yield from ask_array(replace(request, headers=view.headers), findings)
    if cards is None and isinstance(findings.problems[-1], MissingError):
        findings.problems.pop()
    found = (web_address(card.get("url")) for card in cards or ())
    return [url for url in found if url and same_site(url, address)][:MOST_TRENDING]


SOURCE = Mastodon()
