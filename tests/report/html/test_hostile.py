"""Whatever names and texts hold: it is shown, does nothing, and can still be read."""

import re
from collections.abc import Callable

import pytest
from lxml import html

from mentions.core.summary.model import Summary
from mentions.report.html.foreign import WORDS, link_markup, web_address
from mentions.report.html.page import render_html
from mentions.report.look import Look

ALLOWED = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "a",
        "header",
        "h1",
        "h2",
        "h3",
        "bdi",
        "p",
    ),
    *("main", "section", "nav", "ol", "ul", "li", "dl", "dt", "dd", "div", "span", "strong", "br"),
    *("figure", "figcaption", "svg", "desc", "rect", "path", "circle", "text", "tspan", "details"),
    *("summary", "table", "caption", "thead", "tbody", "tr", "th", "td", "blockquote", "small"),
    *("time", "code", "footer"),
}
HOSTILE = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "attribute": '" onmouseover="alert(1)" x=\'',
    "formula": '=HYPERLINK("https://evil.example";"click")',
    "template": "{{ 7*7 }} {% raw %} ${7*7} {0.__class__}",
    "bidi": "left\u202etfel\u2066right\u2069\u202c",
    "zero-width": "A\u200bn\u200bn\u2060a\ufeff",
    "zalgo": "Z" + "\u0301" * 500 + "algo",
    "nothing": "\u200b\u200e\u2060",
    "control": "a\0b\x1b[31mred\x9b\ud800",
    "style": "</style><style>body{display:none}",
    "long": "x" * 10_000,
}
UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\0\x1b\x9b\ud800]")


@pytest.fixture(params=HOSTILE.values(), ids=HOSTILE)
def full(request: pytest.FixtureRequest, hostile_of: Callable[[str], Summary]) -> Summary:
    """A report that is full of such a value."""
    return hostile_of(request.param)


def test_hostile_texts_make_no_elements(full: Summary) -> None:
    page = html.document_fromstring(render_html(full, Look()))
    assert {one.tag for one in page.iter() if isinstance(one.tag, str)} <= ALLOWED
    assert not page.xpath("//@*[starts-with(name(), 'on')]")
    assert len(page.findall(".//style")) == 1


def test_hostile_texts_bring_no_unseen_characters(full: Summary) -> None:
    assert UNSEEN.findall(render_html(full, Look(language="de"))) == []


def test_hostile_texts_link_to_the_web_only(full: Summary) -> None:
    page = html.document_fromstring(render_html(full, Look()))
    links = [one for one in page.xpath("//a/@href") if not one.startswith("#")]
    assert all(re.match(r"https?://[^/]+/", one) for one in links), links


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("<b>Tom & Jerry</b>", "<b>Tom & Jerry</b>"),
        ('=HYPERLINK("https://evil.example";"x")', '=HYPERLINK("https://evil.example";"x")'),
        ("{{ 7*7 }}", "{{ 7*7 }}"),
        ("left\u202etfel", "lefttfel"),
        ("A\u200bn\u200bna", "Anna"),
        ("Jörg\x1b[31m", "Jörg"),
    ],
)
def test_hostile_texts_can_be_read(
    given: str, read: str, hostile_of: Callable[[str], Summary]
) -> None:
    page = html.document_fromstring(render_html(hostile_of(given), Look()))
    quote = page.find(".//blockquote/p")
    assert quote.text == read
    assert page.find(".//p[@class='who']/strong/bdi").text == read


def test_long_texts_are_cut_and_that_is_told(hostile: Summary) -> None:
    page = html.document_fromstring(render_html(hostile, Look()))
    quote = page.find(".//blockquote")
    assert quote.find("p").text == "x" * WORDS + "…"
    told = quote.find_class("note")[0].text
    assert told == "Cut here: the first 1,000 of 10,000 characters."


def test_names_that_show_nothing_are_unknown(hostile_of: Callable[[str], Summary]) -> None:
    page = html.document_fromstring(render_html(hostile_of("\u200b\u2060"), Look()))
    assert page.find(".//p[@class='who']/strong/bdi").text == "Author unknown"


@pytest.mark.parametrize(
    "url",
    [
        *(
            "javascript:alert(1)",
            " JavaScript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,x",
        ),
        *("file:///etc/passwd", "mailto:a@b.example", "/relative", "", "http://", "vbscript:x"),
        *("blob:https://x.example/1", "view-source:https://x.example", "https://" + "a" * 9000),
    ],
)
def test_only_the_web_is_linked_to(url: str) -> None:
    assert web_address(url) is None
    assert "<a" not in link_markup(url, "x")


def test_passwords_are_not_shown() -> None:
    assert web_address("https://me:secret@blog.example/?a=1#b") == "https://blog.example/?a=1#b"
    assert "secret" not in link_markup("https://me:secret@blog.example/")
