from __future__ import annotations

import time

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
        (
            '<template><base href="/z/"><a href="/t"><template></template><a href="/u"></template>',
            [],
        ),
        ('<template><a href="/t"></template><a href="y">', ["https://a.example/dir/y"]),
        ('<p><a href="/y"></p><template><a href="/t">', ["https://a.example/y"]),
        (
            '<textarea><a href="/t"></textarea><title><a href="/u"></title><xmp><a href="/v">',
            [],
        ),
        (
            '<svg><a xlink:href="/s"><text>s</text></a><use xlink:href="#i"/></svg>',
            ["https://a.example/s"],
        ),
        ('<base href=""><base href="/z/"><a href="y">', ["https://a.example/dir/y"]),
        ('<base href="data:text/html,x"><a href="y">', ["https://a.example/dir/y"]),
        (
            '<a href="/?a=1&ampb=2&copy=3">',
            ["https://a.example/?a=1&ampb=2&copy=3"],
        ),
        (
            '<a class="x"href="/y"><a href=/z?b=c&d=e>',
            ["https://a.example/y", "https://a.example/z?b=c&d=e"],
        ),
        (
            '<a data-href="/d"><a href="tel:+49"><a href="java\tscript:x"><a href="feed://f.example">',
            [],
        ),
        ('<a href="ht\ntps://c.example/\ta">', ["https://c.example/a"]),
        ("<a href='https:\\\\c.example\\x'>", ["https://c.example/x"]),
        ('<meta http-equiv="refresh" content="0;url=/r"><link rel="canonical" href="/c">', []),
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


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be", "windows-1251"])
def test_pages_in_other_charsets(charset: str) -> None:
    data = '<p><a href="/да">'.encode(charset)
    found = links_in_page(data, url=URL, content_type=f"text/html; charset={charset}")
    assert found == ["https://a.example/%D0%B4%D0%B0"]


def test_a_large_page_takes_no_time() -> None:
    line = '<p>Words and <a class="x" href="/p/{}">a link</a> and <b>more</b> words.</p>\n'
    data = "".join(line.format(number) for number in range(80_000))
    started = time.perf_counter()
    assert len(links_in_page(data, url=URL)) == 80_000
    assert time.perf_counter() - started < 10  # some 0.8 s for 5 MB on a machine of 2026


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
        inert = isinstance(tag, Tag) and tag.find_parent("template")
        value = tag.get(PLACES[tag.name]) if isinstance(tag, Tag) and not inert else None
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
        "<template>",
        "</template>",
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
