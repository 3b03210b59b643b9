from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentions.errors import ParseError
from mentions.model import Channel, Document, Entry, Kind, Region, iso
from mentions.parse.html import MAX_BYTES
from mentions.parse.webpage import read_page

PAGES = Path(__file__).parent / "pages"
TARGET = "https://jens.example/firewall/"


@dataclass(frozen=True, kw_only=True)
class Case:
    """A page, and what its entry that links to the target must be; `None` where unknown."""

    page: str
    url: str
    entry: str | None = None  # its permalink where that is not the page's address
    author: str | None = None
    author_url: str | None = None
    published: str | None = None
    zone: bool = False
    title: str | None = None
    language: str | None = None
    region: Region = Region.CONTENT
    relation: Kind | None = None
    content: tuple[str, ...] | None = None  # all its links in the region CONTENT


CASES = [
    Case(
        page="kubrick",
        url="http://karin.example/offene-tueren/",
        published="2009-07-14T18:30:00Z",
        title="Offene Türen",
        language="de-DE",
        content=(TARGET,),
    ),
    Case(
        page="hatom",
        url="https://oma.example/sperren/",
        author="Wilma Öder",
        author_url="https://oma.example/ueber/",
        published="2009-07-19T16:00:00Z",
        zone=True,
        title="Sperren",
        language="de",
        content=(TARGET, "https://nora.example/dazu"),
    ),
    Case(
        page="html5-related",
        url="https://shed.example/open-doors",
        author="Tom Hill",
        author_url="https://shed.example/author/tom",
        published="2014-03-02T09:15:00Z",
        zone=True,
        title="Open doors",
        language="en-GB",
        region=Region.CHROME,
        content=("https://other.example/x",),
    ),
    Case(
        page="blocks",
        url="https://zoe.example/portes",
        author="Zoé Dupont",
        published="2023-01-05T07:00:00Z",
        zone=True,
        title="Portes ouvertes",
        language="fr-FR",
        content=(TARGET,),
    ),
    Case(
        page="reply",
        url="https://gus.example/2026/03/reply",
        author="Gus",
        author_url="https://gus.example/",
        published="2026-03-14T11:00:00Z",
        zone=True,
        title="Reply",
        language="en",
        relation=Kind.REPLY,
    ),
    Case(
        page="like",
        url="https://mia.example/likes/1",
        author="Mia Möller",
        author_url="https://mia.example/",
        published="2024-05-01T10:00:00Z",
        zone=True,
        title="Likes",
        relation=Kind.LIKE,
    ),
    Case(
        page="repost",
        url="https://ned.example/r/1",
        author="Ned",
        author_url="https://ned.example/",
        published="2024-05-02T00:00:00Z",
        title="Shared",
        language="en",
        relation=Kind.REPOST,
    ),
    Case(
        page="bookmark",
        url="https://ute.example/merken",
        author="Ute",
        author_url="https://ute.example/",
        published="2020-02-03T08:05:00Z",
        title="Lesezeichen: Firewall",
        language="de",
        relation=Kind.BOOKMARK,
    ),
    Case(
        page="quotation",
        url="https://vera.example/zitat",
        title="Zitat",
        language="de",
        relation=Kind.QUOTE,
        content=(TARGET,),
    ),
    Case(
        page="newsarticle",
        url="https://bote.example/wirtschaft/firewalls-101.html?mobile=1",
        entry="https://bote.example/wirtschaft/firewalls-101.html",
        author="Änne Groß",
        author_url="https://bote.example/autoren/gross",
        published="2019-11-05T05:00:00Z",
        zone=True,
        title="Firewalls im Büro",
        language="de",
        content=(TARGET,),
    ),
    Case(
        page="opengraph",
        url="https://pages.example/walls",
        published="2016-08-09T07:06:05Z",
        zone=True,
        title="Walls down",
        language="en-US",
        content=(TARGET,),
    ),
    Case(
        page="bare",
        url="http://bare.example/1.html",
        content=(TARGET, "https://bare.example/x"),
    ),
    Case(
        page="table2004",
        url="http://udo.example/news.html",
        author="Udo Lang",
        published="2004-07-14T00:00:00Z",
        title="Neues von Udo",
        region=Region.CHROME,
        content=("https://nora.example/text",),
    ),
    Case(
        page="linklist",
        url="https://ida.example/links",
        title="links for 2010-01-22",
        language="de",
        content=(
            TARGET,
            "https://nora.example/b",
            "https://udo.example/c",
            "https://ute.example/d",
        ),
    ),
    Case(
        page="home",
        url="https://olaf.example/",
        entry="https://olaf.example/zwei/",
        author="Petra Holz",
        published="2021-01-01T02:04:05Z",
        zone=True,
        title="Zwei",
        language="de",
        content=(TARGET,),
    ),
    Case(
        page="planet",
        url="https://planet.example/",
        entry="https://karin.example/tueren",
        author="Karin Kern",
        published="2009-07-19T10:00:00Z",
        title="Türen",
        content=(TARGET,),
    ),
    Case(
        page="phpbb",
        url="https://forum.example/viewtopic.php?t=9",
        entry="https://forum.example/viewtopic.php?t=9#p102",
        author="bert",
        author_url="https://forum.example/memberlist.php?u=2",
        published="2009-07-19T11:30:00Z",
        title="Re: Sperren",
        language="de",
        content=(TARGET,),
    ),
    Case(
        page="discourse",
        url="https://talk.example/t/firewalls/77",
        entry="https://talk.example/t/firewalls/77#post_2",
        author="dan",
        author_url="https://talk.example/u/dan",
        published="2022-04-01T11:00:00Z",
        zone=True,
        language="en",
        content=(TARGET,),
    ),
    Case(
        page="xenforo",
        url="https://board.example/threads/walls.3/",
        entry="https://board.example/threads/walls.3/post-6",
        author="Fay",
        author_url="https://board.example/members/fay.2/",
        published="2021-06-01T11:00:00Z",
        zone=True,
        language="en-US",
        content=(TARGET,),
    ),
    Case(
        page="cards",
        url="https://mag.example/long-read",
        author="Gil Stone",
        published="2018-05-03T00:00:00Z",
        title="Long read",
        language="en",
        region=Region.CHROME,
        content=("https://other.example/",),
    ),
    Case(
        page="germanbyline",
        url="https://ohne.example/1",
        author="Jörg Weiß-Müller",
        published="2009-07-14T11:42:00Z",
        title="Ohne Klassen",
        language="de",
        content=(TARGET,),
    ),
    Case(
        page="amp",
        url="https://fast.example/walls/amp",
        entry="https://fast.example/walls",
        author="Hal",
        published="2018-01-02T00:00:00Z",
        title="Fast walls",
        language="en",
        content=(TARGET,),
    ),
    Case(page="frameset", url="https://rahmen.example/", title="Rahmen", content=(TARGET,)),
    Case(
        page="builder",
        url="https://baukasten.example/x",
        title="Baukasten",
        language="de",
        content=(TARGET,),
    ),
    Case(
        page="linkblog",
        url="https://ida.example/",
        entry="https://ida.example/2020/1",
        author="Ida",
        author_url="https://ida.example/",
        title="Firewall",
        language="en",
        relation=Kind.BOOKMARK,
        content=(TARGET,),
    ),
    Case(
        page="mail",
        url="https://kai.example/post",
        title="Post",
        language="de",
        content=(TARGET,),
    ),
    Case(
        page="brokentheme",
        url="https://kaputt.example/x",
        published="2012-03-02T00:00:00Z",
        title="Kaputt",
        language="de",
        content=(TARGET,),
    ),
    Case(
        page="blogger",
        url="http://lena.blogs.example/2011/05/mauern.html?m=1",
        entry="http://lena.blogs.example/2011/05/mauern.html",
        author="Lena",
        published="2011-05-02T18:15:00Z",
        zone=True,
        title="Mauern",
        content=(TARGET,),
    ),
    Case(
        page="microdata",
        url="https://tidning.example/murar",
        author="Åsa Ek",
        published="2017-09-08T08:00:00Z",
        zone=True,
        title="Murar",
        language="sv",
        content=(TARGET,),
    ),
    Case(
        page="movabletype",
        url="http://max.example/",
        entry="http://max.example/archives/000012.html",
        author="max",
        published="2004-07-14T10:15:00Z",
        title="Walls",
        content=(TARGET,),
    ),
]


