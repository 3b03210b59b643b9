"""Tumblr's posts, in its old forms and in the Neue Post Format (NPF), as entries.

https://github.com/tumblr/docs: api.md and npf-spec.md
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from html import escape
from typing import Any

from mentions.model import Author, Entry, Hyperlink, Kind
from mentions.parse.fragment import Fragment, plain_text, read_fragment
from mentions.parse.html import one_line
from mentions.parse.jsontext import mapping, mappings, text
from mentions.sources._answers import moment, number, number_id, web_address, whole
from mentions.sources._threads import NOWHERE
from mentions.urls.canonical import canonical_url

PLATFORM = "tumblr"
_POST = re.compile(r"[0-9]{1,25}")
_BLOG = re.compile(r"[A-Za-z0-9-]{1,60}")
# Where the older kinds of posts keep what their authors wrote.
_WRITTEN = ("body", "caption", "description", "text", "source", "question", "answer", "excerpt")
# Blocks that show what stands elsewhere.
_SHOWN = frozenset({"link", "audio", "video"})
_MOST_BLOCKS = 1_000


def blog_of(value: object) -> str | None:
    """Return the name of a blog; None for what is none."""
    return value if isinstance(value, str) and _BLOG.fullmatch(value) else None


def post_id(holder: Mapping[str, Any], key: str) -> str | None:
    """Return the number of a post, which comes as a text or as a number; None for what is none."""
    found = number_id(holder, key)
    written = str(found) if found else text(holder, key)
    return written if _POST.fullmatch(written) else None


def author_of(blog: str | None, shown: Mapping[str, Any] | None = None) -> Author:
    """Return whose blog it is: a blog's title is nobody's name.

    Args:
        blog: Its name.
        shown: What the API tells of it.
    """
    if blog is None:
        return Author()
    told = mapping(shown)
    pictures = (web_address(one, "url", NOWHERE) for one in mappings(told, "avatar"))
    return Author(
        handle=blog,
        url=web_address(told, "url", NOWHERE) or f"https://{blog}.tumblr.com/",
        photo=next(filter(None, pictures), None),
    )


def time_of(post: Mapping[str, Any]) -> datetime | None:
    """Return when something was written: `timestamp`, seconds since 1970."""
    return moment(post, "timestamp") if number_id(post, "timestamp") else None


def post_entry(post: Mapping[str, Any]) -> Entry | None:
    """Return a post; None where it has no address, links to nothing, or is not public.

    What a reblog passes on is told from what its author added: who adds no link of their own has
    reposted, or quoted if they added words.
    """
    permalink = web_address(post, "post_url", NOWHERE)
    if permalink is None or text(post, "state") not in {"", "published"}:
        return None
    own, passed = _own(post, permalink), _passed(post, permalink)
    act = Kind.QUOTE if own.text else Kind.REPOST
    mine = {canonical_url(link.url) for link in own.links}
    others = (link for link in passed if canonical_url(link.url) not in mine)
    theirs = tuple(replace(link, relation=act) for link in others)
    if not own.links and not theirs:
        return None
    via = _parent_name(post) if theirs else None
    published = time_of(post)
    return Entry(
        url=permalink,
        author=author_of(
            blog_of(post.get("post_author")) or blog_of(post.get("blog_name")),
            mapping(post.get("blog")),
        ),
        title=plain_text(whole(text(post, "title"))),
        text=own.text,
        links=(*own.links, *theirs),
        published=published,
        published_zone_known=published is not None,
        kind=act if theirs and not own.links else None,
        parent=_parent_url(post) if theirs else None,
        platform=PLATFORM,
        via=(via,) if via else (),
    )


# --- Whose words are which ---


def _own(post: Mapping[str, Any], base: str) -> Fragment:
    """Return what the author of a post wrote; of a reblog what they added."""
    if isinstance(post.get("content"), list):
        return read_blocks(mappings(post, "content"), base)
    if not _is_reblog(post):
        return _old_form(post, base)
    current = (item for item in mappings(post, "trail") if item.get("is_current_item") is True)
    added = text(mapping(post.get("reblog")), "comment") or text(next(current, {}), "content")
    return read_fragment(whole(added), base=base)


def _passed(post: Mapping[str, Any], base: str) -> list[Hyperlink]:
    """Return the links of what a reblog passes on; it repeats the link of the first post."""
    if not _is_reblog(post):
        return []
    parts = [_told(item, base) for item in _trail(post)]
    if not isinstance(post.get("content"), list):
        parts.append(_old_form(post, base))
    links: dict[str, Hyperlink] = {}
    for link in (link for part in parts for link in part.links):
        links.setdefault(link.url, link)
    return list(links.values())


def _told(item: Mapping[str, Any], base: str) -> Fragment:
    if isinstance(item.get("content"), list):
        return read_blocks(mappings(item, "content"), base)
    return read_fragment(whole(text(item, "content")), base=base)


def _is_reblog(post: Mapping[str, Any]) -> bool:
    return bool(_trail(post) or _parent_name(post) or _parent_url(post))


def _trail(post: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the posts that a reblog passes on, the oldest first; itself is not among them."""
    return [item for item in mappings(post, "trail") if item.get("is_current_item") is not True]


