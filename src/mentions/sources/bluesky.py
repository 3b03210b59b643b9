"""Bluesky: posts that link to an article, who quoted and reposted them, what was answered.

https://docs.bsky.app/docs/api/app-bsky-feed-search-posts
The search gives one page to those who are not logged in, and is refused to them at times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from mentions.asking import Batch, Profile, Questions, Request, Watch
from mentions.errors import AuthRequiredError, SourceError, UnsupportedError
from mentions.model import iso
from mentions.parse.jsontext import mapping, mappings, text
from mentions.sources._bluesky_backlinks import HOME as CONSTELLATION
from mentions.sources._bluesky_backlinks import ask_backlinks
from mentions.sources._bluesky_posts import is_hidden, post_at, read_share
from mentions.sources._bluesky_spread import ask_list, ask_spread, xrpc
from mentions.sources._microblog import (
    AS_JSON,
    Answered,
    Findings,
    Share,
    ask_around,
    count_of,
    is_site,
    moment_of,
)
from mentions.sources._threads import MOST_THREADS
from mentions.urls.address import address_of
from mentions.urls.hosts import host_of

# The proxy before the public host refuses searches, and then shuts us out of that host.
SEARCH_HOME, HOME = "https://api.bsky.app", "https://public.api.bsky.app"
PER_PAGE = 100
# By their names: in one request, and in one poll.
MOST_URIS, MOST_NAMED = 25, 300
# What was posted so long before the newest post of last time may have been indexed since.
OVERLAP = timedelta(minutes=15)
SWITCH = "constellation"


class Bluesky:
    """Posts by the search and, if switched on, by an index of links; then what became of them."""

    name, title = "bluesky", "Bluesky"
    profile = Profile(
        searches=True,
        requests=2 + 3 * MOST_THREADS,
        limits="3,000 requests in 5 minutes from one address; searching without a login is "
        "refused at times and gives one page of 100 posts",
    )

    def poll(self, watch: Watch) -> Questions:
        """Search, look up what is known by name only, then ask what became of the newest."""
        before, findings, address = mapping(watch.cursor), Findings(), watch.address
        search_home, home, index = _homes(watch)
        since = moment_of(before.get("newest"))
        newest = yield from _search(search_home, address, since, findings)
        links, named = mapping(before.get("backlinks")), list(_remembered(before))
        old_links = links
        if SWITCH in watch.setup.switches and not is_site(address):
            posts, links = yield from ask_backlinks(index, address, links, findings)
            named += [post.uri for post in posts]
        all_named = yield from _look_up(home, named, address, findings)
        read = yield from ask_around(
            findings,
            mapping(before.get("shares")),
            lambda share: ask_spread(home, share, address, findings),
        )
        cursor = {
            "newest": iso(newest or since),
            # What could not be looked up has to be named again.
            "backlinks": dict(links if all_named else old_links),
            "shares": read,
        }
        return Batch(
            documents=tuple(findings.documents), cursor=cursor, incomplete=findings.incomplete
        )


def _homes(watch: Watch) -> tuple[str, str, str]:
    """Return where to search, where to ask everything else, and the index of links."""
    own = watch.setup.instances
    index = own[1] if len(own) > 1 else CONSTELLATION
    return (own[0], own[0], index) if own else (SEARCH_HOME, HOME, index)


def _questions(address: str) -> Iterator[dict[str, str]]:
    """Yield what to search for: the index knows other forms of an address, but not its scheme.

    Raises:
        UnsupportedError: The watch names no web address.
    """
    parts = address_of(address)
    if parts is None:
        raise UnsupportedError(address, "no web address to search for; correct the watch")
    if is_site(address):
        # With www it finds nothing.
        yield {"q": "*", "domain": host_of(address)}
        return
    rest = address.strip().partition("#")[0].partition("//")[2]
    for scheme in dict.fromkeys((parts.scheme, "https", "http")):
        yield {"q": "*", "url": f"{scheme}://{rest}"}


def _search(home: str, address: str, since: datetime | None, findings: Findings) -> Answered:
    """Search; return the date of the newest post where all questions were answered."""
    dates: list[datetime] = []
    hidden = 0
    for question in _questions(address):
        url = xrpc(home, "feed.searchPosts", **question)
        params = {"sort": "latest", "limit": str(PER_PAGE)}
        if since:
            params["since"] = iso(since - OVERLAP) or ""
        request = Request(url=url, params=params, headers=AS_JSON)
        answer = yield from ask_list(request, "posts", findings)
        if answer is None:
            # Who is refused one question is refused the next.
            return None
        views = mappings(answer, "posts")
        unseen = sum(map(is_hidden, views))
        hidden += unseen
        shares = [share for view in views if (share := read_share(view, address))]
        notes = (f"{unseen} posts are for those only who are logged in",) if unseen else ()
        findings.add(url, shares, notes=notes)
        findings.problems += _walls(url, answer)
        dates += _dates(shares)
    if hidden and not findings.shares:
        why = f"{hidden} posts are shown only to those who are logged in"
        findings.problems.append(AuthRequiredError(home, why))
    return max(dates, default=None)


def _walls(url: str, answer: Mapping[str, Any]) -> Iterator[SourceError]:
    """Yield why an answer of the search is not all there is."""
    given, total = len(answer["posts"]), count_of(answer.get("hitsTotal"))
    if total is not None and total <= given:
        return
    if given and text(answer, "cursor"):
        why = f"without a login only the newest {given} posts are given; older ones are missing"
        yield AuthRequiredError(url, why)
    elif total is not None:
        yield SourceError(url, f"{total - given} of {total} posts are held back by the network")


def _dates(shares: Iterable[Share]) -> Iterator[datetime]:
    """Yield the dates that are not merely claimed: a wrong one would hide all that comes."""
    for share in shares:
        if share.is_dated and share.entry.published:
            yield share.entry.published


def _remembered(before: Mapping[str, Any]) -> Iterator[str]:
    for uri in mapping(before.get("shares")):
        if post := post_at(uri):
            yield post.uri


def _look_up(home: str, uris: Iterable[str], address: str, findings: Findings) -> Answered:
    """Ask for posts by name; those that are gone do not come. Returns whether all were asked."""
    named = [uri for uri in dict.fromkeys(uris) if uri not in findings.shares]
    url = xrpc(home, "feed.getPosts")
    if len(named) > MOST_NAMED:
        why = f"only {MOST_NAMED} of {len(named)} posts that hold the address were read"
        findings.problems.append(SourceError(url, why))
    for start in range(0, len(named[:MOST_NAMED]), MOST_URIS):
        some = named[start : start + MOST_URIS]
        query = urlencode([("uris", uri) for uri in some])
        request = Request(url=f"{url}?{query}", headers=AS_JSON)
        answer = yield from ask_list(request, "posts", findings)
        if answer is None:
            return False
        views = mappings(answer, "posts")
        findings.add(url, (one for view in views if (one := read_share(view, address))))
    return True


SOURCE = Bluesky()
