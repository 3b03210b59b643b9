"""Isso, a comment server: the comments on a page.

https://isso-comments.de/docs/reference/server-api/
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mentions.asking import Batch, Page, Profile, Questions, Watch
from mentions.errors import UnsupportedError
from mentions.model import Document
from mentions.parse.isso import read_isso
from mentions.parse.jsontext import load_json, mapping, mappings
from mentions.sources._answers import number, whole
from mentions.sources._pages import ask_comments, page_behind


class Isso:
    """`https://comments.example/?uri=/the/page/#https://blog.example/the/page/`."""

    name, title = "isso", "Isso comments"
    profile = Profile(limits="none documented; each server is somebody's own")

    def poll(self, watch: Watch) -> Questions:
        """Ask for all comments on a page at once."""
        page = yield from ask_comments(
            watch, about=_about, missing="the server knows no such page (404)"
        )
        if isinstance(page, Batch):
            return page
        document, hidden = _read(page, _about(watch))
        why = f"{hidden} comments are not shown; ask without limit and nested_limit"
        problem = UnsupportedError(watch.address, why) if hidden else None
        return Batch(documents=(document,), cursor=page.cursor, incomplete=problem)


def _about(watch: Watch) -> str:
    return page_behind(watch.address, parameter="uri", beside=True)


def _read(page: Page, about: str) -> tuple[Document, int]:
    """Return the comments, and how many of them the answer leaves out."""
    thread = load_json(page.body, url=page.url, content_type=page.content_type)
    # Half characters, which JSON can hold, can be neither stored nor printed.
    text = whole(json.dumps(thread, ensure_ascii=False))
    document = read_isso(text, url=page.url, page_url=about)
    entries = (entry for entry in document.entries if entry.url)
    return replace(document, entries=tuple(entries)), _hidden(mapping(thread))


def _hidden(thread: Mapping[str, Any]) -> int:
    lists = (thread, *mappings(thread, "replies"))
    return sum(max(0, number(one, "hidden_replies") or 0) for one in lists)


SOURCE = Isso()
