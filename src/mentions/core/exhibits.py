"""What is kept of the answer in which a mention was first seen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import parse_qsl

from mentions.asking import Page
from mentions.core.changes import Sighting
from mentions.model import Document, Evidence, Hyperlink, Mention, Resolution
from mentions.urls.canonical import canonical_url

_WORD = re.compile(r"[\w-]+")
_WITHOUT_LINK = frozenset({Evidence.CONTEXT, Evidence.ATTRIBUTED})
_TELLING = 5  # characters of an id with a digit; others stand in other answers by chance


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a record stands in the archive.

    Attributes:
        file: Name of the archive's file.
        begins: Byte at which the record begins in it.
        record: Id of the record.
    """

    file: str
    begins: int
    record: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Exhibit:
    """Why a mention is one, as it stood in an answer.

    Attributes:
        page: The answer.
        link: The link to the article as written; None where it is known without one.
        chain: The hops of the link that follow it, in order.
        sentence: The words around the link; None where they are not known.
    """

    page: Page
    link: str | None = None
    chain: tuple[str, ...] = ()
    sentence: str | None = None

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the answer's body, in hexadecimal."""
        return sha256(self.page.body).hexdigest()


def exhibit_of(
    mention: Mention,
    sightings: Iterable[Sighting],
    *,
    pages: Iterable[Page],
    documents: Iterable[Document],
    resolutions: Mapping[str, Resolution],
) -> Exhibit | None:
    """Return what to keep of the answers that showed a mention.

    Args:
        mention: As it was stored.
        sightings: Where it was seen, the first one first.
        pages: The answers.
        documents: What was read in them.
        resolutions: Where the short links in them lead.

    Returns:
        None where none of the answers is the one in which it was seen.
    """
    told = [page for page in pages if page.body]
    answers = {name: page for page in told for name in (page.asked, page.url) if name}
    sources = [one.source for one in sightings]
    page = next((answers[one] for one in sources if one in answers), None)
    page = page or next(filter(None, (_in_list(one, told, mention) for one in sources)), None)
    if page is None:
        return None
    link = _link_of(mention)
    resolution = resolutions.get(link) if link else None
    return Exhibit(
        page=page,
        link=link,
        chain=resolution.chain if resolution else (),
        sentence=_sentence(link, documents) if link else None,
    )


def _link_of(mention: Mention) -> str | None:
    """Return the link that leads to the article; the first where it leads to an alias."""
    if not mention.links or mention.evidence in _WITHOUT_LINK:
        return None
    led = ((one.found, canonical_url(one.resolved or one.found)) for one in mention.links)
    return next((link for link, page in led if page == mention.article), mention.links[0].found)


def _in_list(source: str, pages: Iterable[Page], mention: Mention) -> Page | None:
    """Return the answer of a search whose address stands without some of its parameters.

    Of several (pages of a list, or several questions) the one that holds the mention's permalink
    or the id in which that ends; None where nothing tells one from another.
    """
    listed = [page for page in pages if _is_part(source, page.asked or page.url)]
    if len(listed) <= 1:
        return listed[0] if listed else None
    marks = [mark.encode() for mark in _marks(mention.url or "")]
    return next((page for page in listed if any(mark in page.body for mark in marks)), None)


def _marks(permalink: str) -> Iterator[str]:
    if permalink:
        yield permalink
        yield permalink.replace("/", r"\/")  # as some write it in JSON
        end = _WORD.findall(permalink)[-1]
        if len(end) >= _TELLING and any(map(str.isdigit, end)):
            yield end


def _is_part(source: str, asked: str) -> bool:
    """Whether an address is another one without some of its parameters."""
    source, _, few = source.partition("?")
    asked, _, all_of_them = asked.partition("?")
    return source == asked and set(parse_qsl(few)) <= set(parse_qsl(all_of_them))


def _sentence(link: str, documents: Iterable[Document]) -> str | None:
    return next((one.context for one in _hyperlinks(documents) if one.url == link), None)


def _hyperlinks(documents: Iterable[Document]) -> Iterator[Hyperlink]:
    for document in documents:
        for entry in document.entries:
            yield from (link for link in entry.links if link.context)
