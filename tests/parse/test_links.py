from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from bs4.element import Tag
from hypothesis import given, settings
from hypothesis import strategies as st

from mentions.errors import ParseError
from mentions.parse.html import MAX_BYTES, base_of
from mentions.parse.links import links_in_page
from mentions.urls.join import absolute_url

URL = "https://a.example/dir/page.html"
PLACES = {"a": "href", "area": "href", "blockquote": "cite", "q": "cite"}


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<a href="b.html">b</a>', ["https://a.example/dir/b.html"]),
        ('<a href="//c.example/x">c</a>', ["https://c.example/x"]),
        ('<A HREF="?q=1&amp;r=2">c</A>', ["https://a.example/dir/page.html?q=1&r=2"]),
        ('<a href=" http://c.example/\n a&#x62; ">', ["http://c.example/%20ab"]),
        ('<a href="/1"><a href="/2"><a href="/1">', ["https://a.example/1", "https://a.example/2"]),
        ('<base href="https://b.example/z/"><a href="y">', ["https://b.example/z/y"]),
        ('<a href="y"><base href="/z/">', ["https://a.example/z/y"]),
        ('<base target="_top"><base href="/z/"><a href="y">', ["https://a.example/z/y"]),
        ('<map><area href="/m"></map>', ["https://a.example/m"]),
        ('<blockquote cite="/q"><q cite="/r">', ["https://a.example/q", "https://a.example/r"]),
        ('<!-- <a href="/c"> --><script>"<a href=/s>"</script>', []),
        ('<a href="mailto:x@a.example"><a href="javascript:1"><a href><a name=x>', []),
        ('<link href="/l"><img src="/i"><iframe src="/f">', []),
        ('<noscript><a href="/n"></noscript>', ["https://a.example/n"]),
        ('<p><table><a href="/t"><td></p><a href=/u', ["https://a.example/t"]),
        ("", []),
        (" \n", []),
    ],
)
def test_links_in_page(markup: str, expected: list[str]) -> None:
    assert links_in_page(markup, url=URL) == expected
    assert links_in_page(markup.encode(), url=URL) == expected


def test_the_charset_of_the_header_counts() -> None:
    data = '<a href="/ü">'.encode("cp1252")
    found = links_in_page(data, url=URL, content_type="text/html; charset=iso-8859-1")
    assert found == ["https://a.example/%C3%BC"]


@pytest.mark.parametrize("data", [b"\x00\x01\x02\x03\x04", "x" * (MAX_BYTES + 1)])
def test_what_is_no_page_is_refused(data: bytes | str) -> None:
    with pytest.raises(ParseError):
        links_in_page(data, url=URL)


def reference(markup: str) -> list[str]:
    """Return what BeautifulSoup finds in the same page."""
    soup = BeautifulSoup(markup.replace("\x00", ""), "lxml")
    base = base_of(soup, URL)
    found = []
    for tag in soup.find_all(list(PLACES)):
        value = tag.get(PLACES[tag.name]) if isinstance(tag, Tag) else None
        address = absolute_url(value, base) if isinstance(value, str) and value.strip() else None
        if address:
            found.append(address)
    return list(dict.fromkeys(found))


PIECES = st.sampled_from(
    [
        '<a href="/1">',
        "<a href='/2'",
        "<a href=/3>x</a>",
        '<A HREF="//b.example/4" href="/5">',
        '<area href="/6"/>',
        '<blockquote cite="/7">',
        '<base href="/z/">',
        "<base href='  '>",
        "</a>",
        "</body></html>",
        "<table><tr>",
        "</table>",
        "<p>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<script>",
        "</script>",
        "<textarea>",
        "<title>",
        "<frameset>",
        "<svg>",
        "<?php ?>",
        "<body><head><html>",
        '"',
        ">",
        "&",
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES | st.text(max_size=4), max_size=20).map("".join))
def test_it_finds_what_beautifulsoup_finds(markup: str) -> None:
    assert links_in_page(markup, url=URL) == reference(markup)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_links_or_a_parse_error(data: bytes) -> None:
    try:
        found = links_in_page(data, url=URL)
    except ParseError:
        return
    assert all(address.startswith("http") for address in found)
