"""What the names of an element say about it: is it frame, metadata, or does it say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import islice

from bs4 import BeautifulSoup
from bs4.element import PageElement, Tag

from mentions.parse.html import attribute


class Look(Enum):
    """What the names of an element say about it."""

    PLAIN = "plain"
    META = "meta"  # byline, date, categories: of the post, but not its text
    WEAK = "weak"  # frame, unless it stands in the text of a post
    STRONG = "strong"  # frame wherever it stands


@dataclass(frozen=True, kw_only=True, slots=True)
class Looks:
    """The first look at a page.

    Attributes:
        own: `id()` of every element whose names say something.
        framed: `id()`s of elements that look like frame or stand in some.
        boxed: Those of them that no badly named theme explains: sidebars, asides, navigation.
        comments: `id()`s of elements of comment sections, with all that stands in them.
        tags: Every element, in document order.
    """

    own: Mapping[int, Look]
    framed: frozenset[int]
    boxed: frozenset[int]
    comments: frozenset[int]
    tags: tuple[Tag, ...]


_POSTS = "(?:posts?|comments?|entries|articles?|stories|news|beitraege|beiträge|artikel|kommentare)"
# Parts of names between hyphens and blanks. Themes of several languages, plugins, old CMSs.
_STRONG = (
    "shar(?:e|es|ing|ethis|edaddy|ebar|ebuttons)|shariff|addtoany|addthis|a2a|sociable|socials?|"
    "heateor|feedflare|bookmarkify|teilen|partager|compartir|"
    "related|relatedposts|relatedarticles|yarpp|crp|similar|verwandte?|aehnliche|ähnliche|"
    "recommend(?:ed|ations?)|outbrain|taboola|zergnet|"
    f"(?:recent|latest|popular|more|other|random|neueste|letzte|weitere)-?{_POSTS}|"
    "blogroll|tag-?cloud|schlagwortwolke|breadcrumbs?|brotkrumen|brotkrume|"
    "pagination|paginator|pagenavi|pager|page-links|navigation|nav-links|nav-previous|nav-next|"
    "(?:post|posts|entry)-nav|prevnext|prev-next|"
    "author-?(?:box|bio|card|description)|about-?author|biography|"
    "ad|ads|adsbygoogle|advert|advertisement|advertising|adsense|adbox|anzeigen?|werbung|"
    "sponsored|sponsors?|newsletter(?!-(?:posts?|articles?|issues?|entry|content|body))|subscribe|"
    "subscription|"
    "signature|signatur|(?<!message-)sidebars?|sidebar\\d|seitenleiste|randspalte|marginalspalte|widget-?area"
)
_META = (
    "postmetadata|entry-?meta|post-?meta|article-?meta|meta-?data|(?:post|entry|article)-?info|"
    "entry-?utility|post-?utility|byline|post-?by-?line|dateline|posted|posted-on|posted-by|"
    "cat-links|tags?-links|tag-list|post-tags?|entry-tags?|post-categories|entry-categories|"
    "voters?|upvoters?|votelinks|post-terms|entry-terms|postcats|author-info|"
    "(?:post|entry|message)-?footer|post-?author|post-signature"
)
_WEAK = (
    "(?<!js-)widgets?|menue?|menu-item|nav|navi|navbar|sub-?nav|footer|fuss|fuß|fusszeile|fußzeile|"
    "colophon|masthead|banner|branding|top-?bar|tool-?bar|kopfzeile|xoxo|archives|archivliste|"
    "archive-list|categories|kategorien|schlagworte|sitemap|search|searchform|suche|login|"
    "cookies?|skip-link|side-?(?:nav|menu|content|column|bar)|(?<!--)(?:secondary|tertiary)|"
    "(?:left|right)-?(?:col|column|nav|bar|side)|(?:linke|rechte)-?spalte|"
    "comments?-(?:link|count)|comment-count|respond|copyright|impressum|imprint|"
    "teaser-?list|crosslinks|lateral|zijbalk|stopka"
)
_NAMES = re.compile(
    rf"(?<![^\W_])(?:(?P<strong>{_STRONG})|(?P<meta>{_META})|(?P<weak>{_WEAK}))(?![^\W_])"
)
_WHOLE_NAMES = {
    **dict.fromkeys(("header", "site-header", "main-header", "page-header", "kopf"), Look.WEAK),
    **dict.fromkeys(("side", "meta-nav", "global-header"), Look.WEAK),
    # Comments that could not be read are not the words of the post's author.
    **dict.fromkeys(("comments", "commentlist", "comment-list", "kommentare"), Look.WEAK),
    **dict.fromkeys(("meta", "tags", "author-info", "submitted", "message-sidebar"), Look.META),
}
# These say what a post is about or how a builder laid it out, not what an element is for.
_SAYS_NOTHING = (
    "category-",
    "format-",
    "type-",
    "postid-",
    "status-",
    "has-",
    "is-",
    "no-",
    "with-",
    "without-",
    "elementor-",
    "siteorigin-",
    "so-widget",
    "sow-",
    "et-",
    "vc-",
    "wpb-",
    "wp-container",
    "wp-elements",
    "header-footer",
)
_TAG_NAMES = frozenset(["tag-links", "tag-list", "tag-cloud"])
_LETTERS, _MAX_LETTERS = frozenset(["newsletter", "subscription"]), 5
# Longer lists of classes are a builder's or an attack; their head says enough.
_MAX_NAMES = 400
# Of one post or widget among many.
_NUMBER = re.compile(r"(?<=[a-z])-?[0-9]{1,20}\Z")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_QUOTES = frozenset(["blockquote", "figure", "q"])
# What stands in these is not shown as text; `html.py` reads no words there.
_UNSHOWN = ("template", "noscript", "svg", "math", "select", "textarea", "button")
_BY_TAG = {
    **dict.fromkeys(_UNSHOWN, Look.STRONG),
    "nav": Look.STRONG,
    "aside": Look.WEAK,
    "footer": Look.WEAK,
    "menu": Look.WEAK,
}
_BY_ROLE = {
    "navigation": Look.STRONG,
    "complementary": Look.WEAK,
    "contentinfo": Look.WEAK,
    "banner": Look.WEAK,
    "search": Look.WEAK,
    "menu": Look.WEAK,
    "menubar": Look.WEAK,
}


@lru_cache(maxsize=8192)
def names_of(words: str) -> tuple[str, ...]:
    """Return class names and ids as themes mean them: lower case, hyphens, what says nothing gone.

    >>> names_of("relatedPosts tag-menu Entry_Meta post_message_802")
    ('related-posts', 'entry-meta', 'post-message')
    """
    found = []
    for word in words.split():
        name = _CAMEL.sub("-", word).lower().replace("_", "-").removeprefix("tgme-widget-")
        name = _NUMBER.sub("", name)
        if name.startswith(_SAYS_NOTHING):
            continue
        if name.startswith("tag-") and name not in _TAG_NAMES:
            continue
        found.append(name)
    return tuple(found)


@lru_cache(maxsize=8192)
def _look_of_names(words: str) -> Look:
    found = {_WHOLE_NAMES[name] for name in names_of(words) if name in _WHOLE_NAMES}
    for match in _NAMES.finditer(" ".join(names_of(words))):
        found.add(Look[(match.lastgroup or "plain").upper()])
    for look in (Look.STRONG, Look.META, Look.WEAK):
        if look in found:
            return look
    return Look.PLAIN


def name_set(names: str) -> frozenset[str]:
    """Return names that are written as one text, as in a table, as a set."""
    return frozenset(names.split())


# Of headings under which blogs group the posts of a day.
DAY_HEADINGS = name_set("date-header dateheader date-heading datehead serendipity-date")


def words_of(tag: Tag) -> str:
    """Return class and id of an element as one text, its head where that is very long."""
    attributes = tag.attrs
    if not attributes:
        return ""
    classes = attributes.get("class") or ()
    joined = classes if isinstance(classes, str) else " ".join(classes)
    own = attributes.get("id")
    return (f"{joined} {own}" if own else joined)[:_MAX_NAMES]


def nodes_in(tag: Tag, limit: int) -> Iterator[PageElement]:
    """Yield at most `limit` nodes in an element, in document order.

    Tag.descendants walks to the end of an element before it yields: too long in deep nesting.
    """
    stack = [iter(tag.contents)]
    while stack and limit > 0:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
            continue
        limit -= 1
        yield node
        if isinstance(node, Tag):
            stack.append(iter(node.contents))


def tags_in(tag: Tag, limit: int) -> Iterator[Tag]:
    """Yield the elements among at most `limit` nodes in an element, in document order."""
    return (node for node in nodes_in(tag, limit) if isinstance(node, Tag))


def tags_named(soup: BeautifulSoup, *names: str) -> dict[str, list[Tag]]:
    """Return the elements of some kinds by their name, in one pass over the page."""
    found: dict[str, list[Tag]] = {name: [] for name in names}
    for node in soup.descendants:
        if isinstance(node, Tag) and node.name in found:
            found[node.name].append(node)
    return found


def look_of(tag: Tag) -> Look:
    """Return what the name, role, classes and id of an element say about it."""
    if tag.name in {"html", "body"}:
        return Look.PLAIN
    role = attribute(tag, "role") if tag.has_attr("role") else None
    look = _BY_ROLE.get((role or "").lower()) or _BY_TAG.get(tag.name)
    if look is Look.WEAK and tag.name == "footer" and tag.parent and tag.parent.name in _QUOTES:
        return Look.PLAIN
    if look is Look.STRONG:
        return look
    named = _look_of_names(words_of(tag))
    if named in {Look.STRONG, Look.META} or look is None:
        return named
    return look


def _whole_letters(tags: Sequence[Tag]) -> frozenset[int]:
    """Return the `id()`s of boxes named "newsletter" that are no box beside a page, but all of it.

    Such a one has the title of the page in it and most of its words.
    """
    named = (tag for tag in tags if not _LETTERS.isdisjoint(names_of(words_of(tag))))
    found = [tag for tag in islice(named, _MAX_LETTERS) if tag.find(["h1", "h2"])]
    page = len(tags[0].get_text()) if found else 0
    return frozenset(id(tag) for tag in found if len(tag.get_text()) * 2 > page)


def looks_of(soup: BeautifulSoup, comments: frozenset[int]) -> Looks:
    """Take the first look at a page.

    Args:
        soup: The page.
        comments: `id()`s of elements of its comment sections.
    """
    tags = tuple(tag for tag in soup.descendants if isinstance(tag, Tag))
    own: dict[int, Look] = {}
    framed: set[int] = set()
    boxed: set[int] = set()
    in_comments: set[int] = set()
    whole = _whole_letters(tags)
    for tag in tags:
        key, above = id(tag), id(tag.parent)
        look = Look.PLAIN if key in whole else look_of(tag)
        if look is not Look.PLAIN:
            own[key] = look
        if above in framed or look in {Look.WEAK, Look.STRONG}:
            framed.add(key)
        if above in boxed or look is Look.STRONG or tag.name in _BY_TAG:
            boxed.add(key)
        if above in in_comments or key in comments:
            in_comments.add(key)
    return Looks(
        own=own,
        framed=frozenset(framed),
        boxed=frozenset(boxed),
        comments=frozenset(in_comments),
        tags=tags,
    )
