"""What a comment says: its plain text and the links in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bs4.element import NavigableString, Tag

from mentions.model import Hyperlink
from mentions.parse.comments.anatomy import Anatomy
from mentions.parse.comments.context import Context
from mentions.parse.comments.header import Header, trim
from mentions.parse.comments.items import Item, Part
from mentions.parse.comments.roles import Role
from mentions.parse.comments.who import Who
from mentions.parse.html import hyperlinks, one_line, text_of

_MAX_LABEL, _MAX_TITLE = 30, 250
# A "user-title" is a rank.
_SUBJECT = re.compile(
    r"(?!.{0,40}(?:user|author|member|rank))(?:[a-z0-9]{1,20}(?:__|[-_])){0,3}"
    r"(?:subject|title|headline)"
)
_NAMES = Role.AUTHOR | Role.NAME
_BLOCKS = frozenset(["p", "div", "li", "blockquote", "td", "dd", "section", "article", "pre"])


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A comment's words.

    Attributes:
        lines: Plain text, a paragraph or line each.
        header: What the lines around it said: a date, a label.
        links: In the order of the text.
        title: A headline of its own, as Drupal's subjects are.
        title_link: The address behind it.
    """

    lines: list[str]
    header: Header
    links: tuple[Hyperlink, ...] = ()
    title: str | None = None
    title_link: str | None = None


def said_in(item: Item, anatomy: Anatomy, who: Who, context: Context) -> Said:
    """Return what the comment says, frame and nested comments left out."""
    title = _title(item, anatomy, who)
    skip = {id(part.tag) for part in anatomy.junk} | item.nested
    if title is not None:
        skip.add(id(title))
    if anatomy.contents:
        roots = [part.tag for part in anatomy.contents]
        lines = [line for root in roots for line in _lines(root, skip)]
        header = Header()
    else:
        skip |= _frame_ids(anatomy, who)
        roots = [root for root in item.roots if root is item.roots[0] or id(root) not in skip]
        if len(roots) > 1 and id(roots[0]) in skip:
            roots = roots[1:]
        lines = [line for root in roots for line in _lines(root, skip)]
        header = Header()
        # Where no markup names the author, the lines that say it are still needed.
        if who.name is not None:
            beside = _beside(who.tag)
            lines = [line for line in lines if line not in beside]
            lines, header = _trimmed(lines, anatomy, context)
    links = _links(item, anatomy, skip, context)
    shown = one_line(text_of(title)) if title is not None else None
    behind = title.find("a", href=True) if title is not None else None
    return Said(
        lines=[line for line in lines if line],
        header=header,
        links=links,
        title=shown,
        title_link=context.resolve(behind) if isinstance(behind, Tag) else None,
    )


def _trimmed(lines: list[str], anatomy: Anatomy, context: Context) -> tuple[list[str], Header]:
    """Cut the frame's lines off; a comment that says nothing but "Like" does say that."""
    kept, header = trim(lines, language=context.language)
    if kept or not any(part.roles & (Role.DATE | Role.PERMALINK) for part in anatomy.frame):
        return kept, header
    links = {one_line(text_of(part.tag)) for part in anatomy.frame if part.tag.name == "a"}
    return [line for line in lines if line not in links and any(map(str.isalnum, line))], Header()


def _beside(tag: Tag | None) -> set[str]:
    """Return the label before and the "says:" after an author's element, in any language."""
    if tag is None:
        return set()
    strings = (tag.previous_sibling, tag.next_sibling)
    shown = [one_line(text) or "" for text in strings if type(text) is NavigableString]
    labels = [text for text in shown if text.endswith((":", "：")) and len(text) <= _MAX_LABEL]
    return {*labels, " ".join(labels)} - {""}


def _lines(root: Tag, skip: set[int]) -> list[str]:
    return text_of(root, skip=frozenset(skip - {id(root)})).split("\n") if root else []


