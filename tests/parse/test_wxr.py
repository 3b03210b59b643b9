"""WordPress exports."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.errors import ParseError
from mentions.model import Author, Channel, Kind
from mentions.parse.wxr import read_wxr

SAMPLES = Path(__file__).parent / "samples"
NAME = "export.xml"
PAGE = "https://garten.example/2009/07/netz/"
DATA = (SAMPLES / "export.xml").read_bytes()
POST, EMPTY = read_wxr(DATA, url=NAME)
HEAD = '<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel>'


def test_each_post_is_a_document_with_its_old_address() -> None:
    assert (POST.url, POST.form, POST.title) == (PAGE, "export", "Der Garten im Netz")
    assert POST.aliases == ("https://garten.example/?p=7",)
    assert (EMPTY.url, EMPTY.entries) == ("https://garten.example/2009/08/leer/", ())
    assert POST.language == "de-DE"


def test_only_approved_comments_are_read() -> None:
    assert [entry.url for entry in POST.entries] == [
        f"{PAGE}#comment-{number}" for number in (27, 28, 29, 30, 31)
    ]
    assert {entry.on for entry in POST.entries} == {PAGE}


def test_people() -> None:
    hanna, otto = POST.entries[:2]
    assert hanna.author == Author(name="Hanna Öztürk", url="https://hanna.example/")
    assert hanna.text == "Schön!\nSiehe http://hanna.example/netz."
    assert [link.url for link in hanna.links] == ["http://hanna.example/netz"]
    assert (otto.parent, hanna.parent) == (f"{PAGE}#comment-27", None)


def test_mail_and_network_addresses_are_never_read() -> None:
    assert "hanna@example.org" not in repr(POST)
    assert "192.0.2.7" not in repr(POST)


def test_utc_is_known_and_the_blog_s_clock_is_not() -> None:
    hanna, otto = POST.entries[:2]
    assert (hanna.published, hanna.published_zone_known) == (
        datetime(2009, 7, 14, 8, 1, tzinfo=UTC),
        True,
    )
    assert (otto.published, otto.published_zone_known) == (
        datetime(2009, 7, 14, 12, 45, tzinfo=UTC),
        False,
    )


def test_pings_name_what_was_sent() -> None:
    trackback, tweet, like = POST.entries[2:]
    assert (trackback.channel, trackback.title) == (Channel.TRACKBACK, "Netze im Beet")
    assert trackback.origin == "https://blatt.example/netze"
    assert trackback.author == Author(name="Gärtnerblatt")
    assert (tweet.channel, tweet.marks) == (Channel.COMMENT, {"tweetback"})
    assert tweet.origin == "http://twitter.com/otto_zwitschert/statuses/2631234567"
    assert (like.channel, like.kind) == (Channel.WEBMENTION, Kind.LIKE)
    assert like.origin == "https://lea.example/likes/9"


def test_a_file_is_read_as_its_bytes_are() -> None:
    with (SAMPLES / "export.xml").open("rb") as file:
        assert list(read_wxr(file, url=NAME)) == [POST, EMPTY]


class Endless(io.RawIOBase):
    """An export of any size that is never in memory as a whole."""

    def __init__(self, posts: int) -> None:
        self.posts, self.longest = posts, 0
        self.rest = HEAD.encode()

    def read(self, size: int = -1) -> bytes:
        while len(self.rest) < size and self.posts:
            self.posts -= 1
            self.rest += f"<item><link>https://a.example/{self.posts}</link></item>".encode()
            self.rest += b"</channel></rss>" if not self.posts else b""
        piece, self.rest = self.rest[:size], self.rest[size:]
        self.longest = max(self.longest, size)
        return piece


def test_an_export_is_read_piece_by_piece() -> None:
    stream = Endless(20_000)
    posts = read_wxr(stream, url=NAME)  # type: ignore[arg-type]  # reads like a file
    assert next(posts).url == "https://a.example/19999"
    assert stream.posts > 15_000
    assert sum(1 for _ in posts) == 19_999
    assert stream.longest < 1_000_000


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not a WordPress export"),
        (b"Hallo", "not a WordPress export"),
        (b"\x89PNG\r\n\x1a\n\x00", "not a WordPress export"),
        (b"<rss><item><link>https://a.example/</link></item></rss>", "not a WordPress export"),
        ((SAMPLES / "planet.xml").read_bytes(), "not a WordPress export"),
    ],
)
def test_what_is_no_export_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(ParseError, match=why):
        list(read_wxr(data, url=NAME))


def test_a_cut_export_gives_the_posts_before_the_cut_and_says_so() -> None:
    posts = read_wxr(DATA[: DATA.index(b"Ohne Kommentare")], url=NAME)
    assert next(posts).url == PAGE
    with pytest.raises(ParseError, match="ends in the middle"):
        next(posts)


def test_entities_are_refused() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    with pytest.raises(ParseError, match="refused"):
        list(read_wxr(f"{bomb}{HEAD}<title>&b;</title></channel></rss>".encode(), url=NAME))


def test_control_characters_in_old_comments_do_no_harm() -> None:
    data = DATA.replace(b"Gern.", b"Gern\x08.")
    assert [len(document.entries) for document in read_wxr(data, url=NAME)] == [5, 0]


@given(st.binary() | st.binary().map(lambda tail: HEAD.encode() + tail))
def test_any_bytes_give_posts_or_a_parse_error(data: bytes) -> None:
    try:
        posts = list(read_wxr(data, url=NAME))
    except ParseError:
        return
    assert all(post.form == "export" for post in posts)
