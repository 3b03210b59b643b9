"""Wikis that cite an address: Wikipedia, and any other MediaWiki.

https://www.mediawiki.org/wiki/API:Exturlusage
A row names a page, not who added the link, nor when: both stay unknown.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from typing import Any
from urllib.parse import quote

from mentions.asking import Batch, Given, Profile, Question, Questions, Request, Watch
from mentions.errors import ParseError, SourceError, UnsupportedError
from mentions.model import Document, Entry, Hyperlink
from mentions.parse.jsontext import mapping, mappings, text
from mentions.sources._answers import (
    Asked,
    ask_each,
    ask_object,
    line,
    number,
    part_failed,
    web_address,
    whole,
)
from mentions.sources._sought import Sought
from mentions.urls.hosts import host_of
from mentions.urls.join import absolute_url
from mentions.urls.platforms import WEB, platform_of

WIKIS = ("https://de.wikipedia.org", "https://en.wikipedia.org")
PER_PAGE = 500
# Pages of 500 rows for each form of the address.
MOST_PAGES = 10
# Articles and their talk pages; drafts and user pages are noise.
_SPACES = (0, 1)
# Older releases look at http only where no protocol is named.
_PROTOCOLS = ("https", "http")
_ASKED = {
    "action": "query",
    "list": "exturlusage",
    "euprop": "ids|title|url",
    "eunamespace": "|".join(map(str, _SPACES)),
    "eulimit": str(PER_PAGE),
    "meta": "siteinfo",
    "siprop": "general",
    "format": "json",
    "formatversion": "2",
    "maxlag": "5",
}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_PATH = re.compile(r"/[^/\\\s]\S{0,200}")
_GOES_ON = re.compile(r"continue|eu(?:continue|offset)")
# https://www.mediawiki.org/wiki/Manual:$wgLegalTitleChars
_TITLE = re.compile(r"[^\x00-\x1f\x7f#<>\[\]|{}]{1,255}")
_MAX_VALUE = 500

_Step = Generator[Question, Given, SourceError | None]


class MediaWiki:
    """The German and the English Wikipedia, or the wikis that the owner names."""

    name, title = "mediawiki", "Wikipedia (MediaWiki)"
    profile = Profile(
        searches=True,
        requests=len(WIKIS) * len(_PROTOCOLS) * 2,
        limits="one request at a time; Wikimedia asks for a contact in the User-Agent",
    )

    def poll(self, watch: Watch) -> Questions:
        """Ask each wiki for the pages that link to the address; all of them every time."""
        sought = Sought.of(watch.address)
        wikis = watch.setup.instances or WIKIS
        documents, problem = yield from ask_each(wikis, partial(_ask_wiki, sought=sought))
        return Batch(documents=tuple(documents), incomplete=problem)


@dataclass(kw_only=True, slots=True)
class _Wiki:
    """What is known of a wiki, and of its pages that link to the address."""

    api: str
    path: str = "/wiki/$1"
    language: str | None = None
    rows: dict[str, tuple[str, dict[str, None]]] = field(default_factory=dict)

    def learn(self, general: Mapping[str, Any]) -> None:
        """Take over what a wiki says of itself."""
        path, language = whole(text(general, "articlepath")), text(general, "lang")
        if _PATH.fullmatch(path) and path.count("$1") == 1:
            self.path = path
        if _LANGUAGE.fullmatch(language):
            self.language = language

    def add(self, row: Mapping[str, Any]) -> None:
        """Take over a row: a link on a page."""
        title, url = line(row, "title") or "", web_address(row, "url", self.api)
        space = number(row, "ns")
        if url and (space is None or space in _SPACES) and _TITLE.fullmatch(title):
            self.rows.setdefault(title, (title, {}))[1][url] = None

    def entries(self) -> tuple[Entry, ...]:
        """Return an entry for each page."""
        found = ((self._permalink(title), title, urls) for title, urls in self.rows.values())
        return tuple(self._entry(*one) for one in found if one[0])

    def _permalink(self, title: str) -> str | None:
        name = quote(title.replace(" ", "_"), safe="/:@!$*(),;~")
        return absolute_url(self.path.replace("$1", name), self.api)

    def _entry(self, url: str | None, title: str, urls: Mapping[str, None]) -> Entry:
        platform = platform_of(url or "")
        return Entry(
            url=url,
            title=title,
            links=tuple(Hyperlink(url=link) for link in urls),
            language=self.language,
            platform="mediawiki" if platform == WEB else platform,
        )


def _ask_wiki(wiki: str, *, sought: Sought) -> Asked:
    """Ask one wiki for every form of the address."""
    api = wiki if wiki.endswith(".php") else f"{wiki}/w/api.php"
    found = _Wiki(api=api, language=_language_of(wiki))
    problem: SourceError | None = None
    for count, (prefix, protocol) in enumerate(product(sought.prefixes, _PROTOCOLS)):
        asked = {**_ASKED, "euquery": prefix, "euprotocol": protocol}
        try:
            problem = (yield from _read_rows(found, asked)) or problem
        except SourceError as error:
            if not count:
                raise
            problem = part_failed(error)
            break
    return Document(url=api, form="search", entries=found.entries()), problem


def _read_rows(wiki: _Wiki, asked: Mapping[str, str]) -> _Step:
    """Read page by page: one without rows may well be followed by others."""
    goes_on: dict[str, str] = {}
    for _ in range(MOST_PAGES):
        answer = yield from ask_object(Request(url=wiki.api, params={**asked, **goes_on}))
        _check(answer, wiki.api)
        query = mapping(answer.get("query"))
        wiki.learn(mapping(query.get("general")))
        for row in mappings(query, "exturlusage"):
            wiki.add(row)
        before, goes_on = goes_on, _next(answer)
        if not goes_on:
            return None
        if goes_on == before:
            return SourceError(wiki.api, "the wiki gives the same page again and again")
    why = f"only the first {MOST_PAGES * PER_PAGE:,} links to {asked['euquery']} were read"
    return UnsupportedError(wiki.api, why)


def _check(answer: Mapping[str, Any], api: str) -> None:
    """Refuse an error that came without the header that names it.

    Raises:
        ParseError: It is one, or no answer to what was asked.
    """
    errors = [mapping(answer.get("error")), *mappings(answer, "errors")]
    code = next(filter(None, (line(error, "code") for error in errors)), None)
    if code or answer.get("error") or answer.get("errors"):
        raise ParseError(api, f"the wiki answers with the error {code or 'unknown'}")
    if not isinstance(mapping(answer.get("query")).get("exturlusage"), list):
        raise ParseError(api, "the answer has no list of links; check that this is a wiki's API")


def _next(answer: Mapping[str, Any]) -> dict[str, str]:
    """Return what is to be sent back for the next page; {} where there is none."""
    given = mapping(answer.get("continue"))
    texts = {name: str(one) for name, one in given.items() if isinstance(one, str | int)}
    return {
        name: whole(value)
        for name, value in texts.items()
        if _GOES_ON.fullmatch(name) and len(value) <= _MAX_VALUE
    }


def _language_of(wiki: str) -> str | None:
    """Return the language that a Wikipedia's host names."""
    label, _, rest = host_of(wiki).partition(".")
    return label if rest == "wikipedia.org" and _LANGUAGE.fullmatch(label) else None


SOURCE = MediaWiki()
