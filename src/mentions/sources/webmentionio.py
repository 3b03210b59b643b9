"""webmention.io: the webmentions it has received for an article, or for a whole site with a token.

https://github.com/aaronpk/webmention.io#api
What Bridgy sends for posts on social networks is among them, under the post's own address.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

from mentions.asking import Batch, Given, Key, Profile, Question, Questions, Request, Watch
from mentions.errors import AuthRequiredError, FetchError, ParseError, SourceError, UnsupportedError
from mentions.model import Document, Entry
from mentions.parse.jsontext import mapping, mappings
from mentions.sources._answers import Asked, ask_each, ask_object, number_id, part_failed
from mentions.sources._sought import Sought
from mentions.sources._webmentionio import entry_of

HOME = "https://webmention.io"
PER_PAGE = 100
# Only a first look at a large site needs more than two.
MOST_PAGES = 100
_SCHEMES = ("https", "http")

_Newest = dict[str, int]
_Pages = Generator[Question, Given, SourceError | None]


class WebmentionIo:
    """Received webmentions, oldest first, from where the last poll ended."""

    name, title = "webmentionio", "webmention.io"
    profile = Profile(
        searches=True,
        key=Key.OPTIONAL,
        key_form="the API key on its settings page",
        requests=2,
        limits="none documented; 100 mentions a page",
    )

    def poll(self, watch: Watch) -> Questions:
        """Ask webmention.io, or the servers of the same kind that the owner names."""
        newest: _Newest = {}
        ask_one = partial(_ask_server, watch=watch, newest=newest)
        documents, problem = yield from ask_each(watch.setup.instances or (HOME,), ask_one)
        if problem is None and watch.setup.token is None and not Sought.of(watch.address).path:
            why = "without a token only mentions of the home page itself are told; set token_env"
            problem = AuthRequiredError(watch.address, why)
        return Batch(documents=tuple(documents), cursor={"newest": newest}, incomplete=problem)


def _ask_server(home: str, *, watch: Watch, newest: _Newest) -> Asked:
    """Ask one server; the last number it gave is noted in `newest` for the next poll."""
    sought, token = Sought.of(watch.address), watch.setup.token
    by_domain = token is not None and not sought.path
    # Which site a number belongs to does not matter; what was asked for does.
    asked = f"{home}/api/mentions.jf2"
    key = f"{asked} domain" if by_domain else asked
    params = {"per-page": str(PER_PAGE), "sort-dir": "up"}
    since = number_id(mapping(mapping(watch.cursor).get("newest")), key)
    if since:
        params["since_id"] = str(since)
    if by_domain and token:
        question = Request(url=asked, params={"domain": sought.host, "token": token, **params})
    else:
        targets = urlencode([("target[]", form) for form in _forms(watch.address, sought)])
        question = Request(url=f"{asked}?{targets}", params=params)
    found: dict[str, Entry] = {}
    numbers: set[int] = {since} if since else set()
    problem = yield from _ask_pages(question, token, found, numbers)
    if numbers:
        newest[key] = max(numbers)
    return Document(url=asked, form="search", entries=tuple(found.values())), problem


def _forms(address: str, sought: Sought) -> tuple[str, ...]:
    """Return the addresses under which an article may be stored there: it compares the letters."""
    hosts = dict.fromkeys((sought.written, sought.phrase, f"www.{sought.phrase}"))
    ends = ("",) if "?" in sought.phrase else ("/", "")
    forms = (f"{scheme}://{one}{end}" for one in hosts for scheme in _SCHEMES for end in ends)
    return tuple(dict.fromkeys((address.partition("#")[0], *forms)))


def _ask_pages(
    question: Request, token: str | None, found: dict[str, Entry], numbers: set[int]
) -> _Pages:
    """Ask for pages until one tells nothing new; return why they are not all."""
    url = question.url.partition("?")[0]
    for page in range(MOST_PAGES):
        params = {**question.params, "page": str(page)}
        try:
            answer = yield from ask_object(replace(question, params=params))
            children = _children(answer, url)
        except SourceError as error:
            _without_token(error, url, token)
            if page == 0:
                raise
            return part_failed(error)
        before = len(found), len(numbers)
        for child in children:
            if number := number_id(child, "wm-id"):
                numbers.add(number)
            if entry := entry_of(child):
                found.setdefault(f"{number or entry.url}", entry)
        if not children or before == (len(found), len(numbers)):
            return None
    return UnsupportedError(url, f"only the first {MOST_PAGES * PER_PAGE:,} mentions were read")


def _children(answer: Mapping[str, Any], url: str) -> list[Mapping[str, Any]]:
    if not isinstance(answer.get("children"), list):
        raise ParseError(url, "the answer has no list of mentions; check the address")
    return mappings(answer, "children")


def _without_token(error: SourceError, url: str, token: str | None) -> None:
    """Take the token out of what is going to be shown: this API wants it in the address."""
    error.url = url
    for secret in {token, quote(token, safe=""), quote_plus(token)} if token else ():
        error.why = error.why.replace(secret, "…")
        if isinstance(error, FetchError) and error.hop:
            error.hop = error.hop.replace(secret, "…")
    error.args = (f"{error.url}: {error.why}",)


SOURCE = WebmentionIo()
