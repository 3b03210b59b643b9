"""Comments as the API of Disqus tells of them, and what a page says of its comment section."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from mentions.model import Author, Channel, Counts, Entry
from mentions.parse.charset import decode
from mentions.parse.dates import read_date
from mentions.parse.fragment import read_fragment
from mentions.parse.jsontext import mapping, text
from mentions.sources._answers import line, number, number_id, web_address, whole
from mentions.sources._threads import NOWHERE
from mentions.urls.identity import page_of

_ID = re.compile(r"[0-9]{1,25}")
_SHORTNAME = r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}"
_FORUM = re.compile(_SHORTNAME)
_EMBEDS = (
    re.compile(rf"//({_SHORTNAME})\.disqus\.com/(?:embed|count)\.js"),
    re.compile(rf"disqus_shortname[\"']?\s{{0,9}}[=:]\s{{0,9}}[\"']({_SHORTNAME})[\"']"),
    re.compile(rf"data-disqus-shortname\s{{0,9}}=\s{{0,9}}[\"']?({_SHORTNAME})"),
)
# `this.page.identifier = "..."`, and `var disqus_identifier = '...'` before that.
_IDENTIFIER = re.compile(
    r"(?:\bpage\.identifier|disqus_identifier)\s{0,9}=\s{0,9}([\"'])(?P<value>[^\"'\\\n]{1,300})\1"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Embed:
    """What a page says of its comments.

    Attributes:
        forum: The short name of the site at Disqus.
        identifier: By which Disqus knows the page, where that is not its address.
    """

    forum: str | None = None
    identifier: str | None = None


def is_forum(name: str) -> bool:
    """Whether something can be the short name of a site at Disqus."""
    return _FORUM.fullmatch(name) is not None


def read_embed(body: bytes, content_type: str | None) -> Embed:
    """Read a page's script.

    >>> read_embed(b'<script src="https://fern-notes.disqus.com/embed.js">', None).forum
    'fern-notes'
    """
    page = decode(body, content_type)
    named = (pattern.search(page) for pattern in _EMBEDS)
    found = next(filter(None, named), None)
    identifier = _IDENTIFIER.search(page)
    return Embed(
        forum=found[1] if found else None, identifier=identifier["value"] if identifier else None
    )


def comment_id(holder: Mapping[str, Any], key: str) -> str | None:
    """Return the number of a comment or thread, which comes as a text or as a number."""
    found = number_id(holder, key)
    written = str(found) if found else text(holder, key)
    return written if _ID.fullmatch(written) else None


def entries_in(comments: Iterable[Mapping[str, Any]], about: str) -> Iterator[Entry]:
    """Yield the comments that are shown.

    Args:
        comments: As the API lists them.
        about: The page under which they stand.
    """
    page = page_of(about)
    for comment in comments:
        found = comment_id(comment, "id")
        if found and _is_shown(comment):
            yield _entry(comment, found, page)


def _is_shown(comment: Mapping[str, Any]) -> bool:
    is_out = comment.get("isDeleted") is True or comment.get("isSpam") is True
    return not is_out and comment.get("isApproved") is not False


def _entry(comment: Mapping[str, Any], number_of: str, page: str) -> Entry:
    url = _place(page, number_of)
    markup, written = text(comment, "message"), text(comment, "raw_message")
    said = read_fragment(whole(markup or written), base=page, plain=not markup)
    above, published = comment_id(comment, "parent"), _moment(text(comment, "createdAt"))
    return Entry(
        url=url,
        author=_author(mapping(comment.get("author"))),
        text=said.text,
        links=said.links,
        published=published,
        published_zone_known=published is not None,
        channel=Channel.COMMENT,
        on=page,
        parent=_place(page, above) if above else None,
        counts=Counts(likes=number(comment, "likes")),
    )


def _place(page: str, comment: str) -> str:
    """Return the address of a comment, as Disqus links to it."""
    return f"{page}#comment-{comment}"


def _moment(written: str) -> datetime | None:
    """Return a time; Disqus names no zone, and means UTC."""
    found = read_date(written)
    return found[0].astimezone(UTC) if found else None


def _author(author: Mapping[str, Any]) -> Author:
    """Return who wrote it. Who has no account has a name, and a website of their choice."""
    name, username = line(author, "name"), line(author, "username")
    website = web_address(author, "url", NOWHERE)
    if author.get("isAnonymous") is True or username is None:
        return Author(name=name, url=website)
    return Author(
        name=name,
        handle=username,
        url=web_address(author, "profileUrl", NOWHERE) or website,
        photo=web_address(mapping(author.get("avatar")), "permalink", NOWHERE),
    )
