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
    Case(
        page="livejournal",
        url="https://gleb.journal.example/1234.html",
        author="gleb",
        author_url="https://gleb.journal.example/",
        published="2011-02-03T12:00:00Z",
        title="Стена",
        language="ru",
        content=(TARGET,),
    ),
    Case(
        page="mediawiki",
        url="https://lexikon.example/wiki/Firewall",
        title="Firewall",
        language="de",
        content=(TARGET, "https://lexikon.example/wiki/Kategorie:Netz"),
    ),
    Case(
        page="githubissue",
        url="https://git.example/ivo/tool/issues/7",
        entry="https://git.example/ivo/tool/issues/7#issuecomment-99",
        author="kim",
        author_url="https://git.example/kim",
        published="2023-02-02T09:30:00Z",
        zone=True,
        language="en",
        content=(TARGET,),
    ),
    Case(
        page="stackoverflow",
        url="https://qa.example/questions/101/how-to-wall",
        entry="https://qa.example/a/202",
        author="max",
        author_url="https://qa.example/users/6/max",
        published="2020-01-02T11:00:00Z",
        zone=True,
        language="en",
        content=(TARGET,),
    ),
    Case(
        page="hackernews",
        url="https://news.example/item?id=1001",
        author="nils",
        author_url="https://news.example/user?id=nils",
        published="2026-03-10T12:00:00Z",
        language="en",
        content=(
            TARGET,
            "https://news.example/from?site=jens.example",
            "https://news.example/hide?id=1001",
        ),
    ),
    Case(
        page="vbulletin",
        url="https://board.example/showthread.php?t=55",
        entry="https://board.example/showpost.php?p=802&postcount=2",
        author="sina",
        author_url="https://board.example/member.php?u=4",
        published="2009-07-14T12:50:00Z",
        language="de",
        content=(TARGET,),
    ),
    Case(
        page="mybb",
        url="https://mybb.example/showthread.php?tid=5",
        entry="https://mybb.example/showthread.php?tid=5&pid=12#pid12",
        author="uma",
        author_url="https://mybb.example/member.php?action=profile&uid=2",
        published="2016-03-14T10:00:00Z",
        language="en",
        content=(TARGET,),
    ),
    Case(
        page="pipermail",
        url="https://lists.example/pipermail/net/2009-July/000123.html",
        author="Xaver Yilmaz",
        published="2009-07-14T09:42:00Z",
        zone=True,
        title="[Net] Walls",
        content=(
            "https://lists.example/pipermail/net/2009-July/000122.html",
            "https://lists.example/pipermail/net/2009-July/date.html#123",
            TARGET,
            "https://lists.example/pipermail/net/2009-July/000122.html",
            "https://lists.example/listinfo/net",
        ),
    ),
    Case(
        page="telegram",
        url="https://channels.example/s/netznews",
        entry="https://channels.example/netznews/42",
        author="Netznews",
        author_url="https://channels.example/netznews",
        published="2026-03-12T08:30:00Z",
        zone=True,
        content=(TARGET, TARGET),
    ),
    Case(
        page="dokuwiki",
        url="https://wiki.example/doku.php?id=netz:mauern",
        title="Mauern",
        language="de",
        content=("https://wiki.example/doku.php?id=start", TARGET),
    ),
    Case(
        page="usenet",
        url="https://news.example/msg/1",
        author="Carl Dorn",
        published="2009-07-14T09:42:00Z",
        zone=True,
        title="Re: Walls",
        content=(TARGET,),
    ),
    Case(
        page="mailinglist",
        url="https://lists.example/net/2009/07/msg00012.html",
        author="Nora Olsen",
        published="2009-07-14T09:42:00Z",
        zone=True,
        title="Walls",
        content=(
            "https://lists.example/net/2009/07/maillist.html",
            TARGET,
            "https://lists.example/net/2009/07/maillist.html",
        ),
    ),
    Case(
        page="typepad",
        url="http://dan.typepad.example/blog/2008/06/walls.html",
        author="Dan Fox",
        published="2008-06-14T00:00:00Z",
        title="Walls",
        content=(TARGET,),
    ),
    Case(page="newslist", url="http://hand.example/news.html", title="News", content=(TARGET,)),
    Case(
        page="diary",
        url="http://hand.example/tagebuch.html",
        title="Mein Tagebuch",
        content=(TARGET,),
    ),
    Case(
        page="joomla",
        url="http://t.example/p",
        author="Kim Ray",
        published="2014-03-13T00:00:00Z",
        title="P",
        language="en",
        content=(TARGET,),
    ),
    Case(
        page="serendipity",
        url="https://s9.example/archives/5-Mauern.html",
        author="Max Mut",
        author_url="https://s9.example/authors/1-Max",
        published="2009-07-14T00:00:00Z",
        title="Mauern",
        language="de",
        content=(TARGET,),
    ),
    Case(
        page="quotedmail", url="https://qm.example/p", title="P", language="de", content=(TARGET,)
    ),
    Case(
        page="journal",
        url="https://journal.example/pixels/article/2026/03/21/murs_1.html",
        author="Zoé Petit",
        published="2026-03-21T11:30:05Z",
        zone=True,
        title="Les murs",
        language="fr",
        content=(TARGET,),
    ),
    Case(
        page="lobsters",
        url="https://links.example/s/ab1cde/firewall",
        author="rosa",
        author_url="https://links.example/~rosa",
        published="2026-03-10T07:00:00Z",
        title="Firewall | Links",
        language="en",
        relation=Kind.REPOST,
        content=(TARGET, "https://links.example/domains/jens.example"),
    ),
    Case(
        page="bloggerclassic",
        url="http://cora.blogspot.example/2007/04/mauern.html",
        author="Cora",
        published="2007-04-03T00:00:00Z",
        title="Mauern",
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


def page(body: str, url: str = "https://a.example/x", head: str = "") -> Document:
    return read_page(f"<html><head>{head}</head><body>{body}</body></html>", url=url)


def content(document: Document) -> list[str]:
    return [
        link.url
        for entry in document.entries
        for link in entry.links
        if link.region is Region.CONTENT
    ]


LINK = f'<a href="{TARGET}">it</a>'
TEXT = '<div class="entry-content"><p>Words, and more of them.</p></div>'


@pytest.mark.parametrize(
    "frame",
    [
        f"<nav>{LINK}</nav>",
        f"<aside>{LINK}</aside>",
        f"<footer>{LINK}</footer>",
        f"<header>{LINK}</header>",
        f'<div role="navigation">{LINK}</div>',
        f'<div role="complementary">{LINK}</div>',
        f'<div id="sidebar">{LINK}</div>',
        f'<div class="seitenleiste">{LINK}</div>',
        f'<ul class="blogroll"><li>{LINK}</li></ul>',
        f'<div class="relatedPosts">{LINK}</div>',
        f'<div class="yarpp-related">{LINK}</div>',
        f'<div class="recent_posts">{LINK}</div>',
        f'<div class="tag-cloud">{LINK}</div>',
        f'<div class="share-buttons">{LINK}</div>',
        f'<div class="breadcrumbs">{LINK}</div>',
        f'<div class="author-box">{LINK}</div>',
        f'<div class="ads">{LINK}</div>',
        f"<h3>Blogroll</h3><ul><li>{LINK}</li></ul>",
        f"<h3>Ähnliche Beiträge:</h3><ul><li>{LINK}</li></ul>",
        f'<div class="grid">{LINK}</div>',
        f"<noscript>{LINK}</noscript>",
        f"<button>{LINK}</button>",
    ],
)
def test_a_link_beside_the_post_is_chrome(frame: str) -> None:
    document = page(f'<article class="hentry"><h1>Title</h1>{TEXT}</article>{frame}')
    assert content(document) == []
    assert [link.url for link in document.entries[0].links] == [TARGET]


@pytest.mark.parametrize(
    "inside",
    [
        f'<div class="jp-relatedposts">{LINK}</div>',
        f'<p class="postmetadata">{LINK}</p>',
        f'<ul class="social-links"><li>{LINK}</li></ul>',
        f"<nav>{LINK}</nav>",
        f'<div class="signature">{LINK}</div>',
    ],
)
def test_some_frame_stands_in_the_text(inside: str) -> None:
    document = page(f'<article><div class="entry-content"><p>Words.</p>{inside}</div></article>')
    assert content(document) == []


@pytest.mark.parametrize(
    "inside",
    [
        f"<aside>{LINK}</aside>",
        f"<ul><li>{LINK}</li></ul>",
        f"<blockquote><p>Words</p><footer>{LINK}</footer></blockquote>",
        f'<div class="menu">{LINK}</div>',
        f'<p class="category-sidebar">{LINK}</p>',
        f"<table><tr><td>{LINK}</td></tr></table>",
        f"<h3>Blogroll</h3><ul><li>{LINK}</li></ul>",
    ],
)
def test_other_things_in_the_text_are_text(inside: str) -> None:
    document = page(f'<article><div class="entry-content">{inside}</div></article>')
    assert content(document) == [TARGET]


@pytest.mark.parametrize("name", ["sidebar", "widget-area", "menu", "footer", "related"])
def test_an_ancestor_of_the_post_is_no_chrome(name: str) -> None:
    text = f'<div class="entry-content"><p>Words {LINK}</p></div>'
    document = page(f'<div class="{name}"><div class="hentry">{text}</div></div>')
    assert content(document) == [TARGET]


def test_a_title_that_leads_elsewhere_is_content() -> None:
    document = page(f'<article class="post"><h1><a href="{TARGET}">T</a></h1>{TEXT}</article>')
    assert content(document) == [TARGET]


def test_bare_addresses_count_once() -> None:
    document = page(f"<p>See {TARGET} and <a href='{TARGET}'>{TARGET}</a> now.</p>")
    assert content(document) == [TARGET]


def test_words_around_a_link() -> None:
    document = page(f"<p>First. Then I read {LINK} twice. Last.</p>")
    (link,) = document.entries[0].links
    assert (link.anchor, link.context) == ("it", "Then I read it twice.")


def test_private_characters_of_icon_fonts_do_no_harm() -> None:
    document = page(f'<p>\ue000 &#xe001; <img class="emoji" alt="\ue000"> {LINK}</p>')
    assert content(document) == [TARGET]


def test_comments_come_after_the_post() -> None:
    comment = (
        '<ol class="commentlist"><li class="comment" id="comment-1"><cite class="fn">Eva</cite>'
        f'<div class="comment-content"><p>See {LINK}.</p></div></li></ol>'
    )
    document = page(f'<div class="hentry">{TEXT}</div><div id="comments">{comment}</div>')
    post, said = document.entries
    assert (post.channel, post.links, said.channel) == (Channel.POST, (), Channel.COMMENT)
    assert [link.url for link in said.links] == [TARGET]


def test_answers_to_the_post_are_not_its_own() -> None:
    document = read("reply", "https://gus.example/2026/03/reply")
    assert document.entries[0].syndication == ("https://social.example/@gus/1",)
    own = [link for link in document.entries[0].links if link.url.startswith("https://gus")]
    assert {link.relation for link in own} == {None}


def test_every_post_of_a_page_has_its_own_author() -> None:
    entries = read("home", "https://olaf.example/").entries
    assert [(entry.url, entry.author.name) for entry in entries] == [
        ("https://olaf.example/eins/", "Olaf Holz"),
        ("https://olaf.example/zwei/", "Petra Holz"),
        ("https://olaf.example/drei/", None),
    ]


def test_a_front_page_with_one_post_credits_the_post() -> None:
    post = '<article class="h-entry"><a class="u-url" href="/post/1">#</a><p>Hi</p></article>'
    assert page(post, url="https://a.example/").entries[0].url == "https://a.example/post/1"


@pytest.mark.parametrize(
    ("canonical", "expected"),
    [
        ("/own", "https://a.example/own"),
        ("https://www.a.example/own", "https://www.a.example/own"),
        ("https://other.example/own", "https://a.example/x"),
        ("https://a.example/", "https://a.example/x"),
    ],
)
def test_the_permalink_is_the_canonical_of_the_same_site(canonical: str, expected: str) -> None:
    document = page("<p>Hi", head=f'<link rel="canonical" href="{canonical}">')
    assert document.entries[0].url == expected
    assert document.canonical == document.aliases[0] != "https://a.example/x"


def test_what_a_page_says_of_itself() -> None:
    document = read("newsarticle", "https://bote.example/x")
    assert document.form == "page"
    assert document.title == "Firewalls im Büro | Der Bote"
    assert document.aliases == (
        "https://bote.example/wirtschaft/firewalls-101.html",
        "https://bote.example/wirtschaft/firewalls-101.html?x=1",
        "https://amp.bote.example/firewalls-101",
    )


def test_comment_feeds_come_first() -> None:
    assert read("kubrick", "http://karin.example/offene-tueren/").feeds == (
        "http://karin.example/offene-tueren/feed/",
        "http://karin.example/feed/",
    )


def test_frames_are_noted() -> None:
    assert "frameset" in read("frameset", "https://rahmen.example/").notes[0]


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\x01\x02", b" " * (MAX_BYTES + 1)])
def test_what_is_no_page_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError, match=r"^https://a\.example/x: "):
        read_page(data, url="https://a.example/x")


