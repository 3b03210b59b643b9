"""A piece of markup inside something else: a comment's text, the body of a feed entry."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import lru_cache

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from mentions.model import Hyperlink
from mentions.parse.html import classes_of, hyperlinks, one_line, soup_of, text_of
from mentions.urls.address import INVISIBLE
from mentions.urls.in_text import urls_in_text

_TAG = re.compile(r"<[a-zA-Z/!]")
# Markup that was escaped once too often shows at least one of these.
_ESCAPED_TAG = re.compile(
    r"&lt;(?:/(?:a|p|b|i|em|strong|span|div|blockquote|ul|ol|li)&gt;|br ?/?&gt;|a href=)",
    re.IGNORECASE,
)
# What a reader never sees links to nothing.
_UNSEEN = ["script", "style", "template", "noscript", "svg", "math", "select", "textarea", "button"]
_BLOCKS = frozenset(["p", "div", "blockquote"])
_BLOCK_TAG = re.compile(r"<(?:p|div|br|li|h[1-6]|t[dr]|blockquote|pre)\b", re.IGNORECASE)
_EMPTY_LINE = re.compile(r"[ \t\r]*\n[ \t\r]*\n")
# Aggregators leave their name in classes: "topsy_trackback_comment".
_TELLING_CLASS = re.compile(r"topsy_\w{1,40}|ubervu\w{0,40}|tweetback\w{0,40}")
_MAY_HOLD_ADDRESS = re.compile(r"\.\w")
_INVISIBLE = str.maketrans("", "", INVISIBLE)
_MAX_LEAD, _MAX_LINE = 250, 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Fragment:
    """What a piece of markup says.

    Attributes:
        text: Plain text, paragraphs separated by newlines; None where it says nothing.
        links: Its links in order, bare addresses in the text among them.
        lead: The text of a first paragraph that is bold from end to end and has another one
            after it, as WordPress writes the title of a trackback.
        marks: Class names in it that tell which machine wrote it, lower case.
    """

    text: str | None = None
    links: tuple[Hyperlink, ...] = ()
    lead: str | None = None
    marks: frozenset[str] = frozenset()


def read_fragment(
    markup: str, *, base: str, plain: bool = False, line_breaks: bool = False
) -> Fragment:
    """Read a piece of markup, however broken.

    Args:
        markup: HTML; markup that was escaped twice is unescaped.
        base: The address that relative links are resolved against.
        plain: The text is no HTML: every character stands for itself.
        line_breaks: A newline is a line break, as in the texts WordPress stores.

    Raises:
        ParseError: The fragment is larger than a whole page may be.
    """
    soup = soup_of(f"<div>{_as_html(markup, plain=plain, line_breaks=line_breaks)}</div>", url=base)
    text = text_of(soup) or None
    lead = _lead(soup.div) if soup.div else None
    for tag in soup.find_all(_UNSEEN):
        if not tag.decomposed:
            tag.decompose()
    marks = frozenset(
        name for tag in soup.find_all(class_=True) for name in classes_of(tag) if _tells(name)
    )
    _link_addresses(soup)
    return Fragment(text=text, links=hyperlinks(soup, base), lead=lead, marks=marks)


def plain_text(markup: str, *, plain: bool = False) -> str | None:
    """Return the words of a short text, such as a title, in one line; None where it has none.

    >>> plain_text("Tom &amp;amp; Eva: <b>neu</b>"), plain_text("1 < 2 &amp;", plain=True)
    ('Tom &amp; Eva: neu', '1 < 2 &amp;')
    """
    markup = markup[:_MAX_LINE]
    if plain or not ("<" in markup or "&" in markup):
        return one_line(markup)
    return one_line(text_of(soup_of(f"<div>{unescape_once_more(markup)}</div>", url="")))


def unescape_once_more(markup: str) -> str:
    """Return HTML as it was meant where it was escaped twice; anything else as it is."""
    if _ESCAPED_TAG.search(markup) and not _TAG.search(markup):
        return html.unescape(markup)
    return markup


def _as_html(markup: str, *, plain: bool, line_breaks: bool) -> str:
    if plain:
        return html.escape(markup, quote=False).replace("\n", "<br>")
    source = unescape_once_more(markup)
    if line_breaks:
        return source.replace("\n", "<br>")
    # Without blocks the only paragraphs are empty lines.
    return source if _BLOCK_TAG.search(source) else _EMPTY_LINE.sub("<br><br>", source)


@lru_cache(maxsize=1024)
def _tells(name: str) -> bool:
    return bool(_TELLING_CLASS.fullmatch(name))


def _lead(container: Tag) -> str | None:
    parts = _spoken(container)
    first = parts[0] if parts else None
    if isinstance(first, Tag) and first.name == "p":
        inner = _spoken(first)
        bold = inner[0] if len(inner) == 1 else None
    else:
        bold = first if _is_break(parts[1:3]) else None
    if not isinstance(bold, Tag) or bold.name not in {"strong", "b"}:
        return None
    title = one_line(text_of(bold))
    rest = any(text_of(part) for part in parts[1:])
    return title if title and rest and len(title) <= _MAX_LEAD else None


def _spoken(tag: Tag) -> list[PageElement]:
    """Return the children that are more than white space or an HTML comment."""
    return [
        child
        for child in tag.children
        if isinstance(child, Tag)
        or (isinstance(child, NavigableString) and child.strip() and not _is_unsaid(child))
    ]


def _link_addresses(soup: BeautifulSoup) -> None:
    """Make links of the bare addresses in the texts."""
    for string in soup.find_all(string=_MAY_HOLD_ADDRESS):
        if _is_unsaid(string) or string.find_parent("a"):
            continue
        # What cannot be seen is no part of an address, though it is pasted along.
        rest = str(string).translate(_INVISIBLE)
        pieces: list[PageElement] = []
        for address in urls_in_text(rest):
            written = address if address in rest else address.removeprefix("http://")
            before, found, rest = rest.partition(written)
            link = soup.new_tag("a", href=address)
            link.string = found
            pieces += [NavigableString(before), link]
        if pieces:
            string.replace_with(*pieces, NavigableString(rest))


def _is_unsaid(string: NavigableString) -> bool:
    return isinstance(string, PreformattedString)


def _is_break(parts: list[PageElement]) -> bool:
    """Whether a new paragraph begins here: a block, an empty line, two line breaks."""
    first = parts[0] if parts else None
    if isinstance(first, Tag):
        names = [part.name for part in parts if isinstance(part, Tag)]
        return first.name in _BLOCKS or names == ["br", "br"]
    return isinstance(first, NavigableString) and bool(_EMPTY_LINE.match(first))
