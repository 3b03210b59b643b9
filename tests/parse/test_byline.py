from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from bs4.element import Tag

from mentions.model import iso
from mentions.parse.byline import day_above, read_byline
from mentions.parse.hentry import PostFacts


def read(markup: str, language: str | None = "de", *, sole: bool = False) -> PostFacts:
    tags = BeautifulSoup(f"<div>{markup}</div>", "lxml").find_all(name=True)
    around = [tag for tag in tags if isinstance(tag, Tag)]
    return read_byline(around, base="https://a.example/", language=language, sole=sole)


@pytest.mark.parametrize(
    ("markup", "name", "url"),
    [
        ('<a rel="author" href="/eva">Eva</a>', "Eva", "https://a.example/eva"),
        (
            '<p class="author vcard"><a class="fn" href="/eva">Eva</a></p>',
            "Eva",
            "https://a.example/eva",
        ),
        ('<p itemprop="author"><meta itemprop="name" content="Eva"></p>', "Eva", None),
        ('<p class="byline">Von Eva Klein, 2. März 2012</p>', "Eva Klein", None),
        ('<p class="byline">von <b class="author">Eva</b></p>', "Eva", None),
        (
            '<li class="post-author"><i class="sr-only">Author</i> By <a href="/e">Eva</a></li>',
            "Eva",
            "https://a.example/e",
        ),
        ('<div data-author="Eva"></div>', "Eva", None),
        ('<span class="author"></span>', None, None),
        ('<span class="author">eva@a.example</span>', None, None),
        ('<p class="entry-meta">admin | 2. März 2012</p>', None, None),
        ('<p class="entry-meta"><a rel="tag" href="/netz">Netz</a></p>', None, None),
        ("<p>Ein Satz von Nora am 2. März 2012, der länger geht.</p>", None, None),
        ("<p>Von Nora</p>", None, None),
        ("<p>Von Nora am 2. März 2012</p>", "Nora", None),
        ("<p>2. März 2012 von Nora<br>Neues</p>", "Nora", None),
        ('<p>Von <a href="/n">Nora</a> am 2. März 2012</p>', "Nora", "https://a.example/n"),
        ("<p>Zuletzt geändert: 2. März 2012 von Nora</p>", None, None),
        ('<p class="byline">Last edited by Nora</p>', None, None),
        ('<b class="card__author">Nora</b>', "Nora", None),
        ('<a class="author">Nora @nora@social.example</a>', "Nora", None),
        (
            '<p class="author">Zweite</p><a rel="author" href="/eva">Eva</a>',
            "Eva",
            "https://a.example/eva",
        ),
    ],
)
def test_authors(markup: str, name: str | None, url: str | None) -> None:
    author = read(markup).author
    assert (author.name if author else None, author.url if author else None) == (name, url)


@pytest.mark.parametrize(
    ("markup", "published"),
    [
        (
            '<time class="published" datetime="2009-07-14T11:42:00+02:00">x</time>',
            "2009-07-14T09:42:00Z",
        ),
        ('<time datetime="2009-07-14">x</time>', "2009-07-14T00:00:00Z"),
        ('<time class="updated" datetime="2010-01-01">x</time>', None),
        (
            '<time class="updated" datetime="2010-01-01">x</time><p class="date">14.07.2009</p>',
            "2009-07-14T00:00:00Z",
        ),
        ('<meta itemprop="datePublished" content="2009-07-14">', "2009-07-14T00:00:00Z"),
        (
            '<a title="18:00" href="/x"><b class="entry-date">19. Juli 2009</b></a>',
            "2009-07-19T18:00:00Z",
        ),
        ('<p class="entry-meta">Aktualisiert am 14. Juli 2009</p>', None),
        ('<p class="postmetadata">Am 14. Juli 2009 um 9:30 in Netz</p>', "2009-07-14T09:30:00Z"),
        ("<p>14. Juli 2009</p>", "2009-07-14T00:00:00Z"),
        ("<p>Am 14. Juli 2009 war ich im Kino.</p>", None),
        ('<p class="date">gestern</p>', None),
    ],
)
def test_dates(markup: str, published: str | None) -> None:
    moment = read(markup).published
    assert iso(moment[0] if moment else None) == published


def test_the_picture_of_the_author() -> None:
    author = read('<p class="author"><img src="/e.png"> Eva</p>').author
    assert author
    assert author.photo == "https://a.example/e.png"


@pytest.mark.parametrize(
    ("markup", "alone", "first"),
    [
        (
            "<p>14. Juli 2004 von Udo</p><p>13. Juli 2004 von Eva</p>",
            (None, None),
            ("Udo", "2004-07-14T00:00:00Z"),
        ),
        (
            "<h3>14. Juli 2004</h3><h3>13. Juli 2004</h3>",
            (None, None),
            (None, "2004-07-14T00:00:00Z"),
        ),
        (
            "<p>14. Juli 2004 von Udo</p><p>14. Juli 2004, 11:42, von Udo</p>",
            ("Udo", "2004-07-14T00:00:00Z"),
            ("Udo", "2004-07-14T00:00:00Z"),
        ),
    ],
)
def test_several_bylines(
    markup: str, alone: tuple[str | None, ...], first: tuple[str | None, ...]
) -> None:
    for sole, expected in ((True, alone), (False, first)):
        found = read(markup, sole=sole)
        author = found.author.name if found.author else None
        assert (author, iso(found.published[0]) if found.published else None) == expected


@pytest.mark.parametrize(
    ("above", "day"),
    [
        ('<h2 class="date-header">3. April 2007</h2><div>x</div>', "2007-04-03T00:00:00Z"),
        ('<h2 class="date-header">Neues</h2>', None),
        ('<p class="date-header">3. April 2007</p>', None),
        ("<h2>3. April 2007</h2>", None),
        ("", None),
    ],
)
def test_the_day_above_a_post(above: str, day: str | None) -> None:
    post = BeautifulSoup(f"{above}<div class=post>y</div>", "lxml").find(class_="post")
    assert isinstance(post, Tag)
    found = day_above(post, language="de")
    assert (iso(found[0]) if found else None) == day


@pytest.mark.parametrize("word", ["edited", "Aktualisiert am", "Last updated:", "(geändert"])
def test_day_of_a_change_is_not_that_of_writing(word: str) -> None:
    changed = f'<p><i>{word}</i> <time datetime="2012-05-03">3. Mai 2012</time></p>'
    written = '<p>geschrieben <time datetime="2011-05-03">3. Mai 2011</time></p>'
    assert read(changed).published is None
    assert read(changed.replace("<i>", "").replace("</i>", "")).published is None
    found = read(changed + written).published
    assert found is not None
    assert iso(found[0]) == "2011-05-03T00:00:00Z"


def test_day_that_microdata_call_modified_is_not_that_of_writing() -> None:
    inner = '<span class="updated" itemprop="dateModified">3. Juni 2020</span>'
    assert read(f'<p class="byline"><span class="posted-on">{inner}</span></p>').published is None
