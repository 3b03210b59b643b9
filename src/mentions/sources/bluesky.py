"""Bluesky: posts that link to an article, who quoted and reposted them, what was answered.

https://docs.bsky.app/docs/category/http-reference
The search gives one page to those who are not logged in, and is refused to them at times; with an
app password of the owner's it gives hundreds of posts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from mentions.asking import (
    Batch,
    Key,
    LoggingIn,
    Profile,
    Questions,
    Rate,
    Request,
    Session,
    Setup,
    Watch,
)
from mentions.errors import SourceError
from mentions.model import iso
from mentions.parse.jsontext import mapping, mappings
from mentions.sources._again import LookingAgain
from mentions.sources._bluesky_again import look_again, post_in
from mentions.sources._bluesky_backlinks import HOME as CONSTELLATION
from mentions.sources._bluesky_backlinks import ask_backlinks
from mentions.sources._bluesky_login import KEY_FORM, open_session
from mentions.sources._bluesky_posts import post_at, read_share
from mentions.sources._bluesky_search import Search
from mentions.sources._bluesky_spread import ask_list, ask_spread, xrpc
from mentions.sources._microblog import (
    AS_JSON,
    Answered,
    Findings,
    ask_around,
    is_site,
    moment_of,
)
from mentions.sources._threads import MOST_THREADS

# The proxy before the public host refuses searches, and then shuts us out of that host.
SEARCH_HOME, HOME = "https://api.bsky.app", "https://public.api.bsky.app"
# By their names: in one request, and in one poll.
MOST_URIS, MOST_NAMED = 25, 300
SWITCH = "constellation"


class Bluesky:
    """Posts by the search and, if switched on, by an index of links; then what became of them."""

    name, title = "bluesky", "Bluesky"
    at_once = MOST_URIS
    profile = Profile(
        searches=True,
        key=Key.OPTIONAL,
        key_form=KEY_FORM,
        switches=frozenset({SWITCH}),
        requests=2 + 3 * MOST_THREADS,
        rates=(Rate(requests=3000, seconds=300),),
        limits="3,000 requests in 5 minutes from one address; searching without a login is "
        "refused at times and gives one page of 100 posts; 30 logins in 5 minutes, 300 a day",
    )

    def poll(self, watch: Watch) -> Questions:
        """Search, look up what is known by name only, then ask what became of the newest."""
        before, findings, address = mapping(watch.cursor), Findings(), watch.address
        search_home, home, index = _homes(watch)
        since = moment_of(before.get("newest"))
        search = Search(home=search_home, address=address, since=since, findings=findings)
        if watch.setup.token:
            yield from search.log_in()
        newest = yield from search.read()
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

    def login(self, setup: Setup, old: Session | None) -> LoggingIn:
        """Change the owner's app password into a session, or renew the old one."""
        return open_session(setup, old)

    def post_in(self, url: str) -> str | None:
        """Return the name of the post at a permalink; None where that names only a handle."""
        return post_in(url)

    def look_again(self, posts: Sequence[str], setup: Setup) -> LookingAgain:
        """Ask for posts as they are now."""
        return look_again(posts, HOME, setup)


def _homes(watch: Watch) -> tuple[str, str, str]:
    """Return where to search, where to ask everything else, and the index of links."""
    own = watch.setup.instances
    index = own[1] if len(own) > 1 else CONSTELLATION
    return (own[0], own[0], index) if own else (SEARCH_HOME, HOME, index)


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
