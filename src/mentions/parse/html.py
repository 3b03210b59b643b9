"""HTML as all readers here need it: parsed, turned into plain text, its links."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator
from itertools import islice

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from mentions.errors import ParseError
from mentions.model import Hyperlink, Region
from mentions.parse.charset import decode, is_binary
from mentions.urls.join import absolute_url

# Beyond this a page is no page to read comments from; the fetch gate stops earlier.
MAX_BYTES = 20_000_000

_LINKS = frozenset(["a", "area"])
# https://developers.google.com/search/docs/crawling-indexing/qualify-outbound-links
_RELS = ("nofollow", "sponsored", "ugc")
_BLOCKS = frozenset(
    [
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div"),
        *("dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "li"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "main", "nav", "ol", "p", "pre", "section"),
        *("summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    ]
)
_SILENT = frozenset(
    [
        *("script", "style", "template", "noscript", "svg", "math", "head", "select"),
        *("textarea", "button"),
    ]
)
_SPACE = re.compile(r"[^\S\n]+")
_GAP = re.compile(r"\s+")
# What may stand between the end of a sentence and the gap, and before the next one's first letter.
_CLOSERS = "\"'”’»)]“‘›"  # “ and ‘ close a German quotation
_OPENERS = "\"'“‘«„([\ue000"
_MAY_END = f".!?…{_CLOSERS}\ue000\ue001"
_SMILEYS = frozenset(["emoji", "wp-smiley", "smiley", "smilie", "emoticon"])
_ABBREVIATIONS = frozenset(
    [
        *("approx", "bzw", "ca", "dr", "etc", "evtl", "ggf", "mr", "mrs", "nr", "prof", "st"),
        *("usw", "vgl", "vs"),
    ]
)
# In preformatted text an empty line ends a paragraph, and "--" begins a signature.
_PARAGRAPHS = re.compile(r"\n[ \t\r]*\n\s*|\n(?=-- ?\n)")
_MAX_IN_PRE = 3
# Elements further up are not looked at.
_MAX_DEPTH = 60
# How far the words around a link reach, in characters, where no sentence ends.
_REACH = 300
# Private use characters stand in for the ends of a link: no real text holds them.
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"[{_OPEN}{_CLOSE}]")


def soup_of(data: bytes | str, *, url: str, content_type: str | None = None) -> BeautifulSoup:
    """Parse a page or a fragment, however broken.

    Raises:
        ParseError: The input is larger than `MAX_BYTES` or holds binary data.
    """
    if len(data) > MAX_BYTES:
        why = f"{len(data):,} bytes; more than {MAX_BYTES:,} are not read as a page"
        raise ParseError(url, why)
    if isinstance(data, bytes) and is_binary(data):
        raise ParseError(url, "binary data, not a page; check the address")
    return BeautifulSoup(decode(data, content_type), "lxml")


def base_of(soup: BeautifulSoup, url: str) -> str:
    """Return the address that relative links of the page are resolved against."""
    bases = (tag for tag in elements_named(soup, {"base"}) if tag.has_attr("href"))
    tag = next((tag for tag in bases if not _is_inert(tag)), None)
    href = tag.get("href") if tag else None
    return (absolute_url(href, url) if isinstance(href, str) else None) or url


def elements_named(node: Tag, names: Container[str]) -> Iterator[Tag]:
    """Yield the elements of some names: what find_all does, in a third of its time."""
    return (tag for tag in node.descendants if isinstance(tag, Tag) and tag.name in names)


def attribute(tag: Tag, name: str) -> str | None:
    """Return an attribute as text; None where it is missing or blank."""
    value = tag.get(name)
    if isinstance(value, list):
        value = " ".join(value)
    return value.strip() or None if value else None


def classes_of(tag: Tag) -> frozenset[str]:
    """Return the classes of an element in lower case."""
    value = tag.get("class")
    names = value.split() if isinstance(value, str) else value or []
    return frozenset(name.lower() for name in names)


def text_of(node: PageElement, *, skip: frozenset[int] = frozenset()) -> str:
    """Return the plain text below a node.

    Blocks and line breaks become newlines, other white space is folded, pictures that stand for
    characters (emoji, smileys) become their alternative text, scripts say nothing.

    Args:
        node: An element or a piece of text.
        skip: `id()` of elements whose content is left out.
    """
    pieces = "".join(_pieces(node, skip))
    lines = (_SPACE.sub(" ", line).strip() for line in pieces.split("\n"))
    return "\n".join(line for line in lines if line)


def _pieces(
    node: PageElement,
    skip: frozenset[int],
    links: frozenset[int] = frozenset(),
    order: list[int] | None = None,
) -> Iterator[str]:
    """Yield the text below a node in pieces; the ends of `links` are marked, `order` names them."""
    # An explicit stack: hostile pages nest deeper than Python recurses.
    stack: list[PageElement | str] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, Tag):
            if item.name in _SILENT or id(item) in skip:
                continue
            if order is not None and id(item) in links:
                order.append(id(item))
                yield _OPEN
                stack.append(_CLOSE)
            if item.name in _BLOCKS:
                yield "\n"
                stack.append("\n")
            yield _void_text(item)
            stack.extend(reversed(item.contents))
        elif isinstance(item, NavigableString):
            if not isinstance(item, PreformattedString):  # comments, doctypes, CDATA
                words = _MARK.sub("", item)
                if "\n" in words and _is_preformatted(item):
                    yield _PARAGRAPHS.sub("\r", words).replace("\n", " ").replace("\r", "\n")
                else:
                    yield words.replace("\n", " ").replace("\r", " ")
        elif isinstance(item, str):
            yield item


def _is_preformatted(text: NavigableString) -> bool:
    return any(above.name == "pre" for above in islice(text.parents, _MAX_IN_PRE))


def _void_text(tag: Tag) -> str:
    """Return what an element without content says: a line break, a smiley."""
    if tag.name == "br":
        return "\n"
    if tag.name == "img" and classes_of(tag) & _SMILEYS:
        return _MARK.sub("", attribute(tag, "alt") or "")
    return ""


def one_line(text: str | None) -> str | None:
    r"""Fold all white space; blank becomes None.

    >>> one_line("  Jens \n Meier "), one_line(" ")
    ('Jens Meier', None)
    """
    return " ".join(text.split()) or None if text else None


def hyperlinks(node: Tag, base: str, *, region: Region = Region.CONTENT) -> tuple[Hyperlink, ...]:
    """Return the http(s) links below an element in document order, with the words around them.

    The words are the sentence a link stands in, never beyond its paragraph, item or cell.
    """
    return tuple(link for _, link in placed_hyperlinks(node, base, region=region))


def placed_hyperlinks(
    node: Tag, base: str, *, region: Region = Region.CONTENT
) -> Iterator[tuple[Tag, Hyperlink]]:
    """Like `hyperlinks`, each with its element."""
    tags = [tag for tag in elements_named(node, _LINKS) if attribute(tag, "href")]
    contexts = _sentences_around(node, frozenset(map(id, tags)))
    for tag in tags:
        url = absolute_url(attribute(tag, "href") or "", base)
        if url is None or (id(tag) not in contexts and _is_inert(tag)):
            continue
        anchor, context = one_line(_text_in(tag)), contexts.get(id(tag))
        yield (
            tag,
            Hyperlink(url=url, anchor=anchor, context=context, region=region, rel=_rel_of(tag)),
        )


def _rel_of(link: Tag) -> tuple[str, ...]:
    """Return what a link tells search engines of itself."""
    said = attribute(link, "rel")
    if said is None:
        return ()
    words = said.lower().split()
    return tuple(word for word in _RELS if word in words)


def _text_in(link: Tag) -> str:
    """Return what `text_of` returns, at once for the many links that hold nothing but words."""
    words = link.contents[0] if len(link.contents) == 1 else None
    return _MARK.sub("", words) if type(words) is NavigableString else text_of(link)


def _is_inert(tag: Tag) -> bool:
    """Whether an element stands in a template, which is no part of the page."""
    return any(above.name == "template" for above in islice(tag.parents, _MAX_DEPTH))


def _sentences_around(node: Tag, links: frozenset[int]) -> dict[int, str | None]:
    """Return the sentence around each of the links below a node: one pass over its text.

    Links are named by `id()`. One inside what says nothing (noscript, svg) has no sentence.
    """
    order: list[int] = []
    text = "".join(_pieces(node, frozenset(), links, order))
    places: dict[int, tuple[int, int]] = {}
    stack: list[int] = []
    opened = iter(order)
    for mark in _MARK.finditer(text):
        if mark[0] == _OPEN:
            stack.append(next(opened))
            places[stack[-1]] = (mark.start(), mark.end())
        else:
            link = stack.pop()
            places[link] = (places[link][0], mark.end())
    ends = _boundaries(text)
    return {link: _cut(text, ends, start, end) for link, (start, end) in places.items()}


def _boundaries(text: str) -> list[int]:
    """Return where sentences and paragraphs begin, in order, from 0 to the end of the text."""
    found = [
        gap.end()
        for gap in _GAP.finditer(text)
        if (text[gap.start() - 1] in _MAY_END or "\n" in gap[0]) and _ends_sentence(text, gap)
    ]
    return [0, *found, len(text)]


def _ends_sentence(text: str, gap: re.Match[str]) -> bool:
    if "\n" in gap[0]:
        return True
    before = _MARK.sub("", text[max(gap.start() - 20, 0) : gap.start()]).rstrip(_CLOSERS)
    after = text[gap.end() : gap.end() + 5].lstrip(_OPENERS)
    if not before.endswith((".", "!", "?", "…")) or after[:1].islower():
        return False
    # "z. B.", "J. R. Meier", "Dr. No": no sentence ends there.
    if before[-1] != ".":
        return True
    word = re.split(r"[\W_]+", before.rstrip("." + _CLOSERS))[-1].casefold()
    return len(word) > 1 and word not in _ABBREVIATIONS


def _cut(text: str, ends: list[int], start: int, end: int) -> str | None:
    first = ends[max(bisect_right(ends, start) - 1, 0)]
    last = ends[min(bisect_left(ends, end), len(ends) - 1)]
    before = text[max(first, start - _REACH) : start]
    after = text[end : min(last, end + _REACH)]
    if start - _REACH > first:
        before = "… " + before.partition(" ")[2]
    if end + _REACH < last:
        after = after.rpartition(" ")[0] + " …"
    return one_line(_MARK.sub("", before + text[start : min(end, start + _REACH)] + after))
