"""Comments from the REST interface of WordPress."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.errors import ParseError
from mentions.model import Author, Channel, Document
from mentions.parse.wordpress import read_rest_comments

SAMPLES = Path(__file__).parent / "samples"
URL = "https://garten.example/wp-json/wp/v2/comments?post=7"
PAGE = "https://garten.example/2009/07/netz/"


def read(*comments: dict[str, object]) -> Document:
    return read_rest_comments(json.dumps(comments), url=URL)


DOCUMENT = read_rest_comments((SAMPLES / "wordpress-rest.json").read_bytes(), url=URL)


def test_only_what_is_public_is_read() -> None:
    assert DOCUMENT.form == "comments"
    assert [entry.url for entry in DOCUMENT.entries] == [
        f"{PAGE}#comment-{n}" for n in (31, 30, 29)
    ]


def test_a_person() -> None:
    entry = DOCUMENT.entries[0]
    assert entry.author == Author(
        name="Hanna & Öz",
        url="https://hanna.example/?a=1&b=2",
        photo="https://bild.example/a?s=96",
    )
    assert (entry.text, entry.links[0].url) == ("Mehr dort", "https://hanna.example/netz")
    assert (entry.on, entry.parent, entry.origin) == (PAGE, f"{PAGE}#comment-28", None)
    assert entry.published == datetime(2009, 7, 16, 18, 3, tzinfo=UTC)
    assert entry.published_zone_known


def test_a_pingback() -> None:
    entry = DOCUMENT.entries[1]
    assert (entry.channel, entry.author) == (
        Channel.PINGBACK,
        Author(name="Drei Beete – Wochenschau"),
    )
    assert entry.origin == "https://beete.example/wochenschau-29/"
    assert entry.parent is None


def test_the_blog_s_own_clock_has_no_zone() -> None:
    entry = DOCUMENT.entries[2]
    assert entry.published == datetime(2009, 7, 15, 10, 0, tzinfo=UTC)
    assert (entry.published_zone_known, entry.author) == (False, Author())


@pytest.mark.parametrize(
    ("comment", "parent"),
    [
        ({"id": 2, "parent": 1, "link": f"{PAGE}#comment-2"}, f"{PAGE}#comment-1"),
        ({"id": 2, "parent": 1, "link": f"{PAGE}#x2"}, "comment-1"),
        ({"id": 2, "parent": 1}, "comment-1"),
        ({"id": 2, "parent": 0}, None),
        ({"id": 2, "parent": "1"}, None),
    ],
)
def test_parents(comment: dict[str, object], parent: str | None) -> None:
    document = read({"content": {"rendered": "x"}, **comment})
    assert document.entries[0].parent == parent


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b'{"code": "rest_no_route", "message": "No route.", "data": {}}', "refuses: No route"),
        (b'{"code": 1}', "no list of WordPress comments"),
        (b"null", "no list of WordPress comments"),
        (b"<html></html>", "no JSON .line 1, column 1"),
        (b"", "no JSON"),
    ],
)
def test_refusals_are_passed_on(data: bytes, why: str) -> None:
    with pytest.raises(ParseError, match=why):
        read_rest_comments(data, url=URL)


def test_the_page_past_the_end_is_empty() -> None:
    assert read_rest_comments(b"[]", url=URL).entries == ()


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(
                ["id", "parent", "author_name", "author_url", "link", "date_gmt", "type", "status"]
            ),
            st.none() | st.integers() | st.floats() | st.text(max_size=20) | st.lists(st.none()),
        ).map(lambda fields: {"content": {"rendered": "<p>x"}, **fields})
    )
)
def test_any_fields_give_a_document(comments: list[dict[str, object]]) -> None:
    assert read(*comments).form == "comments"
