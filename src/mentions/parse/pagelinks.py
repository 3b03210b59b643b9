"""The links of a page, each with the element it is: what `webpage.py` hands out to posts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.element import Tag

from mentions.model import Hyperlink
from mentions.parse.html import attribute, one_line, placed_hyperlinks
from mentions.parse.looks import name_set, names_of, words_of
from mentions.parse.permalink import is_of_somebody
from mentions.urls.in_text import urls_in_text

# Links that say themselves that they lead around the site.
_AROUND = name_set(
    "tag category author bookmark prev next previous home search license archives up start "
    "first last contents index edit trackback pingback shortlink"
)
_OWN = name_set("u-url u-uid u-syndication u-author")
_MAX_BARE = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class PlacedLink:
    """A link and its element.

    Attributes:
        key: `id()` of the element.
        link: The link; its region is not decided yet.
        around: Whether it says that it leads around the site or to the author.
    """

    key: int
    link: Hyperlink
    around: bool


def links_of(soup: BeautifulSoup, *, base: str) -> tuple[PlacedLink, ...]:
    """Return every http(s) link of a page in document order.

    Args:
        soup: The page.
        base: What relative links are resolved against.
    """
    return tuple(
        PlacedLink(key=id(tag), link=link, around=_leads_around(tag))
        for tag, link in placed_hyperlinks(soup, base)
    )


def bare_links(text: str) -> Iterator[Hyperlink]:
    """Yield the addresses that a plain text names, each with its line.

    Args:
        text: Lines as `text_of` gives them, without the text of links.
    """
    count = 0
    for line in text.split("\n"):
        for address in urls_in_text(line):
            count += 1
            if count > _MAX_BARE:
                return
            yield Hyperlink(url=address, context=one_line(line))


def _leads_around(tag: Tag) -> bool:
    rel = attribute(tag, "rel") if tag.has_attr("rel") else None
    if rel and not _AROUND.isdisjoint(rel.lower().split()):
        return True
    return is_of_somebody(tag) or not _OWN.isdisjoint(names_of(words_of(tag)))
