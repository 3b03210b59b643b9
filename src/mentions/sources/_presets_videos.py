"""Feeds of YouTube channels: a description that is cut off is read from the page of its video.

https://developers.google.com/youtube/v3/guides/push_notifications
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mentions.asking import Batch, Page, Questions, Reading, Request, ask, read
from mentions.errors import ParseError
from mentions.model import Document, Entry
from mentions.parse.fragment import read_fragment
from mentions.parse.jsontext import mapping, text
from mentions.sources._candidates import Candidates, look_at
from mentions.sources._presets_entries import read_all
from mentions.urls.address import address_of

_CUT = re.compile(r"(?:…|\.\.\.)\Z")
_CUT_WORD = re.compile(r"(?<!\S)\S*\Z")
_DETAILS = re.compile(r'"videoDetails"\s?:\s?(?=\{)')


def poll_videos(request: Request) -> Questions:
    """Ask for the feed, then for the videos in it whose descriptions are cut off."""
    page = yield from ask(request)
    candidates = Candidates.from_cursor(request.cursor)
    documents: list[Document] = []
    cut: dict[str, Entry] = {}
    if not page.unchanged:
        documents.append(_without_cut_links((yield from read(page))))
        # What the reader leaves out for want of a link may have lost just that.
        feed = read_all(page)
        cut = {entry.url: entry for entry in feed.entries if entry.url and _is_cut(entry)}
        candidates.add(cut)
    yield from look_at(candidates, place=page.url, opened=lambda video: _read_video(video, cut))
    return Batch(
        documents=(*documents, *candidates.documents),
        cursor={**(page.cursor or {}), **candidates.as_cursor()},
        unchanged=page.unchanged and not candidates.documents,
        incomplete=candidates.problem,
    )


def _is_cut(entry: Entry) -> bool:
    return _CUT.search(entry.text or "") is not None


def _without_cut_links(document: Document) -> Document:
    """Leave out addresses of which only the beginning is shown: they are others."""
    return replace(document, entries=tuple(map(_without_cut_link, document.entries)))


def _without_cut_link(entry: Entry) -> Entry:
    if not _is_cut(entry):
        return entry
    whole = _CUT_WORD.sub("", entry.text or "")
    return replace(entry, links=read_fragment(whole, base=entry.url or "", plain=True).links)


def _read_video(page: Page, cut: Mapping[str, Entry]) -> Reading:
    """Read the page of a video for all of its description; asks for nothing.

    Raises:
        ParseError: The page does not show it.
    """
    yield from ()
    url = page.asked or page.url
    described = read_fragment(_description(page, url), base=url, plain=True)
    entry = replace(cut.get(url, Entry(url=url)), text=described.text, links=described.links)
    return Document(url=url, form="page", entries=(entry,))


def _description(page: Page, url: str) -> str:
    shown = page.body.decode("utf-8", "replace")
    address = address_of(url)
    video = next(address.values("v"), None) if address else None
    for found in _DETAILS.finditer(shown):
        details = _object_at(shown, found.end())
        if text(details, "videoId") == video and text(details, "shortDescription"):
            return text(details, "shortDescription")
    raise ParseError(url, "its description is cut off, and its page does not show all of it")


def _object_at(shown: str, place: int) -> Mapping[str, Any]:
    try:
        return mapping(json.JSONDecoder().raw_decode(shown, place)[0])
    except (ValueError, RecursionError):
        return {}
