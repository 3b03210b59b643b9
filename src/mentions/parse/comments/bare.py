"""Comment lists of pages whose markup is gone: a heading that counts comments, and a list.

`<h2>Eine Antwort zu „T“</h2><ol><li>...`: the heading is the only sign, so every item has to show
itself as a comment by a date, a permalink, a label or a word such as "says".
"""

from __future__ import annotations

from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import Tag

from mentions.model import Channel, Kind
from mentions.parse.comments import words
from mentions.parse.comments.context import Context
from mentions.parse.comments.find import item_from
from mentions.parse.comments.header import read_header
from mentions.parse.comments.items import Item
from mentions.parse.comments.read import Reading, read_item
from mentions.parse.html import one_line, text_of

_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
_MAX_HEADING, _MAX_HEADINGS, _MAX_GAP = 300, 400, 6
_MAX_BOXES = 2
_LISTS = frozenset(["ol", "ul"])
_TEXTS = frozenset(["p", "blockquote", "pre", "ul", "ol"])


def bare_readings(soup: BeautifulSoup, taken: frozenset[int], context: Context) -> list[Group]:
    """Return the comments below every heading that announces some.

    Args:
        soup: The page.
        taken: `id()` of elements that markup explains already.
        context: The page.
    """
    found: list[Group] = []
    for heading in soup.find_all(_HEADINGS, limit=_MAX_HEADINGS):
        if id(heading) in taken:
            continue
        announced = _announced(one_line(text_of(heading)) or "")
        if announced is not None:
            group = _below(heading, announced, taken, context)
            if group:
                found.append(group)
    return found


class Group:
    """A heading, and the comments found below it with the elements they stand in."""

    def __init__(self, tags: list[Tag], readings: list[tuple[Item, Reading]]) -> None:
        self.tags = tags
        self.readings = readings


class _Announced:
    """What a heading says about the list below it."""

    def __init__(self, pings: Channel | None = None, act: Kind | None = None) -> None:
        self.pings = pings
        self.act = act


def _announced(heading: str) -> _Announced | None:
    if not heading or len(heading) > _MAX_HEADING:
        return None
    match = words.COMMENT_HEADING.match(heading)
    if match and (match["bare"] or match["about"] or match.end() >= len(heading.rstrip(" :.)"))):
        return _Announced()
    if words.PING_HEADING.fullmatch(heading):
        name = heading.lower()
        if "mention" in name or "erwähnung" in name:
            return _Announced(pings=Channel.WEBMENTION)
        both = "pingback" in name or "trackback" not in name
        return _Announced(pings=Channel.PINGBACK if both else Channel.TRACKBACK)
    match = words.ACT_HEADING.fullmatch(heading)
    if match and match.lastgroup:
        acts = [Kind(name) for name in ("like", "repost", "bookmark") if match[name]]
        return _Announced(pings=Channel.WEBMENTION, act=acts[0])
    return None


def _below(
    heading: Tag, announced: _Announced, taken: frozenset[int], context: Context
) -> Group | None:
    siblings = list(_following(heading))
    if any(id(tag) in taken for tag in siblings):
        return None
    lists = next((tag for tag in siblings[:_MAX_GAP] if tag.name in _LISTS), None)
    if lists is not None:
        readings = _in_list(lists, announced, context)
        return Group([heading, lists], readings) if readings else None
    readings = _in_paragraphs(siblings, announced, context)
    return Group([heading, *siblings], readings) if readings else None


def _following(heading: Tag) -> Iterator[Tag]:
    """Yield the elements below a heading, up to the next heading or form.

    A heading that ends its own box heads what stands below the box.
    """
    start = heading
    for _ in range(_MAX_BOXES):
        if start.find_next_sibling() is None and start.parent is not None:
            start = start.parent
    for sibling in start.next_siblings:
        if isinstance(sibling, Tag):
            if sibling.name in _HEADINGS or sibling.name in {"form", "footer", "nav", "aside"}:
                return
            yield sibling


def _in_list(container: Tag, announced: _Announced, context: Context) -> list[tuple[Item, Reading]]:
    """Read the items of a list; items of lists within them are answers if they look like it."""
    found: list[tuple[Item, Reading]] = []
    stack: list[tuple[Tag, Item | None]] = [(tag, None) for tag in reversed(_items(container))]
    count = 0
    while stack:
        tag, parent = stack.pop()
        answers = [one for inner in _inner_lists(tag) for one in _items(inner)]
        item = item_from([tag], skip=answers if parent or _dated(answers, context) else [])
        item.pings, item.act, item.parent = announced.pings, announced.act, parent
        reading = read_item(item, context)
        count += parent is None
        if reading is not None and _is_sure(reading, announced):
            found.append((item, reading))
            if item.nested:
                stack.extend((one, item) for one in reversed(answers))
        elif parent is None:
            # One item that is no comment: the list is none of comments.
            return []
    return found


def _is_sure(reading: Reading, announced: _Announced) -> bool:
    if announced.pings is not None:
        return reading.entry.origin is not None or reading.framed
    return reading.framed and reading.entry.author.name is not None


def _dated(items: list[Tag], context: Context) -> bool:
    for tag in items[:1]:
        reading = read_item(item_from([tag], skip=[]), context)
        return reading is not None and reading.framed and reading.entry.author.name is not None
    return False


def _items(container: Tag) -> list[Tag]:
    return [tag for tag in container.find_all("li", recursive=False) if isinstance(tag, Tag)]


def _inner_lists(tag: Tag) -> list[Tag]:
    return [one for one in tag.find_all(["ol", "ul"], recursive=False) if isinstance(one, Tag)]


def _in_paragraphs(
    siblings: list[Tag], announced: _Announced, context: Context
) -> list[tuple[Item, Reading]]:
    """Read comments that are mere paragraphs: each begins where one names author and date."""
    groups: list[list[Tag]] = []
    for tag in siblings:
        if tag.name not in _TEXTS and tag.name not in {"div", "article"}:
            continue
        if not groups or _begins(tag, context):
            groups.append([tag])
        else:
            groups[-1].append(tag)
    found: list[tuple[Item, Reading]] = []
    for tags in groups:
        item = item_from(tags, skip=[])
        item.pings, item.act = announced.pings, announced.act
        reading = read_item(item, context)
        if reading is not None and _is_sure(reading, announced):
            found.append((item, reading))
    return found if len(found) == len(groups) else []


def _begins(tag: Tag, context: Context) -> bool:
    """Whether a paragraph begins with a line that names an author and a date."""
    first = text_of(tag).split("\n")[0]
    header = read_header(first, language=context.language)
    return header.name is not None and (header.moment is not None)
