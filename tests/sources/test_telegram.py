"""Telegram channels: messages with links, read backwards to what is known."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from tests.sources.fuzzing import assert_sound, run
from tests.sources.replaying import SAMPLES, look, mentions_in, replayed, serve

from mentions.asking import Page, Request, Watch
from mentions.errors import RateLimitError, SourceError, UnsupportedError
from mentions.model import Channel, Kind
from mentions.sources.telegram import FIRST_PAGES, MOST_PAGES, SOURCE

ARTICLE = "https://blog.example/2026/03/short-links/"
NAME = "telegram"
CHANNEL = "https://t.me/s/fernnotes"
WATCH = Watch(source=NAME, address=CHANNEL)


def html_of(request: Request, body: str) -> Page:
    return Page(url=request.url, body=body.encode(), content_type="text/html; charset=utf-8")


def messages(*numbers: int, older: bool = True) -> str:
    shown = "".join(
        f'<div class="tgme_widget_message" data-post="fernnotes/{one}">'
        f'<div class="js-message_text"><a href="{ARTICLE}">x</a></div></div>'
        for one in numbers
    )
    more = f'<a class="tme_messages_more" data-before="{numbers[0]}" href="/s/fernnotes?before=1">'
    return f'<section class="tgme_channel_history">{more if older else ""}</a>{shown}</section>'


def endless(request: Request) -> Page:
    top = int(request.params.get("before", 10_001)) - 1
    return html_of(request, messages(top - 1, top))


def test_what_a_sample_gives() -> None:
    batch, asked = run(SOURCE.poll(WATCH), replayed(NAME))
    newest, older = batch.documents
    found = [(one.url, one.text, one.kind, one.via, one.parent) for one in newest.entries]
    assert found == [
        (
            "https://t.me/fernnotes/101",
            "Read this\nnow 🙂 #links",
            Kind.REPOST,
            ("mossnews",),
            None,
        ),
        _ALBUM,
        ("https://t.me/fernnotes/104", None, None, (), None),
    ]
    first, second, third = newest.entries
    assert [(link.url, link.anchor) for link in first.links] == [(ARTICLE, "this")]
    assert first.published == datetime(2026, 3, 14, 10, tzinfo=UTC)
    assert second.published == datetime(2026, 3, 14, 10, 30, tzinfo=UTC)
    assert (third.published, third.published_zone_known) == (None, False)
    assert [link.url for link in third.links] == [f"{ARTICLE}?utm_source=tg"]
    author = first.author
    assert (author.name, author.handle) == ("Fern Notes 🌿", "fernnotes")
    assert (author.url, author.photo) == ("https://t.me/fernnotes", "https://cdn.example/f.jpg")
    assert (first.platform, first.channel, first.counts.likes) == (NAME, Channel.POST, None)
    assert [one.url for one in older.entries] == ["https://t.me/fernnotes/99"]
    assert (newest.form, newest.title, newest.next_pages) == ("feed", "Fern Notes 🌿", ())
    assert [one.params for one in asked] == [{}, {"before": "101"}]
    assert batch.incomplete is None


# What it answers is quoted above it: neither its words nor their links are its own.
_ALBUM = (
    "https://t.me/fernnotes/102",
    "Album: album.example/x",
    None,
    (),
    "https://t.me/fernnotes/90",
)


def test_the_quoted_message_gives_no_links() -> None:
    batch, _ = run(SOURCE.poll(WATCH), replayed(NAME))
    assert [link.url for link in batch.documents[0].entries[1].links] == ["https://album.example/x"]


def test_the_next_poll_stops_at_what_is_known() -> None:
    batch, _ = run(SOURCE.poll(WATCH), replayed(NAME))
    assert batch.cursor == {"newest": 104}
    _, asked = run(SOURCE.poll(replace(WATCH, cursor=batch.cursor)), replayed(NAME))
    assert len(asked) == 1
    _, asked = run(SOURCE.poll(replace(WATCH, cursor={"newest": 9_995})), endless)
    assert [one.params.get("before") for one in asked] == [None, "9999", "9997"]


def test_unchanged_keeps_what_is_known() -> None:
    page = Page(url=CHANNEL, unchanged=True, cursor={"etag": "x"})
    batch, _ = run(SOURCE.poll(replace(WATCH, cursor={"newest": 104})), lambda _: page)
    assert (batch.unchanged, batch.cursor) == (True, {"etag": "x", "newest": 104})


def test_a_new_channel_is_read_as_far_as_a_feed_would_show_it() -> None:
    batch, asked = run(SOURCE.poll(WATCH), endless)
    assert (len(asked), batch.incomplete) == (FIRST_PAGES, None)
    assert batch.documents[-1].notes
    assert batch.cursor == {"newest": 10_000}


def test_a_gap_that_cannot_be_closed_is_told() -> None:
    batch, asked = run(SOURCE.poll(replace(WATCH, cursor={"newest": 7})), endless)
    assert len(asked) == MOST_PAGES
    assert isinstance(batch.incomplete, UnsupportedError)


def test_pages_that_lead_nowhere_end_it() -> None:
    batch, asked = run(SOURCE.poll(WATCH), lambda one: html_of(one, messages(50, 51)))
    assert (len(asked), len(batch.documents)) == (2, 1)


def test_an_older_page_that_fails_does_not_cost_the_newest() -> None:
    def answer(request: Request) -> Page | SourceError:
        if request.params:
            return RateLimitError(request.url, "later")
        return html_of(request, messages(50))

    batch, _ = run(SOURCE.poll(WATCH), answer)
    assert len(batch.documents[0].entries) == 1
    assert isinstance(batch.incomplete, RateLimitError)


@pytest.mark.parametrize("cursor", [{"newest": "x"}, {"newest": []}, {"newest": -1}, {"x": 1}])
def test_a_strange_cursor_does_no_harm(cursor: dict[str, object]) -> None:
    batch, _ = run(SOURCE.poll(replace(WATCH, cursor=cursor)), replayed(NAME))
    assert batch.cursor == {"newest": 104}


def test_a_channel_without_messages_is_empty() -> None:
    watch = replace(WATCH, address="https://t.me/s/fernsilent")
    batch, _ = run(SOURCE.poll(watch), replayed(NAME))
    assert (batch.documents[0].entries, batch.incomplete, batch.cursor) == ((), None, {})


@pytest.mark.parametrize("address", ["https://t.me/s/fernclub", "https://t.me/fernclub"])
def test_a_private_channel_did_not_say_nothing(address: str) -> None:
    with pytest.raises(UnsupportedError, match="only public channels"):
        run(SOURCE.poll(replace(WATCH, address=address)), replayed(NAME))


@pytest.mark.parametrize("body", ["", "{}", "<html>Are you human?</html>", "\x01"])
def test_what_is_no_channel_is_refused(body: str) -> None:
    with pytest.raises(SourceError):
        run(SOURCE.poll(WATCH), lambda one: html_of(one, body))


def broken(page: str) -> Iterator[str]:
    """Yield the page with one attribute dropped, emptied or replaced, or cut off somewhere."""
    found_at = {
        found[0]: found
        for found in re.finditer(r' (class|href|src|datetime|data-\w+)="([^"]*)"', page)
    }
    for found in found_at.values():
        head, tail = page[: found.start()], page[found.end() :]
        for wrong in (
            "",
            f' {found[1]}=""',
            f' {found[1]}="http://[ \U000e0001"',
            f" {found[1]}=7",
        ):
            yield head + wrong + tail
    yield from (page[:end] for end in range(0, len(page), 397))


@pytest.mark.parametrize("sample", sorted((SAMPLES / NAME).glob("*.html")), ids=lambda p: p.stem)
def test_whatever_comes_it_never_raises(sample: Path) -> None:
    for body in broken(sample.read_text("utf-8")):
        try:
            batch, _ = run(SOURCE.poll(WATCH), lambda one, body=body: html_of(one, body))
        except SourceError:
            continue
        assert_sound(batch, body[-200:])


def test_from_the_wire_to_mentions(httpserver: HTTPServer) -> None:
    serve(httpserver, NAME)
    batch = look(SOURCE, replace(WATCH, address=httpserver.url_for("/s/fernnotes")))
    found = mentions_in(batch, ARTICLE)
    assert [(one.kind, one.url, one.via) for one in found] == [
        (Kind.REPOST, "https://t.me/fernnotes/101", ("mossnews",)),
        (Kind.MENTION, "https://t.me/fernnotes/104", ()),
        (Kind.MENTION, "https://t.me/fernnotes/99", ()),
    ]