def read(name: str, url: str) -> Document:
    return read_page((PAGES / f"{name}.html").read_bytes(), url=url)


def linking(document: Document) -> Entry:
    """Return the entry that links to the target: in its content, if any does so."""
    found = [
        (link.region is Region.CHROME, place)
        for place, entry in enumerate(document.entries)
        for link in entry.links
        if link.url == TARGET
    ]
    return document.entries[min(found)[1]]


def test_every_page_is_tried() -> None:
    assert sorted(case.page for case in CASES) == sorted(page.stem for page in PAGES.iterdir())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.page)
def test_who_wrote_what_and_when(case: Case) -> None:
    entry = linking(read(case.page, case.url))
    assert entry.url == (case.entry or case.url)
    assert (entry.author.name, entry.author.url) == (case.author, case.author_url)
    assert (iso(entry.published), entry.published_zone_known) == (case.published, case.zone)
    assert (entry.title, entry.language) == (case.title, case.language)
    assert (entry.channel, entry.on) == (Channel.POST, None)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.page)
def test_where_the_link_stands(case: Case) -> None:
    entry = linking(read(case.page, case.url))
    regions = {link.region for link in entry.links if link.url == TARGET}
    relations = {link.relation for link in entry.links if link.url == TARGET}
    assert case.region in regions
    assert relations == {case.relation}
    content = tuple(link.url for link in entry.links if link.region is Region.CONTENT)
    assert case.content is None or content == case.content