def _parent_name(post: Mapping[str, Any]) -> str | None:
    """Return the blog a reblog was had from; None where that is not told, or it is none."""
    if named := blog_of(post.get("reblogged_from_name")):
        return named
    nearest: Mapping[str, Any] = next(reversed(_trail(post)), {})
    named = mapping(nearest.get("blog")).get("name")
    return blog_of(named) or blog_of(nearest.get("broken_blog_name"))


def _parent_url(post: Mapping[str, Any]) -> str | None:
    named = (web_address(post, key, NOWHERE) for key in ("parent_post_url", "reblogged_from_url"))
    return next(filter(None, named), None)


# --- Words and links ---


def _old_form(post: Mapping[str, Any], base: str) -> Fragment:
    """Read a post of the older kinds: text, quote, link, chat, photo, answer and so on."""
    parts = [whole(text(post, key)) for key in _WRITTEN]
    said = read_fragment("".join(f"<div>{part}</div>" for part in parts if part), base=base)
    links: dict[str, Hyperlink] = {}
    title = plain_text(whole(text(post, "title") or text(post, "source_title")))
    for key in ("url", "source_url"):
        if address := web_address(post, key, NOWHERE):
            links.setdefault(address, Hyperlink(url=address, anchor=title, context=title))
    for link in said.links:
        links.setdefault(link.url, link)
    return replace(said, links=tuple(links.values()))


def read_blocks(blocks: list[Mapping[str, Any]], base: str) -> Fragment:
    """Read the content of a post in the Neue Post Format.

    >>> at = {"start": 4, "end": 8, "type": "link", "url": "https://blog.example/a"}
    >>> block = {"type": "text", "text": "🙂 a this b", "formatting": [at]}
    >>> said = read_blocks([block], "https://fern.tumblr.com/post/1")
    >>> said.text, said.links[0].anchor
    ('🙂 a this b', 'this')
    """
    kept = blocks[:_MOST_BLOCKS]
    said = read_fragment("".join(map(_paragraph, kept)), base=base)
    links = {link.url: link for link in said.links}
    for block in kept:
        places = [block] if text(block, "type") in _SHOWN else []
        credit = mapping(block.get("attribution"))
        places += [credit] if text(credit, "type") == "link" else []
        for place in places:
            if address := web_address(place, "url", NOWHERE):
                title = one_line(whole(text(place, "title")))
                links.setdefault(address, Hyperlink(url=address, anchor=title, context=title))
    return replace(said, links=tuple(links.values()))


def _paragraph(block: Mapping[str, Any]) -> str:
    """Return a block's words as markup, with the links that stand beside them in ranges.

    The places count characters (Unicode code points), as Python does.
    """
    words = whole(text(block, "text"))
    if text(block, "type") != "text" or not words:
        return ""
    pieces, at = [], 0
    for start, end, url in sorted(_ranges(block, len(words))):
        if start >= at:
            shown = f'<a href="{escape(url)}">{escape(words[start:end])}</a>'
            pieces += [escape(words[at:start]), shown]
            at = end
    return f"<p>{''.join(pieces)}{escape(words[at:])}</p>".replace("\n", "<br>")


def _ranges(block: Mapping[str, Any], length: int) -> Iterator[tuple[int, int, str]]:
    for mark in mappings(block, "formatting"):
        start, end = number(mark, "start"), number(mark, "end")
        url = web_address(mark, "url", NOWHERE) if text(mark, "type") == "link" else None
        if url and start is not None and end is not None and 0 <= start < end <= length:
            yield start, end, url
