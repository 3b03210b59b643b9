"""XML without entities and without a single request: what is defined in it is never used."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from mentions.errors import ParseError
from mentions.model import Document
from mentions.parse.document import read_document
from mentions.parse.feed import links_in_feed
from mentions.parse.feedxml import tidy_feed
from mentions.parse.links import links_in_page
from mentions.parse.wxr import read_wxr
from mentions.parse.xmlsafe import SAFE

SRC = Path(__file__).parent.parent.parent / "src" / "mentions"
URL = "https://a.example/feed"
SECRET = "the-owners-secret"  # noqa: S105 - what must not be read
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
EXPORT = 'xmlns:wp="http://wordpress.org/export/1.2/"'
RSS, PAGE = "<rss version='2.0'>", "<html>"

# What stands in the DTD, and how it is used. {url} serves a secret, {file} holds one.
ATTACKS = {
    "billion laughs": (f'[<!ENTITY l0 "ha">{LAUGHS}]', "&l9;"),
    "quadratic blow-up": (f'[<!ENTITY a "{"xy" * 5000}">]', "&a;" * 2000),
    "external file": ('[<!ENTITY x SYSTEM "{file}">]', "&x;"),
    "external address": ('[<!ENTITY x SYSTEM "{url}">]', "&x;"),
    "public address": ('[<!ENTITY x PUBLIC "-//X//X" "{url}">]', "&x;"),
    "parameter entity": ('[<!ENTITY % p SYSTEM "{url}"> %p;]', "&x;"),
    "parameter file": ('[<!ENTITY % p SYSTEM "{file}"> %p;]', "&x;"),
    "external DTD": ('SYSTEM "{url}"', "&x;"),
    "external DTD and subset": ('SYSTEM "{url}" [<!ENTITY y "z">]', "&x;&y;"),
    "attribute default": ('[<!ATTLIST link href CDATA "{url}">]', "<link/>"),
    "endless": ('[<!ENTITY a "&b;"><!ENTITY b "&a;">]', "&a;"),
    "entity in a root": ('[<!ENTITY x "<rss><channel><item>">]', "&x;"),
}
READERS: dict[str, Callable[[bytes], object]] = {
    "document": lambda data: read_document(data, url=URL),
    "links of a feed": lambda data: links_in_feed(data, url=URL),
    "links of a page": lambda data: links_in_page(data, url=URL),
    "export": lambda data: list(read_wxr(data, url=URL)),
}


def attack(name: str, root: str, httpserver: HTTPServer, folder: Path) -> bytes:
    """Return a document with the attack in title, link, attribute and text."""
    httpserver.expect_request("/x").respond_with_data(f'<!ENTITY x "{SECRET}">')
    secret = folder / "secret.txt"
    secret.write_text(SECRET, "utf-8")
    subset, use = ATTACKS[name]
    subset = subset.replace("{url}", httpserver.url_for("/x")).replace("{file}", secret.as_uri())
    kind = root.strip("<>").split()[0]
    inside = (
        f"<channel><title>{use}</title><item><title a='{use}'>{use}</title>"
        f"<link>https://b.example/{use}</link><description>{use} &lt;a href='https://c.example/'>c"
        f"&lt;/a></description><a href='https://d.example/'>{use}</a></item></channel></{kind}>"
    )
    return f'<?xml version="1.0"?><!DOCTYPE {kind} {subset}>{root}{inside}'.encode()


# Beautiful Soup warns of what is XML and read as a page.
@pytest.mark.filterwarnings("ignore::bs4.XMLParsedAsHTMLWarning")
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("root", [RSS, f"<rss version='2.0' {EXPORT}>", PAGE])
@pytest.mark.parametrize("name", ATTACKS)
def test_nothing_is_expanded_opened_or_asked(
    name: str, root: str, reader: str, httpserver: HTTPServer, tmp_path: Path
) -> None:
    data = attack(name, root, httpserver, tmp_path)
    try:
        read = repr(READERS[reader](data))
    except ParseError as error:
        read = str(error)
    assert SECRET not in read
    assert "haha" not in read
    assert len(read) < 100_000
    assert httpserver.log == []


def test_the_rest_of_such_a_feed_is_read(httpserver: HTTPServer, tmp_path: Path) -> None:
    data = attack("external address", RSS, httpserver, tmp_path)
    assert "https://c.example/" in links_in_feed(data, url=URL)
    (entry,) = read_document(data, url=URL).entries
    assert entry.title == "&x;"


@pytest.mark.parametrize("name", ATTACKS)
def test_exports_that_bring_a_dtd_are_refused(
    name: str, httpserver: HTTPServer, tmp_path: Path
) -> None:
    data = attack(name, f"<rss {EXPORT}>", httpserver, tmp_path)
    with pytest.raises(ParseError, match=r"refused|not a WordPress export"):
        list(read_wxr(data, url=URL))


N = 20_000
IN_COMMENT = f"<rss {EXPORT}><channel><item><link>{URL}</link><wp:comment><wp:comment_content>"


@pytest.mark.parametrize(
    "text",
    [
        "<rss><channel><item><description>" + "<a>" * N,
        "<rss><channel>" + "<item>" * N,
        "<rss>" + "<channel>" * N,
        "<rss><channel><item><x>" + "<a>" * N + "</a>" * N + "</x></item></channel></rss>",
        "<rss><channel>" + "".join(f'<x:y xmlns:x="u{n}">' for n in range(N)),
        IN_COMMENT + "<a>" * N,
        "<html>" + "<div>" * N,
        "<!DOCTYPE rss [" + "<!ENTITY a 'b'>" * N,
        "<!DOCTYPE rss " + "[" * N,
        "<rss>" + "<![CDATA[" * N,
        "<rss>" + "<!--" * N,
    ],
    ids=range(11),
)
def test_what_is_nested_deeply_or_never_closed_ends_in_a_document_or_an_error(text: str) -> None:
    try:
        document = read_document(text.encode(), url=URL)
    except ParseError:
        return
    assert isinstance(document, Document)
    assert len(document.entries) <= 1


def test_a_feed_with_thousands_of_attributes_is_cut_down() -> None:
    # feedparser took 32 seconds for 50,000 of them.
    attributes = " ".join(f'a{n}="x"' for n in range(50_000))
    tidy = tidy_feed(f"<rss {attributes}><channel><item {attributes}/></channel></rss>")
    assert tidy is not None
    assert tidy.xml.count(b'="x"') == 200


LEAST = {"resolve_entities": False, "load_dtd": False, "no_network": True, "huge_tree": False}


def xml_parsers(tree: ast.Module) -> list[dict[str, object]]:
    """Return the constant arguments of every XML parser that a module makes."""
    return [
        {
            one.arg: one.value.value
            for one in node.keywords
            if one.arg and isinstance(one.value, ast.Constant)
        }
        | (SAFE if any(ast.unparse(one) == "**SAFE" for one in node.keywords) else {})
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"XMLParser", "XMLPullParser", "ETCompatXMLParser", "iterparse"}
    ]


def test_every_xml_parser_of_the_program_is_a_safe_one() -> None:
    trees = [ast.parse(path.read_text("utf-8")) for path in SRC.rglob("*.py")]
    found = [options for tree in trees for options in xml_parsers(tree)]
    assert found
    for options in found:
        assert options.items() >= LEAST.items()


def test_xml_is_parsed_with_a_parser_of_ours_only() -> None:
    """`etree.fromstring` with one argument, and the standard library, would expand entities."""
    for path in SRC.rglob("*.py"):
        text = path.read_text("utf-8")
        assert not re.search(r"^\s*(?:import|from) xml\b", text, re.MULTILINE), path
        assert not re.search(r"etree\.(?:parse|XML|fromstring)\([^,()]*(?:\([^()]*\))?\)", text), (
            path
        )
