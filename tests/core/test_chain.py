"""People known only through a chain of reposts."""

from collections.abc import Callable

import pytest

from mentions.core.retweet import read_retweet
from mentions.model import Author, Channel, Entry, Mention

Extract = Callable[..., list[Mention]]
ORIGIN = "http://twitter.com/jens/status/263"


def tweet(text: str) -> Entry:
    return Entry(author=Author(name="Jens"), text=text, channel=Channel.COMMENT, origin=ORIGIN)


# a tweet, what is attributed: "handle kind: words <- via"
CHAINS = [
    ("RT @a: Weg damit", ["a mention: Weg damit <- "]),
    ("RT @a: RT @b: Weg damit", ["a repost: RT @b: Weg damit <- b", "b mention: Weg damit <- "]),
    ("RT @a: ja RT @b: nein", ["a quote: ja RT @b: nein <- b", "b mention: nein <- "]),
    ("RT @a RT @b", ["a mention: RT @b <- ", "b mention: None <- "]),
    (
        "RT @a: Weg damit (via @c)",
        ["a mention: Weg damit (via @c) <- c", "c mention: None <- "],
    ),
    ("Weg damit via @a, @b", ["a mention: None <- ", "b mention: None <- "]),
    ("Weg damit (via @a & @b) HT @c", [f"{name} mention: None <- " for name in "abc"]),
    ("Lesen (via @c) RT @a: ja", ["c mention: None <- ", "a mention: ja <- "]),
    ("@a @b genau so", []),
    ("RT @a: RT @A: ja", ["a repost: RT @A: ja <- A"]),
]


@pytest.mark.parametrize(("text", "expected"), CHAINS)
def test_chains(extract: Extract, text: str, expected: list[str]) -> None:
    first, *others = extract(tweet(text))
    assert (first.author.handle, first.via) == ("jens", read_retweet(text).via)
    told = [f"{m.author.handle} {m.kind}: {m.text} <- {' '.join(m.via)}" for m in others]
    assert told == expected
    assert {(m.evidence, m.platform, m.url) for m in others} <= {("attributed", "twitter", None)}


def test_links_and_tags_are_those_of_the_words_passed_on(extract: Extract) -> None:
    _, attributed = extract(tweet("#mine http://a.example/1 RT @a: Weg http://a.example/2 #fb"))
    assert attributed.hashtags == ("fb",)
    assert [link.found for link in attributed.links] == ["http://a.example/2"]
