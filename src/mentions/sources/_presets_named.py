"""Feeds whose entries name pages: alerts and searches. The pages count, not what is said of them.

The entries themselves are never mentions: their link leads to a page that may hold ours, or to
the tracked article itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from mentions.asking import Batch, Questions, Request, ask
from mentions.errors import SourceError, UnsupportedError
from mentions.model import Document, Entry
from mentions.parse.jsontext import mapping
from mentions.sources._answers import number
from mentions.sources._candidates import Candidates, look_at
from mentions.sources._presets import Preset
from mentions.sources._presets_entries import read_all
from mentions.urls.address import address_of
from mentions.urls.hosts import host_of
from mentions.urls.wrappers import unwrap


def poll_named(request: Request, preset: Preset) -> Questions:
    """Ask for the feed, then for the pages it names that were not looked at before."""
    page = yield from ask(request)
    candidates = Candidates.from_cursor(request.cursor)
    documents: list[Document] = []
    hidden, crowded = number(mapping(request.cursor), "hidden") or 0, 0
    if not page.unchanged:
        feed = read_all(page)
        pages = [_page_of(entry, preset) for entry in feed.entries]
        hidden = pages.count(None)
        crowded = candidates.add(filter(None, pages))
        documents.append(Document(url=page.url, form="feed", title=feed.title, notes=feed.notes))
    yield from look_at(candidates, place=page.url)
    problems = (candidates.problem, *_missing(page.url, preset, hidden, crowded))
    # What was left out has to be named again.
    validators = {} if crowded else page.cursor or {}
    return Batch(
        documents=(*documents, *candidates.documents),
        cursor={**validators, **candidates.as_cursor(), "hidden": hidden},
        unchanged=page.unchanged and not candidates.documents,
        incomplete=next(filter(None, problems), None),
    )


def _page_of(entry: Entry, preset: Preset) -> str | None:
    """Return the page that an entry names; None where the service keeps that to itself."""
    written = entry.url or ""
    found = unwrap(written)
    if address_of(found) is None or (found == written and preset.is_host(host_of(found))):
        return None
    return found


def _missing(url: str, preset: Preset, hidden: int, crowded: int) -> Iterator[SourceError]:
    if hidden:
        why = f"{hidden} of its entries could not be looked at: {preset.hides}"
        yield UnsupportedError(url, why)
    if crowded:
        why = f"{crowded} of the pages it names were left out: too many, or odd"
        yield UnsupportedError(url, why)
