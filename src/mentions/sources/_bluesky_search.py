"""Searching Bluesky for posts, page by page for those who are logged in.

https://docs.bsky.app/docs/api/app-bsky-feed-search-posts
Without a login there is one page, and the search is refused at times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mentions.asking import Request, Session, log_in
from mentions.errors import AuthRequiredError, SourceError, UnsupportedError
from mentions.model import iso
from mentions.parse.jsontext import mappings, text
from mentions.sources._bluesky_login import SERVER
from mentions.sources._bluesky_posts import is_hidden, read_share
from mentions.sources._bluesky_spread import ask_list, xrpc
from mentions.sources._microblog import AS_JSON, Answered, Findings, Share, count_of, is_site
from mentions.urls.address import address_of
from mentions.urls.hosts import host_of

# Of one question, so many pages of so many posts.
PER_PAGE, MOST_PAGES = 100, 5
# What was posted so long before the newest post of last time may have been indexed since.
OVERLAP = timedelta(minutes=15)


@dataclass(slots=True)
class Search:
    """A search under way.

    Attributes:
        home: Where to ask without a login.
        address: What is searched for.
        since: The date of the newest post of last time.
        session: The login; None without a key, or where it is not taken.
        may_renew: A session that is refused may be exchanged, once a poll.
        hidden: How many posts are not for the public.
    """

    home: str
    address: str
    since: datetime | None
    findings: Findings
    session: Session | None = None
    may_renew: bool = True
    hidden: int = 0

    def read(self) -> Answered:
        """Search; return the date of the newest post where all there is was read."""
        dates: list[datetime] = []
        is_whole = True
        for question in _questions(self.address):
            found = yield from self._read_all(question)
            if found is None:
                # Who is refused one question is refused the next.
                return None
            shares, reached_end = found
            is_whole = is_whole and reached_end
            dates += _dates(shares)
        if self.hidden and not self.findings.shares and self.session is None:
            why = f"{self.hidden} posts are shown only to those who are logged in"
            self.findings.problems.append(AuthRequiredError(self.home, why))
        return max(dates, default=None) if is_whole else None

    def log_in(self) -> Answered:
        """Log in; without one the search goes on as for everybody, and that is told."""
        try:
            self.session = yield from log_in(refused=self.session)
        except SourceError as error:
            self.findings.problems.append(error)
            self.session = None

    def _read_all(self, question: Mapping[str, str]) -> Answered:
        """Return the posts that answer a question, and whether these are all.

        None stands for no answer.
        """
        url = xrpc(self.home, "feed.searchPosts", **question)
        shares: list[Share] = []
        given, total, cursor = 0, None, ""
        for page in range(MOST_PAGES):
            answer = yield from self._ask_page(question, cursor)
            if answer is None:
                return (shares, False) if page else None
            shares += self._keep(url, answer)
            given += len(answer["posts"])
            total = total or count_of(answer.get("hitsTotal"))
            cursor = _further(answer, cursor)
            if not cursor or self.session is None:
                self.findings.problems += _walls(url, given, total, further=bool(cursor))
                return shares, True
        why = f"only the newest {given} posts were read"
        self.findings.problems.append(SourceError(url, why))
        return shares, False

    def _ask_page(self, question: Mapping[str, str], cursor: str) -> Answered:
        params = {"sort": "latest", "limit": str(PER_PAGE)}
        if self.since:
            params["since"] = iso(self.since - OVERLAP) or ""
        if cursor:
            params["cursor"] = cursor
        problems = self.findings.problems
        before = len(problems)
        answer = yield from ask_list(self._request(question, params), "posts", self.findings)
        refused = any(isinstance(one, AuthRequiredError) for one in problems[before:])
        if not (refused and self.session and self.may_renew):
            return answer
        self.may_renew = False
        del problems[before:]
        yield from self.log_in()
        return (yield from ask_list(self._request(question, params), "posts", self.findings))

    def _request(self, question: Mapping[str, str], params: Mapping[str, str]) -> Request:
        if self.session is None:
            url = xrpc(self.home, "feed.searchPosts", **question)
            return Request(url=url, params=params, headers=AS_JSON)
        url = xrpc(self.session.extra.get(SERVER) or self.home, "feed.searchPosts", **question)
        headers = {**AS_JSON, "Authorization": f"Bearer {self.session.token}"}
        return Request(url=url, params=params, headers=headers)

    def _keep(self, url: str, answer: Mapping[str, Any]) -> list[Share]:
        views = mappings(answer, "posts")
        unseen = sum(map(is_hidden, views))
        self.hidden += unseen
        shares = [share for view in views if (share := read_share(view, self.address))]
        notes = (f"{unseen} posts are for those only who are logged in",) if unseen else ()
        self.findings.add(url, shares, notes=notes)
        return shares


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


def _further(answer: Mapping[str, Any], before: str) -> str:
    """Return the cursor of the next page, "" where there is none; what is in it is nobody's affair.

    An empty page is the last one, whatever it says.
    """
    cursor = text(answer, "cursor") if answer["posts"] else ""
    return cursor if cursor != before else ""


def _walls(url: str, given: int, total: int | None, *, further: bool) -> Iterator[SourceError]:
    """Yield why what the search gave is not all there is.

    Args:
        url: What was asked.
        given: So many posts came.
        total: So many there are, as far as the network says.
        further: There are pages that only those get who are logged in.
    """
    if total is not None and total <= given:
        return
    if further:
        why = f"without a login only the newest {given} posts are given; older ones are missing"
        yield AuthRequiredError(url, why)
    elif total is not None:
        yield SourceError(url, f"{total - given} of {total} posts are held back by the network")


def _dates(shares: Iterable[Share]) -> Iterator[datetime]:
    """Yield the dates that are not merely claimed: a wrong one would hide all that comes."""
    for share in shares:
        if share.is_dated and share.entry.published:
            yield share.entry.published
