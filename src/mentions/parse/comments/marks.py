"""What classes, ids and microdata say an element is, whatever the theme.

Class names are taken apart by grammar (`isso-comment`, `comment__author`, `wp-block-comment-date`)
instead of listed theme by theme. What an element is called makes it a candidate only; `find`
decides by what stands in it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bs4.element import Tag

from mentions.model import Channel, Kind
from mentions.parse.html import attribute, classes_of


class Role:
    """What an element may be: bits, because the flags of `enum` cost a third of the walk."""

    NONE = 0
    ITEM = 1 << 0  # one comment, ping or reaction
    LOCAL_ITEM = 1 << 1  # one, if it stands in a comment section
    SECTION = 1 << 2  # holds comments
    LIST = 1 << 3  # holds comments as direct children
    PINGS = 1 << 4  # holds pings only
    CHROME = 1 << 5  # sidebars, widgets, navigation: no comments of this page
    FORM = 1 << 6  # where one writes a comment
    NAME = 1 << 7  # the commenter's name
    AUTHOR = 1 << 8  # holds the commenter's name
    DATE = 1 << 9
    CONTENT = 1 << 10  # what the comment says
    BODY = 1 << 11  # what the comment says, or that and its author and date
    JUNK = 1 << 12  # reply and edit links, "says:", share buttons
    HELD = 1 << 13  # waits for moderation
    PERMALINK = 1 << 14
    ANCHOR = 1 << 15  # an empty target of a permalink


_KIND = (
    r"(?:comment|kommentar|commentaire|comentario|commento|reactie|pingback|trackback|webmention|"
    r"tweetback|linkback|reaction)"
)
_KINDS = (
    r"(?:comments|commentlist|commentslist|kommentare|commentaires|comentarios|commenti|reacties|"
    r"pings|pingbacks|pinglist|pingbacklist|trackbacks|trackbacklist|webmentions|linkbacks|"
    r"responses|reactions|facepile|replies|mentions|notes)"
)
_PING_KINDS = r"(?:pings|pingbacks|pinglist|pingbacklist|trackbacks|trackbacklist)"
_PING_PLACE = rf"(?:{_PING_KINDS}|(?:pingback|trackback|ping|tb)(?=[-_]))"
_PREFIX = r"(?:[a-z0-9]{1,20}(?:__|[-_])){0,3}"
_PLACE = (
    r"(?:area|list|section|wrapper|wrap|container|block|holder|inner|thread|box|template|content|"
    r"items)"
)

_ITEM = re.compile(
    rf"(?:[a-z0-9]{{1,20}}(?:__|[-_]))?{_KIND}"
    r"(?:(?:__|[-_])(?:item|entry|wrap|wrapper|container|box|block|card|single|node|post|inner|row"
    r"|element|\d{1,12}))?(?:--[a-z0-9-]{1,30})?"
    r"|commentbox|singlecomment|commententry|hcomment|[up]-comment|h-as-comment|mention-item"
)
_ACT_ITEM = re.compile(r"[up]-(?:like|repost|bookmark|mention|favorite|rsvp)")
_LOCAL_ITEM = re.compile(r"h-entry|hentry|h-cite|dsq-item|single|media")
_SECTION = re.compile(
    rf"{_PREFIX}(?:{_KINDS}(?:[-_]{{1,2}}{_PLACE})?|comment[-_]{_PLACE}|{_PING_PLACE}[-_]{_PLACE}"
    r"|mention[-_]list)|disqus_thread|dsq-content|respond|comments_?list"
    r"|isso-(?:thread|root|follow-up)|commento(?:-.{1,20})?|remark42|cusdis.{0,20}"
)
_NO_SECTION = re.compile(
    r"(?:has|no|with|without|show|hide|open|closed|allow|disable|enable|post|entry|count|num)"
    r"[-_].{0,40}|.{0,40}[-_](?:open|closed|link|count|number)"
)
_LIST = re.compile(
    rf"{_PREFIX}(?:commentlist|commentslist|pinglist|pingbacklist|trackbacklist|facepile"
    rf"|(?:comments?|{_PING_PLACE}|mentions?|webmentions?|linkbacks?|reactions?|responses?)"
    r"[-_](?:list|template|thread|items))"
)
_PINGS = re.compile(rf"{_PREFIX}(?:{_PING_KINDS}|{_PING_PLACE}[-_]{_PLACE})")
_CHROME = re.compile(
    rf"{_PREFIX}(?:recent|latest|letzte|neueste|newest|popular)[-_]?(?:comments?|kommentare|posts|responses)"
    r"(?:[-_].{1,20})?|recentcomments|sidebar|sidebar[-_]?\d|widget[-_]area|widget|related|"
    r"related[-_]?posts|jp-relatedposts|yarpp.{0,20}|breadcrumbs?|author[-_](?:box|bio|info)|"
    r"about[-_]author|newsletter|testimonials?|search[-_]results|tag[-_]?cloud|blogroll|"
    r"post[-_]navigation|site[-_](?:header|footer)|share[-_]?(?:buttons|bar)?|social[-_]share|"
    r"sharedaddy|social[-_]links|subscribe"
)
_FORM = re.compile(
    r"respond|comment[-_]?form|comment[-_]respond|commentform|reply[-_]form|postbox|isso-postbox|"
    r"comment[-_]reply[-_]form|new[-_]comment|add[-_]comment|leave[-_]a?[-_]?comment"
)
_NAME = re.compile(
    rf"fn|social-fn|{_PREFIX}(?:author|commenter|user)(?:__|[-_])?(?:name|link)|username|nickname"
    r"|comment[-_]name|p-name|name|nick|poster|autor|auteur|autore"
)
_AUTHOR = re.compile(
    rf"{_PREFIX}(?:author|commenter|commentator|byline|commentauthor)(?:(?:__|[-_])(?:meta|info|vcard|source))?"
    r"|vcard|h-card|user|comment[-_](?:user|by)|dsq-(?:comment|reaction)-header|comment_source_author"
)
_DATE = re.compile(
    rf"{_PREFIX}(?:date|time|datetime|timestamp|published|posted|submitted|metadata|commentmetadata"
    r"|meta|created|when|pubdate)(?:(?:__|[-_])(?:on|at|link|time|when|from))?"
)
_CONTENT = re.compile(
    r"(?:[a-z0-9]{1,20}(?:__|[-_])){0,2}comments?(?:__|[-_])?(?:content|text|message|contents|copy)(?:[-_]\d{1,12})?"
    r"|e-content|p-content|p-summary|entry-content|dsq-comment-(?:message|text)|dsq-reaction-body|isso-text"
    r"|comment__body|commento-body|format_text"
)
_BODY = re.compile(
    r"(?:[a-z0-9]{1,20}(?:__|[-_])){0,2}(?:body|commentbody|content|text|message|entry|excerpt|quote)"
)
_JUNK = re.compile(
    rf"{_PREFIX}(?:reply|replylink|replyto|edit|says|share|sharing|sharedaddy|likes?|vote|votes|voting"
    r"|actions|buttons?|toolbar|controls|flag|report|moderation|avatar|gravatar|rating|ratings|karma"
    r"|tools|footer-meta|spacer|menu|options)(?:[-_](?:link|links|button|wrap|container|to|text))?"
    r"|screen-reader-text|links|visually-hidden|sr-only|comment[-_]number|retweets"
)
_HELD = re.compile(r".{0,20}awaiting[-_]moderation|unapproved|comment[-_]pending")
# Ids that name one comment: `li-comment-5`, `div-comment-5`, `IDComment5`, a hash or a UUID.
_NUMBER = r"(?P<number>\d{1,20}|(?=[a-f-]{0,12}\d)[0-9a-f]{8}[0-9a-f-]{0,40})"
_ID = re.compile(
    rf"(?:[a-z0-9]{{1,20}}[-_]){{0,2}}(?:id)?(?:{_KIND}|cmt|ping)[-_]?{_NUMBER}", re.IGNORECASE
)
# Ids that name a comment only inside a comment section: `c123`, `isso-5`, `tb7`.
_LOCAL_ID = re.compile(
    rf"(?:c|t|tb|r|isso[-_]|reply[-_]|response[-_]|post[-_]?)[-_]?{_NUMBER}", re.IGNORECASE
)
_WRAPPED_ID = re.compile(r"(?:li|div|wp|article|dd|dt)-(?=comment-\d)", re.IGNORECASE)

_ACT_LIST = re.compile(r"(?<![a-z])(?P<act>like|favorite|repost|bookmark)s?(?![a-z])")
_ACTS = {
    "like": Kind.LIKE,
    "favorite": Kind.LIKE,
    "repost": Kind.REPOST,
    "bookmark": Kind.BOOKMARK,
}

_CLASS_ROLES = (
    (Role.ITEM, _ITEM),
    (Role.LOCAL_ITEM, _LOCAL_ITEM),
    (Role.LIST, _LIST),
    (Role.PINGS, _PINGS),
    (Role.CHROME, _CHROME),
    (Role.FORM, _FORM),
    (Role.NAME, _NAME),
    (Role.AUTHOR, _AUTHOR),
    (Role.DATE, _DATE),
    (Role.CONTENT, _CONTENT),
    (Role.BODY, _BODY),
    (Role.JUNK, _JUNK),
    (Role.HELD, _HELD),
)
_ID_ROLES = Role.SECTION | Role.LIST | Role.PINGS | Role.CHROME | Role.FORM | Role.CONTENT
_PROPERTIES = {
    "comment": Role.ITEM,
    "author": Role.AUTHOR,
    "creator": Role.AUTHOR,
    "name": Role.NAME,
    "datepublished": Role.DATE,
    "datecreated": Role.DATE,
    "commenttime": Role.DATE,
    "dc:date": Role.DATE,
    "dc:created": Role.DATE,
    "text": Role.CONTENT,
    "commenttext": Role.CONTENT,
    "description": Role.CONTENT,
    "content:encoded": Role.CONTENT,
}
_ITEM_TAGS = frozenset(
    ["li", "div", "article", "section", "p", "tr", "table", "dd", "dt", "details"]
)
_ITEM_TAGS |= {"blockquote", "td"}
_PLACE_TAGS = frozenset(["div", "section", "ol", "ul", "dl", "aside", "footer", "table", "details"])
_PAGE_TAGS = frozenset(["html", "body", "main", "head"])


def names_of(tag: Tag) -> tuple[tuple[str, ...], str | None, int]:
    """Return an element's classes in lower case, its id, and everything it may be by them."""
    classes = tuple(str(name).lower() for name in tag.get_attribute_list("class") if name)
    ident = attribute(tag, "id")
    return classes, ident, _roles_of(tag, classes, ident)


