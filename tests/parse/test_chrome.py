from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from mentions.parse.chrome import Zone, columns_of_links, zones_of
from mentions.parse.looks import looks_of


def zone_of_x(markup: str, *, marked: bool = True) -> Zone:
    """Return the zone of `#x` where `.post` is the post and `.text` its text."""
    soup = BeautifulSoup(markup, "lxml")
    looks = looks_of(soup, frozenset(id(tag) for tag in soup.select(".said")))
    posts = {id(tag): place for place, tag in enumerate(soup.select(".post"))}
    texts = frozenset(id(tag) for tag in soup.select(".text"))
    zones = zones_of(looks, posts=posts, texts=texts, host="a.example", marked=marked)
    return next(zones.zone[id(tag)] for tag in looks.tags if tag.get("id") == "x")


POST = '<div class="post">{}<div class="text">{}</div></div>{}'


@pytest.mark.parametrize(
    ("markup", "zone"),
    [
        (POST.format("", "<p id=x>", ""), Zone.TEXT),
        (POST.format("", "<aside id=x>", ""), Zone.TEXT),
        (POST.format("", "<nav><a id=x>", ""), Zone.FRAME),
        (POST.format("<p id=x>", "", ""), Zone.POST),
        (POST.format("<header id=x></header>", "", ""), Zone.POST),
        (POST.format("<footer id=x></footer>", "", ""), Zone.META),
        (POST.format("<p id=x class=footer></p>", "", ""), Zone.META),
        (POST.format("<aside id=x></aside>", "", ""), Zone.FRAME),
        (POST.format("<p class=byline><a id=x></a></p>", "", ""), Zone.META),
        (POST.format("", "<p class=byline id=x>", ""), Zone.META),
        (POST.format("", "", "<p id=x>"), Zone.OUTSIDE),
        (POST.format("", "", "<header id=x>"), Zone.FRAME),
        (POST.format("", "", "<p class=said><a id=x>"), Zone.COMMENTS),
        ("<div id=x class=sidebar>" + POST.format("", "", ""), Zone.OUTSIDE),
        (POST.format("", "", "<b>Blogroll</b><ul id=x>"), Zone.FRAME),
        (POST.format("", "<b>Blogroll</b><ul id=x>", ""), Zone.TEXT),
        (POST.format("", "<b>Related posts</b><ul id=x><li><a href=/b>", ""), Zone.FRAME),
        (POST.format("", "<b>Related posts</b><ul id=x><li><a href=//c.example/>", ""), Zone.TEXT),
        (POST.format("", "<b>Related posts</b><p id=x>", ""), Zone.TEXT),
    ],
)
def test_zones(markup: str, zone: Zone) -> None:
    assert zone_of_x(markup) is zone


@pytest.mark.parametrize("name", ["header", "footer"])
def test_in_a_page_without_marked_posts_header_and_footer_are_its_own(name: str) -> None:
    markup = f"<div class=post><{name} id=x></{name}>"
    assert zone_of_x(markup, marked=False) is Zone.FRAME


LINKS = "<td>" + "<a href=/x>News</a> " * 5
TEXT = "<td>" + "word " * 60


@pytest.mark.parametrize(
    ("row", "count"),
    [
        (LINKS + TEXT, 1),
        (LINKS + LINKS, 0),
        (LINKS + "<td>short", 0),
        ("<td><a href=/x>One</a>" + TEXT, 0),
        (LINKS + TEXT + LINKS, 2),
        (LINKS + "word " * 30 + TEXT, 0),
    ],
)
def test_columns_of_links(row: str, count: int) -> None:
    soup = BeautifulSoup(f"<table><tr>{row}</table>", "lxml")
    assert len(columns_of_links(looks_of(soup, frozenset()).tags)) == count
