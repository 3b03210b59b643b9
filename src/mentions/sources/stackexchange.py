"""Stack Overflow and its sister sites: questions and answers that hold a link.

https://api.stackexchange.com/docs/excerpt-search
The search tells neither who wrote a post nor all of it: that takes a second request for up to a
hundred posts at once.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from mentions.asking import (
    Batch,
    Given,
    Profile,
    Question,
    Questions,
    Rate,
    Request,
    Setup,
    Watch,
)
from mentions.errors import ParseError, SourceError, UnsupportedError
from mentions.model import Author, Counts, Document, Entry
from mentions.parse.fragment import plain_text, read_fragment
from mentions.parse.jsontext import mapping, mappings, text
from mentions.sources._again import LookingAgain
from mentions.sources._answers import (
    Asked,
    ask_each,
    ask_object,
    line,
    moment,
    not_after_success,
    number,
    number_id,
    part_failed,
    web_address,
    whole,
)
from mentions.sources._sought import Sought
from mentions.sources._stackexchange_again import post_in
from mentions.urls.hosts import host_of
from mentions.urls.platforms import WEB, platform_of

API = "https://api.stackexchange.com"
SITES = ("stackoverflow.com", "superuser.com", "serverfault.com")
# Without an application's key a hundred posts are the most for one request.
PER_PAGE = 100
MOST_PAGES = 3
# A search index is late: this many seconds are asked for again.
OVERLAP = 900
_IN_ANOTHER_LANGUAGE = re.compile(r"(es|ja|pt|ru)\.stackoverflow\.com")

_Step = Generator[Question, Given, SourceError | None]
_Post = tuple[str, int]


class StackExchange:
    """Three large sites, or those that the owner names."""

    name, title = "stackexchange", "Stack Exchange"
    at_once = PER_PAGE
    profile = Profile(
        searches=True,
        requests=len(SITES),
        rates=(Rate(requests=300, seconds=86_400),),
        limits="300 requests a day from one address; it may ask for a pause at any time",
    )

    def poll(self, watch: Watch) -> Questions:
        """Ask each site for what is new, first those that were left out last time."""
        sought = Sought.of(watch.address)
        since = _since(watch)
        places = sorted(_places(watch.setup.instances), key=lambda one: since.get(one.site, 0))
        ask_one = partial(_ask_site, sought=sought, since=since)
        documents, problem = yield from ask_each(places, ask_one)
        return Batch(documents=tuple(documents), cursor={"since": since}, incomplete=problem)

    def post_in(self, url: str) -> str | None:
        """Return site, kind and number of the post at a permalink; None where it names none."""
        return post_in(url)

    def look_again(self, posts: Sequence[str], setup: Setup) -> LookingAgain:
        """Ask for posts as they are now, those of a site and kind together."""
        api = next((one for one in setup.instances if not _is_site(one)), API)
        wanted: dict[tuple[str, str], list[str]] = {}
        for post in posts:
            site, kind, _ = post.split()
            wanted.setdefault((site, kind), []).append(post)
        found: dict[str, Entry | None] = {}
        for (site, kind), named in wanted.items():
            found |= yield from _named(_Place(api=api, site=site), kind, named)
        return found


@dataclass(frozen=True, kw_only=True, slots=True)
class _Place:
    """A site, and where it is asked."""

    api: str
    site: str

    @property
    def parameter(self) -> str:
        """The site's short name: "stackoverflow", "unix", "mathoverflow.net"."""
        return self.site.removesuffix(".stackexchange.com").removesuffix(".com")

    def permalink(self, post: _Post) -> str:
        kind, number_of = post
        return f"https://{self.site}/{kind[0]}/{number_of}"


@dataclass(kw_only=True, slots=True)
class _Hits:
    """What a search found: each post as its parts were answered."""

    posts: dict[_Post, dict[str, Any]] = field(default_factory=dict)

    def add(self, item: Mapping[str, Any]) -> None:
        """Take over a hit, or further facts about one."""
        post = _post(item)
        if post:
            self.posts.setdefault(post, {}).update(item)

    def in_want(self, kind: str) -> list[int]:
        """Return the posts of a kind of which the author is not known."""
        return [
            one[1] for one, item in self.posts.items() if one[0] == kind and "owner" not in item
        ]


def _places(instances: Iterable[str]) -> list[_Place]:
    """Return the sites to ask; an instance is one of them, or a server that answers like the API.

    >>> [place.parameter for place in _places(["https://unix.stackexchange.com"])]
    ['unix']
    """
    sites = [host_of(one) for one in instances if _is_site(one)]
    servers = [one for one in instances if not _is_site(one)]
    return [_Place(api=server, site=site) for server in servers or [API] for site in sites or SITES]


def _is_site(instance: str) -> bool:
    known = platform_of(instance) in {"stackoverflow", "stackexchange"}
    return known and host_of(instance) != host_of(API)


def _since(watch: Watch) -> dict[str, int]:
    """Return the time of the newest post that was seen on each site, seconds since 1970."""
    known = mapping((watch.cursor or {}).get("since"))
    times = ((site, number_id(known, site)) for site in known)
    return {site: not_after_success(since, watch) for site, since in times if since}