def _roles_of(tag: Tag, classes: tuple[str, ...], ident: str | None) -> int:
    if tag.name in _PAGE_TAGS:
        return Role.NONE
    roles = _class_roles(classes)
    if ident:
        roles |= _class_roles((ident.lower(),)) & _ID_ROLES
        if roles & Role.SECTION and tag.name not in _PLACE_TAGS:
            roles &= ~Role.SECTION
    roles |= _property_roles(tag)
    return roles & _allowed(tag.name)


@lru_cache(maxsize=4096)
def _class_roles(names: tuple[str, ...]) -> int:
    roles = Role.NONE
    for name in names:
        for role, pattern in _CLASS_ROLES:
            if pattern.fullmatch(name):
                roles |= role
        if _SECTION.fullmatch(name) and not _NO_SECTION.fullmatch(name):
            roles |= Role.SECTION
    # Tumblr: a note is a note of something.
    if "note" in names and {"like", "reblog", "reply", "posted"} & set(names):
        roles |= Role.ITEM
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
            roles |= _PROPERTIES.get(word.lower(), Role.NONE)
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
    return any(_ACT_ITEM.fullmatch(name) for name in classes)


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
    match = _ID.fullmatch(ident) or (_LOCAL_ID.fullmatch(ident) if local else None)
    return match["number"].lower() if match else None


def fragment_of(ident: str) -> str:
    """Return the fragment a theme's permalinks use for this id.

    >>> fragment_of("li-comment-5"), fragment_of("c17")
    ('comment-5', 'c17')
    """
    return _WRAPPED_ID.sub("", ident, count=1)


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
