from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from mentions.model import iso
from mentions.parse.metadata import (
    PageFacts,
    data_of,
    language_tag,
    page_key,
    read_metadata,
    same_site,
)

URL = "https://a.example/x"


def read(head: str, html: str = "<html>") -> PageFacts:
    soup = BeautifulSoup(f"{html}<head>{head}</head><body></body></html>", "lxml")
    return read_metadata(soup, url=URL, base=URL)


@pytest.mark.parametrize(
    ("html", "head", "language"),
    [
        ('<html lang="de-AT">', "", "de-AT"),
        ('<html xml:lang="de">', "", "de"),
        ("<html>", '<meta http-equiv="Content-Language" content="de">', "de"),
        ("<html>", '<meta property="og:locale" content="pt_BR">', "pt-BR"),
        ('<html lang="">', '<meta name="language" content="German">', None),
        ("<html>", "", None),
    ],
)
def test_language(html: str, head: str, language: str | None) -> None:
    assert read(head, html).language == language


@pytest.mark.parametrize(
    ("text", "tag"),
    [("de", "de"), ("zh-Hant-tw", "zh-Hant-TW"), ("en_US.UTF-8", "en-US"), ("de, en", "de")],
)
def test_language_tag(text: str, tag: str) -> None:
    assert language_tag(text) == tag


@given(st.text(max_size=20))
def test_a_language_tag_stays_as_it_is(text: str) -> None:
    tag = language_tag(text)
    assert language_tag(tag) == tag


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("Eva Klein", "Eva Klein"),
        ("admin", "admin"),
        ("", None),
        ("Der Bote", None),
        ("a.example", None),
        ("eva@a.example", None),
        ("https://faces.example/eva", None),
    ],
)
def test_the_author_of_meta_is_a_person(content: str, name: str | None) -> None:
    site = '<meta property="og:site_name" content="Der Bote">'
    author = read(f'{site}<meta name="author" content="{content}">').author
    assert (author.name if author else None) == name


@pytest.mark.parametrize(
    ("head", "published"),
    [
        (
            '<meta property="article:published_time" content="2016-08-09T07:06:05Z">',
            "2016-08-09T07:06:05Z",
        ),
        ('<meta name="DC.date.issued" content="2016-08-09">', "2016-08-09T00:00:00Z"),
        ('<meta property="article:modified_time" content="2016-08-09">', None),
        ('<meta name="date" content="yesterday">', None),
    ],
)
def test_published(head: str, published: str | None) -> None:
    moment = read(head).published
    assert iso(moment[0] if moment else None) == published


@pytest.mark.parametrize("name", ["date", "DC.date", "dcterms.date"])
def test_dates_that_do_not_say_of_what(name: str) -> None:
    facts = read(f'<meta name="{name}" content="2016-08-09">')
    assert facts.published is None
    assert iso(facts.dated[0] if facts.dated else None) == "2016-08-09T00:00:00Z"


@pytest.mark.parametrize(
    ("generator", "wiki"),
    [("MediaWiki 1.45.0", True), ("DokuWiki", True), ("WordPress 2.8", False), ("", False)],
)
def test_wikis_have_many_authors(generator: str, wiki: bool) -> None:  # noqa: FBT001 - of the table
    assert read(f'<meta name="generator" content="{generator}">').wiki is wiki


@pytest.mark.parametrize("name", ["author", "og:article:author", "byl", "sailthru.author"])
def test_names_of_the_author(name: str) -> None:
    author = read(f'<meta name="{name}" content="By Eva Klein">').author
    assert author is not None
    assert author.name == "Eva Klein"


def test_aliases_are_absolute_and_unique() -> None:
    facts = read(
        '<link rel="shortlink" href="/?p=1"><link rel="canonical" href="/own">'
        '<link rel="canonical" href="/second"><link rel="amphtml" href="/own/amp">'
        '<meta property="og:url" content="https://a.example/own">'
    )
    assert facts.canonical == facts.address == "https://a.example/own"
    assert facts.aliases == (
        "https://a.example/own",
        "https://a.example/?p=1",
        "https://a.example/own/amp",
    )


def test_feeds() -> None:
    link = '<link rel="alternate" type="application/{}" title="{}" href="{}">'
    facts = read(
        link.format("rss+xml", "Posts", "/feed")
        + link.format("atom+xml", "Kommentare", "/said")
        + link.format("feed+json", "JSON", "/feed.json")
        + link.format("rss+xml", "Posts", "/feed")
        + link.format("pdf", "PDF", "/x.pdf")
    )
    assert facts.feeds == (
        "https://a.example/said",
        "https://a.example/feed",
        "https://a.example/feed.json",
    )


def test_the_title_is_that_of_the_page() -> None:
    assert read("<title> One\n page </title>").title == "One page"
    assert read('<meta property="og:title" content="T">').title == "T"
    assert read("").title is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://a.example/", "http://www.a.example/x", True),
        ("https://blog.a.example/", "https://a.example/", True),
        ("https://one.blogs.example/", "https://two.blogs.example/", False),
        ("https://a.example/", "https://ba.example/", False),
        ("https://a.example/", "nothing", False),
    ],
)
def test_same_site(one: str, other: str, same: bool) -> None:  # noqa: FBT001 - a row of the table
    assert same_site(one, other) is same is same_site(other, one)


def test_data_is_found_by_its_address() -> None:
    script = '<script type="application/ld+json">[{},{}]</script>'
    item = '{{"@type":"Article","headline":"{0}","url":"/{0}"}}'
    facts = read(script.format(item.format("a"), item.format("b")))
    found = data_of(facts, "http://www.a.example/b/#comment-1")
    assert found
    assert found.title == "b"
    assert data_of(facts, "https://a.example/c") is None
    assert data_of(facts, None) is None


def test_page_key_folds_pages_of_comments() -> None:
    assert page_key("https://a.example/x/comment-page-2/#comment-9") == page_key(URL)


def test_the_only_post_of_a_list_is_not_the_page() -> None:
    item = '{"@type": "NewsArticle", "url": "/other", "datePublished": "2022-01-01"}'
    script = '<script type="application/ld+json">%s</script>'
    listed = f'{{"@type": "ItemList", "itemListElement": [{item}]}}'
    assert data_of(read(script % item), None) is not None
    assert data_of(read(script % listed), None) is None
