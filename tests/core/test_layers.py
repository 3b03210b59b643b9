"""Escapes undone the short way, and the long way."""

import json

from hypothesis import given
from hypothesis import strategies as st

from mentions.core.index import ArticleIndex
from mentions.core.scan.layers import without_escapes, without_usual_escapes
from mentions.core.scan.scanner import Scanner
from mentions.model import Article

ARTICLE = "https://blog.example/2026/03/short-links/"
WRITTEN = st.text(alphabet='ab\\"/\n\t\r\b\fü𝄞u0', max_size=40)


@given(text=WRITTEN, escaped=st.booleans())
def test_both_ways_say_the_same(*, text: str, escaped: bool) -> None:
    written = json.dumps(text, ensure_ascii=escaped).replace("/", "\\/").encode()
    assert without_usual_escapes(written) == without_escapes(written)
    if not escaped:  # halves of characters are lost
        assert without_usual_escapes(written).decode() == f'"{text}"'


@given(text=WRITTEN, escaped=st.booleans())
def test_a_link_is_seen_whatever_stands_around_it(*, text: str, escaped: bool) -> None:
    message = json.dumps({"text": text, "uri": ARTICLE}, ensure_ascii=escaped).encode()
    assert Scanner(ArticleIndex([Article(url=ARTICLE)])).may_link(message)


def test_what_is_elsewhere_is_let_go() -> None:
    scanner = Scanner(ArticleIndex([Article(url=ARTICLE)]))
    for link in (
        "https://other.example/",
        "https://blog.example/2026/03/short",
        "at://did:plc:a/b",
    ):
        assert not scanner.may_link(json.dumps({"uri": link}).encode())
