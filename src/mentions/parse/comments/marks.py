"""What classes, ids and microdata say an element is, whatever the theme.

The names themselves are in `roles`. What an element is called makes it a candidate only; `find`
decides by what stands in it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bs4.element import Tag

from mentions.model import Channel, Kind
from mentions.parse.comments.roles import (
    ACT_ITEM,
    CLASS_ROLES,
    ID,
    ID_ROLES,
    LOCAL_ID,
    NO_SECTION,
    PROPERTIES,
    SECTION,
    WRAPPED_ID,
    Role,
)
from mentions.parse.html import attribute, classes_of

_ACT_LIST = re.compile(r"(?<![a-z])(?P<act>like|favorite|repost|bookmark)s?(?![a-z])")
_ACTS = {
    "like": Kind.LIKE,
    "favorite": Kind.LIKE,
    "repost": Kind.REPOST,
    "bookmark": Kind.BOOKMARK,
}

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ITEM_TAGS = frozenset(
    ["li", "div", "article", "section", "p", "tr", "table", "dd", "dt", "details"]
)
_ITEM_TAGS |= {"blockquote", "td"}
_PLACE_TAGS = frozenset(["div", "section", "ol", "ul", "dl", "aside", "footer", "table", "details"])
_PAGE_TAGS = frozenset(["html", "body", "main", "head"])


def names_of(tag: Tag) -> tuple[tuple[str, ...], str | None, int]:
    """Return an element's classes in lower case, its id, and everything it may be by them."""
    written = tuple(str(name) for name in tag.get_attribute_list("class") if name)
    ident = attribute(tag, "id")
    return tuple(map(str.lower, written)), ident, _roles_of(tag, written, ident)


def _roles_of(tag: Tag, classes: tuple[str, ...], ident: str | None) -> int:
    if tag.name in _PAGE_TAGS:
        return Role.NONE
    roles = _class_roles(classes)
    if ident:
        roles |= _class_roles((ident,)) & ID_ROLES
        if roles & Role.SECTION and tag.name not in _PLACE_TAGS:
            roles &= ~Role.SECTION
    roles |= _property_roles(tag)
    return roles & _allowed(tag.name)


@lru_cache(maxsize=4096)
def _class_roles(written: tuple[str, ...]) -> int:
    roles = Role.NONE
    names = tuple(map(str.lower, written))
    # `bCommentText` is `b-comment-text`, too.
    spread = {_CAMEL.sub("-", name).lower() for name in written}
    for name in spread.union(names):
        for role, pattern in CLASS_ROLES:
            if pattern.fullmatch(name):
                roles |= role
        if SECTION.fullmatch(name) and not NO_SECTION.fullmatch(name):
            roles |= Role.SECTION
    # Tumblr: a note is a note of something.
    if "note" in names and {"like", "reblog", "reply", "posted"} & set(names):
        roles |= Role.ITEM
    # Reviews of a product are WordPress comments in everything but name.
    if "review" in names:
        roles &= ~(Role.ITEM | Role.LOCAL_ITEM)
    # Blogger calls the post itself, comments and all, "widget Blog".
    if "widget" in names and "blog" in names:
        roles &= ~Role.CHROME
    if roles & Role.SECTION and not {"sidebar", "widget"} & set(names):
        roles &= ~Role.CHROME | _recent(names)
    return roles


def _recent(names: tuple[str, ...]) -> int:
    recent = any(re.search(r"recent|latest|letzte|neueste|newest", name) for name in names)
    return Role.CHROME if recent else Role.NONE


@lru_cache(maxsize=256)
def _allowed(name: str) -> int:
    allowed = ~Role.NONE
    if name not in _ITEM_TAGS:
        allowed &= ~(Role.ITEM | Role.LOCAL_ITEM)
    if name not in _PLACE_TAGS:
        allowed &= ~(Role.SECTION | Role.LIST | Role.PINGS)
    return allowed


def _property_roles(tag: Tag) -> int:
    named = tag.get("itemprop") or tag.get("property")
    roles = Role.NONE
    if named:
        words = named.split() if isinstance(named, str) else named
        for word in words:
            roles |= PROPERTIES.get(word.lower(), Role.NONE)
    if is_comment_type(attribute(tag, "itemtype") or ""):
        roles |= Role.ITEM
    return roles


def is_comment_type(name: str) -> bool:
    """Whether a schema.org type, with or without its address, is a comment.

    >>> is_comment_type("https://schema.org/Comment"), is_comment_type("UserComments")
    (True, True)
    """
    return name.rstrip("/").rpartition("/")[2] in {"Comment", "UserComments"}


def is_act_item(classes: tuple[str, ...]) -> bool:
    """Whether the classes are those of a like, repost or the like in a row of faces."""
    return any(ACT_ITEM.fullmatch(name) for name in classes)


def comment_number(ident: str | None, *, local: bool) -> str | None:
    """Return the number (or hash) in an id that names one comment.

    Args:
        ident: An id, a name or a fragment.
        local: Whether it stands in a comment section, where short ids are enough.

    >>> comment_number("li-comment-5", local=False), comment_number("c17", local=True)
    ('5', '17')
    """
    if not ident:
        return None
    match = ID.fullmatch(ident) or (LOCAL_ID.fullmatch(ident) if local else None)
    return match["number"].lower() if match else None


def fragment_of(ident: str) -> str:
    """Return the fragment a theme's permalinks use for this id.

    >>> fragment_of("li-comment-5"), fragment_of("c17")
    ('comment-5', 'c17')
    """
    return WRAPPED_ID.sub("", ident, count=1)


def ping_list(tag: Tag) -> Channel:
    """Return what a list of pings holds by its name; most hold both kinds and say pingbacks."""
    names = _names_of(tag)
    return Channel.TRACKBACK if "trackback" in names else Channel.PINGBACK


def act_list(tag: Tag) -> Kind | None:
    """Return the act a list collects by its name: `likes`, `linkback-repost`; None for others."""
    kinds = {_ACTS[match["act"]] for match in _ACT_LIST.finditer(_names_of(tag))}
    return kinds.pop() if len(kinds) == 1 else None


def _names_of(tag: Tag) -> str:
    return f"{' '.join(classes_of(tag))} {attribute(tag, 'id') or ''}".lower()


def is_anchor(tag: Tag, number: str | None) -> bool:
    """Whether an element is but an empty target of a comment's permalink."""
    return number is not None and not any(
        isinstance(one, Tag) or str(one).strip() for one in tag.contents
    )


def is_page_form(tag: Tag) -> bool:
    """Whether a form wraps the whole page, as ASP.NET writes them."""
    if tag.name != "form":
        return False
    ident = (attribute(tag, "id") or "").lower()
    return ident in {"aspnetform", "form1"} or ".aspx" in (attribute(tag, "action") or "").lower()
