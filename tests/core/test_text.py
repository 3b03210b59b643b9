"""Hashtags, wrappers and forms for comparing."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.core.text import fold_name, hashtags, strip_wrapper, text_key, unescape

HASHTAGS = [
    ("", ""),
    ("Weg damit", ""),
    ("Weg damit #fb", "fb"),
    ("#fb am Anfang", "fb"),
    ("#Firewall und #firewall und #FIREWALL", "Firewall"),
    ("#b #a #c", "b a c"),
    ("#fb, #ff. (#xing) „#smf“", "fb ff xing smf"),
    ("#enterprise20 #web_2", "enterprise20 web_2"),
    ("#überfällig #Straße", "überfällig Straße"),
    ("#日本語 ＃タグ", "日本語 タグ"),
    ("#हिन्दी #café", "हिन्दी café"),
    ("これはいい！#良い", "良い"),
    ("👍#gut", "gut"),
    ("#1 #2010 # #_ #-x", ""),
    ("#1a", "1a"),
    ("C# und a#b", ""),
    ("日本#語", ""),
    ("#a#b", "a"),
    ("http://a.example/#fb www.a.example/x#y https://a.example/?q=#z", ""),
    ("http://a.example/x #fb", "fb"),
    ("a.example/#fb ?q=#x", ""),
    ("Eva&#39;s &#x27; &#8230;", ""),
    ("#fb… #smf...", "fb smf"),
    ("#firewall's Ende", "firewall"),
    ("#️⃣ Taste", ""),
    ("Punkt.#fb", "fb"),
]
WRAPPED = [
    ("[...] so [...]", "so", True),
    ("[…] so […]", "so", True),
    ("[&#8230;] so [&hellip;]", "so", True),
    ("[&#x2026;] so", "so", True),
    ("&#91;&#8230;&#93; so", "so", True),
    ("[. . .] so [ ... ]", "so", True),
    ("[...]so[...]", "so", True),
    ("[..] so [....]", "so", True),
    ("  [...]   so        [...]  ", "so", True),
    ("[...]\nso\n[…]", "so", True),
    ("\u00a0[…]\u00a0so", "so", True),
    ("so [...]", "so", True),
    ("[...] [...] so", "so", True),
    ("[...]", "", True),
    ("so", "so", False),
    (" so ", "so", False),
    ("", "", False),
    ("(...) so (...)", "(...) so (...)", False),
    ("... so ...", "... so ...", False),
    ("so [...] weiter", "so [...] weiter", False),
    ("[1] so [2]", "[1] so [2]", False),
    ("[] so [.]", "[] so [.]", False),
    ("so [link to post]", "so [link to post]", False),
]
NAMES = [
    ("Jens Meier", "jensmeier"),
    ("J. R. Meier, PhD", "jrmeierphd"),
    ("@clab", "clab"),
    ("MÜLLER", "müller"),
    ("Mu\u0308ller", "müller"),
    ("Strasse Straße", "strassestrasse"),
    ("Ｊｅｎｓ", "jens"),
    ("uwe_zwitschert", "uwezwitschert"),
    ("हिन्दी", "हिन्दी"),
    ("🎉", ""),
    ("♥️", ""),
    ("", ""),
]
SAME = [
    ("Weg damit", "weg  damit "),
    ("Weg damit http://ow.ly/x", "Weg damit http://bit.ly/y"),
    ("[...] Weg damit [...]", "Weg damit"),
    ("„Weg damit“", '"Weg damit"'),
    ("Weg – damit", "Weg - damit"),
    ("Weg -- damit", "Weg — damit"),
    ("Weg&#39;s &amp;amp; Ziel", "Weg’s & Ziel"),
    ("Weg damit…", "Weg damit..."),
    ("Weg damit…", "Weg damit"),
    ("ＷＥＧ damit", "weg damit"),
]


@pytest.mark.parametrize(("text", "expected"), HASHTAGS)
def test_hashtags(text: str, expected: str) -> None:
    assert " ".join(hashtags(text)) == expected


@pytest.mark.parametrize(("text", "words", "wrapped"), WRAPPED)
def test_wrappers(text: str, words: str, wrapped: bool) -> None:  # noqa: FBT001 - a column
    assert strip_wrapper(text) == (words, wrapped)


@pytest.mark.parametrize(("name", "folded"), NAMES)
def test_names_for_comparing(name: str, folded: str) -> None:
    assert fold_name(name) == folded


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_words(one: str, other: str) -> None:
    assert text_key(one) == text_key(other) != ""


@pytest.mark.parametrize(
    "other", ["Weg damit #fb", "RT @a: Weg damit", "Weg dami", "damit weg", ""]
)
def test_other_words(other: str) -> None:
    assert text_key(other) != text_key("Weg damit")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a &amp; b", "a & b"),
        ("a &amp;amp; b", "a & b"),
        ("&#39;&#x27;&rsquo;", "''’"),
        ("?a=1&copy=2&lt", "?a=1&copy=2&lt"),
        ("&nosuch; &#0;", "&nosuch; \ufffd"),
    ],
)
def test_entities(text: str, plain: str) -> None:
    assert unescape(text) == plain


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    assert all(tag in text for tag in hashtags(text))
    assert strip_wrapper(text)[0] in text
    assert fold_name(fold_name(text)) == fold_name(text)
    assert text_key(text.upper()) is not None
    assert len(unescape(text)) <= max(len(text), 1) * 2


@given(st.text(st.characters(blacklist_characters="&")))
def test_keys_are_stable(text: str) -> None:
    assert text_key(text_key(text)) == text_key(text)


@pytest.mark.parametrize("piece", ["#", "#a", "[...]", "[", "&amp;", " ", "www.", "&", "-", "[. "])
@pytest.mark.parametrize("read", [hashtags, strip_wrapper, fold_name, text_key, unescape])
def test_long_texts_take_no_longer_than_their_length(
    piece: str, read: Callable[[str], object]
) -> None:
    text = piece * (100_000 // len(piece))
    started = time.process_time()
    read(text)
    assert time.process_time() - started < 2
