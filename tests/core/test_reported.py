"""Reports as mentions: who did what, where, by whose account."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from mentions.model import Author, Channel, Entry, Hyperlink, Kind, Mention, Reporter

Extract = Callable[..., list[Mention]]
EN = "This post was mentioned on Twitter by"
PAGE = "http://topsy.com/tb/bit.ly/x"
DAY = datetime(2010, 3, 20, tzinfo=UTC)


def topsy(text: str) -> Entry:
    name = "Tweets that mention Weg damit -- Topsy.com"
    return Entry(
        url="https://blog.example.org/post-1#comment-7",
        author=Author(name=name),
        text=text,
        origin=PAGE,
        channel=Channel.TRACKBACK,
        published=DAY,
    )


def test_each_person_has_a_record_of_their_own(extract: Extract) -> None:
    words = "RT @clab: Weg damit http://ow.ly/rDsf #fb"
    jens, ingo, clab = extract(topsy(f"[...] {EN} Jens and Ingo. Ingo said: {words} [...]"))
    assert (jens.author, jens.kind, jens.text) == (Author(name="Jens"), Kind.MENTION, None)
    assert (ingo.kind, ingo.text, ingo.via) == (Kind.REPOST, words, ("clab",))
    assert (ingo.hashtags, [link.found for link in ingo.links]) == (("fb",), ["http://ow.ly/rDsf"])
    assert (clab.author, clab.text) == (Author(handle="clab"), words.removeprefix("RT @clab: "))
    for mention in (jens, ingo, clab):
        assert mention.reported_by == Reporter(name="Topsy", url=PAGE)
        assert (mention.platform, mention.channel) == ("twitter", Channel.TRACKBACK)
        assert (mention.published, mention.url) == (None, None)
    assert [m.evidence.value for m in (jens, ingo, clab)] == ["context", "context", "attributed"]


def test_a_name_of_the_list_is_not_attributed_again(extract: Extract) -> None:
    found = extract(topsy(f"[...] {EN} Clab, Jens. Jens said: RT @clab: ja (via @jens) [...]"))
    assert [m.author.name for m in found] == ["Clab", "Jens"]


def test_what_cannot_be_read_stays_one_mention(extract: Extract) -> None:
    text = f"[...] {EN} Jens and Ev [...]"
    (found,) = extract(topsy(text))
    assert found.unread_report
    assert (found.text, found.kind, found.url) == (text, Kind.MENTION, PAGE)


@pytest.mark.parametrize(
    ("platform", "kind", "via"),
    [
        ("Twitter", Kind.REPOST, ("a",)),
        ("FriendFeed", Kind.REPOST, ("a",)),
        ("Reddit", Kind.MENTION, ()),
        ("Digg", Kind.MENTION, ()),
        ("Hacker News", Kind.MENTION, ()),
    ],
)
def test_on_a_news_site_a_retweet_is_a_headline(
    extract: Extract, platform: str, kind: Kind, via: tuple[str, ...]
) -> None:
    text = f"This post was mentioned on {platform} by jens: RT @a: Weg damit..."
    author = Author(name="uberVU - social comments")
    first, *others = extract(Entry(author=author, text=text, channel=Channel.COMMENT))
    assert (first.kind, first.via, len(others)) == (kind, via, len(via))
    assert first.platform == platform.lower().replace(" ", "")


TWITTER = "http://twitter.com/yoko"
TWEET = "http://twitter.com/xaver/status/263"
# author's address, parent, platform, handle, via
RETWEETS = [
    (TWITTER, None, "twitter", "yoko", ()),
    (TWITTER, TWEET, "twitter", "yoko", ("xaver",)),
    (TWITTER, "https://blog.example.org/post-1#dsq-reaction-5", "twitter", "yoko", ()),
    ("http://yoko.example/", TWEET, "web", None, ("xaver",)),
    (None, None, "web", None, ()),
]


@pytest.mark.parametrize(("url", "parent", "platform", "handle", "via"), RETWEETS)
def test_retweets_below_a_reaction(
    extract: Extract,
    url: str | None,
    parent: str | None,
    platform: str,
    handle: str | None,
    via: tuple[str, ...],
) -> None:
    entry = Entry(
        author=Author(name="Yoko", url=url),
        channel=Channel.COMMENT,
        kind=Kind.REPOST,
        parent=parent,
        marks=frozenset(["dsq-reaction"]),
    )
    (found,) = extract(entry)
    assert (found.kind, found.platform, found.text) == (Kind.REPOST, platform, None)
    assert (found.author.name, found.author.handle, found.via) == ("Yoko", handle, via)
    assert found.reported_by == Reporter(name="Disqus")


def test_a_tweet_that_became_a_comment_keeps_its_date(extract: Extract) -> None:
    link = Hyperlink(url=TWEET, anchor="Twitter")
    text = "Weg damit\nThis comment was originally posted on Twitter"
    author = Author(name="Xaver")
    entry = Entry(author=author, text=text, links=(link,), channel=Channel.COMMENT, published=DAY)
    (found,) = extract(entry)
    assert (found.text, found.url, found.published) == ("Weg damit", TWEET, DAY)
    assert (found.author.handle, found.links) == ("xaver", ())
