"""Comments as the REST interface of WordPress lists them (`/wp-json/wp/v2/comments`).

Anonymous readers get people's comments only: pingbacks and trackbacks stand on the page.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from mentions.errors import ParseError
from mentions.model import Document, Entry
from mentions.parse.dates import read_date
from mentions.parse.fragment import read_fragment
from mentions.parse.html import one_line
from mentions.parse.jsontext import load_json, mapping, text
from mentions.parse.pings import channel_by_type, credited, person
from mentions.urls.identity import page_of
from mentions.urls.join import absolute_url


def read_rest_comments(data: bytes | str, *, url: str, content_type: str | None = None) -> Document:
    """Read a list of comments; the form is "comments". An empty list is no error.

    Raises:
        ParseError: WordPress refused, in its own words, or this is no list of comments.
    """
    answer = load_json(data, url=url, content_type=content_type)
    if isinstance(answer, dict) and isinstance(answer.get("message"), str):
        refusal = one_line(answer["message"][:300]) or "no reason given"
        raise ParseError(url, f"WordPress refuses: {refusal}")
    if not isinstance(answer, list):
        raise ParseError(url, "JSON, but no list of WordPress comments; check the address")
    entries = (_entry(mapping(comment), url) for comment in answer)
    return Document(
        url=url, form="comments", entries=tuple(entry for entry in entries if entry is not None)
    )


def _entry(comment: Mapping[str, Any], url: str) -> Entry | None:
    read = channel_by_type(text(comment, "type"))
    shown = text(comment, "status") in {"", "approved", "approve"}
    rendered = mapping(comment.get("content")).get("rendered")
    if not read or not shown or not isinstance(rendered, str):
        return None
    channel, kind = read
    permalink = _join(text(comment, "link"), url)
    body = read_fragment(rendered, base=permalink or url)
    author = person(
        html.unescape(text(comment, "author_name")),
        url=_join(html.unescape(text(comment, "author_url")), url),
        photo=_largest_picture(comment, url),
    )
    author, origin, marks = credited(author, channel, type_name=text(comment, "type"))
    published = read_date(text(comment, "date_gmt"))
    local = read_date(text(comment, "date"))
    return Entry(
        url=permalink,
        author=author,
        title=body.lead if channel.value == "trackback" else None,
        text=body.text,
        links=body.links,
        published=(published or local or (None,))[0],
        # `date_gmt` is UTC without saying so.
        published_zone_known=bool(published or (local and local[1])),
        channel=channel,
        kind=kind,
        on=page_of(permalink) if permalink else None,
        origin=origin,
        parent=_parent(comment, permalink),
        marks=body.marks | marks,
    )


def _parent(comment: Mapping[str, Any], permalink: str | None) -> str | None:
    parent, own = comment.get("parent"), comment.get("id")
    if not isinstance(parent, int) or parent <= 0:
        return None
    ending = f"#comment-{own}"
    if permalink and permalink.endswith(ending):
        return permalink.removesuffix(ending) + f"#comment-{parent}"
    return f"comment-{parent}"


def _largest_picture(comment: Mapping[str, Any], url: str) -> str | None:
    pictures = mapping(comment.get("author_avatar_urls"))
    sizes = {int(key): pictures[key] for key in pictures if key.isascii() and key.isdigit()}
    largest = sizes.get(max(sizes, default=0))
    return _join(largest, url) if isinstance(largest, str) else None


def _join(href: str, base: str) -> str | None:
    return absolute_url(href, base) if href.strip() else None
