"""The walk over a page that finds its comments: what is open, what an element adds, what closes."""

from __future__ import annotations

from dataclasses import dataclass

from bs4.element import Tag

from mentions.parse.comments.headings import HEADINGS
from mentions.parse.comments.items import Item, Part, is_part_of, is_text_of
from mentions.parse.comments.marks import (
    act_list,
    comment_number,
    is_act_item,
    is_anchor,
    is_page_form,
    names_of,
    ping_list,
)
from mentions.parse.comments.roles import Role
from mentions.parse.comments.sections import Section
from mentions.parse.html import attribute

_SKIPPED = frozenset(
    ["script", "style", "template", "noscript", "svg", "math", "head", "iframe", "object", "select"]
)
_PLACES = frozenset(["navigation", "complementary", "search", "banner", "contentinfo"])
_ACT_TAGS = frozenset(["li", "div", "p", "span", "a", "article", "section"])
_WHOLE_PAGE = frozenset(["h1", "main"])
_DATED = ("data-comment-timestamp", "data-timestamp")
_REPLY_PARTS = ("replytocom=", "#respond", "#commentform", "action=editcomment", "#reply")


@dataclass(slots=True)
class Leave:
    """Put on the stack below an element's children: what ends with the element."""

    part: Part | None = None
    item: Item | None = None
    section: Section | None = None
    group: Tag | None = None


