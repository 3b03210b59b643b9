"""What an entry answers, as a permalink: themes name it by an id of their page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from mentions.model import Document, Entry
from mentions.urls.identity import permalink_key

_ADDRESS = re.compile(r"https?://\S+")
_ANYWHERE = "https://section.invalid/"  # whatever page a theme's id is of

_Place = tuple[str | None, str]  # the page of a section, a fragment


def absolute_parent(entry: Entry) -> str | None:
    """Return the permalink of what an entry answers; None where only the page knows it."""
    parent = entry.parent
    return parent if parent and _ADDRESS.fullmatch(parent) and parent != entry.url else None


def with_permalinks(document: Document) -> Document:
    """Return a document whose comments name what they answer by its permalink.

    An id that no comment of the same section has for a fragment, or more than one, stays as it
    is: `absolute_parent` gives nothing for it.
    """
    if all(entry.parent is None or absolute_parent(entry) for entry in document.entries):
        return document
    known: dict[_Place, set[str]] = {}
    for entry in document.entries:
        if entry.url and (name := _fragment(entry.url)):
            known.setdefault((entry.on, name), set()).add(entry.url)
    entries = tuple(_with_permalink(entry, known) for entry in document.entries)
    return replace(document, entries=entries)


def _with_permalink(entry: Entry, known: Mapping[_Place, set[str]]) -> Entry:
    if entry.parent is None or absolute_parent(entry):
        return entry
    name = _fragment(f"{_ANYWHERE}#{entry.parent.removeprefix('#')}")
    found = known.get((entry.on, name), set()) - {entry.url}
    return replace(entry, parent=found.pop()) if len(found) == 1 else entry


def _fragment(url: str) -> str:
    """Return a comment's fragment in the one form of `permalink_key`; "" where there is none."""
    return permalink_key(url, is_comment=True).partition("#")[2]
