from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from bs4.element import Tag

from mentions.model import Author, Kind, iso
from mentions.parse.hentry import PostFacts, is_microformat, read_hcard, read_hentry

BASE = "https://a.example/dir/"
T = "https://jens.example/firewall/"


def first(markup: str) -> Tag:
    body = BeautifulSoup(markup, "lxml").body
    assert body is not None
    return next(tag for tag in body.children if isinstance(tag, Tag))


def read(inside: str, name: str = "h-entry") -> PostFacts:
    return read_hentry(first(f'<div class="{name}">{inside}</div>'), base=BASE)


@pytest.mark.parametrize(
    ("markup", "author"),
    [
        (
            '<a class="p-author h-card" href="/eva">Eva</a>',
            Author(name="Eva", url="https://a.example/eva"),
        ),
        ('<p class="p-author">Eva</p>', Author(name="Eva")),
        ('<p class="p-author">eva@a.example</p>', None),
        ('<p class="p-author"></p>', None),
        (
            (
                '<p class="p-author h-card"><img class="u-photo" src="/e.png">'
                '<b class="p-name">Eva</b><i class="p-nickname">@eva</i></p>'
            ),
            Author(name="Eva", handle="eva", photo="https://a.example/e.png"),
        ),
        ("<p>Eva</p>", None),
    ],
)
def test_authors(markup: str, author: Author | None) -> None:
    assert read(markup).author == author


def test_hatom() -> None:
    facts = read(
        '<h1 class="entry-title">T</h1><abbr class="published" title="2009-07-19T18:00:00+02:00">x'
        '</abbr><span class="author vcard"><a class="url fn" href="/eva">Eva</a></span>',
        name="hentry",
    )
    assert facts.author == Author(name="Eva", url="https://a.example/eva")
    assert facts.published
    assert iso(facts.published[0]) == "2009-07-19T16:00:00Z"
    assert facts.title == "T"


@pytest.mark.parametrize(
    ("markup", "relations"),
    [
        (f'<a class="u-in-reply-to" href="{T}">x</a>', {T: Kind.REPLY}),
        (f'<a class="u-like-of" href="{T}">x</a>', {T: Kind.LIKE}),
        (f'<a class="u-repost-of" href="{T}">x</a>', {T: Kind.REPOST}),
        (f'<a class="u-bookmark-of" href="{T}">x</a>', {T: Kind.BOOKMARK}),
        (f'<a class="u-quotation-of" href="{T}">x</a>', {T: Kind.QUOTE}),
        (f'<a rel="in-reply-to" href="{T}">x</a>', {T: Kind.REPLY}),
        (f'<data class="u-like-of" value="{T}"></data>', {T: Kind.LIKE}),
        (f'<p class="u-like-of h-cite"><a class="u-url" href="{T}">x</a></p>', {T: Kind.LIKE}),
        ('<p class="u-like-of">just words</p>', {}),
        ('<a class="u-like-of" href="mailto:x@a.example">x</a>', {}),
        (f'<p class="h-cite"><a class="u-like-of" href="{T}">x</a></p>', {}),
        (f'<a href="{T}">x</a>', {}),
    ],
)
def test_relations(markup: str, relations: dict[str, Kind]) -> None:
    assert read(markup).relations == relations


def test_what_is_skipped_says_nothing() -> None:
    root = first(f'<div class="h-entry"><p id="c"><a class="u-like-of" href="{T}">x</a></p></div>')
    skip = frozenset(id(tag) for tag in root.find_all(name=True))
    assert read_hentry(root, base=BASE, skip=skip).relations == {}


def test_addresses_of_a_post() -> None:
    facts = read(
        '<a class="u-url" href="1">x</a><a class="u-syndication" href="//s.example/1">y</a>'
    )
    assert (facts.url, facts.syndication) == ("https://a.example/dir/1", ("https://s.example/1",))


def test_a_name_that_nobody_marked_is_no_title() -> None:
    assert read("Just a note").title is None


@pytest.mark.parametrize(
    "inside",
    [
        '<time class="dt-published"><b class="value">+02:00</b></time>',
        '<a class="u-url" href="http://[x">x</a>',
        '<p class="p-author h-card"><p class="p-name h-card h-entry">',
        "<b class='p-author h-card'>" * 2000,
    ],
)
def test_hostile_markup_says_nothing(inside: str) -> None:
    facts = read(inside)
    assert (facts.url, facts.published) == (None, None)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("h-entry", True), ("post hentry", True), ("h-feed", False), ("", False)],
)
def test_is_microformat(name: str, expected: bool) -> None:  # noqa: FBT001 - a row of the table
    assert is_microformat(first(f'<div class="{name}">')) is expected


def test_one_card_is_the_page_author() -> None:
    card = first('<a class="h-card" href="/eva">Eva</a>')
    expected = Author(name="Eva", url="https://a.example/eva")
    assert read_hcard([card], base=BASE) == PostFacts(author=expected)
    assert read_hcard([card, card], base=BASE) == PostFacts()
    assert read_hcard([], base=BASE) == PostFacts()


# Found by fuzzing mf2py 2.0.2: a zone without a time, and a value-title without a title.
@pytest.mark.parametrize(
    ("inside", "why"),
    [
        ('<time class="dt-published"><b class="value">+02:00</b></time>', "TypeError: unsupported"),
        ('<b class="p-name"><i class="value-title">x</i></b>', "TypeError: sequence item 0"),
    ],
)
def test_microformats_that_mf2py_fails_on_are_told(inside: str, why: str) -> None:
    facts = read(f'{inside}<a class="u-like-of" href="{T}">x</a>')
    assert (facts.unread or "").startswith(why)
    assert facts.relations == {T: Kind.LIKE}  # links are read without it
    card = first(f'<div class="h-card">{inside}</div>')
    assert (read_hcard([card], base=BASE).unread or "").startswith(why)


def test_what_can_be_read_is_not_called_unread() -> None:
    assert read('<b class="p-name">x</b>').unread is None
    assert read("<p>Hi</p>", name="post").unread is None
