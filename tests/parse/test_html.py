"""Decoding, plain text, and the words around a link."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.errors import ParseError
from mentions.parse.html import (
    MAX_BYTES,
    base_of,
    hyperlinks,
    soup_of,
    text_of,
)

BASE = "https://blog.example/2009/post/"


def links(markup: str) -> list[tuple[str, str | None, str | None]]:
    soup = soup_of(markup, url=BASE)
    return [(link.url, link.anchor, link.context) for link in hyperlinks(soup, BASE)]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>Eins.</p><p>Zwei <b>drei</b>\n vier</p>", "Eins.\nZwei drei vier"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<p>Gut <img class='emoji' alt='🙂' src=x>!<img alt='Logo' src=y></p>", "Gut 🙂!"),
        ("<p>x<script>y()</script><style>p{}</style><!-- z --></p>", "x"),
        ("<ul><li>1<li>2</ul>", "1\n2"),
        (
            "<pre>Eins\nzwei\n\n<b>Drei\n \r\nvier</b>\n-- \nEva</pre>",
            "Eins zwei\nDrei\nvier\n-- Eva",
        ),
        ("<p>Eins\n\nzwei</p>", "Eins zwei"),
        ("<p>a<img class=emoji alt='\ue000b'></p>", "ab"),
        (
            "<a><span class='invisible'>https://</span><span>a.example/b</span></a>",
            "https://a.example/b",
        ),
    ],
)
def test_text_of(markup: str, expected: str) -> None:
    assert text_of(soup_of(markup, url=BASE)) == expected


@pytest.mark.parametrize(
    ("markup", "sentence"),
    [
        ("<p>Davor. Lies <a href=x>das</a>, bitte. Danach.</p>", "Lies das, bitte."),
        ("<p>Wie z. B. <a href=x>dieser</a> Text. Und nun.</p>", "Wie z. B. dieser Text."),
        (
            "<p>Ein Aufsatz namens <a href=x>„Open notes“</a>. Seither wächst es.</p>",
            "Ein Aufsatz namens „Open notes“.",
        ),
        ("<p>Frage? <a href=x>Antwort</a>! Ende.</p>", "Antwort!"),
        ("<p>J. R. Meier sagt <a href=x>es</a>. So.</p>", "J. R. Meier sagt es."),
        ("<ul><li>Erstes<li>Siehe <a href=x>hier</a><li>Drittes</ul>", "Siehe hier"),
        ("<td>eins</td><td><a href=x>zwei</a> drei</td>", "zwei drei"),
        (
            "<p>Ein Satz, der <a href=x>Eins. Zwei</a> hält. Ende.</p>",
            "Ein Satz, der Eins. Zwei hält.",
        ),
    ],
)
def test_the_sentence_around_a_link(markup: str, sentence: str) -> None:
    assert links(markup)[0][2] == sentence


def test_endless_sentences_are_cut() -> None:
    ((_, _, context),) = links("<p>" + "wort " * 1000 + "<a href=x>hier</a>" + " wort" * 1000)
    assert context is not None
    assert context.startswith("… wort")
    assert context.endswith("wort …")
    assert len(context) < 700


def test_links_are_absolute_and_http() -> None:
    markup = "<a href='/a?x=1&amp;y=2'>a</a><a href='//c.example'>c</a><a href='mailto:x@y'>m</a>"
    assert [url for url, _, _ in links(markup + "<a>no</a><a href=' '>no</a>")] == [
        "https://blog.example/a?x=1&y=2",
        "https://c.example/",
    ]


@pytest.mark.parametrize(
    "markup",
    [
        "<noscript><a href=x>a</a></noscript>",
        "<svg><a href=x>a</a></svg>",
        "<a href=x>\ue000</a>",
        "\ue001<a href=x>a</a>\ue000",
    ],
)
def test_links_in_odd_places(markup: str) -> None:
    assert [url for url, _, _ in links(markup)] == [f"{BASE}x"]


def test_base() -> None:
    soup = soup_of("<base href='/other/'><a href=x>", url=BASE)
    assert base_of(soup, BASE) == "https://blog.example/other/"


def test_binary_and_huge_are_refused() -> None:
    with pytest.raises(ParseError, match="binary"):
        soup_of(b"GIF89a" + bytes(100), url=BASE)
    with pytest.raises(ParseError, match="more than"):
        soup_of(b" " * (MAX_BYTES + 1), url=BASE)


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 50_000 + "x",
        "<p>" + "<a href=x>y. Z</a> " * 5_000,
        "<p>" + "x" * 500_000 + " " * 500_000,
    ],
)
def test_hostile_sizes_stay_linear(markup: str) -> None:
    began = time.process_time()
    hyperlinks(soup_of(markup, url=BASE), BASE)
    assert time.process_time() - began < 10


@given(st.text(alphabet="<>/ap href=x'\"&#;.! \n\ue000\ue001Öé", max_size=200))
def test_never_raises(markup: str) -> None:
    soup = soup_of(markup, url=BASE)
    hyperlinks(soup, BASE)
    text_of(soup)


@pytest.mark.parametrize(
    ("markup", "base"),
    [
        ('<base href="/z/">', "https://blog.example/z/"),
        ('<template><base href="/t/"></template><base href="/z/">', "https://blog.example/z/"),
        ("<base target=x><base href='//c.example'>", "https://c.example/"),
        ('<base href="http://[x">', BASE),
        ("", BASE),
    ],
)
def test_the_base_of_a_page(markup: str, base: str) -> None:
    assert base_of(soup_of(markup, url=BASE), BASE) == base


def test_what_nobody_reads_has_no_sentence() -> None:
    markup = "<p>A <noscript><a href=n>n</a></noscript><template><a href=t>t</a></template> b.</p>"
    assert links(markup) == [(f"{BASE}n", "n", None)]
