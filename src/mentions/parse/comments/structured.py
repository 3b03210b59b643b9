"""Comments that JSON-LD describes, and what they add to those the page shows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bs4 import BeautifulSoup

from mentions.model import Author, Channel, Entry
from mentions.parse.comments.context import Context
from mentions.parse.comments.marks import comment_number, is_comment_type
from mentions.parse.comments.read import with_bare_links
from mentions.parse.dates import read_date
from mentions.parse.html import hyperlinks, one_line, soup_of, text_of
from mentions.urls.identity import page_of
from mentions.urls.join import absolute_url

_MAX_SCRIPTS, _MAX_LETTERS, _MAX_NODES, _MAX_COMMENTS = 30, 5_000_000, 50_000, 10_000
_TEXTS = ("text", "commentText", "articleBody", "description")
_DATES = ("datePublished", "dateCreated", "commentTime")
_KEY_LETTERS = 80


@dataclass(frozen=True, kw_only=True, slots=True)
class _Node:
    value: Mapping[str, Any]
    parent: str | None


def structured_comments(soup: BeautifulSoup, context: Context) -> list[Entry]:
    """Return the comments that JSON-LD of schema.org describes, answers below what they answer."""
    found: list[Entry] = []
    for node in _comment_nodes(soup):
        entry = _entry(node, context)
        if entry is not None:
            found.append(entry)
        if len(found) == _MAX_COMMENTS:
            break
    return found


def merge(shown: Sequence[Entry], described: Sequence[Entry]) -> tuple[Entry, ...]:
    """Join what the page shows with what its data describe; one comment is reported once.

    What is shown wins, and what it leaves open is filled in; comments that are only described
    come last.
    """
    merged = list(shown)
    places: dict[object, int] = {}
    for place, entry in enumerate(merged):
        for key in _keys(entry):
            places.setdefault(key, place)
    for entry in described:
        known = next((places[key] for key in _keys(entry) if key in places), None)
        if known is None:
            for key in _keys(entry):
                places[key] = len(merged)
            merged.append(entry)
        else:
            merged[known] = _filled(merged[known], entry)
    return tuple(merged)


def _keys(entry: Entry) -> Iterator[object]:
    if entry.url:
        fragment = entry.url.partition("#")[2]
        number = comment_number(fragment, local=True)
        yield number or entry.url
    if entry.text:
        letters = "".join(filter(str.isalnum, entry.text.casefold()[: 4 * _KEY_LETTERS]))
        name = (entry.author.name or "").casefold()
        yield name, letters[:_KEY_LETTERS], entry.published if len(letters) < _KEY_LETTERS else None
        yield name, letters[:_KEY_LETTERS]


def _filled(entry: Entry, more: Entry) -> Entry:
    author = Author(
        name=entry.author.name or more.author.name,
        handle=entry.author.handle or more.author.handle,
        url=entry.author.url or (more.author.url if entry.channel is Channel.COMMENT else None),
        photo=entry.author.photo or more.author.photo,
    )
    better_date = more.published is not None and (
        entry.published is None or (more.published_zone_known and not entry.published_zone_known)
    )
    return replace(
        entry,
        author=author,
        url=entry.url or more.url,
        text=entry.text or more.text,
        links=entry.links or more.links,
        parent=entry.parent or more.parent,
        published=more.published if better_date else entry.published,
        published_zone_known=(
            more.published_zone_known if better_date else entry.published_zone_known
        ),
    )


def _comment_nodes(soup: BeautifulSoup) -> Iterator[_Node]:
    letters = count = 0
    for script in soup.find_all("script", type="application/ld+json", limit=_MAX_SCRIPTS):
        source = script.get_text()
        letters += len(source)
        stack: list[tuple[Any, str | None]] = (
            [(_loaded(source), None)] if letters <= _MAX_LETTERS else []
        )
        while stack and count < _MAX_NODES:
            value, parent = stack.pop()
            count += 1
            if isinstance(value, list):
                stack.extend((one, parent) for one in reversed(value[:_MAX_NODES]))
            elif isinstance(value, dict):
                is_comment = any(is_comment_type(name) for name in _types(value))
                if is_comment:
                    yield _Node(value=value, parent=parent)
                inner = _address(value) if is_comment else None
                below = [one for one in value.values() if isinstance(one, (dict, list))]
                stack.extend((one, inner or parent) for one in reversed(below))


def _loaded(source: str) -> Any:
    try:
        return json.loads(source.strip().removeprefix("<!--").removesuffix("-->"), strict=False)
    except (ValueError, RecursionError):
        return None


def _types(node: Mapping[str, Any]) -> list[str]:
    value = node.get("@type")
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


def _address(node: Mapping[str, Any]) -> str | None:
    for key in ("url", "@id"):
        value = node.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None


def _entry(node: _Node, context: Context) -> Entry | None:
    text, links = _text(node.value, context)
    author = _author(node.value, context)
    if text is None or author.name is None:
        return None
    address = _address(node.value)
    when = _date(node.value, context.language)
    parent = node.parent or _parent(node.value)
    language = node.value.get("inLanguage")
    return Entry(
        url=absolute_url(address, context.base) if address else None,
        author=author,
        text=text,
        links=with_bare_links(links, text),
        published=when[0] if when else None,
        published_zone_known=bool(when and when[1]),
        language=language if isinstance(language, str) and language else context.language,
        channel=Channel.COMMENT,
        on=page_of(context.url),
        parent=(absolute_url(parent, context.base) or parent) if parent else None,
    )


def _text(node: Mapping[str, Any], context: Context) -> tuple[str | None, Any]:
    value = next((node[key] for key in _TEXTS if isinstance(node.get(key), str)), "")
    if "<" not in value and "&" not in value:
        lines = (one_line(line) for line in value.split("\n"))
        return "\n".join(line for line in lines if line) or None, ()
    soup = soup_of(f"<div>{value}</div>", url=context.url)
    return text_of(soup) or None, hyperlinks(soup, context.base)


def _author(node: Mapping[str, Any], context: Context) -> Author:
    value = node.get("author") or node.get("creator")
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, str):
        return Author(name=one_line(value))
    if not isinstance(value, dict):
        return Author()
    name, url, image = value.get("name"), value.get("url"), value.get("image")
    return Author(
        name=one_line(name) if isinstance(name, str) else None,
        url=absolute_url(url, context.base) if isinstance(url, str) and url else None,
        photo=absolute_url(image, context.base) if isinstance(image, str) and image else None,
    )


def _date(node: Mapping[str, Any], language: str | None) -> Any:
    for key in _DATES:
        value = node.get(key)
        found = read_date(value, language=language) if isinstance(value, str) else None
        if found:
            return found
    return None


def _parent(node: Mapping[str, Any]) -> str | None:
    value = node.get("parentItem")
    if isinstance(value, dict):
        named = any(is_comment_type(name) for name in _types(value))
        return _address(value) if named or "@type" not in value else None
    return value if isinstance(value, str) else None
