"""Pieces of markup: their words, links, and a bold first line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.parse.fragment import plain_text, read_fragment

BASE = "https://a.example/b/"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Hallo <b>du</b></p><p>da</p>", "Hallo du\nda"),
        ("eins\nzwei\n\ndrei", "eins zwei\ndrei"),
        ("&lt;p&gt;zweimal &amp;amp; escaped&lt;/p&gt;", "zweimal & escaped"),
        ("<p>Schreib &lt;a href=x&gt;</p>", "Schreib <a href=x>"),
        ("", None),
        ("<script>x</script>", None),
    ],
)
def test_text(markup: str, text: str | None) -> None:
    assert read_fragment(markup, base=BASE).text == text


@pytest.mark.parametrize(
    ("markup", "links"),
    [
        ('<a href="c">x</a> http://d.example/, <a href="f">y</a>', ["c", "http://d.example/", "f"]),
        ('<a href="c">https://d.example/</a>', ["c"]),
        (
            "www.d.example/x und http://d.example/y.",
            ["http://www.d.example/x", "http://d.example/y"],
        ),
        ("http://d.example/\u200bx", ["http://d.example/x"]),
        ("<noscript><a href='c'>x</a></noscript>\ue000<a href='d'>y</a>", ["d"]),
        ("<!-- https://d.example/ --><script>'https://d.example/'</script>", []),
        ("<a href='mailto:x@y.example'>x</a>", []),
    ],
)
def test_links(markup: str, links: list[str]) -> None:
    expected = [link if "://" in link else BASE + link for link in links]
    assert [link.url for link in read_fragment(markup, base=BASE).links] == expected


def test_a_bare_address_comes_with_its_sentence() -> None:
    link = read_fragment("<p>Schau her. Dort: https://d.example/ steht es.</p>", base=BASE).links[0]
    assert link.context == "Dort: https://d.example/ steht es."


def test_plain_text_stands_for_itself() -> None:
    fragment = read_fragment("1 < 2 &amp;\n<a href='x'>", base=BASE, plain=True)
    assert (fragment.text, fragment.links) == ("1 < 2 &amp;\n<a href='x'>", ())


@pytest.mark.parametrize(
    ("markup", "lead"),
    [
        ("<p><strong>Titel</strong></p>\n<p>Auszug</p>", "Titel"),
        ("<strong>Titel</strong>\n\nAuszug", "Titel"),
        ("<b>Titel</b><br><br>Auszug", "Titel"),
        ("<strong>Titel</strong><p>Auszug</p>", "Titel"),
        ("<p><strong>Nein</strong>, sagt er.</p><p>Auszug</p>", None),
        ("<strong>Achtung</strong> da vorn", None),
        ("<strong>Achtung</strong><br>da vorn", None),
        ("<p><strong>Allein</strong></p>", None),
        ("<p>Auszug</p><p><strong>Titel</strong></p>", None),
        ("<p><strong></strong></p><p>x</p>", None),
        (f"<p><b>{'x' * 300}</b></p><p>x</p>", None),
        ("", None),
    ],
)
def test_leads(markup: str, lead: str | None) -> None:
    assert read_fragment(markup, base=BASE).lead == lead


def test_machines_leave_their_name() -> None:
    markup = '<span class="Topsy_trackback_comment x"><b class="ubervu">y</b></span>'
    assert read_fragment(markup, base=BASE).marks == {"topsy_trackback_comment", "ubervu"}


@given(
    st.text()
    | st.lists(st.sampled_from(["<a href='/x'>", "</a>", "<p>", "<b>", "x."])).map("".join)
)
def test_nothing_breaks_it(markup: str) -> None:
    for plain in (True, False):
        for link in read_fragment(markup, base=BASE, plain=plain).links:
            assert link.url.startswith(("http://", "https://"))
    line = plain_text(markup)
    assert line is None or "\n" not in line