def _frame_ids(anatomy: Anatomy, who: Who) -> set[int]:
    found = {id(part.tag) for part in anatomy.frame if _is_only_frame(part)}
    if who.tag is not None:
        found.add(id(who.tag))
    return found


def _is_only_frame(part: Part) -> bool:
    if part.tag.name == "a" and part.roles & Role.PERMALINK:
        return True
    return bool((Role.DATE | Role.AUTHOR | Role.NAME) & part.roles)


def _title(item: Item, anatomy: Anatomy, who: Who) -> Tag | None:
    """Return the headline of a comment that is not its author's name."""
    headings = [part for part in item.parts if part.tag.name in {"h2", "h3", "h4", "h5"}]
    framed = {id(part.tag) for part in anatomy.frame}
    for part in headings[:1]:
        if id(part.tag) not in framed and not _leads_to(part, item):
            return None
        if not _NAMES & part.roles and _may_head(part.tag, who):
            return part.tag
    subjects = (part.tag for part in anatomy.frame if _is_subject(part))
    return next((tag for tag in subjects if _may_head(tag, who)), None)


def _may_head(tag: Tag, who: Who) -> bool:
    """Whether an element's words are a headline, and not the author's name."""
    shown = one_line(text_of(tag)) or ""
    return bool(shown and who.name and who.name not in shown and len(shown) < _MAX_TITLE)


def _is_subject(part: Part) -> bool:
    return any(_SUBJECT.fullmatch(name) for name in part.classes) and not part.roles & _NAMES


def _leads_to(heading: Part, item: Item) -> bool:
    """Whether a heading inside the text is a permalink, as Drupal writes a comment's subject."""
    permalinks = (part for part in item.parts if part.roles & Role.PERMALINK)
    return any(heading.holds(part) for part in permalinks)


def _links(item: Item, anatomy: Anatomy, skip: set[int], context: Context) -> tuple[Hyperlink, ...]:
    """Return the links of the text: one look at each block, none at nested comments."""
    wanted = [part for part in _text_parts(item, anatomy, skip) if part.tag.name in {"a", "area"}]
    found: dict[int, Hyperlink] = {}
    for part in wanted:
        if id(part.tag) not in found:
            block = _block_of(part, item)
            for tag, link in _pairs(block, context):
                found[id(tag)] = link
    links = (found.get(id(part.tag)) for part in wanted)
    return tuple(link for link in links if link is not None)


def _text_parts(item: Item, anatomy: Anatomy, skip: set[int]) -> list[Part]:
    """Return the parts inside the text: the holders stand in order and do not overlap."""
    roots = set(map(id, item.roots))
    holders = anatomy.contents or [part for part in item.parts if id(part.tag) in roots]
    left: list[Part] = []
    skipped, place = -1, 0
    for part in item.parts:
        if id(part.tag) in skip and part.start > skipped:
            skipped = part.end
        while place < len(holders) and holders[place].end < part.start:
            place += 1
        if part.start > skipped and place < len(holders) and holders[place].holds(part):
            left.append(part)
    return left


def _block_of(part: Part, item: Item) -> Tag:
    """Return the block a link stands in; the link itself where that holds nested comments."""
    roots = set(map(id, item.roots))
    for above in part.tag.parents:
        if above.name in _BLOCKS:
            return part.tag if item.nested and id(above) in roots else above
        if id(above) in roots:
            break
    return part.tag


def _pairs(block: Tag, context: Context) -> list[tuple[Tag, Hyperlink]]:
    # `hyperlinks` leaves out links that lead nowhere, so they are left out here, too.
    if block.name in {"a", "area"}:
        url = context.resolve(block)
        return [(block, Hyperlink(url=url, anchor=one_line(text_of(block))))] if url else []
    below = (tag for tag in block.descendants if isinstance(tag, Tag))
    tags = [tag for tag in below if tag.name in {"a", "area"} and context.resolve(tag)]
    return list(zip(tags, hyperlinks(block, context.base), strict=False))
