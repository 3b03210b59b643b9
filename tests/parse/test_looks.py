from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from bs4.element import Tag

from mentions.parse.looks import Look, look_of, looks_of, names_of, nodes_in


def element(markup: str) -> Tag:
    body = BeautifulSoup(markup, "lxml").body
    assert body is not None
    return next(tag for tag in body.children if isinstance(tag, Tag))


@pytest.mark.parametrize(
    ("markup", "look"),
    [
        ("<nav>", Look.STRONG),
        ("<aside>", Look.WEAK),
        ("<footer>", Look.WEAK),
        ("<blockquote>", Look.PLAIN),
        ('<div role="navigation">', Look.STRONG),
        ('<div role="complementary">', Look.WEAK),
        ('<div id="sidebar">', Look.STRONG),
        ('<div class="leftSidebar">', Look.STRONG),
        ('<div class="jp-relatedposts">', Look.STRONG),
        ('<div class="sharedaddy">', Look.STRONG),
        ('<div class="newsletter-signup">', Look.STRONG),
        ('<article class="newsletter-post post">', Look.PLAIN),
        ('<div class="comments">', Look.WEAK),
        ('<div class="author-box">', Look.STRONG),
        ('<div class="nav-links">', Look.STRONG),
        ('<ul class="widget_recent_comments">', Look.STRONG),
        ('<ul class="xoxo">', Look.WEAK),
        ('<div class="widget">', Look.WEAK),
        ('<div id="colophon">', Look.WEAK),
        ('<div id="header">', Look.WEAK),
        ('<p class="entry-meta">', Look.META),
        ('<p class="byline">', Look.META),
        ('<div class="article-info">', Look.META),
        ('<div class="post-signature">', Look.META),
        ('<i class="upvoter">', Look.META),
        ('<a class="Link--secondary">', Look.PLAIN),
        ('<div class="tgme_widget_message_text">', Look.PLAIN),
        ("<noscript>", Look.STRONG),
        ("<button>", Look.STRONG),
        ('<div class="entry-header">', Look.PLAIN),
        ('<div class="entry-content">', Look.PLAIN),
        ('<div class="post category-sidebar tag-menu">', Look.PLAIN),
        ('<div class="has-sidebar elementor-widget">', Look.PLAIN),
        ('<div class="header-footer-group">', Look.PLAIN),
        ('<div class="address">', Look.PLAIN),
        ("<p>", Look.PLAIN),
    ],
)
def test_look_of(markup: str, look: Look) -> None:
    assert look_of(element(markup)) is look


def test_names_are_read_as_themes_mean_them() -> None:
    assert names_of("relatedPosts Entry_Meta tag-links tag-x is-wide") == (
        "related-posts",
        "entry-meta",
        "tag-links",
    )


def test_what_stands_in_frame_is_framed() -> None:
    soup = BeautifulSoup('<div class="widget"><p>a</p></div><nav><b>b</b></nav><i>c</i>', "lxml")
    looks = looks_of(soup, frozenset())
    assert [tag.name for tag in looks.tags if id(tag) in looks.framed] == ["div", "p", "nav", "b"]
    assert [tag.name for tag in looks.tags if id(tag) in looks.boxed] == ["nav", "b"]


def test_what_stands_in_a_comment_is_of_it() -> None:
    soup = BeautifulSoup('<div id="c"><p>a</p></div><p>b</p>', "lxml")
    looks = looks_of(soup, frozenset(id(tag) for tag in soup.find_all(id="c")))
    assert [tag.name for tag in looks.tags if id(tag) in looks.comments] == ["div", "p"]


def test_nodes_in_is_in_order_and_bounded() -> None:
    root = element("<div>a<b>c<i>d</i></b>e</div>")
    assert list(nodes_in(root, 99)) == list(root.descendants)
    assert list(nodes_in(root, 3)) == list(root.descendants)[:3]
