"""Feeds whose tags do not match."""

import pytest

from mentions.parse.feed import read_feed
from mentions.parse.feedtags import entries_begun, mended

URL = "https://host.example/feed"


def rss(items: str) -> str:
    return f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'


@pytest.mark.parametrize(
    ("torn", "whole"),
    [
        ("<a><b>x</a>", "<a><b>x</b></a>"),
        ("<a>x</b></a>", "<a>x</a>"),
        ("<a><br/>x</a></a>", "<a><br/>x</a>"),
        ("<a><!-- </a> --><b>x</b></a>", "<a><b>x</b></a>"),
        ("<title><b>x</title></b>", "<title>&#60;b>x</title>"),
        ("<a>1 < 2</a>", "<a>1 < 2</a>"),
    ],
)
def test_tags_are_put_right(torn: str, whole: str) -> None:
    assert mended(torn) == whole


def test_an_end_tag_too_many_loses_no_entry() -> None:
    later = "<item><title>y</title><link>https://a.example/2</link></item>"
    feed = rss(f"<item><title><b>x</title></b><link>https://a.example/1</link></item>{later}")
    document = read_feed(feed, url=URL)
    assert [entry.url for entry in document.entries] == [
        "https://a.example/1",
        "https://a.example/2",
    ]
    assert document.notes == ()


@pytest.mark.parametrize(
    "body",
    [
        '<![CDATA[<p>A &amp; B: <a href="https://b.example/?a=1&amp;b=2">c</a></p>]]>',
        '&lt;p&gt;A &amp;amp; B: &lt;a href="https://b.example/?a=1&amp;amp;b=2"&gt;c&lt;/a&gt;',
    ],
)
def test_markup_behind_an_error_stays_markup(body: str) -> None:
    feed = rss(f"<oops></b></oops><item><title>x</title><description>{body}</description></item>")
    entry = read_feed(feed, url=URL).entries[0]
    assert entry.text == "A & B: c"
    assert [link.url for link in entry.links] == ["https://b.example/?a=1&b=2"]


def test_entries_that_could_not_be_read_are_told() -> None:
    # Two feeds in one answer: XML ends with its root.
    feed = rss("<item><title>x</title></item>") + rss("<item><title>y</title></item>")
    document = read_feed(feed, url=URL)
    assert [entry.title for entry in document.entries] == ["x"]
    assert document.notes == ("1 of its entries could not be read: its tags are broken",)


def test_entries_in_comments_are_none() -> None:
    assert entries_begun("<item><!-- <item> --></item><entry/><items><!-- <item>") == 2


def test_many_open_tags_take_no_time() -> None:
    text = "<a>" * 50_000 + "<b>" * 50_000 + "</a>" * 60_000
    assert len(mended(text)) == 3 * 100_000 + 4 * 100_000


def test_many_unclosed_comments_take_no_time() -> None:
    assert entries_begun("<!--" * 200_000) == 0
