import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.parse.feedlinks import FeedLinks, feed_links

HERE = "https://blog.example/feed/"


def rss(entries: str = "", head: str = "") -> FeedLinks:
    return feed_links(f"<rss><channel>{head}{entries}</channel></rss>".encode(), url=HERE)


def test_the_page_a_feed_belongs_to() -> None:
    image = "<image><link>https://elsewhere.example/</link></image>"
    assert rss(head=f"{image}<link>https://blog.example/</link>").home == "https://blog.example/"


def test_the_archive_before_the_next_page() -> None:
    both = '<atom:link rel="next" href="?page=2"/><atom:link rel="prev-archive" href="/2008.xml"/>'
    assert rss(head=both).archive == "https://blog.example/2008.xml"
    assert (
        rss(head='<link rel="next" href="?page=2"/>').archive == "https://blog.example/feed/?page=2"
    )


def test_what_an_entry_says_is_not_the_feeds_word() -> None:
    found = rss('<item><link>/a</link><link rel="next" href="/x"/></item>')
    assert (found.archive, found.home) == (None, None)


def test_comment_feeds_of_rss_and_of_atom() -> None:
    entry = "<item><link>/a</link><wfw:commentRss>/a/feed/</wfw:commentRss></item>"
    assert rss(entry).comments == {"https://blog.example/a": "https://blog.example/a/feed/"}
    atom = (
        '<feed><entry><link rel="alternate" href="/a"/>'
        '<link rel="replies" type="text/html" href="/a#comments"/>'
        '<link rel="replies" type="application/atom+xml" href="/a/atom"/></entry></feed>'
    )
    found = feed_links(atom.encode(), url=HERE)
    assert found.comments == {"https://blog.example/a": "https://blog.example/a/atom"}


@pytest.mark.parametrize(
    ("guid", "expected"),
    [
        ("<guid>https://blog.example/?p=1</guid>", "https://blog.example/?p=1"),
        (
            '<guid isPermaLink="false"><![CDATA[https://blog.example/?p=1]]></guid>',
            "https://blog.example/?p=1",
        ),
        ('<guid isPermaLink="false">https://blog.example/x</guid>', None),
        ("<guid>42</guid>", None),
        ("<id>tag:blog.example,2009:1</id>", None),
        ("<guid>https://blog.example/a</guid>", None),
    ],
)
def test_an_identifier_that_leads_to_the_entry(guid: str, expected: str | None) -> None:
    found = rss(f"<item><link>https://blog.example/a</link>{guid}</item>")
    assert found.permalinks.get("https://blog.example/a") == expected


def test_the_address_behind_a_counter_of_clicks() -> None:
    found = rss(
        "<item><link>https://clicks.example/~r/1</link>"
        "<feedburner:origLink>https://blog.example/a</feedburner:origLink></item>"
    )
    assert found.proxied == {"https://blog.example/a": "https://clicks.example/~r/1"}


def test_links_in_the_words_of_an_entry_are_not_its_own() -> None:
    words = "<description><![CDATA[<link>/x</link>]]></description>"
    content = '<content type="xhtml"><div><link rel="replies" href="/x"/></div></content>'
    assert rss(f"<item>{words}{content}<link>/a</link></item>").comments == {}


def test_a_json_feed_says_its_page() -> None:
    body = b'{"version": "https://jsonfeed.org/version/1", "home_page_url": "/", "items": []}'
    assert feed_links(body, url=HERE).home == "https://blog.example/"


@given(st.text(alphabet="<>/! [CDATA]itemlnkguid=\"'&;abc:-\n", max_size=200))
def test_it_never_raises(text: str) -> None:
    feed_links(f"<rss><channel>{text}".encode(), url=HERE)


@pytest.mark.parametrize(
    "hostile",
    ["<link>" * 300_000, "<item><link " * 100_000, "<![CDATA[" * 100_000, "<a " * 500_000],
)
def test_it_takes_no_longer_than_its_size(hostile: str) -> None:
    begin = time.process_time()
    rss(hostile)
    assert time.process_time() - begin < 5
