from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from mentions.parse.html import one_line, text_of
from mentions.parse.looks import looks_of
from mentions.parse.posts import Post, posts_in

URL = "https://a.example/x"


def posts(markup: str, url: str = URL) -> tuple[Post, ...]:
    looks = looks_of(BeautifulSoup(markup, "lxml"), frozenset())
    return posts_in(looks, base=url, page=[url])


def card(address: str, name: str = "article", extra: str = "") -> str:
    return f'<{name}{extra}><h2><a href="{address}">T</a></h2><p>Words.</p></{name}>'


@pytest.mark.parametrize(
    ("markup", "urls"),
    [
        ("<p>Hi", [None]),
        ("<article><p>Hi", [None]),
        (card("/1") + card("/2"), ["https://a.example/1", "https://a.example/2"]),
        (
            card("//b.example/1") + card("//c.example/2"),
            ["https://b.example/1", "https://c.example/2"],
        ),
        (card("/x") + card("/1") + card("/2"), ["https://a.example/x"]),
        ("<article><h1>T</h1>Long long words.</article>" + card("/1") + card("/2"), [None]),
        (card("/1") + "<aside>" + card("/2") + "</aside>", ["https://a.example/1"]),
        ("<article>a</article><article>b</article>", [None]),
        (
            (
                '<div class="post" id="p1"><div class="postbody">a</div></div>'
                '<div class="post" id="p2"><div class="postbody">b</div></div>'
            ),
            ["https://a.example/x#p1", "https://a.example/x#p2"],
        ),
        (
            (
                f'<div class="post">{card("/1", "div", " class=entry")}'
                f"{card('/2', 'div', ' class=entry')}</div>"
            ),
            ["https://a.example/1", "https://a.example/2"],
        ),
    ],
)
def test_posts_and_their_addresses(markup: str, urls: list[str | None]) -> None:
    assert [post.url for post in posts(markup)] == urls


@pytest.mark.parametrize(
    ("links", "url"),
    [
        ('<a rel="bookmark" href="/b">x</a>', "https://a.example/b"),
        ('<a class="permalink" href="/b">x</a>', "https://a.example/b"),
        ('<a href="/b">Permalink</a>', "https://a.example/b"),
        ('<a href="/b">#</a>', "https://a.example/b"),
        ('<a href="/b"><time>x</time></a>', "https://a.example/b"),
        ('<p class="date"><a href="/b">x</a></p>', "https://a.example/b"),
        ('<a href="/b">July 14, 2004 10:15 AM</a>', "https://a.example/b"),
        ('<a href="/b">Other</a>', None),
        ('<p class="h-card"><a class="u-url" href="/b">Eva</a></p>', None),
        ('<h2><a href="/b">T</a></h2>', "https://a.example/b"),
        ('<h2><a href="//c.example/">T</a></h2><a href="/b">★</a>', "https://a.example/b"),
        ('<h2><a href="//c.example/">T</a></h2>', "https://c.example/"),
        ('<a href="/b"><h2>T</h2></a>', "https://a.example/b"),
        ('<a rel="bookmark" href="#">x</a>', None),
        ('<a rel="bookmark" href="javascript:x">x</a>', None),
    ],
)
def test_the_permalink_of_a_post(links: str, url: str | None) -> None:
    (post,) = posts(f'<div class="hentry">{links}<div class="entry-content">a</div></div>')
    assert post.url == url


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ('<div class="entry-content">a</div>b', "a"),
        ('<div class="e-content">a</div><div class="content">b</div>', "a"),
        ('<div itemprop="articleBody">a</div>b', "a"),
        ('<div class="entry"><div class="content">a</div>b</div>', "a"),
        ('<div class="entry">a</div>b', "a"),
        ('<div class="entry-content"></div><div class="entry">a</div>', "a"),
        ('<p class="p-summary">a</p>b', "a"),
        ('<div class="entry-content">a</div><nav><p class="entry-content">b</p></nav>', "a"),
        ("<p>a</p>", ""),
    ],
)
def test_the_text_of_a_post(inside: str, text: str) -> None:
    (post,) = posts(f'<article class="h-entry">{inside}</article>')
    assert " ".join(text_of(element) for element in post.texts) == text


@pytest.mark.parametrize(
    ("inside", "title"),
    [
        ('<h1>A</h1><h2 class="entry-title">B</h2>', "B"),
        ("<h2>A</h2><h3>B</h3>", "A"),
        ('<p itemprop="headline">A</p>', "A"),
        ('<h4><a class="username" href="/u">eva</a></h4>', None),
        ('<p class="h-card"><b class="p-name">Eva</b></p>', None),
        ('<div class="entry-content"><h2>A</h2></div>', None),
    ],
)
def test_the_title_of_a_post(inside: str, title: str | None) -> None:
    (post,) = posts(f'<article class="h-entry">{inside}</article>')
    assert (one_line(text_of(post.title)) if post.title else None) == title


def test_without_a_post_the_main_part_is_it() -> None:
    (post,) = posts("<div>a</div><main><p>b</p></main>")
    assert (post.root.name, post.tight, post.marked) == ("main", False, False)


def test_posts_are_sought_in_the_surest_markup() -> None:
    found = posts(card("/1", "div", ' class="h-entry"') + card("/2") + card("/3"))
    assert [post.url for post in found] == ["https://a.example/1"]


def test_a_badly_named_theme_still_has_its_post() -> None:
    (post,) = posts(f'<div class="sidebar"><article>{"words " * 50}</article></div><p>a')
    assert post.root.name == "article"


def test_a_card_in_the_sidebar_is_not_the_post() -> None:
    (post,) = posts(f"<p>{'words ' * 50}</p><aside><article>a</article></aside>")
    assert post.root.name == "body"
