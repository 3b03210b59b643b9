"""Sentences that software wrote, told from those of people."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.core.notices import notice_of, read_notice
from mentions.core.tables import load_table
from mentions.model import Author, Channel, Entry

TWEET = "https://twitter.com/x/status/1"
# sentence, act, who, their own words
NOTICES = [
    ("Jens mentioned this Article on b.example.", "mention", "Jens", None),
    ("Jens replied to this Post on b.example.", "reply", "Jens", None),
    ("Jens Meier reposted this on b.example", "repost", "Jens Meier", None),
    ("J. R. Meier liked this article on b.example.", "like", "J. R. Meier", None),
    ("Jens favorited this.", "like", "Jens", None),
    ("Jens bookmarked this Link on b.example.", "bookmark", "Jens", None),
    ("Jens retweeted this on twitter.com", "repost", "Jens", None),
    ("liked this.", "like", None, None),
    ("retweeted this.", "repost", None, None),
    ("This Article was mentioned on b.example", "mention", None, None),
    ("this post was liked by Jens", "like", "Jens", None),
    (f"Jens favorited a tweet {TWEET}", "like", "Jens", None),
    (f"Jens retweeted a tweet that linked to {TWEET}", "repost", "Jens", None),
    ("Jens liked a post that linked to https://b.example/1", "like", "Jens", None),
    ("Jens liked https://b.example/1", "like", "Jens", None),
    ("Jens posted 'so true' linking to https://b.example/1", "mention", "Jens", "so true"),
    ("Jens posted ‘it's so’ linking to https://b.example/1", "mention", "Jens", "it's so"),
    ("Jens commented 'no' on a post https://b.example/1", "reply", "Jens", "no"),
    ("Jens hat diesen Artikel auf b.example erwähnt.", "mention", "Jens", None),
    ("Jens hat auf diesen Artikel auf b.example geantwortet.", "reply", "Jens", None),
    ("Jens hat diesen Beitrag auf b.example geteilt.", "repost", "Jens", None),
    ("Jens hat diese Seite auf b.example geliked.", "like", "Jens", None),
    ("Jens hat diesen Artikel auf b.example favorisiert.", "like", "Jens", None),
    ("Dieser Artikel wurde auf b.example erwähnt.", "mention", None, None),
    ("Jens gefällt das", "like", "Jens", None),
    ("Jens a aimé cet article sur b.example.", "like", "Jens", None),
    ("A Jens le gusta esta entrada", "like", "Jens", None),
    ("Jens heeft dit bericht geliked op b.example", "like", "Jens", None),
    ("anna liked this", "like", "anna", None),
    ("anna reblogged this from ben-b", "repost", "anna", None),
    (
        "anna reblogged this from ben-b and added:\nSo true!\nAll of it.",
        "quote",
        "anna",
        "So true!",
    ),
    ("anna hat dies von ben-b gerebloggt", "repost", "anna", None),
]
NO_NOTICES = [
    "",
    "Great text.",
    "I liked this article on my own site, but webmention did not go through.",
    "I shared this on my site. And you?",
    "Jens liked this, and so do I.",
    "This article was mentioned on the radio this morning, that is why I came.",
    "This post was mentioned on Twitter by Jens. Jens said: hi",
    "Dieser Artikel wurde auf Twitter erwähnt und ich finde ihn gut.",
    "Jens hat diesen Artikel geschrieben.",
    "anna liked thisben reblogged this from anna",
    "anna liked thisben liked this",
    "anna liked this\nben liked this",
    "anna reblogged this from somebody else's blog",
    "Jens posted something linking to https://b.example/1",
    "liked " * 300,
]


@pytest.mark.parametrize(("text", "kind", "who", "words"), NOTICES)
def test_sentences(text: str, kind: str, who: str | None, words: str | None) -> None:
    found = read_notice(text)
    assert found
    assert (found.kind, found.who) == (kind, who)
    assert (found.words or "").partition("\n")[0] == (words or "")


@pytest.mark.parametrize("text", NO_NOTICES)
def test_other_texts(text: str) -> None:
    assert read_notice(text) is None


def test_each_language_is_tried() -> None:
    rows = {row["tag"].partition("-")[0] for row in load_table("notices")["language"]}
    assert rows == {"en", "de", "fr", "es", "nl"}


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        (f"Jens favorited a tweet {TWEET}", "twitter"),
        ("Jens favorited a tweet https://b.example/1", "twitter"),
        ("Jens liked https://www.reddit.com/r/x/comments/abc/y/", "reddit"),
        ("Jens liked this on twitter.com", "twitter"),
        ("Jens hat diesen Artikel auf Facebook geteilt.", "facebook"),
        ("anna reblogged this from ben", "tumblr"),
        ("Jens liked this on b.example", None),
        ("Jens liked this", None),
    ],
)
def test_platforms(text: str, platform: str | None) -> None:
    found = read_notice(text)
    assert found
    assert found.platform == platform


def test_from_whom_and_about_what() -> None:
    reblog, like = read_notice("anna reblogged this from ben-b"), read_notice(f"A liked {TWEET}")
    assert reblog
    assert reblog.via == ("ben-b",)
    assert like
    assert (like.about, like.via) == (TWEET, ())


# channel, author's name, text, whether it is a notice
BESIDE = [
    (Channel.WEBMENTION, "Jens", "Jens liked this article on b.example.", True),
    (Channel.WEBMENTION, "JENS", "Jens liked this", True),
    (Channel.WEBMENTION, None, "Jens liked this", True),
    (Channel.WEBMENTION, "Jens", "liked this.", True),
    (Channel.WEBMENTION, "b.example", "This Article was mentioned on b.example", True),
    (Channel.WEBMENTION, "Jens", "I liked this", False),
    (Channel.WEBMENTION, "Jens", "Eva liked this", False),
    (Channel.WEBMENTION, "Jens", "This page was linked on Twitter.", False),
    (Channel.COMMENT, "Jens", "Jens liked this", True),
    (Channel.COMMENT, "webmention.io", "Jens liked https://b.example/1", True),
    (Channel.COMMENT, "b.example", "This Article was mentioned on b.example", True),
    (Channel.COMMENT, "Jens", "Liked this!", False),
    (Channel.COMMENT, "Jens", "I liked this", False),
    (Channel.COMMENT, None, "Jens liked this", False),
    (Channel.COMMENT, "Jens", "Eva hat diesen Artikel auf Twitter geteilt.", False),
    (Channel.PINGBACK, "Jens", "Jens liked this", False),
    (Channel.POST, "Jens", "Jens liked this", False),
]


@pytest.mark.parametrize(("channel", "name", "text", "expected"), BESIDE)
def test_who_stands_beside_it(
    channel: Channel,
    name: str | None,
    text: str,
    expected: bool,  # noqa: FBT001 - a column of the table
) -> None:
    entry = Entry(author=Author(name=name), text=text, channel=channel)
    assert (notice_of(entry) is not None) is expected


PIECES = st.lists(
    st.sampled_from(["A ", "liked ", "this", " on ", "b.example", ".", "posted '", "' linking to "])
).map("".join)


@given(st.one_of(st.text(), PIECES))
def test_every_part_stands_in_the_text(text: str) -> None:
    found = read_notice(text)
    parts = [found.who, found.words, found.about, *found.via] if found else []
    assert all(part in text and part for part in parts if part is not None)


@pytest.mark.parametrize("piece", ["liked ", "A posted '", "hat ", "this was liked on ", "a\n"])
def test_long_texts_take_no_longer_than_others(piece: str) -> None:
    started = time.process_time()
    for length in (900, 1000, 100_000):
        read_notice(piece * (length // len(piece)))
    assert time.process_time() - started < 1
