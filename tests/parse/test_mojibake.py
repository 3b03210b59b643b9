"""Letters that were encoded twice are set right, and nothing else is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.parse.mojibake import mend


def as_windows_1252(text: str) -> str:
    """Return UTF-8 as windows-1252 shows it; five bytes it leaves to latin-1."""
    undefined = {0x81, 0x8D, 0x8F, 0x90, 0x9D}
    return "".join(
        chr(byte) if byte in undefined else bytes([byte]).decode("cp1252") for byte in text.encode()
    )


def as_latin_1(text: str) -> str:
    return text.encode().decode("latin-1")


GERMAN = (
    "Schöne Grüße aus Köln, Jörg!",
    "Ärger über Öl: „Maß halten“ – sagte er … nicht",
    "Übrigens: das ist’s",
    "5 € für 20 °C, § 5",
    "Müßiggang: süß",
    "Heiße Bücher ☺ 😀",
    "«À la carte» – l’été où ça",
    "È così, perché no? El Niño, mañana, ¿qué?",
    "São Paulo, amanhã: não é à toa",
    "Smørrebrød på fjället, œuvre, Škoda",
    "zażółć gęślą jaźń",
    "Привет, как дела?",
    "Καλημέρα σας, φίλοι",
)


@pytest.mark.parametrize("text", GERMAN)
@pytest.mark.parametrize("wrong", [as_windows_1252, as_latin_1])
@pytest.mark.parametrize("times", [1, 2])
def test_what_was_encoded_twice_is_set_right(text: str, wrong: object, times: int) -> None:
    assert callable(wrong)
    stored = text
    for _ in range(times):
        stored = wrong(stored)
    mended, runs = mend(stored)
    assert mended == text
    assert runs > 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fÃ¼r", "für"),
        ("Ã„rger", "Ärger"),
        ("â€žJaâ€œ â€“ so", "„Ja“ – so"),
        ("â\x80\x9eJaâ\x80\x9c", "„Ja“"),
        ("fÃƒÂ¼r", "für"),
        ("Grüße aus KÃ¶ln", "Grüße aus Köln"),
        ("<p>für dich</p>\n<p>fÃ¼r mich</p>", "<p>für dich</p>\n<p>für mich</p>"),
        ("20 Â°C", "20 °C"),
        ("ZurÃ¼ck Â»", "Zurück »"),
        ("LÂ’été", "L’été"),
        ('<a title="JÃ¶rg" href="/j">JÃ¶rg</a>', '<a title="Jörg" href="/j">Jörg</a>'),
    ],
)
def test_each_run_is_judged_by_itself(text: str, expected: str) -> None:
    assert mend(text)[0] == expected


@pytest.mark.parametrize(
    "text",
    [
        # Portuguese, Vietnamese, Scandinavian capitals before quotation marks and dots.
        "SÃO PAULO, NÃO, IRMÃ",
        "“AMANHÔ",
        "MANHÃ… «IRMû IRMÃ\u00a0",
        "“XÔ CHÂ…",
        "“PŔ PÅ… SMÅ®",
        "„Hä…“ „JÄ…“ Ä…hm",
        "DÜ“ Ö– ß“",
        "«ÃGUA»",
        # Somebody talks about it.
        "Ã¼ statt ü",
        "Aus „ü“ wird „Ã¼“.",
        "<code>Ã¼</code>",
        "Da steht fÃ¼r statt für!",
        # Addresses would lead somewhere else.
        "https://a.example/fÃ¼r",
        '<a href="/fÃ¼r">',
        "<a href=fÃ¼r.html>",
        '<img src="../bilder/fÃ¼r.png">',
        "www.a.example/fÃ¼r",
        # No UTF-8 at all.
        "Ã Ãx Â. â€ â",
        "",
        "Hello",
    ],
)
def test_what_may_be_meant_stays(text: str) -> None:
    assert mend(text) == (text, 0)


LANGUAGES = (
    "Größe, Straße, Übermut, Ärger, Öl: „Fußgängerübergänge“ – so …",
    "L’œuvre « été », où ça ? À Noël ! « ÇA VA » – FRANÇAIS, ÂGÉ",
    "Não! “SÃO JOÃO” é amanhã; CORAÇÕES, ÓRGÃOS, ÂNIMO…",
    "Tiếng Việt: “ĐÃ NGÃ”, MÃ, ÂM NHẠC… Ẩm thực",
    "Türkçe: ĞÜŞİÖÇ, “ÂŞIK”, İstanbul’da",
    "Åse på Ærø: «ÅR» – “SMÅ”, Øl",
    "ÎN ROMÂNIA: „MÂINE”, ÎNTÂI…",
    "Ð er stór stafur: „MEÐ“, ÞAÐ",
)


@pytest.mark.parametrize("text", LANGUAGES)
def test_ordinary_writing_is_never_repaired(text: str) -> None:
    for written in (text, text.upper(), text.lower(), text.replace(" ", "\u00a0")):
        assert mend(written) == (written, 0)


@given(st.text(st.characters(max_codepoint=0x17F) | st.sampled_from("€„…‘’“”–—™œŸ"), max_size=60))
def test_mended_once_is_mended(text: str) -> None:
    mended, runs = mend(text)
    assert (mended == text) == (runs == 0)


@given(st.text())
def test_never_raises(text: str) -> None:
    mend(text + "Ã¼" + text)


def test_more_runs_than_a_text_can_have_are_left() -> None:
    mended, runs = mend("fÃ¼r " * 30_000)
    assert runs == 20_000
    assert mended.startswith("für für ")
    assert mended.endswith("fÃ¼r ")
