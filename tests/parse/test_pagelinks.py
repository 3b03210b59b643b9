from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from mentions.parse.pagelinks import bare_links, links_of

BASE = "https://a.example/"


def test_every_link_knows_its_element() -> None:
    soup = BeautifulSoup(
        '<a href="/1">a</a><a>b</a><a href="mailto:c">c</a><a href="/2">d</a>', "lxml"
    )
    found = links_of(soup, base=BASE)
    links = soup.find_all("a")
    assert [placed.key for placed in found] == [id(links[0]), id(links[3])]
    assert [placed.link.anchor for placed in found] == ["a", "d"]


@pytest.mark.parametrize(
    ("markup", "around"),
    [
        ('<a href="/x" rel="tag">', True),
        ('<a href="/x" rel="Prev nofollow">', True),
        ('<a href="/x" rel="nofollow ugc">', False),
        ('<a href="/x" class="u-syndication">', True),
        ('<p class="h-card"><a href="/x">', True),
        ('<a href="/x">', False),
    ],
)
def test_links_that_lead_around(markup: str, around: bool) -> None:  # noqa: FBT001 - of the table
    soup = BeautifulSoup(markup, "lxml")
    (placed,) = links_of(soup, base=BASE)
    assert placed.around is around


def test_bare_links_have_their_line() -> None:
    found = list(bare_links("One\nSee https://b.example/1 now\n" + "https://c.example/ " * 9))
    assert (found[0].url, found[0].context) == (
        "https://b.example/1",
        "See https://b.example/1 now",
    )
    assert [link.url for link in found[1:]] == ["https://c.example/"]


def test_bare_links_are_bounded() -> None:
    text = " ".join(f"https://b.example/{number}" for number in range(500))
    assert len(list(bare_links(text))) == 200
