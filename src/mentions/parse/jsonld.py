"""What JSON-LD of schema.org says about the posts of a page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from bs4.element import Tag

from mentions.model import Author
from mentions.parse.dates import read_date
from mentions.parse.html import attribute, one_line
from mentions.parse.names import name_of
from mentions.urls.join import absolute_url

# Article, BlogPosting, NewsArticle, SocialMediaPosting, DiscussionForumPosting and their kin.
_POSTS = ("Article", "Posting", "Report")
# Where pages put the thing they are about, and lists of posts.
_LIST = "itemListElement"
_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage", "blogPost", _LIST, "item")
_ABOUT = ("mainEntityOfPage", "url", "@id")
_HAPPENS = ("startDate", "endDate", "doorTime")
_TYPE = "application/ld+json"
_MAX_SCRIPTS, _MAX_LETTERS, _MAX_NODES, _MAX_POSTS = 30, 1_000_000, 5000, 200


@dataclass(frozen=True, kw_only=True, slots=True)
class PostData:
    """What JSON-LD says about one post; None where it says nothing.

    Attributes:
        listed: Whether it stands in a list, which names posts of other pages.
    """

    url: str | None = None
    author: Author | None = None
    title: str | None = None
    published: tuple[datetime, bool] | None = None
    language: str | None = None
    listed: bool = False


def posts_in_jsonld(
    scripts: Iterable[Tag],
    *,
    base: str,
    site: frozenset[str] = frozenset(),
    language: str | None = None,
) -> tuple[PostData, ...]:
    """Return the posts a page describes, in document order.

    Args:
        scripts: Its script elements.
        base: What relative links are resolved against.
        site: Names of the site, case-folded: an organisation of such a name wrote nothing.
        language: Of the page, for dates in words.
    """
    told = list(_nodes(scripts))
    nodes = [node for node, _ in told]
    named = {
        node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and "name" in node
    }
    found: list[PostData] = []
    for node, listed in told:
        if len(found) == _MAX_POSTS:
            break
        if any(kind.endswith(_POSTS) for kind in _types(node)):
            post = _read(node, named, base=base, site=site, language=language)
            found.append(replace(post, listed=listed))
    return tuple(found)


def events_in_jsonld(scripts: Iterable[Tag]) -> tuple[datetime, ...]:
    """Return when the events of a page begin and end: days on it, but not those of writing."""
    events = (node for node, _ in _nodes(scripts) if any(map(_is_event, _types(node))))
    dates = (_text(node.get(name)) for node in islice(events, _MAX_POSTS) for name in _HAPPENS)
    found = (read_date(date) for date in dates if date)
    return tuple(moment[0] for moment in found if moment)


def _is_event(kind: str) -> bool:
    return kind.endswith(("Event", "Festival"))


def _nodes(scripts: Iterable[Tag]) -> Iterator[tuple[Mapping[str, Any], bool]]:
    """Yield what may be posts or people, outermost first, and whether a list holds it."""
    letters = count = 0
    data = (script for script in scripts if _TYPE in (attribute(script, "type") or "").lower())
    for script in islice(data, _MAX_SCRIPTS):
        text = script.get_text()
        letters += len(text)
        stack = [(_loaded(text), False)] if letters <= _MAX_LETTERS else []
        while stack and count < _MAX_NODES:
            value, listed = stack.pop()
            count += 1
            if isinstance(value, list):
                stack.extend((one, listed) for one in reversed(value[:_MAX_NODES]))
            elif isinstance(value, dict):
                yield value, listed
                inside = [key for key in reversed(_INSIDE) if key in value]
                stack.extend((value[key], listed or key == _LIST) for key in inside)
                stack.extend((author, listed) for author in _as_list(value.get("author")))


def _loaded(text: str) -> Any:
    body = text.strip().removeprefix("<!--").removesuffix("-->").strip()
    body = body.removeprefix("//<![CDATA[").removesuffix("//]]>").strip()
    try:
        return json.loads(body, strict=False)
    except (ValueError, RecursionError):
        return None


def _types(node: Mapping[str, Any]) -> list[str]:
    return [kind for kind in _as_list(node.get("@type")) if isinstance(kind, str)]


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _read(
    node: Mapping[str, Any],
    named: Mapping[str, Any],
    *,
    base: str,
    site: frozenset[str],
    language: str | None,
) -> PostData:
    publisher = node.get("publisher")
    publishers = _text(publisher.get("name")) if isinstance(publisher, dict) else None
    names = site | {publishers.casefold()} if publishers else site
    authors = (
        _author(value, named, base=base, site=names) for value in _as_list(node.get("author"))
    )
    date = _text(node.get("datePublished")) or _text(node.get("dateCreated"))
    return PostData(
        url=_url(node, base),
        author=next(filter(None, authors), None),
        title=_text(node.get("headline")) or _text(node.get("name")),
        published=read_date(date, language=language) if date else None,
        language=_text(node.get("inLanguage")),
    )


def _url(node: Mapping[str, Any], base: str) -> str | None:
    for key in _ABOUT:
        value = node.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        address = absolute_url(value, base) if isinstance(value, str) and value else None
        if address:
            return address
    return None


def _author(
    value: Any, named: Mapping[str, Any], *, base: str, site: frozenset[str]
) -> Author | None:
    if isinstance(value, str):
        name = name_of(value)
        return Author(name=name) if name and name.casefold() not in site else None
    if not isinstance(value, dict):
        return None
    reference = value.get("@id")
    if "name" not in value and isinstance(reference, str):
        value = named.get(reference, value)
    name = name_of(next(filter(None, map(_text, _as_list(value.get("name")))), None))
    person = "Person" in _types(value)
    if name is None or (not person and name.casefold() in site):
        return None
    urls = [url for url in _as_list(value.get("url")) if isinstance(url, str)]
    return Author(name=name, url=absolute_url(urls[0], base) if urls else None)


def _text(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    return one_line(value) if isinstance(value, str) else None
