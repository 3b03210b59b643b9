"""Further pages of one page's comment section; never the next post, never a reply form."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup
from bs4.element import Tag

from mentions.parse.comments.context import Context, context_of
from mentions.parse.comments.find import scan
from mentions.parse.comments.marks import comment_number
from mentions.parse.comments.words import OLDER
from mentions.parse.html import attribute, classes_of, one_line, text_of

_PAGE = re.compile(
    r"/comment-page-\d{1,5}/?(?:[?#]|$)|[?&;](?:cpage|commentpage)=\d{1,5}", re.IGNORECASE
)
_NAVIGATION = re.compile(
    r"(?:comments?|nav)[-_](?:comments?|nav|navigation|pagination|pager|paging|links|above|below)"
    r"(?:[-_].{0,20})?|wp-block-comments-pagination.{0,20}|comments?[-_]nav.{0,20}"
    r"|comment[-_]nav.{0,20}|pager|pagination|paging|navigation|nav-links|page-numbers|comments-pages"
)
_OTHER_POSTS = re.compile(
    r"post[-_]navigation|nav-single|posts-navigation|single[-_]?nav|nav-posts"
)
_PAGER_ITEMS = frozenset(["pager-item", "pager-next", "pager-previous", "pager__item", "page-item"])
# What one does on a page, and not where its list goes on.
_ACTION = re.compile(
    r"[?&;](?:replytocom|replyto|reply|unapproved|mode|action|quote|delete|edit|thread)="
    r"|/comment/(?:reply|edit|delete)/|/wp-admin/",
    re.IGNORECASE,
)
_MAX_PAGES, _MAX_ABOVE = 50, 6


def next_comment_pages(soup: BeautifulSoup, *, url: str) -> tuple[str, ...]:
    """Return the addresses on which a page's comments go on, older or newer, in document order.

    Absolute, without fragment, without the page itself.
    """
    return pages_beside(soup, scan(soup).sections, context_of(soup, url, None))


def pages_beside(soup: BeautifulSoup, places: list[Tag], context: Context) -> tuple[str, ...]:
    """Do the same for a page whose comment sections are known."""
    sections = set(map(id, places))
    found: dict[str, None] = {}
    for link in soup.find_all(["a", "link"], href=True):
        target = _target(link, context)
        if target and target not in found and _leads_on(link, target, sections):
            found[target] = None
            if len(found) == _MAX_PAGES:
                break
    return tuple(found)


def _target(link: Tag, context: Context) -> str | None:
    href = attribute(link, "href") or ""
    url = context.resolve(link)
    if url is None or _ACTION.search(url) or context.is_outside(url):
        return None
    # A comment's own address on a paginated page is no page to go on with.
    if comment_number(href.partition("#")[2], local=True):
        return None
    page = url.partition("#")[0]
    return None if page == context.url else page


def _leads_on(link: Tag, target: str, sections: set[int]) -> bool:
    if _PAGE.search(target):
        return True
    if link.name != "a":
        return False
    shown = one_line(text_of(link)) or ""
    if len(shown) < 80 and OLDER.search(shown):  # noqa: PLR2004 - a label, not a sentence
        return True
    return _in_navigation(link, sections)


def _in_navigation(link: Tag, sections: set[int]) -> bool:
    """Whether a link stands in the navigation of the comment section."""
    navigation = inside = False
    for depth, above in enumerate(link.parents):
        if id(above) in sections:
            inside = True
            break
        names = {*classes_of(above), (attribute(above, "id") or "").lower()}
        # A comment's own links, and those to other posts, lead nowhere else in the section.
        in_comment = above.name in {"li", "article"} and not names & _PAGER_ITEMS
        if in_comment or any(_OTHER_POSTS.fullmatch(name) for name in names):
            return False
        navigation |= any(_NAVIGATION.fullmatch(name) for name in names)
        if depth > _MAX_ABOVE:
            break
    return navigation and inside
