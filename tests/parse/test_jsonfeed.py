"""JSON Feed, and JSON that only looks like it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.errors import ParseError
from mentions.model import Author, Channel
from mentions.parse.jsonfeed import read_jsonfeed

SAMPLES = Path(__file__).parent / "samples"
URL = "https://notiz.example/feed.json"
DOCUMENT = read_jsonfeed((SAMPLES / "feed.json").read_bytes(), url=URL)


def test_the_feed() -> None:
    assert (DOCUMENT.form, DOCUMENT.title, DOCUMENT.language) == ("feed", "Notizen", "de")
    assert DOCUMENT.next_pages == ("https://notiz.example/feed.json?page=2",)


def test_an_entry_in_html() -> None:
    entry = DOCUMENT.entries[0]
    assert (entry.url, entry.title) == ("https://notiz.example/2", "Zwei & <drei>")
    assert entry.text == "Siehe eins und den Garten."
    assert [link.url for link in entry.links] == [
        "https://notiz.example/1",
        "https://garten.example/netz",
        "https://notiz.example/ton.mp3",
    ]
    assert entry.author == Author(
        name="Nora", url="https://notiz.example/", photo="https://notiz.example/nora.png"
    )
    assert entry.published == datetime(2020, 2, 3, 3, 5, 6, tzinfo=UTC)
    assert (entry.published_zone_known, entry.language) == (True, "de")


def test_an_entry_in_plain_text() -> None:
    entry = DOCUMENT.entries[1]
    assert (entry.url, entry.text) == (
        "https://notiz.example/1",
        "1 < 2: https://garten.example/netz!",
    )
    assert [link.url for link in entry.links] == ["https://garten.example/netz"]
    assert (entry.published, entry.published_zone_known) == (None, False)
    assert (entry.language, entry.channel) == ("en", Channel.POST)


def test_an_item_that_says_nothing_is_no_entry() -> None:
    assert len(DOCUMENT.entries) == 2


def test_comments() -> None:
    item = '{"url": "/post/#comment-5", "content_html": "<p>Ja</p>", "title": "By: Eva"}'
    entry = read_jsonfeed(f'{{"items": [{item}]}}', url=URL).entries[0]
    assert (entry.channel, entry.on) == (Channel.COMMENT, "https://notiz.example/post/")
    assert (entry.author.name, entry.title) == ("Eva", None)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no JSON"),
        (b"<html>", "no JSON"),
        (b'{"items": ', "no JSON .line 1, column 11"),
        (b"[1]", "JSON without items"),
        (b'{"items": {}}', "JSON without items"),
        (b"[" * 100_000, "JSON that cannot be read"),
        (b'{"items": [' + b"1" * 5000 + b"]}", "JSON that cannot be read"),
        (b" " * 20_000_001, "20,000,001 bytes"),
    ],
)
def test_what_is_no_json_feed_is_named(data: bytes, why: str) -> None:
    with pytest.raises(ParseError, match=why):
        read_jsonfeed(data, url=URL)


KEYS = st.sampled_from(
    [
        *("id", "url", "external_url", "title", "content_html", "content_text", "summary", "tags"),
        *("date_published", "author", "authors", "name", "avatar", "attachments", "language"),
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(VALUES, max_size=4))
def test_any_items_give_a_document(items: list[object]) -> None:

    data = json.dumps({"items": items})
    assert read_jsonfeed(data, url=URL).form == "feed"


@given(st.binary())
def test_any_bytes_give_a_document_or_a_parse_error(data: bytes) -> None:
    with pytest.raises(ParseError):
        read_jsonfeed(b"x" + data, url=URL)


def test_half_a_character_becomes_the_sign_for_it() -> None:
    item = r'{"id": "1", "url": "https://a.example/", "content_text": "halb \ud83d, ganz 🙂"}'
    (entry,) = read_jsonfeed(f'{{"items": [{item}]}}', url=URL).entries
    assert entry.text == "halb \ufffd, ganz \U0001f642"
