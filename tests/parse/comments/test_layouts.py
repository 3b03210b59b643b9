"""Every layout beside this file: what stands in it is found, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mentions.model import Channel, Entry, iso
from mentions.parse.comments import (
    comment_elements,
    comments_in,
    next_comment_pages,
    read_comments,
)
from mentions.parse.document import read_document
from mentions.parse.html import soup_of

URL = "https://blog.example/2009/07/firewall/"
LAYOUTS = sorted(Path(__file__).parent.glob("layouts/*.html"))
NEGATIVES = [path for path in LAYOUTS if path.stem.startswith("none-")]


def as_expected(entry: Entry, language: str) -> dict[str, Any]:
    """Return the fields an expectation lists: those that say something."""
    shown = {
        "author": entry.author.name,
        "author_url": entry.author.url,
        "photo": entry.author.photo,
        "url": entry.url,
        "published": iso(entry.published),
        "zone": entry.published_zone_known,
        "channel": entry.channel.value,
        "kind": entry.kind and entry.kind.value,
        "title": entry.title,
        "text": entry.text,
        "links": [link.url for link in entry.links],
        "origin": entry.origin,
        "parent": entry.parent,
        "marks": sorted(entry.marks),
        "language": None if entry.language == language else entry.language,
    }
    return {name: value for name, value in shown.items() if value}


def expected_of(path: Path) -> dict[str, Any]:
    text = path.with_suffix(".json").read_text("utf-8").replace('"~', f'"{URL}')
    expected: dict[str, Any] = json.loads(text)
    return expected


def test_there_are_layouts() -> None:
    assert len(LAYOUTS) >= 100
    assert len(NEGATIVES) >= 35


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.stem)
def test_layout(path: Path) -> None:
    expected = expected_of(path)
    soup = soup_of(path.read_bytes(), url=URL, content_type="text/html; charset=utf-8")
    found = comments_in(soup, url=URL, language=expected["language"])
    assert [as_expected(entry, expected["language"]) for entry in found] == expected["entries"]
    assert {entry.on for entry in found} <= {URL}


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.stem)
def test_next_pages(path: Path) -> None:
    soup = soup_of(path.read_bytes(), url=URL, content_type="text/html; charset=utf-8")
    pages = next_comment_pages(soup, url=URL)
    assert list(pages) == expected_of(path).get("next_pages", [])


@pytest.mark.parametrize("path", NEGATIVES, ids=lambda path: path.stem)
def test_pages_without_comments(path: Path) -> None:
    soup = soup_of(path.read_bytes(), url=URL, content_type="text/html; charset=utf-8")
    assert comments_in(soup, url=URL, language="de") == ()


@pytest.mark.parametrize("path", NEGATIVES, ids=lambda path: path.stem)
def test_documents_without_comments(path: Path) -> None:
    page = read_document(path.read_bytes(), url=URL, content_type="text/html; charset=utf-8")
    assert {entry.channel for entry in page.entries} == {Channel.POST}


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.stem)
def test_one_look_sees_the_same(path: Path) -> None:
    soup = soup_of(path.read_bytes(), url=URL, content_type="text/html; charset=utf-8")
    found = read_comments(soup, url=URL, language="de")
    assert found.entries == comments_in(soup, url=URL, language="de")
    assert found.elements == comment_elements(soup, url=URL, language="de")
    assert found.next_pages == next_comment_pages(soup, url=URL)


@pytest.mark.parametrize(
    "path", [path for path in LAYOUTS if path not in NEGATIVES], ids=lambda path: path.stem
)
def test_text_of_comments_belongs_to_comment_elements(path: Path) -> None:
    soup = soup_of(path.read_bytes(), url=URL, content_type="text/html; charset=utf-8")
    taken = comment_elements(soup, url=URL)
    left = " ".join(
        str(text)
        for text in soup.find_all(string=True)
        if text.parent is not None and id(text.parent) not in taken and text.parent.name != "script"
    )
    words = [entry.text.split("\n")[-1] for entry in comments_in(soup, url=URL) if entry.text]
    assert not [text for text in words if text in left]
