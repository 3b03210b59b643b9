"""Comments, pingbacks and trackbacks by their form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.model import Author, Channel, Kind
from mentions.parse.pings import (
    channel_by_form,
    channel_by_type,
    credited,
    is_comment_permalink,
    person,
)


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/p/#comment-12",
        "https://a.example/p/#comment12",
        "https://a.example/p/#li-comment-12",
        "https://a.example/p/#c33",
        "https://a.example/p/#c000123",
        "https://a.example/p/#isso-4",
        "https://a.example/p/#comment-6a00d8341c5f",
        "https://a.example/p/#IDComment4711",
        "https://a.example/p/#pingback-3",
        "https://a.example/p.html?showComment=133171#c33",
        "https://a.example/p/?replytocom=3",
    ],
)
def test_addresses_of_a_comment(url: str) -> None:
    assert is_comment_permalink(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/p/",
        "https://a.example/p/#comments",
        "https://a.example/p/#respond",
        "https://a.example/p/#contact",
        "https://a.example/p/#cafe1",
        "https://a.example/p/#comment-",
        "https://a.example/p/#t=12",
        "https://a.example/comment-12",
        "https://[",
        "",
    ],
)
def test_addresses_of_something_else(url: str) -> None:
    assert not is_comment_permalink(url)


@pytest.mark.parametrize(
    ("text", "lead", "channel"),
    [
        ("[…] x […]", None, Channel.PINGBACK),
        ("[...] x\ny [...] ", None, Channel.PINGBACK),
        ("[…] Titel […]", "Titel", Channel.PINGBACK),
        ("Titel\nx", "Titel", Channel.TRACKBACK),
        ("Wie sagt er: […] x […]", None, Channel.COMMENT),
        ("[…]", None, Channel.COMMENT),
        (None, None, Channel.COMMENT),
    ],
)
def test_forms(text: str | None, lead: str | None, channel: Channel) -> None:
    assert channel_by_form(text, lead) is channel


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", (Channel.COMMENT, None)),
        ("Pingback", (Channel.PINGBACK, None)),
        ("trackback", (Channel.TRACKBACK, None)),
        ("repost", (Channel.WEBMENTION, Kind.REPOST)),
        ("order_note", None),
    ],
)
def test_types(name: str, expected: tuple[Channel, Kind | None] | None) -> None:
    assert channel_by_type(name) == expected


TWEET = "http://twitter.com/eva/statuses/263"


@pytest.mark.parametrize(
    ("channel", "url", "type_name", "origin", "marks"),
    [
        (Channel.COMMENT, "https://eva.example/", "", None, set()),
        (Channel.COMMENT, TWEET, "", TWEET, {"tweetback"}),
        (Channel.COMMENT, "https://x.example/1", "tweetback", "https://x.example/1", {"tweetback"}),
        (Channel.PINGBACK, "https://x.example/1", "", "https://x.example/1", set()),
        (Channel.PINGBACK, TWEET, "", TWEET, set()),
        (Channel.TRACKBACK, None, "", None, set()),
    ],
)
def test_whose_address_it_is(
    channel: Channel, url: str | None, type_name: str, origin: str | None, marks: set[str]
) -> None:
    author, found, hints = credited(Author(name="Eva", url=url), channel, type_name=type_name)
    assert (found, hints) == (origin, marks)
    assert author == Author(name="Eva", url=None if origin else url)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (" Eva \n Muster ", Author(name="Eva Muster")),
        ("Eva (Berlin)", Author(name="Eva (Berlin)")),
        ("eva@a.example (Eva (Berlin))", Author(name="Eva (Berlin)")),
        ("mailto:eva@a.example", Author()),
        ("J. R. Meier, PhD", Author(name="J. R. Meier, PhD")),
        ("@eva", Author(handle="eva")),
        ("/u/eva", Author(name="/u/eva", handle="eva")),
        ("https://a.example/u/eva", Author(url="https://a.example/u/eva")),
        ("Meier Lab @ Uni", Author(name="Meier Lab @ Uni")),
        ("", Author()),
        (None, Author()),
    ],
)
def test_people(written: str | None, expected: Author) -> None:
    assert person(written) == expected


@given(st.text(), st.text(), st.sampled_from(Channel))
def test_nothing_breaks_it(name: str, url: str, channel: Channel) -> None:
    author, _, _ = credited(person(name, url=url or None), channel, type_name=name)
    assert author.name != ""
    assert is_comment_permalink(url) in {True, False}
