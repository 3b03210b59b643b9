"""What is kept of the answer in which a mention was first seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from mentions.asking import Page
from mentions.core.changes import Sighting
from mentions.model import Document, Hyperlink, Mention, Resolution


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
    answers = {name: page for page in pages if page.body for name in (page.asked, page.url) if name}
    page = next((answers[one.source] for one in sightings if one.source in answers), None)
    if page is None:
        return None
    link = mention.links[0].found if mention.links else None
    resolution = resolutions.get(link) if link else None
    return Exhibit(
        page=page,
        link=link,
        chain=resolution.chain if resolution else (),
        sentence=_sentence(link, documents) if link else None,
    )


def _sentence(link: str, documents: Iterable[Document]) -> str | None:
    return next((one.context for one in _hyperlinks(documents) if one.url == link), None)


def _hyperlinks(documents: Iterable[Document]) -> Iterator[Hyperlink]:
    for document in documents:
        for entry in document.entries:
            yield from (link for link in entry.links if link.context)