PIECES = st.sampled_from(
    [
        *(f"<{name}>" for name in ("p", "b", "ul", "li", "table", "tr", "td", "nav", "h2", "time")),
        *(f"</{name}>" for name in ("p", "ul", "div", "article", "table", "a", "noscript")),
        '<div class="h-entry">',
        '<div class="hentry">',
        '<div class="post" id="p1">',
        '<div class="entry-content">',
        '<div class="postprofile">',
        '<div id="comments"><li class="comment" id="comment-1"><cite>Eva</cite><p>',
        '<a class="u-like-of h-cite" href="/l">',
        '<a class="p-author h-card" href="//x.example">',
        '<a href="https://jens.example/firewall/" rel="bookmark">',
        '<time class="dt-published" datetime="2009-07-14">',
        '<span class="value">+02:00</span>',
        '<script type="application/ld+json">{"@type":"Article","author":[1,{"name":[]}]}</script>',
        "<article><h2>",
        "<body class='h-entry'>",
        "<noscript>",
        "<base href='//[x'>",
        "<frameset><frame>",
        "von Jörg am 14. Juli 2009 \ue000",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES | st.text(max_size=8), max_size=25).map("".join))
def test_no_markup_is_too_broken(markup: str) -> None:
    document = read_page(markup, url="https://a.example/x")
    assert all(entry.url is None or entry.url.startswith("http") for entry in document.entries)
    assert all(link.url.startswith("http") for entry in document.entries for link in entry.links)
    assert not any(entry.author.name == "" or entry.text == "" for entry in document.entries)


def test_deep_nesting_is_no_problem() -> None:
    deep = '<div class="h-entry"><b><i>' * 5000
    assert content(page(f"{deep}{LINK}")) == [TARGET]
