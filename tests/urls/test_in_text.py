import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.urls.address import address_of
from mentions.urls.in_text import urls_in_text

A = "http://example.org/a"

TEXTS = [
    ("", []),
    ("kein Link", []),
    (f"siehe {A}.", [A]),
    (f"siehe {A}, oder {A}/b!", [A, f"{A}/b"]),
    (f"{A} und {A}", [A]),
    (f"({A})", [A]),
    (f"({A}).", [A]),
    (f"({A})und", [A]),
    (f"{A}_(b)", [f"{A}_(b)"]),
    (f"({A}_(b))", [f"{A}_(b)"]),
    (f"{A}?", [A]),
    (f"{A}?!", [A]),
    (f"{A}?b=1&c=2;", [f"{A}?b=1&c=2"]),
    (f"„{A}“", [A]),
    (f"»{A}«", [A]),
    (f'"{A}"', [A]),
    (f"'{A}'", [A]),
    (f"**{A}**", [A]),
    (f"{{{A}}}", [A]),
    (f"<{A}>", [A]),
    (f'[Text]({A} "Titel")', [A]),
    (f"[Text]({A})!", [A]),
    (f"[Text]({A}_(b))!", [f"{A}_(b)"]),
    (f"[{A}]({A}/b)", [A, f"{A}/b"]),
    (f"{A}...", [A]),
    (f"{A}…", [A]),
    (f"{A}… mehr", [A]),
    ("http://exam...", []),
    ("http://...", []),
    ("http://", []),
    ("http:///", []),
    ("HTTPS://Example.org/A", ["HTTPS://Example.org/A"]),
    ("http://localhost:8080/a", ["http://localhost:8080/a"]),
    ("ftp://example.org/a", []),
    ("mailto:jens@example.org", []),
    ("jens@www.example.org", []),
    ("www.example.org/a, ja", ["http://www.example.org/a"]),
    ("www.example", []),
    ("xwww.example.org", []),
    ("example.org/a", []),
    ("RT @a: gut ow.ly/rDsf #fb", ["http://ow.ly/rDsf"]),
    ("Bit.ly/x (via @b)", ["http://Bit.ly/x"]),
    ("ow.ly ist nett, ow.ly/ auch", []),
    ("follow.ly/x und x.ow.ly/y", []),
    ("jens@ow.ly/x", []),
    ("http://example.org/ow.ly/x", ["http://example.org/ow.ly/x"]),
    ("http://ow.ly/rDsfです", ["http://ow.ly/rDsf"]),
    ("http://ow.ly/rDsf。次", ["http://ow.ly/rDsf"]),
    ("http://ow.ly/rDsf」", ["http://ow.ly/rDsf"]),
    ("http://ow.ly/rDsf）", ["http://ow.ly/rDsf"]),
    ("ow.ly/rDsfです", ["http://ow.ly/rDsf"]),
    ("http://example.orgです", ["http://example.org"]),
    ("http://ow.ly/rDsf좋아요", ["http://ow.ly/rDsf"]),
    ("https://ja.wikipedia.org/wiki/日本。", ["https://ja.wikipedia.org/wiki/日本"]),
    ("http://日本.example/x", ["http://日本.example/x"]),
    ("http://bücher.example/über-uns!", ["http://bücher.example/über-uns"]),
    ("http://example.org/wiki/A–B", ["http://example.org/wiki/A–B"]),
    (f"{A}—und", [A]),
    (f"{A}😀", [A]),
    (f"{A}→", [A]),
    (f"{A}\u200b und ex\u00adample", [A]),
    ("http://exam\u00adple.org/\u200ba", [A]),
    (f"2012-06-14{A}", [A]),
    (f"{A}http://example.com/b", [A, "http://example.com/b"]),
    (f"{A}|http://example.com/b", [A, "http://example.com/b"]),
    (f"http://{A}", [A]),
    (f"http://web.archive.org/web/2009/{A}", [f"http://web.archive.org/web/2009/{A}"]),
    (f"http://href.li/?{A}", [f"http://href.li/?{A}"]),
    (f"{A}&quot; sagte er", [A]),
    (f"{A}?b=1&amp;c=2", [f"{A}?b=1&amp;c=2"]),
    (f"{A}\n{A}/b\t{A}/c\u00a0{A}/d", [A, f"{A}/b", f"{A}/c", f"{A}/d"]),
    ("http://example.org/" + "a" * 9000, []),
]

# Each was slow once, or could be.
HOSTILE = [
    "http://a.de/",
    "[http://a.de",
    "(http://a.de",
    "(www.a.b)",
    "(www.a.b),",
    "(www.a.b(",
    "(http://a.de)/",
    "http://a.de/x日=",
    "http://a.de/日",
    "http://a&quot;=",
    "http://http://",
    "bit.ly/x,",
    "a.a.",
    "a-",
    "www.",
    "&quo",
    ")",
    "http",
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_urls_in_text(text: str, expected: list[str]) -> None:
    assert urls_in_text(text) == expected


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("start", ["", "http://a.de/"])
def test_time_grows_with_the_text_only(piece: str, start: str) -> None:
    began = time.perf_counter()
    urls_in_text(start + piece * (100_000 // len(piece)))
    assert time.perf_counter() - began < 5


PIECES = "http:// https:// www. ow.ly/ a.de/ . , ( ) [ ] … ... ü 日 &quot; &amp; \ud800 < > @ : ="


@given(st.one_of(st.text(), st.lists(st.sampled_from([*PIECES.split(), " ", "x"])).map("".join)))
def test_whatever_comes_out_is_an_address_without_spaces(text: str) -> None:
    for url in urls_in_text(text):
        assert address_of(url) is not None
        assert url.split() == [url]


@given(st.text(" abc,!üß日。", max_size=20), st.text(" abc,!üß", max_size=20))
def test_an_address_between_words_is_found(before: str, after: str) -> None:
    assert urls_in_text(f"{before} {A} {after}") == [A]
