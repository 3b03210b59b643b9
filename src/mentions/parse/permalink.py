"""Which of the links beside a post is its own address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from bs4.element import NavigableString, Tag

from mentions.parse.dates import read_date
from mentions.parse.html import attribute, one_line
from mentions.parse.looks import name_set, names_of, nodes_in, tags_in, words_of
from mentions.parse.metadata import same_site
from mentions.urls.join import absolute_url

_NAMES = name_set(
    "permalink u-url u-uid postlink post-link permanentlink postcount js-share-link js-timestamp"
)
_DATES = name_set("entry-date post-date date published dt-published timestamp post-time age")
_LABELS = re.compile(
    r"(?:permanent ?link|permalink|perma|link|direktlink|permanenter link|lien permanent|"
    r"[#¶∞★☆→»]|#\s?\d{1,6})",
    re.IGNORECASE,
)
_SOMEBODY = name_set(
    "username poster postprofile message-user message-name user-name "
    "h-card vcard p-author author h-cite u-author u-in-reply-to u-like-of u-repost-of "
    "u-bookmark-of u-quotation-of ljuser bigusername hnuser message-owner-name"
)
_MAX_LINKS, _MAX_NODES, _MAX_ABOVE = 200, 12, 3


def permalink_in(beside: Sequence[Tag], *, title: Tag | None, base: str) -> str | None:
    """Return the address a post gives itself, None where it shows none.

    In this order: rel=bookmark, the link of the title on the page's own site, a link that is
    named or labelled as the permalink or stands around the date, the title's link elsewhere
    (on a planet; on a link blog the title leads to what is shared).

    Args:
        beside: The elements of the post without its text, in document order.
        title: The element of its title.
        base: What relative links are resolved against.
    """
    links = [tag for tag in beside if tag.name in {"a", "link"} and tag.has_attr("href")]
    links = [link for link in links[:_MAX_LINKS] if not is_of_somebody(link)]
    titled = list(_addresses(_links_of(title) if title is not None else [], base))
    marked = [link for link in links if "bookmark" in (attribute(link, "rel") or "").split()]
    found = (
        *_addresses(marked, base),
        *(address for address in titled if same_site(address, base)),
        *_addresses([link for link in links if _is_permalink(link)], base),
        *titled,
    )
    return found[0] if found else None


def fragment_of(root: Tag, base: str) -> str | None:
    """Return the address of an element by its id, None where it has none."""
    own = attribute(root, "id")
    return absolute_url(f"#{own}", base) if own else None


def _addresses(links: Sequence[Tag], base: str) -> Iterator[str]:
    for link in links:
        href = attribute(link, "href") or ""
        address = None if href.startswith("#") and len(href) == 1 else absolute_url(href, base)
        if address:
            yield address


def _links_of(title: Tag) -> list[Tag]:
    """Return the links in, of or around a title."""
    inner = [tag for tag in tags_in(title, _MAX_NODES) if tag.name == "a" and tag.has_attr("href")]
    around = title if title.name == "a" else title.find_parent("a", href=True)
    return [*inner, *([around] if isinstance(around, Tag) and around.has_attr("href") else [])]


def is_of_somebody(link: Tag) -> bool:
    """Whether an element stands in a card of the author's or in the post that is answered."""
    above = islice(link.parents, _MAX_ABOVE)
    return any(not _SOMEBODY.isdisjoint(names_of(words_of(tag))) for tag in (link, *above))


def _is_permalink(link: Tag) -> bool:
    if not _NAMES.isdisjoint(names_of(words_of(link))):
        return True
    words = (node for node in nodes_in(link, _MAX_NODES) if type(node) is NavigableString)
    text = one_line(" ".join(words))
    if text and (_LABELS.fullmatch(text) or read_date(text)):
        return True
    around = [link.parent, *tags_in(link, _MAX_NODES)]
    return any(
        tag.name == "time" or not _DATES.isdisjoint(names_of(words_of(tag)))
        for tag in around
        if tag is not None
    )