def _ask_site(place: _Place, *, sought: Sought, since: dict[str, int]) -> Asked:
    """Ask one site; `since` is brought up to date where all of the answer could be read."""
    hits = _Hits()
    problem = yield from _search(place, hits, sought=sought, since=since.get(place.site))
    problem = (yield from _tell_more(place, hits)) or problem
    if not problem:
        times = [number(item, "creation_date") or 0 for item in hits.posts.values()]
        since[place.site] = max([since.get(place.site, 0), *times])
    entries = tuple(_entry(place, post, item) for post, item in hits.posts.items())
    found = tuple(entry for entry in entries if entry.links)
    return Document(url=f"{place.api}/2.3/search/excerpts", form="search", entries=found), problem


def _search(place: _Place, hits: _Hits, *, sought: Sought, since: int | None) -> _Step:
    url = f"{place.api}/2.3/search/excerpts"
    asked = {
        "site": place.parameter,
        "url": f"*{sought.phrase}*",
        "sort": "creation",
        "order": "desc",
        "pagesize": str(PER_PAGE),
    }
    if since:
        asked["fromdate"] = str(max(0, since - OVERLAP))
    for page in range(1, MOST_PAGES + 1):
        try:
            answer = yield from _ask_items(Request(url=url, params={**asked, "page": str(page)}))
        except SourceError as error:
            if page == 1:
                raise
            return part_failed(error)
        for item in mappings(answer, "items"):
            hits.add(item)
        if answer.get("has_more") is not True:
            return None
    why = f"only the newest {MOST_PAGES * PER_PAGE} posts of {place.site} were read"
    return UnsupportedError(url, why)


def _tell_more(place: _Place, hits: _Hits) -> _Step:
    """Ask for authors and whole texts; what is not told stays as the search gave it."""
    for kind in ("answer", "question"):
        wanted = hits.in_want(kind)
        for start in range(0, len(wanted), PER_PAGE):
            ids = ";".join(map(str, wanted[start : start + PER_PAGE]))
            url = f"{place.api}/2.3/{kind}s/{ids}"
            asked = {"site": place.parameter, "filter": "withbody", "pagesize": str(PER_PAGE)}
            try:
                answer = yield from _ask_items(Request(url=url, params=asked))
            except SourceError as error:
                return part_failed(error)
            for item in mappings(answer, "items"):
                if _post(item) in hits.posts:
                    hits.add(item)
    return None


def _named(place: _Place, kind: str, posts: Sequence[str]) -> LookingAgain:
    """Ask for posts of a site by their numbers; deleted ones do not come."""
    ids = {int(post.split()[2]): post for post in posts}
    url = f"{place.api}/2.3/{kind}s/{';'.join(map(str, ids))}"
    asked = {"site": place.parameter, "filter": "withbody", "pagesize": str(PER_PAGE)}
    answer = yield from _ask_items(Request(url=url, params=asked))
    found: dict[str, Entry | None] = dict.fromkeys(posts)
    for item in mappings(answer, "items"):
        post = _post(item)
        if post and post[0] == kind and post[1] in ids:
            found[ids[post[1]]] = _entry(place, post, item)
    return found


def _ask_items(
    request: Request,
) -> Generator[Question, Given, Mapping[str, Any]]:
    """Ask for a list of posts.

    Raises:
        ParseError: It is an error, or no such list.
    """
    answer = yield from ask_object(request)
    if isinstance(answer.get("items"), list):
        return answer
    name = line(answer, "error_name")
    raise ParseError(request.url, f"the API answers with the error {name or 'unknown'}")


def _post(item: Mapping[str, Any]) -> _Post | None:
    """Return which post this is; answers name their question, too."""
    answer = number_id(item, "answer_id")
    if answer or item.get("item_type") == "answer":
        return ("answer", answer) if answer else None
    question = number_id(item, "question_id")
    return ("question", question) if question else None


def _entry(place: _Place, post: _Post, item: Mapping[str, Any]) -> Entry:
    body = whole(text(item, "body")) or whole(text(item, "excerpt"))
    permalink = place.permalink(post)
    said = read_fragment(body, base=permalink)
    question = number_id(item, "question_id")
    is_answer = post[0] == "answer"
    published = moment(item, "creation_date")
    platform = platform_of(permalink)
    abroad = _IN_ANOTHER_LANGUAGE.fullmatch(place.site)
    return Entry(
        url=permalink,
        author=_author(mapping(item.get("owner")), permalink),
        title=plain_text(line(item, "title") or ""),
        text=said.text,
        links=said.links,
        published=published,
        published_zone_known=published is not None,
        language=abroad[1] if abroad else None,
        parent=place.permalink(("question", question)) if is_answer and question else None,
        platform=None if platform == WEB else platform,
        counts=Counts(
            likes=number(item, "score"),
            # Of an answer this counts its question's.
            replies=None if is_answer else number(item, "answer_count"),
        ),
    )


def _author(owner: Mapping[str, Any], base: str) -> Author:
    """Return who wrote a post; of a deleted account nobody knows."""
    if owner.get("user_type") == "does_not_exist":
        return Author()
    return Author(
        name=plain_text(line(owner, "display_name") or ""),
        url=web_address(owner, "link", base),
        photo=web_address(owner, "profile_image", base),
    )


SOURCE = StackExchange()
