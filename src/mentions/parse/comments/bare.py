"""Comment lists of pages whose markup is gone: a heading that counts comments, and a list.

`<h2>Eine Antwort zu „T“</h2><ol><li>...`: the heading is the only sign, so every item has to show
itself as a comment by a date, a permalink, a label or a word such as "says".
"""

from __future__ import annotations

from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import Tag

from mentions.parse.comments.context import Context
from mentions.parse.comments.find import item_from
from mentions.parse.comments.header import read_header
from mentions.parse.comments.headings import HEADINGS, Announced, announced_by
from mentions.parse.comments.items import Item
from mentions.parse.comments.read import Reading, read_item
from mentions.parse.html import classes_of, one_line, text_of

_MAX_HEADINGS, _MAX_GAP = 400, 6
_MAX_BOXES = 2
_LISTS = frozenset(["ol", "ul"])
_BOXES = frozenset(["div", "article", "section"])
_TEXTS = frozenset(["p", "blockquote", "pre", "ul", "ol"])


def bare_readings(soup: BeautifulSoup, taken: frozenset[int], context: Context) -> list[Group]:
    """Return the comments below every heading that announces some.

    Args:
        soup: The page.
        taken: `id()` of elements that markup explains already, and of all around those.
        context: The page.
    """
    announcing = [
        (heading, announced)
        for heading in soup.find_all(list(HEADINGS), limit=_MAX_HEADINGS)
        if id(heading) not in taken
        and (announced := announced_by(one_line(text_of(heading)) or "")) is not None
        and not _leads_away(heading, context)
    ]
    # A box with such a heading of its own is no comment; nothing is read twice that way.
    closed = taken | ids_above([heading for heading, _ in announcing])
    groups = (_below(heading, announced, closed, context) for heading, announced in announcing)
    return [group for group in groups if group is not None]


def _leads_away(heading: Tag, context: Context) -> bool:
    """Whether a heading is a link to another page, whose comments it counts."""
    urls = [context.resolve(link) for link in heading.find_all("a", href=True)]
    return any(url is not None and url.partition("#")[0] != context.url for url in urls)


def ids_above(tags: list[Tag]) -> frozenset[int]:
    """Return the `id()` of every element around the given ones."""
    ids: set[int] = set()
    for tag in tags:
        for above in tag.parents:
            if id(above) in ids:
                break
            ids.add(id(above))
    return frozenset(ids)


class Group:
    """A heading, and the comments found below it with the elements they stand in."""

    def __init__(self, tags: list[Tag], readings: list[tuple[Item, Reading]]) -> None:
        self.tags = tags
        self.readings = readings


def _below(
    heading: Tag, announced: Announced, taken: frozenset[int], context: Context
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
            if sibling.name in HEADINGS or sibling.name in {"form", "footer", "nav", "aside"}:
                return
            yield sibling


def _in_list(container: Tag, announced: Announced, context: Context) -> list[tuple[Item, Reading]]:
    """Read the items of a list; items of lists within them are answers if they look like it."""
    found: list[tuple[Item, Reading]] = []
    stack: list[tuple[Tag, Item | None]] = [(tag, None) for tag in reversed(_items(container))]
    counted = announced.count in {len(stack), len(container.find_all("li"))}
    count = 0
    while stack:
        tag, parent = stack.pop()
        answers = [one for inner in _inner_lists(tag) for one in _items(inner)]
        item = item_from([tag], skip=answers if parent or _dated(answers, context) else [])
        item.pings, item.act, item.parent = announced.pings, announced.act, parent
        item.counted = counted
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


def _is_sure(reading: Reading, announced: Announced) -> bool:
    if announced.pings is not None:
        sent = reading.entry.origin is not None and (announced.named or reading.entry.text)
        return bool(sent) or reading.framed
    name = reading.entry.author.name
    # "Wer liefert?" heads an answer, but names nobody.
    return reading.framed and name is not None and not name.endswith("?")


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
    siblings: list[Tag], announced: Announced, context: Context
) -> list[tuple[Item, Reading]]:
    """Read comments that are mere paragraphs: each begins where one names author and date."""
    blocks = [tag for tag in siblings if tag.name in _TEXTS or tag.name in _BOXES]
    groups = _boxes(blocks) or _split(blocks, context)
    found: list[tuple[Item, Reading]] = []
    for tags in groups:
        item = item_from(tags, skip=[])
        item.pings, item.act = announced.pings, announced.act
        reading = read_item(item, context)
        # "Meier sagt:" alone may stand in any text.
        dated = reading is not None and (reading.entry.published or reading.entry.url)
        if reading is not None and _is_sure(reading, announced) and (dated or announced.pings):
            found.append((item, reading))
    return found if len(found) == len(groups) else []


def _boxes(blocks: list[Tag]) -> list[list[Tag]]:
    """Return boxes of one make as one comment each; none where the blocks are not all such."""
    makes = {(tag.name, classes_of(tag)) for tag in blocks}
    alike = len(makes) == 1 and len(blocks) > 1
    return [[tag] for tag in blocks] if alike and blocks[0].name in _BOXES else []


def _split(blocks: list[Tag], context: Context) -> list[list[Tag]]:
    """Tell paragraphs apart: a comment begins, or else ends, where one names author and date."""
    begins = [_is_frame(tag, context) for tag in blocks]
    signed = not any(begins[:1]) and any(begins) and begins[-1]
    groups: list[list[Tag]] = []
    for place, tag in enumerate(blocks):
        new = begins[place - 1] if signed else begins[place]
        if not groups or new:
            groups.append([tag])
        else:
            groups[-1].append(tag)
    return groups


def _is_frame(tag: Tag, context: Context) -> bool:
    """Whether a paragraph begins with a line that names an author and a date."""
    first = text_of(tag).split("\n")[0]
    header = read_header(first, language=context.language)
    return header.name is not None and (header.moment is not None)