class Walk:
    """The state of a walk: `enter` each element, `leave` it when its children are done.

    Attributes:
        parts: Elements inside candidates, in document order.
        kept: Candidates that are comments, in the order in which they closed.
        forms: Where one writes a comment.
        full: Sections that hold comments or a form, and no post.
    """

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.kept: list[Item] = []
        self.forms: list[Tag] = []
        self.full: list[Tag] = []
        self._open: list[Item] = []
        self._numbered: list[Item] = []
        self._sections: list[Section] = []
        self._anchor: tuple[int, str, str] | None = None
        self._lists: set[int] = set()
        self._count = 0
        self._list_form = False

    def read(self, item: Item) -> None:
        """Collect the parts of a comment whose elements are known."""
        self._sections.append(Section(tag=item.roots[0], pings=None, act=None, before=0))
        self._open.append(item)
        stack: list[Tag | Leave] = list(reversed(item.roots))
        while stack:
            top = stack.pop()
            if isinstance(top, Leave):
                self.leave(top)
            elif top.name not in _SKIPPED and id(top) not in item.nested:
                classes, _, roles = names_of(top)
                part = self._part(top, classes, roles)
                self._add(part)
                stack.append(Leave(part=part))
                stack.extend(child for child in reversed(top.contents) if isinstance(child, Tag))
        item.parts = self.parts
        item.end = len(self.parts) - 1

    def enter(self, tag: Tag) -> Leave | None:
        """Take note of an element; None when nothing in it matters."""
        if tag.name in _SKIPPED:
            return None
        self._count += 1
        classes, ident, roles = names_of(tag)
        if self._outside(tag, roles):
            if self._open:
                self._add(Part(tag, classes, Role.JUNK, len(self.parts), len(self.parts)))
            return None
        leave = Leave()
        self._note_section(tag, roles, leave)
        self._note_item(tag, classes, ident, roles, leave)
        if self._open:
            leave.part = self._part(tag, classes, roles)
            self._add(leave.part)
        else:
            self._note_anchor(tag, ident)
        return leave

    def leave(self, after: Leave) -> None:
        """Close what ended with an element."""
        if after.part:
            after.part.end = len(self.parts) - 1
        if after.group is not None and self._open and self._open[-1].group is after.group:
            self._settle()
        if after.item:
            while self._open and self._open[-1] is not after.item:
                self._settle()
            self._settle()
        if after.section:
            self._sections.pop()
            found = len(self.kept) + len(self.forms) > after.section.before
            if found and not after.section.whole_page:
                self.full.append(after.section.tag)
            if after.section.whole_page and self._sections:
                self._sections[-1].whole_page = True

    def _outside(self, tag: Tag, roles: int) -> bool:
        if tag.name == "form" or roles & Role.FORM:
            if is_page_form(tag) or self._is_list_form(tag):
                return False
            if roles & Role.FORM or self._sections or tag.find("textarea"):
                self.forms.append(tag)
            return True
        if roles & Role.CHROME or tag.name == "nav":
            return True
        if roles & Role.SECTION or self._open:
            return False
        return tag.name == "aside" or (attribute(tag, "role") or "") in _PLACES

    def _is_list_form(self, tag: Tag) -> bool:
        """Whether a form is drawn around a list of comments; only one is believed to be."""
        if self._list_form or tag.name != "form" or self._open:
            return False
        items = tag.find_all(["li", "article", "div"], id=True)
        self._list_form = any(comment_number(attribute(one, "id"), local=False) for one in items)
        return self._list_form

    def _note_section(self, tag: Tag, roles: int, leave: Leave) -> None:
        if roles & Role.LIST or roles & Role.PINGS:
            self._lists.add(id(tag))
        if (Role.SECTION | Role.LIST | Role.PINGS) & roles:
            leave.section = self._section(tag, roles)
            self._sections.append(leave.section)
        elif tag.name in _WHOLE_PAGE and self._sections and not self._open:
            self._sections[-1].whole_page = True
        if tag.name == "dl" and self._sections:
            leave.group = tag
        if tag.name in HEADINGS and self._sections and not self._open:
            self._sections[-1].pass_heading(tag)

    def _section(self, tag: Tag, roles: int) -> Section:
        around = self._sections[-1] if self._sections else None
        pings = ping_list(tag) if roles & Role.PINGS else around.pings if around else None
        act = act_list(tag) or (around.act if around else None)
        return Section(tag=tag, pings=pings, act=act, before=len(self.kept) + len(self.forms))

    def _note_item(
        self, tag: Tag, classes: tuple[str, ...], ident: str | None, roles: int, leave: Leave
    ) -> None:
        if tag.name in {"dt", "dd"} and self._in_group(tag, ident):
            return
        inside = bool(self._sections)
        number = comment_number(ident, local=inside)
        named = bool(roles & Role.ITEM) or comment_number(ident, local=False) is not None
        listed = tag.name in {"li", "div", "article"} and id(tag.parent) in self._lists
        local = inside and (bool(roles & Role.LOCAL_ITEM) or number is not None)
        act = tag.name in _ACT_TAGS and is_act_item(classes)
        block = roles & Role.ITEM or tag.name in {"li", "div", "article", "section", "tr", "p"}
        if not (act or (block and (named or listed or local))) or is_anchor(tag, number):
            return
        item = Item(
            roots=[tag], start=len(self.parts), number=number, ident=ident if number else None
        )
        item.certain = named or act
        item.act_named = act
        if inside:
            item.pings, item.act = self._sections[-1].pings, self._sections[-1].act
        if not number and self._anchor and self._anchor[0] == self._count - 1:
            _, item.number, item.ident = self._anchor
        leave.item = item
        self._push(item)

    def _push(self, item: Item) -> None:
        self._open.append(item)
        if item.number is not None:
            self._numbered.append(item)

    def _in_group(self, tag: Tag, ident: str | None) -> bool:
        """Whether the element belongs to a comment written as dt and dd; opens one at each dt."""
        if not self._sections or tag.parent is None or tag.parent.name != "dl":
            return False
        current = self._open[-1] if self._open else None
        grouped = current is not None and current.group is tag.parent
        if tag.name == "dd":
            if current is not None and grouped:
                current.roots.append(tag)
            return grouped
        if grouped:
            self._settle()
        number = comment_number(ident, local=True)
        item = Item(
            roots=[tag], start=len(self.parts), number=number, ident=ident if number else None
        )
        item.group = tag.parent
        item.pings, item.act = self._sections[-1].pings, self._sections[-1].act
        self._push(item)
        return True

    def _part(self, tag: Tag, classes: tuple[str, ...], roles: int) -> Part:
        part = Part(tag, classes, roles, len(self.parts), len(self.parts))
        if tag.name == "a":
            self._read_link(part)
            part.roles |= Role.AUTHOR if "url" in classes else Role.NONE
        elif tag.name == "time" or any(tag.has_attr(name) for name in _DATED):
            part.roles |= Role.DATE
        elif tag.name == "cite":
            part.roles |= Role.AUTHOR
        elif tag.name == "label":
            part.roles = Role.JUNK
        elif len(tag.contents) <= 1 and (ident := attribute(tag, "id")):
            part.number = comment_number(ident, local=False)
            part.roles |= Role.ANCHOR if is_anchor(tag, part.number) else Role.NONE
        return part

    def _read_link(self, part: Part) -> None:
        href = attribute(part.tag, "href")
        inside = bool(self._sections)
        if href is None:
            name = attribute(part.tag, "id") or attribute(part.tag, "name")
            part.number = comment_number(name, local=inside)
            part.roles |= Role.ANCHOR if part.number else Role.NONE
        elif any(mark in href for mark in _REPLY_PARTS):
            part.roles = Role.JUNK | (Role.HELD if "unapproved=" in href else Role.NONE)
        else:
            part.number = comment_number(href.partition("#")[2], local=inside)
            part.roles |= Role.PERMALINK if part.number else Role.NONE
            if "unapproved=" in href:
                part.roles |= Role.HELD

    def _add(self, part: Part) -> None:
        self.parts.append(part)
        item = self._open[-1]
        if part.tag is item.roots[0] and item.group is None:
            return
        named = bool((Role.AUTHOR | Role.NAME) & part.roles)
        item.authors += named
        item.fields += named or bool((Role.DATE | Role.PERMALINK) & part.roles)

    def _note_anchor(self, tag: Tag, ident: str | None) -> None:
        """Remember an empty link target: the next element may be the comment it names."""
        name = ident or attribute(tag, "name")
        number = comment_number(name, local=bool(self._sections))
        if number and name and (tag.name in {"a", "span"} or is_anchor(tag, number)):
            self._anchor = (self._count, number, name)

    def _settle(self) -> None:
        item = self._open.pop()
        item.end = len(self.parts) - 1
        around = self._open[-1] if self._open else None
        if self._numbered and self._numbered[-1] is item:
            self._numbered.pop()
        numbered = self._numbered[-1] if self._numbered else None
        if is_part_of(item, numbered) or (around is not None and is_text_of(item, around)):
            if around is not None:
                around.authors += item.authors
                around.fields += item.fields
                around.children += item.children
                around.certain |= item.certain
            return
        if item.children and not item.authors and not (item.number and item.fields):
            # A wrapper around comments, not a comment.
            if around is not None:
                around.children += item.children
            return
        self.kept.append(item)
        if around is not None:
            around.children += 1
