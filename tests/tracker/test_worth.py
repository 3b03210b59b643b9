"""Leaving out the words of entries that are not worth reading changes no mention."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.core.index import ArticleIndex
from mentions.core.read import find_mentions
from mentions.core.scan.scanner import Scanner
from mentions.model import Article, Mention
from mentions.parse.document import read_document

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
ARTICLE = "https://blog.example/2026/beitrag"
INDEX = ArticleIndex([Article(url=ARTICLE)])
SCANNER = Scanner(INDEX)
SAMPLES = sorted((Path(__file__).parent.parent / "parse" / "samples").glob("*.xml"))

BODIES = st.sampled_from(
    [
        "nichts",
        '&lt;a href="https://blog.example/2026/beitrag?utm_source=x"&gt;dort&lt;/a&gt; steht es',
        "<![CDATA[<a href='//blog.example/2026/beitrag/'>dort</a>]]>",
        "<![CDATA[<a href='/2026/beitrag'>dort</a>]]>",
        "&lt;a href='https:&amp;#x2F;&amp;#47;blog.example&amp;#x2F;2026/beitrag'&gt;da&lt;/a&gt;",
        "&lt;a href='https://other.example/'&gt;anderswo&lt;/a&gt;",
        "www.blog.example/2026/beitrag",
    ]
)
LINKS = st.sampled_from(
    [
        "https://journal.example/1",
        "https://journal.example/2",
        "https://blog.example/2026/beitrag#comment-7",
        "https://blog.example/2026/beitrag",
        "/3",
    ]
)
AUTHORS = st.sampled_from(["", "<dc:creator>Zoë</dc:creator>"])
ITEMS = st.lists(st.tuples(LINKS, BODIES, AUTHORS), min_size=1, max_size=5)
HOMES = st.sampled_from(
    ["https://journal.example/", "https://blog.example/", "https://blog.example/2026/beitrag"]
)


def feed(home: str, items: list[tuple[str, str, str]]) -> bytes:
    inner = "".join(
        f"<item><title>T{number}</title><link>{link}</link>{author}"
        f"<description>{body}</description></item>"
        for number, (link, body, author) in enumerate(items)
    )
    return (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>Journal</title><link>{home}</link><managingEditor>a@b.example (Jörg)"
        f"</managingEditor>{inner}</channel></rss>"
    ).encode()


def mentions(body: bytes, index: ArticleIndex, scanner: Scanner | None, url: str) -> list[Mention]:
    worth = partial(scanner.may_hold, url=url) if scanner else None
    document = read_document(body, url=url, worth=worth)
    return [found.mention for found in find_mentions([document], index=index, now=NOW)]


@given(home=HOMES, items=ITEMS)
def test_the_same_mentions(home: str, items: list[tuple[str, str, str]]) -> None:
    body, url = feed(home, items), "https://journal.example/feed"
    assert mentions(body, INDEX, SCANNER, url) == mentions(body, INDEX, None, url)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_the_same_mentions_of_whatever_a_sample_links_to(sample: Path) -> None:
    body, url = sample.read_bytes(), "https://journal.example/feed"
    everything = read_document(body, url=url)
    links = [link.url for entry in everything.entries for link in entry.links]
    for wanted in links[:5]:
        index = ArticleIndex([Article(url=wanted)])
        with_scan = mentions(body, index, Scanner(index), url)
        assert with_scan == mentions(body, index, None, url)


def test_words_without_worth_are_left_out() -> None:
    body = feed("https://journal.example/", [("https://journal.example/1", "nichts", "")] * 2)
    worth = partial(SCANNER.may_hold, url="https://journal.example/feed")
    read = read_document(body, url="https://journal.example/feed", worth=worth)
    assert [entry.text for entry in read.entries] == [None, None]
