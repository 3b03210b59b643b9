"""The vocabulary of comment sections: which classes, ids and properties mean what, as grammars.

Class names are taken apart (`isso-comment`, `comment__author`, `wp-block-comment-date`) instead of
listed theme by theme. `marks` applies these rows to elements.
"""

from __future__ import annotations

import re


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
    HELD = 1 << 13  # waits for moderation, or was deleted
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

# `tag-comment`, `hljs-comment`: names that say what a thing is about, not what it is.
_ABOUT = r"(?!(?:tag|category|cat|label|topic|term|hljs|code|no|has|is|add|leave)[-_])"
ITEM = re.compile(
    rf"{_ABOUT}(?:[a-z0-9]{{1,20}}(?:__|[-_]))?{_KIND}"
    r"(?:(?:__|[-_])(?:item|entry|wrap|wrapper|container|box|block|card|single|node|post|inner|row|article"
    r"|element|\d{1,12}))?(?:--[a-z0-9-]{1,30})?"
    r"|commentbox|singlecomment|commententry|hcomment|[up]-comment|h-as-comment|mention-item"
)
ACT_ITEM = re.compile(r"[up]-(?:like|repost|bookmark|mention|favorite|rsvp)")
LOCAL_ITEM = re.compile(r"h-entry|hentry|h-cite|dsq-item|single|media")
SECTION = re.compile(
    rf"{_PREFIX}(?:{_KINDS}(?:[-_]{{1,2}}{_PLACE})?|comment[-_]{_PLACE}|{_PING_PLACE}[-_]{_PLACE}"
    r"|mention[-_]list)|disqus_thread|dsq-content|respond|comments_?list"
    r"|isso-(?:thread|root|follow-up)|commento(?:-.{1,20})?|remark42|cusdis.{0,20}"
)
NO_SECTION = re.compile(
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
    rf"related[-_]?posts|{_PREFIX}reviews|"
    r"jp-relatedposts|yarpp.{0,20}|breadcrumbs?|author[-_](?:box|bio|info)|"
    r"about[-_]author|newsletter|testimonials?|search[-_]results|tag[-_]?cloud|blogroll|"
    r"post[-_]navigation|site[-_](?:header|footer)|share[-_]?(?:buttons|bar)?|social[-_]share|"
    r"sharedaddy|social[-_]links|subscribe"
)
_FORM = re.compile(
    r"respond|comment[-_]?form|comment[-_]respond|commentform|reply[-_]form|postbox|isso-postbox|"
    r"comment[-_]reply[-_]form|new[-_]comment|add[-_]comment|leave[-_]a?[-_]?comment"
)
_NAME = re.compile(
    rf"fn|social-fn|{_PREFIX}(?:author|commenter|user)(?:__|[-_])?(?:name|link)|p-name"
    rf"|{_PREFIX}(?:(?:display|full|nick|screen|real|user)?[-_]?name|nick|poster|autor|auteur|autore)"
)
_AUTHOR = re.compile(
    rf"{_PREFIX}(?:author|commenter|commentator|byline|commentauthor)(?:(?:__|[-_])(?:meta|info|vcard|source))?"
    r"|vcard|h-card|user|comment[-_](?:user|by)|dsq-(?:comment|reaction)-header|comment_source_author"
)
_DATE = re.compile(
    rf"{_PREFIX}(?:date|time|datetime|timestamp|timeago|published|posted|submitted|metadata"
    r"|commentmetadata|meta|created|when|pubdate|datum)(?:(?:__|[-_])(?:on|at|link|time|when|from))?"
)
_CONTENT = re.compile(
    r"(?:[a-z0-9]{1,20}(?:__|[-_])){0,2}comments?(?:__|[-_])?(?:content|text|message|contents|copy)(?:[-_]\d{1,12})?"
    r"|e-content|p-content|p-summary|entry-content|dsq-comment-(?:message|text)|dsq-reaction-body|isso-text"
    r"|comment__body|commento-body|format_text"
)
_BODY = re.compile(
    r"(?:[a-z0-9]{1,20}(?:__|[-_])){0,2}"
    r"(?:body|commentbody|content|contents|text|itemtext|message|entry|excerpt|quote)"
)
_JUNK = re.compile(
    rf"{_PREFIX}(?:reply|replylink|replyto|edit|says|share|sharing|sharedaddy|likes?|vote|votes|voting"
    r"|actions|buttons?|toolbar|badge|score|points|controls|flag|report|moderation|avatar|gravatar|rating|ratings|karma"
    r"|tools|footer-meta|spacer|menu|options)(?:[-_](?:link|links|button|wrap|container|to|text))?"
    r"|screen-reader-text|links|visually-hidden|sr-only|comment[-_]number|retweets"
)
_HELD = re.compile(
    r".{0,20}awaiting[-_]moderation|unapproved|comment[-_]pending"
    r"|(?:deleted|removed)[-_]comment|comment[-_](?:deleted|removed)|is-deleted"
)
# Ids that name one comment: `li-comment-5`, `div-comment-5`, `IDComment5`, a hash or a UUID.
_NUMBER = r"(?P<number>\d{1,20}|(?=[a-f-]{0,12}\d)[0-9a-f]{8}[0-9a-f-]{0,40})"
ID = re.compile(
    rf"(?:[a-z0-9]{{1,20}}[-_]{{1,2}}){{0,2}}(?:id)?(?:{_KIND}|cmt|ping)"
    rf"(?:[-_](?:card|item|entry|body|box|wrap))?[-_]?{_NUMBER}",
    re.IGNORECASE,
)
# Ids that name a comment only inside a comment section: `c123`, `isso-5`, `tb7`.
LOCAL_ID = re.compile(
    rf"(?:c|t|tb|r|isso[-_]|reply[-_]|response[-_]|post[-_]?)[-_]?{_NUMBER}", re.IGNORECASE
)
WRAPPED_ID = re.compile(r"(?:li|div|wp|article|dd|dt)-(?=comment-\d)", re.IGNORECASE)

CLASS_ROLES = (
    (Role.ITEM, ITEM),
    (Role.LOCAL_ITEM, LOCAL_ITEM),
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
ID_ROLES = Role.SECTION | Role.LIST | Role.PINGS | Role.CHROME | Role.FORM | Role.CONTENT
PROPERTIES = {
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
