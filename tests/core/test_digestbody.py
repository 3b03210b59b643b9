"""What stands around the tweets of a digest is taken off, and what was cut is known."""

import pytest

from mentions.core.digest.body import body_of, wrapped_whole
from mentions.model import Author, Channel, Entry

PING, TRACK, TALK = Channel.PINGBACK, Channel.TRACKBACK, Channel.COMMENT


def entry(text: str | None, channel: Channel) -> Entry:
    return Entry(text=text, author=Author(name="Corner"), channel=channel)


# text, form, its tweets, whether start and end are cut
BODIES = [
    ("[...] a # b [...]", PING, "a # b", (True, True)),
    ("[...] a # b", TALK, "a # b", (True, False)),
    ("…a # b…", TALK, "a # b", (True, True)),
    ("a # b", TALK, "a # b", (False, False)),
    ("a # b", TRACK, "a # b", (False, True)),
    ("a # b", PING, "a # b", (True, True)),
    ("# a # b", PING, "# a # b", (False, True)),
    ("Corner\n[...] a\n\n b [...]", TRACK, "a\nb", (True, True)),
    ("Twitter Digest\na # b", TRACK, "a # b", (False, True)),
    ("[...] Twitter Digest a # b [...]", PING, "a # b", (False, True)),
    ("a # b # Powered by Twitter Tools.", TRACK, "a # b #", (False, False)),
    ("a &amp; b", TALK, "a & b", (False, False)),
    (None, PING, "", (True, True)),
]


@pytest.mark.parametrize(("text", "channel", "expected", "cut"), BODIES)
def test_the_tweets_alone(
    text: str | None, channel: Channel, expected: str, cut: tuple[bool, bool]
) -> None:
    body = body_of(entry(text, channel))
    assert body.text == expected
    assert (body.cut_start, body.cut_end) == cut


def test_where_the_tweets_stand_in_an_excerpt() -> None:
    body = body_of(entry("[...] Twitter Digest: a # b [...]", PING))
    assert body.is_excerpt
    assert (body.offset, body.length) == (len("Twitter Digest: "), len("Twitter Digest: a # b"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[...] a [...]", True),
        ("[&#8230;] a […]", True),
        ("[...] a", False),
        ("[a] b [c]", False),
        ("Ja. [...] a [...]", False),
        ("[...]", False),
        ("", False),
    ],
)
def test_an_excerpt_has_two_ends(text: str, *, expected: bool) -> None:
    assert wrapped_whole(text) is expected
