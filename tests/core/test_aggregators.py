"""Who speaks for others, and who only speaks about those who do."""

import pytest

from mentions.core.aggregators import (
    aggregator_of,
    is_mark_unsure,
    permalink_of,
    reporter_of,
)
from mentions.model import Author, Channel, Entry, Hyperlink

# author's name, author's address
KNOWN = [
    ("Tweets that mention Weg damit | Blog -- Topsy.com", None, "Topsy"),
    ("Tweets that mention Weg damit &laquo; Blog &#8212; Topsy.com", None, "Topsy"),
    ("Tweets that mention Blog » Blog Archive » Weg damit — Topsy.com", None, "Topsy"),
    ("Tweets die Weg damit | Blog erwähnt -- Topsy.com", None, "Topsy"),
    ("Tweets, die Weg damit erwähnen – Topsy.com", None, "Topsy"),
    ("Les tweets qui mentionnent Weg damit -- Topsy.com", None, "Topsy"),
    ("Tweets que mencionan Weg damit -- Topsy.com", None, "Topsy"),
    ("Pingback: Tweets that mention Weg damit -- Topsy.com", None, "Topsy"),
    ("Topsy.com", None, "Topsy"),
    ("Tweets that mention Weg damit! -- Topsy.com", None, "Topsy"),
    (None, "http://topsy.com/tb/bit.ly/x", "Topsy"),
    ("Weg damit", "http://www.topsy.com/trackback?utm_source=pingback&url=x", "Topsy"),
    ("uberVU - social comments", None, "uberVU"),
    ("uberVU – social comments", None, "uberVU"),
    (None, "http://www.ubervu.com/conversations/blog.example/x", "uberVU"),
    ("BackType", None, "BackType"),
    (None, "http://backtype.com/x", "BackType"),
    ("Weg damit - TweetMeme", None, "TweetMeme"),
    (None, "http://tweetmeme.com/story/1", "TweetMeme"),
    ("Chat Catcher", None, "Chat Catcher"),
]
UNKNOWN = [
    (None, None),
    ("Jens", "http://jens.example/"),
    ("Topsy", "http://topsy.example/"),
    ("Topsy Turner", None),
    ("I love Topsy.com", None),
    ("Jens (Topsy.com)", None),
    ("Jens-Topsy.com", None),
    ("Why Topsy.com died", "http://blog.example/topsy.com"),
    ("Jens", "http://nottopsy.com/x"),
    ("Jens", "http://labs.topsy.com/2009/hello"),
    ("Jens", "http://topsy.com.blog.example/"),
    ("uberVU is down", None),
    ("Jens", "http://twitter.com/jens"),
    ("Jens", "not an address"),
    ("Weekly Twitter Activity for 2012-06-14", "http://blog.example/digest"),
    ("Trackback from DotNetKicks.com", "http://www.dotnetkicks.com/x"),
    ("Weg damit | Topic | Scoop.it", "http://www.scoop.it/t/x"),
    ("popurls.com === popular today", "http://popurls.com/"),
]
MARKED = [
    ({"tweetback"}, "Tweetbacks"),
    ({"topsy_trackback_comment", "tweetback"}, "Topsy"),
    ({"topsy"}, "Topsy"),
    ({"dsq-reaction"}, "Disqus"),
    ({"ubervu-comment"}, "uberVU"),
    ({"chatcatcher"}, "Chat Catcher"),
    ({"social-comment"}, "Social"),
]


@pytest.mark.parametrize(("name", "url", "expected"), KNOWN)
def test_known_by_author(name: str | None, url: str | None, expected: str) -> None:
    known = aggregator_of(Entry(author=Author(name=name, url=url), channel=Channel.TRACKBACK))
    assert known
    assert known.name == expected


@pytest.mark.parametrize(("name", "url"), UNKNOWN)
def test_nobody_is_taken_for_one(name: str | None, url: str | None) -> None:
    text = "Mentioned on Twitter, says Topsy.com. Tweets that mention this -- Topsy.com"
    entry = Entry(author=Author(name=name, url=url), channel=Channel.COMMENT, text=text)
    assert aggregator_of(entry) is None


@pytest.mark.parametrize(("marks", "expected"), MARKED)
def test_known_by_markup(marks: set[str], expected: str) -> None:
    origin = "http://twitter.com/jens/status/263"
    known = aggregator_of(Entry(origin=origin, marks=frozenset(marks)))
    assert known
    assert (known.name, known.one_person) == (expected, True)


def test_markup_of_a_plugin_that_shows_human_comments_too() -> None:
    author = Author(name="Jens", url="http://jens.example/")
    assert aggregator_of(Entry(author=author, marks=frozenset(["social-comment"]))) is None


@pytest.mark.parametrize(
    ("marks", "url", "unsure"),
    [
        ({"tweetback"}, "http://twitter.com/jens/status/263", True),
        ({"tweetback", "bypostauthor"}, "http://twitter.com/jens/status/263", True),
        ({"tweetback-item"}, "http://twitter.com/jens/status/263", False),
        ({"tweetback"}, "http://twitter.com/jens", False),
        ({"tweetback"}, None, False),
    ],
)
def test_a_mark_that_an_address_alone_gives_names_nobody(
    marks: set[str],
    url: str | None,
    unsure: bool,  # noqa: FBT001 - a column of the table
) -> None:
    entry = Entry(origin=url, marks=frozenset(marks))
    known = aggregator_of(entry)
    assert known
    assert is_mark_unsure(known, entry) is unsure


def test_known_by_origin_and_title() -> None:
    origin = aggregator_of(Entry(origin="http://topsy.com/tb/x"))
    title = aggregator_of(Entry(title="Tweets that mention X -- Topsy.com"))
    assert origin
    assert origin == title


def test_known_by_a_linked_last_word() -> None:
    link = Hyperlink(url="http://www.ubervu.com/conversations/x", anchor="uberVU")
    known = aggregator_of(Entry(text="Sehr gut! via uberVU", links=(link,)))
    assert known
    assert known.name == "uberVU"
    assert aggregator_of(Entry(text="Sehr gut! via uberVU")) is None
    assert aggregator_of(Entry(text="uberVU is nice", links=(link,))) is None


def test_the_reporter_has_its_own_address() -> None:
    entry = Entry(author=Author(name="Topsy.com"), origin="http://topsy.com/tb/x")
    known = aggregator_of(entry)
    assert known
    assert reporter_of(known, entry).url == "http://topsy.com/tb/x"
    elsewhere = Entry(author=Author(name="Topsy.com", url="http://blog.example/"))
    assert reporter_of(known, elsewhere).url is None


def test_a_permalink_is_the_address_of_a_post() -> None:
    tweet = "http://twitter.com/jens/statuses/263"
    assert permalink_of(Entry(author=Author(url=tweet))) == tweet
    assert permalink_of(Entry(author=Author(url="http://twitter.com/jens"))) is None
