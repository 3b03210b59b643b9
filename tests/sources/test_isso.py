"""Isso: the comments on one page."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pytest_httpserver import HTTPServer
from tests.sources.fuzzing import assert_sound, fuzzed, run
from tests.sources.replaying import look, mentions_in, named, replayed, samples, serve

from mentions.asking import Page, Watch
from mentions.errors import ParseError, StatusError, UnsupportedError
from mentions.model import Channel, Evidence, Kind
from mentions.sources.isso import SOURCE

PATH = "/2026/03/short-links/"
ARTICLE = f"https://blog.example{PATH}"
NAME = "isso"
API = "https://comments.example"
WATCH = Watch(source=NAME, address=f"{API}/?uri={PATH}#{ARTICLE}")


def test_what_a_sample_gives() -> None:
    batch, asked = run(SOURCE.poll(WATCH), replayed(NAME))
    (document,) = batch.documents
    first, answer = document.entries
    assert (first.url, answer.url) == (f"{ARTICLE}#isso-11", f"{ARTICLE}#isso-12")
    assert (first.parent, answer.parent) == (None, f"{ARTICLE}#isso-11")
    assert (first.text, answer.text) == ("See mine — 良い", "+1")
    assert [link.url for link in first.links] == ["https://sora.example/x"]
    assert (first.author.name, first.author.url) == ("Sora", "https://sora.example/")
    assert answer.author.name is None
    assert first.published == datetime(2026, 3, 14, 10, 0, tzinfo=UTC)
    assert (first.on, first.channel) == (ARTICLE, Channel.COMMENT)
    assert (document.form, len(asked), batch.incomplete) == ("comments", 1, None)


@pytest.mark.parametrize(
    ("address", "page"),
    [
        (f"{API}/?uri={PATH}#{ARTICLE}", ARTICLE),
        (f"{API}/?uri={ARTICLE}", ARTICLE),
        (f"https://blog.example/isso/?uri={PATH}", ARTICLE),
        (
            f"https://blog.example/isso/?uri={PATH}#https://www.blog.example/b",
            "https://www.blog.example/b",
        ),
    ],
)
def test_which_page_it_is_about(address: str, page: str) -> None:
    thread = Page(url=address, body=b'{"replies": [{"id": 1, "text": "x"}]}')
    batch, _ = run(SOURCE.poll(replace(WATCH, address=address)), lambda _: thread)
    assert batch.documents[0].entries[0].on == page


@pytest.mark.parametrize("uri", ["?uri=/a/", "?uri=/silent/", "", "?uri=/a/#top", "?uri=//[/"])
def test_a_server_of_its_own_does_not_tell_the_page(uri: str) -> None:
    watch = replace(WATCH, address=f"{API}/{uri}")
    thread = Page(url=API, body=b'{"replies": []}')
    with pytest.raises(UnsupportedError, match="which page"):
        run(SOURCE.poll(watch), lambda _: thread)


def test_a_page_without_comments_is_empty() -> None:
    watch = replace(WATCH, address=f"{API}/?uri=/silent/#https://blog.example/silent/")
    batch, _ = run(SOURCE.poll(watch), replayed(NAME))
    assert (batch.documents[0].entries, batch.incomplete) == ((), None)
    assert "404" in batch.documents[0].notes[0]


def test_any_other_refusal_is_passed_on() -> None:
    with pytest.raises(StatusError):
        run(SOURCE.poll(WATCH), lambda one: StatusError(one.url, "answers with status 500"))


def test_comments_that_are_held_back_are_told() -> None:
    watch = replace(WATCH, address=f"{API}/?uri=/cut/#https://blog.example/cut/")
    batch, _ = run(SOURCE.poll(watch), replayed(NAME))
    assert isinstance(batch.incomplete, UnsupportedError)
    assert "7 comments" in batch.incomplete.why


@pytest.mark.parametrize("body", [b"<html>Busy</html>", b"[]", b"{}", b'{"replies": {}}'])
def test_what_is_no_answer_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError):
        run(SOURCE.poll(WATCH), lambda one: Page(url=one.url, body=body))


def test_whatever_comes_it_never_raises() -> None:
    for where, result in fuzzed(SOURCE, WATCH, samples(NAME), named(NAME)):
        assert_sound(result, where)


def test_from_the_wire_to_mentions(httpserver: HTTPServer) -> None:
    serve(httpserver, NAME)
    address = f"{httpserver.url_for('/')}?uri={PATH}#{ARTICLE}"
    found = mentions_in(look(SOURCE, replace(WATCH, address=address)), ARTICLE)
    assert [(one.kind, one.url, one.evidence) for one in found] == [
        (Kind.REPLY, f"{ARTICLE}#isso-11", Evidence.CONTEXT),
        (Kind.REPLY, f"{ARTICLE}#isso-12", Evidence.CONTEXT),
    ]
