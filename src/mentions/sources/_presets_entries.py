"""What the entries of recognised feeds mean: who wrote them, and what the service wrote around."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import dropwhile

from mentions.asking import Page
from mentions.errors import ParseError
from mentions.model import Author, Counts, Document, Entry, Hyperlink
from mentions.parse.feed import read_feed
from mentions.sources._presets import Preset

# Such feeds have some 10 KB; the event loop waits while one is read.
MOST_BYTES = 500_000


def read_all(page: Page) -> Document:
    """Read a feed for what it names, whether or not it links to an article.

    Not by the reader of the tracker: that leaves out what holds no link to an article, and what it
    reads is read again later as if the entries were posts.

    Raises:
        ParseError: It is no feed, or of absurd size.
    """
    size = len(page.body)
    if size > MOST_BYTES:
        raise ParseError(page.url, f"{size:,} bytes; such a feed has {MOST_BYTES:,} at the most")
    return read_feed(page.body, url=page.url, content_type=page.content_type)


def as_meant(document: Document, preset: Preset) -> Document:
    """Return a feed with its entries as its service means them."""
    return replace(document, entries=tuple(_meant(entry, preset) for entry in document.entries))


def _meant(entry: Entry, preset: Preset) -> Entry:
    if preset.permalink and not preset.permalink.fullmatch(entry.url or ""):
        return entry
    text, said = _without_own_lines(entry.text, preset)
    return replace(
        entry,
        author=_author(entry, preset),
        text=text,
        links=tuple(_links(entry, preset)),
        platform=preset.platform or entry.platform,
        counts=Counts(likes=_count(said, "likes"), replies=_count(said, "replies")),
    )


def _author(entry: Entry, preset: Preset) -> Author:
    """Return the account; services that know only accounts show nobody else beside an entry."""
    author = entry.author
    if preset.handle is None:
        return author
    places = {"name": author.name, "url": author.url, "permalink": entry.url}
    found = preset.handle.fullmatch(places[preset.handle_in] or "")
    if found is None:
        # "[deleted]", or a form that nobody knows.
        return Author() if preset.handle_in == "name" else author
    parts = found.groupdict()
    handle = "@".join(filter(None, (parts["name"], parts.get("host"))))
    profile = preset.profile.format(**parts) if preset.profile else author.url
    return Author(handle=handle, url=profile, photo=author.photo)


def _own_line(line: str | None, preset: Preset) -> re.Match[str] | None:
    """Return what a line says that the service itself writes; None for anybody else's words."""
    return next((found for one in preset.own_lines if (found := one.fullmatch(line or ""))), None)


def _without_own_lines(
    text: str | None, preset: Preset
) -> tuple[str | None, Sequence[re.Match[str]]]:
    """Take the service's lines off both ends of a text; returns what they say, too."""
    lines = (text or "").splitlines()
    rest = list(dropwhile(lambda line: _own_line(line, preset), lines))
    after = list(dropwhile(lambda line: _own_line(line, preset), reversed(rest)))
    taken = [*lines[: len(lines) - len(rest)], *rest[len(after) :]]
    said = [found for line in taken if (found := _own_line(line, preset))]
    return "\n".join(reversed(after)) or None, said


def _count(said: Sequence[re.Match[str]], name: str) -> int | None:
    found = (match.groupdict().get(name) for match in said)
    return next((int(number) for number in found if number), None)


def _links(entry: Entry, preset: Preset) -> Iterator[Hyperlink]:
    """Yield the links of the author; what is shared goes by the title where it had no words."""
    for link in entry.links:
        own = _own_line(link.context, preset)
        if own is None:
            yield link
        elif own.groupdict().get("target"):
            yield replace(link, anchor=entry.title, context=entry.title)
