"""What a body is."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.parse.sniff import Form, describe, sniff

SAMPLES = Path(__file__).parent / "samples"


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("comments-rss.xml", "feed"),
        ("comments-atom.xml", "feed"),
        ("rdf.xml", "feed"),
        ("feed.json", "jsonfeed"),
        ("wordpress-rest.json", "wordpress-rest"),
        ("isso.json", "isso"),
        ("export.xml", "wxr"),
    ],
)
def test_samples(name: str, form: Form) -> None:
    assert sniff((SAMPLES / name).read_bytes()) == form


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "binary"),
        (b"%PDF-1.4\x00\x01\x02\x03\x04", "binary"),
        (b"Hallo Welt", "text"),
        (b"1 < 2", "text"),
        (b"<!DOCTYPE html><title>x</title>", "page"),
        (b"<p>Hallo", "page"),
        (b"<html><body>Use the <rss> element</body></html>", "page"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"></html>', "page"),
        (b"<!-- x --><rss version='0.91'/>", "feed"),
        ('\ufeff<?xml version="1.0" encoding="utf-16"?><feed/>'.encode("utf-16-le"), "feed"),
        (b'<atom:feed xmlns:atom="http://www.w3.org/2005/Atom"/>', "feed"),
        (b"<feedback>Hallo</feedback>", "page"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": []}', "jsonfeed"),
        (b'{"home_page_url": "https://a.example/", "items": []}', "jsonfeed"),
        (b'{"items": []}', "text"),
        (b"[]", "wordpress-rest"),
        (b'[{"author_name": "x", "content": {}}]', "wordpress-rest"),
        (b'[{"id": 1}]', "text"),
        (b'{"code": "rest_no_route", "message": "x", "data": {}}', "wordpress-rest"),
        (b'{"replies": [], "total_replies": 0}', "isso"),
        (b'{"replies": []}', "text"),
        (b'{"items": [', "text"),
        (b"[" * 100_000, "text"),
        (b"[Notiz] Hallo", "text"),
    ],
)
def test_forms(data: bytes, form: Form) -> None:
    assert sniff(data) == form


def test_an_export_is_known_by_its_namespace_not_by_its_words() -> None:
    words = "<rss><channel><item><title>wordpress.org/export/ fails</title></item></channel></rss>"
    assert sniff(words) == "feed"


@given(st.text())
def test_text_and_its_bytes_are_the_same(text: str) -> None:
    data = text.encode("utf-8", "ignore")
    assert describe(sniff(data))
    assert describe(sniff(text))


@given(st.binary())
def test_any_bytes_are_something(data: bytes) -> None:
    assert describe(sniff(data))
