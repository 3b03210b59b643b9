"""The links of a page, each with the element it is: what `webpage.py` hands out to posts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

from mentions.model import Hyperlink
from mentions.parse.html import attribute, hyperlinks, one_line, text_of
from mentions.parse.looks import name_set, names_of, words_of
from mentions.parse.permalink import is_of_somebody
from mentions.urls.in_text import urls_in_text
from mentions.urls.join import absolute_url

# Links that say themselves that they lead around the site.
_AROUND = name_set(
    "tag category author bookmark prev next previous home search license archives up start "
    "first last contents index edit trackback pingback shortlink"
)
_OWN = name_set("u-url u-uid u-syndication u-author")
# What stands in these is not shown as text; `html.py` reads no words there.
_UNSHOWN = name_set("script style template noscript svg math head select textarea button")
_NO_LINKS = frozenset(["template", "textarea", "script", "style"])
_MARKS = dict.fromkeys((0xE000, 0xE001))
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


def take_unshown_links(soup: BeautifulSoup) -> tuple[Tag, ...]:
    """Remove the links that no reader sees as text (in noscript, buttons, drawings); return them.

    The page must not have been looked at before. Icon fonts' characters go, too, where `html.py`
    would take them for its own marks around links.
    """
    unshown: dict[int, bool] = {}
    links: list[tuple[Tag, bool]] = []
    for tag in list(soup.descendants):
        if not isinstance(tag, Tag):
            _clear_marks(tag)
            continue
        if tag.name == "img":
            tag["alt"] = (attribute(tag, "alt") or "").translate(_MARKS)
        above = unshown.get(id(tag.parent))
        if above is None and tag.name not in _UNSHOWN:
            continue
        unshown[id(tag)] = bool(above) or tag.name in _NO_LINKS
        if tag.name in {"a", "area"}:
            links.append((tag, unshown[id(tag)]))
    for tag, _ in links:
        tag.extract()
    return tuple(tag for tag, dead in links if not dead)


def _clear_marks(text: PageElement) -> None:
    if type(text) is NavigableString and ("\ue000" in text or "\ue001" in text):
        text.replace_with(text.translate(_MARKS))


def links_of(soup: BeautifulSoup, tags: Iterable[Tag], *, base: str) -> tuple[PlacedLink, ...]:
    """Return every http(s) link of a page in document order.

    Args:
        soup: The page, after `take_unshown_links`.
        tags: All its elements.
        base: What relative links are resolved against.
    """
    linked = [tag for tag in tags if tag.name in {"a", "area"} and _address(tag, base)]
    found = hyperlinks(soup, base)
    return tuple(
        PlacedLink(key=id(tag), link=link, around=_leads_around(tag))
        for tag, link in zip(linked, found, strict=True)
    )


def plain_links(tags: Iterable[Tag], *, base: str) -> Iterator[Hyperlink]:
    """Yield the http(s) links of elements, without the words around them."""
    for tag in tags:
        address = _address(tag, base)
        if address:
            yield Hyperlink(url=address, anchor=one_line(text_of(tag)))


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


def _address(tag: Tag, base: str) -> str | None:
    href = attribute(tag, "href")
    return absolute_url(href, base) if href else None


def _leads_around(tag: Tag) -> bool:
    rel = attribute(tag, "rel") if tag.has_attr("rel") else None
    if rel and not _AROUND.isdisjoint(rel.lower().split()):
        return True
    return is_of_somebody(tag) or not _OWN.isdisjoint(names_of(words_of(tag)))
