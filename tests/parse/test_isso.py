"""Comments from an Isso server."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.errors import ParseError
from mentions.model import Author, Channel
from mentions.parse.isso import read_isso

SAMPLES = Path(__file__).parent / "samples"
URL = "https://isso.example/?uri=/netz/"
PAGE = "https://garten.example/netz/"
DATA = (SAMPLES / "isso.json").read_bytes()


def test_a_thread_on_a_known_page() -> None:
    document = read_isso(DATA, url=URL, page_url=f"{PAGE}#isso-thread")
    assert document.form == "comments"
    assert [entry.url for entry in document.entries] == [f"{PAGE}#isso-{n}" for n in (1, 2, 3)]
    assert {entry.on for entry in document.entries} == {PAGE}
    assert [entry.parent for entry in document.entries] == [None, f"{PAGE}#isso-1", None]


def test_a_thread_on_an_unknown_page_has_no_permalinks() -> None:
    entries = read_isso(DATA, url=URL).entries
    assert {(entry.url, entry.on) for entry in entries} == {(None, None)}
    assert [entry.parent for entry in entries] == [None, "isso-1", None]


def test_people() -> None:
    sina, nobody, tom = read_isso(DATA, url=URL, page_url=PAGE).entries
    assert sina.author == Author(name="Sina", url="https://sina.example/")
    assert (nobody.author, tom.author) == (Author(), Author(name="Tom"))
    assert (sina.text, sina.links[0].url) == ("Siehe dies", "https://sina.example/x")
    assert sina.channel is Channel.COMMENT


def test_moments_are_utc() -> None:
    sina, _, tom = read_isso(DATA, url=URL).entries
    assert sina.published == datetime(2009, 7, 14, 9, 42, tzinfo=UTC)
    assert (sina.published_zone_known, tom.published, tom.published_zone_known) == (
        True,
        None,
        False,
    )


@pytest.mark.parametrize("created", ["NaN", "Infinity", "-1", "1e300", '"x"', "true", "[]"])
def test_impossible_moments_are_unknown(created: str) -> None:
    data = f'{{"replies": [{{"id": 1, "text": "x", "created": {created}}}]}}'
    assert read_isso(data, url=URL).entries[0].published is None


@pytest.mark.parametrize("data", [b"", b"<html>", b"[]", b'{"replies": 1}', b'{"message": "x"}'])
def test_what_is_no_thread_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError):
        read_isso(data, url=URL)


def test_threads_may_be_deep() -> None:
    thread: dict[str, object] = {"id": 500, "text": "x"}
    for number in range(400):
        thread = {"id": number, "text": "x", "replies": [thread]}
    document = read_isso(json.dumps({"replies": [thread]}), url=URL)
    assert len(document.entries) == 401


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["id", "text", "author", "website", "created", "mode", "replies"]),
            st.none() | st.integers() | st.floats() | st.text(max_size=20) | st.lists(st.none()),
        )
    )
)
def test_any_fields_give_a_document(replies: list[dict[str, object]]) -> None:
    assert read_isso(json.dumps({"replies": replies}), url=URL, page_url=PAGE).url == URL
