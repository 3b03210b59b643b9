"""The posts on a page: where each begins, where its text is, which address is its own.

A page with several posts that have addresses of their own (a front page, an archive, a planet,
a forum thread) has one entry for each; any other page is one entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from bs4.element import Tag

from mentions.parse.html import attribute
from mentions.parse.looks import DAY_HEADINGS, Looks, name_set, names_of, tags_in, words_of
from mentions.parse.metadata import page_key
from mentions.parse.permalink import fragment_of, is_of_somebody, permalink_in

# Names of the element around a post, by how sure they are; within a row any will do.
_FORUM = name_set(
    "crawler-post postbit postbitlegacy postcontainer message--post post-wrapper topic-post "
    "forum-post timeline-comment postcell answercell fatitem comtr js-widget-message"
)
_FORUM_PARTS = name_set(
    "postprofile postbody poster author-information bigusername postmenu email-author"
)
_ENTRIES = (frozenset(["h-entry"]), frozenset(["hentry"]))
_ITEMS = re.compile(r"schema\.org/(?:\w{0,30}Article|\w{0,30}Posting)$", re.IGNORECASE)
_POSTS = name_set(
    "post entry blogpost blog-post post-entry blog-entry blogentry blogbody entrygroup "
    "beitrag blogeintrag eintrag artikel article news-item story journal-entry single-post"
)
_ITEM_KIND, _ARTICLE_KIND, _POST_KIND = 3, 4, 5
# Names of the element that holds exactly the text; the rows below it only inside a known post.
_TEXTS = name_set(
    "e-content entry-content post-content post-body article-body article-content entry-body "
    "entrybody articlebody storycontent post-text message-body bbwrapper cooked postcontent "
    "wp-block-post-content blog-content post--content entry--content article--content "
    "article--body post-message beitragstext artikeltext commtext js-post-body message-text "
    "markdown-body"
)
_WEAK_TEXTS = tuple(
    map(name_set, ("content", "text", "inhalt", "entry", "body", "copy", "story", "inner", "post"))
)
_SUMMARIES = name_set("entry-summary p-summary e-summary post-excerpt excerpt")
_MAINS = name_set("content main inhalt main-content maincontent hauptinhalt primary")
_TITLES = name_set("entry-title p-name post-title article-title posttitle headline")
_NO_TITLES = DAY_HEADINGS | name_set("logo site-title blog-title site-name sitename brand")
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5"])
_NO_POSTS = frozenset(["html", "body", "a", "span", "input", "img", "h1", "h2", "h3", "h4", "b"])
# Bounds on the work a hostile page can ask for.
_MAX_BESIDE = 2
_MAX_POSTS, _MAX_CANDIDATES, _MAX_PARTS, _MAX_BEFORE = 300, 1000, 200, 400


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    """A post on a page.

    Attributes:
        root: The element around it, byline and all.
        texts: The elements that hold exactly its text; empty where that is the whole root.
        tight: Whether `root` holds nothing but the post; otherwise only `texts` and `title` are
            its content, or the whole root where there are no texts.
        marked: Whether `root` says of itself that it is a post.
        title: The element of its title.
        url: The address it gives itself; None where it shows none.
        forum: Whether it stands in a forum thread.
    """

    root: Tag
    texts: tuple[Tag, ...] = ()
    tight: bool = True
    marked: bool = True
    title: Tag | None = None
    url: str | None = None
    forum: bool = False


def posts_in(looks: Looks, *, base: str, page: Iterable[str]) -> tuple[Post, ...]:
    """Return the posts of a page in document order: one, or several with addresses of their own.

    Args:
        looks: The first look at the page; it has at least one element.
        base: What relative links are resolved against.
        page: The addresses of the page itself.
    """
    roots, forum = _roots(looks)
    posts = [_post(root, looks, base=base, forum=forum) for root in roots]
    if len(posts) == 1:
        return tuple(posts)
    if forum:
        return tuple(replace(post, url=post.url or fragment_of(post.root, base)) for post in posts)
    only = _only_post(posts, {page_key(address) for address in page})
    if only is not None:
        return (only,)
    own = tuple(post for post in posts if post.url)
    return own if len(own) > 1 else (_loose(looks, [post.root for post in posts]),)


def _only_post(posts: Sequence[Post], pages: set[str]) -> Post | None:
    """Return the post a page is about; the other ones are cards that lead elsewhere."""
    here = [post for post in posts if post.url and page_key(post.url) in pages]
    if len(here) == 1:
        return here[0]
    unlinked = [post for post in posts if not post.url]
    if len(unlinked) == 1:
        longest = max(posts, key=lambda post: len(post.root.get_text()))
        if unlinked[0] is longest or unlinked[0].root.find("h1"):
            return unlinked[0]
    return None


def _roots(looks: Looks) -> tuple[list[Tag], bool]:
    """Return the elements around posts, of the surest kind there is, and whether it is a forum."""
    named = (tag for tag in looks.tags if _may_be_forum_post(tag))
    forum = [tag for tag in islice(named, _MAX_CANDIDATES) if _is_forum_post(tag)]
    if len(forum) > 1:
        return [group[0] for group in _grouped(forum)][:_MAX_POSTS], True
    kinds: dict[int, list[Tag]] = {}
    for tag in looks.tags:
        kind = 0 if id(tag) in looks.comments else _kind(tag)
        if kind:
            kinds.setdefault(kind, []).append(tag)
    for kind, tags in sorted(kinds.items()):
        groups = _grouped(tags)
        found = _unwrapped(groups) if kind == _POST_KIND else [group[0] for group in groups]
        good = [tag for tag in found if id(tag) not in looks.framed]
        if not good and kind <= _ITEM_KIND:
            good = [tag for tag in found if id(tag) not in looks.boxed]
        if good:
            return good[:_MAX_POSTS], False
        if _are_most_of(found, looks.tags[0]):
            return found[:_MAX_POSTS], False
    return [], False


def _kind(tag: Tag) -> int:
    """Return how an element says that it is a post, 1 the surest; 0 where it does not."""
    names = names_of(words_of(tag))
    for kind, sure in enumerate(_ENTRIES, 1):
        if not sure.isdisjoint(names):
            return kind
    if tag.has_attr("itemtype") and _ITEMS.search(attribute(tag, "itemtype") or ""):
        return _ITEM_KIND
    if tag.name == "article":
        return _ARTICLE_KIND
    return 0 if tag.name in _NO_POSTS or _POSTS.isdisjoint(names) else _POST_KIND


def _may_be_forum_post(tag: Tag) -> bool:
    names = names_of(words_of(tag))
    return "post" in names or "email" in names or not _FORUM.isdisjoint(names)


def _is_forum_post(tag: Tag) -> bool:
    if not _FORUM.isdisjoint(names_of(words_of(tag))):
        return True
    inner = tags_in(tag, _MAX_PARTS)
    return any(not _FORUM_PARTS.isdisjoint(names_of(words_of(node))) for node in inner)


def _grouped(tags: Iterable[Tag]) -> list[list[Tag]]:
    """Return elements that stand in no other of them, each with those in it; document order."""
    groups: list[list[Tag]] = []
    inside: dict[int, list[Tag]] = {}
    for tag in tags:
        group = inside.get(id(tag))
        if group is not None:
            group.append(tag)
            continue
        group = [tag]
        groups.append(group)
        inside.update((id(node), group) for node in tag.descendants if isinstance(node, Tag))
    return groups


def _unwrapped(groups: Iterable[Sequence[Tag]]) -> list[Tag]:
    """Return the posts, without elements that are named like one and hold several."""
    found: list[Tag] = []
    for outer, *within in groups:
        titled = [tag for tag in within[:_MAX_PARTS] if _has_heading(tag)]
        several = [group[0] for group in _grouped(titled)]
        found.extend(several if len(several) > 1 else [outer])
    return found


def _has_heading(tag: Tag) -> bool:
    return any(inner.name in _HEADINGS for inner in tags_in(tag, _MAX_PARTS))


def _are_most_of(found: Sequence[Tag], page: Tag) -> bool:
    """Whether elements that look like frame hold most of the words: a theme that names badly."""
    letters = sum(len(tag.get_text(strip=True)) for tag in found)
    return letters * 2 > len(page.get_text(strip=True)) > 0


def _post(root: Tag, looks: Looks, *, base: str, forum: bool) -> Post:
    inner = [tag for tag in root.descendants if isinstance(tag, Tag)]
    if not forum:
        inner = [tag for tag in inner if id(tag) not in looks.comments]
    texts = _texts(inner, looks)
    if forum and len(texts) == 1:
        # Wrappers around head and body of a forum post are named like the text of a blog's.
        texts = _texts(tags_in(texts[0], _MAX_PARTS), looks, (_TEXTS, _WEAK_TEXTS[0])) or texts
    beside = _without(inner, texts)
    title = _title(beside)
    return Post(
        root=root,
        texts=texts,
        tight=root.name not in {"html", "body"},
        title=title,
        url=permalink_in(beside, title=title, base=base),
        forum=forum,
    )


def _texts(
    inner: Iterable[Tag],
    looks: Looks,
    ways: Iterable[frozenset[str] | None] = (_TEXTS, None, *_WEAK_TEXTS, _SUMMARIES),
) -> tuple[Tag, ...]:
    inner = tuple(inner)
    for wanted in ways:
        found = [group[0] for group in _grouped(tag for tag in inner if _is_text(tag, wanted))]
        # A teaser in a box of related posts has a text of its own.
        best = [tag for tag in found if id(tag) not in looks.framed] or found
        if any(tag.get_text(strip=True) or tag.find("a") for tag in best):
            return tuple(best)
    return ()


def _is_text(tag: Tag, wanted: frozenset[str] | None) -> bool:
    """Whether an element is named as a text; without names: as one in microdata."""
    if wanted is None:
        item = (attribute(tag, "itemprop") or "").lower() if tag.has_attr("itemprop") else ""
        return item in {"articlebody", "text"}
    return tag.name not in _NO_POSTS and not wanted.isdisjoint(names_of(words_of(tag)))


def _without(tags: Sequence[Tag], texts: Iterable[Tag]) -> list[Tag]:
    """Return the elements that stand neither in nor are one of the texts."""
    left_out = {id(text) for text in texts}
    for text in texts:
        left_out.update(id(node) for node in text.descendants if isinstance(node, Tag))
    return [tag for tag in tags if id(tag) not in left_out]


def _title(beside: Sequence[Tag]) -> Tag | None:
    """Return the element of the title: by name, else the first heading beside the text."""
    heading: Tag | None = None
    for tag in beside[:_MAX_BEFORE]:
        item = (attribute(tag, "itemprop") or "").lower() if tag.has_attr("itemprop") else ""
        names = names_of(words_of(tag))
        named = item == "headline" or not _TITLES.isdisjoint(names)
        if not (named or tag.name in _HEADINGS) or not _NO_TITLES.isdisjoint(names):
            continue
        # The name of the author, or of what is answered, is no title.
        links = (inner for inner in tags_in(tag, _MAX_PARTS) if inner.name == "a")
        if is_of_somebody(tag) or any(map(is_of_somebody, links)):
            continue
        if named and tag.name not in {"meta", "article", "img"}:
            return tag
        if heading is None and tag.name in _HEADINGS:
            heading = tag
    return heading


def _loose(looks: Looks, parts: Sequence[Tag] = ()) -> Post:
    """Return the post of a page that marks none: its main part, or all of it."""
    body = next((tag for tag in looks.tags if tag.name == "body"), looks.tags[0])
    free = [tag for tag in looks.tags if id(tag) not in looks.comments | looks.framed]
    texts = [group[0] for group in _grouped(tag for tag in free if _is_text(tag, _TEXTS))]
    texts = list(parts) or [text for text in texts if text.get_text(strip=True)]
    root = body if texts else _main(free, body)
    beside = _without(free, texts)
    title = _title(_within(beside, root))
    return Post(root=root, texts=tuple(texts), tight=False, marked=False, title=title)


def _main(free: Sequence[Tag], body: Tag) -> Tag:
    mains = [tag for tag in free if tag.name == "main" or attribute(tag, "role") == "main"]
    mains += [tag for tag in free if not _MAINS.isdisjoint(names_of(words_of(tag)))]
    main = next((tag for tag in mains[:_MAX_PARTS] if tag.get_text(strip=True)), body)
    around = main.parent
    if around is None or around is body or around.name == "html" or main.find(list(_HEADINGS)):
        return main
    beside = [tag for tag in around.find_all(name=True, recursive=False) if tag is not main]
    titled = any(tag.name in {"h1", "h2"} for tag in beside)
    # "content" may be the text alone, below title and byline; a list of links is neither.
    links = sum(len(tag.find_all("a", limit=_MAX_BESIDE + 1)) for tag in beside[:_MAX_PARTS])
    return around if titled and links <= _MAX_BESIDE else main


def _within(tags: Sequence[Tag], root: Tag) -> list[Tag]:
    inside = {id(node) for node in root.descendants if isinstance(node, Tag)}
    return [tag for tag in tags if id(tag) in inside]
