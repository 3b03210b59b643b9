"""Which charset a page is in that does not say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.parse.guess import guess_charset

TEXTS = {
    "de": "Schöne Grüße aus Köln! Darüber ärgere ich mich täglich, aber für heute genügt es mir.",
    "fr": "Où êtes-vous allés cet été ? À la plage, évidemment, malgré la météo très mauvaise.",
    "pl": "Zażółć gęślą jaźń – to zdanie, które zawiera wszystkie polskie znaki, proszę państwa.",
    "cs": "Příliš žluťoučký kůň úpěl ďábelské ódy, a všichni věděli, že je to jen zkušební věta.",
    "ru": "Привет, как дела? Сегодня мы говорим о том, как писать программы и читать чужие блоги.",
    "uk": "Привіт, як справи? Сьогодні ми говоримо про те, як писати програми, їжу та під’їзди.",
    "el": "Καλημέρα σας, σήμερα θα μιλήσουμε για τα ιστολόγια και τις σελίδες που διαβάζουμε.",
    "tr": "Bugün İstanbul’da hava çok güzeldi, şimdi de eve dönüp ağır ağır çalışıyoruz işte.",
    "he": "שלום לכולם, היום נדבר על בלוגים ועל אתרים שאנחנו קוראים כל יום באינטרנט.",
    "ja": "こんにちは。今日はブログとホームページについて話しましょう。日本語の文章です。",
    "zh": "大家好，今天我们来谈谈博客和网站，还有我们每天阅读的文章。",
    "ko": "안녕하세요. 오늘은 블로그와 홈페이지에 대해 이야기해 보겠습니다. 감사합니다.",
}
CHARSETS = [
    *[("de", "cp1252"), ("fr", "cp1252"), ("pl", "cp1250"), ("pl", "iso8859-2"), ("cs", "cp1250")],
    *[("ru", "cp1251"), ("ru", "koi8-r"), ("ru", "iso8859-5"), ("uk", "cp1251"), ("uk", "koi8-u")],
    *[("el", "cp1253"), ("el", "iso8859-7"), ("tr", "cp1254"), ("he", "cp1255"), ("ja", "cp932")],
    *[("ja", "euc_jp"), ("zh", "gb18030"), ("ko", "cp949")],
]


@pytest.mark.parametrize(("language", "charset"), CHARSETS)
@pytest.mark.parametrize("stated", [True, False])
def test_texts_of_one_sentence(language: str, charset: str, stated: bool) -> None:  # noqa: FBT001 - of the table
    data = TEXTS[language].encode(charset, "ignore")
    html = f"<html lang={language}>" if stated else "<html>"
    guessed = guess_charset(html.encode() + b"<p>" + data + b"</p>")
    assert data.decode(guessed) == data.decode(charset)


@pytest.mark.parametrize(
    "text",
    [
        *("für", "Größe", "Jörg", "ß", "Ä", "© 2009", "Zurück »", "20 °C", "it’s", "5 €", "naïve"),
        *("Über mich", "„Ja“ – so", "Müller", "Café", "São Paulo", "Smørrebrød", "Nächste Seite »"),
        "Hallo zusammen, schönen Tag noch",
    ],
)
@pytest.mark.parametrize("page", ["%s", "<html lang=de><p>%s", "<p>Welcome to my blog!</p><p>%s"])
def test_short_german_and_western_texts_are_windows_1252(text: str, page: str) -> None:
    assert guess_charset((page % text).encode("cp1252")) == "cp1252"


@pytest.mark.parametrize(
    ("head", "text", "charset"),
    [
        ("<html lang='pl-PL'>", "łódź", "cp1250"),
        ("<html xmlns='x' xml:lang=tr lang=tr>", "şey", "cp1254"),
        ("<rss><channel><language>ru-RU</language>", "Да", "cp1251"),
        # Themes are English or German, whatever the blog is.
        ("<html lang='en-US'>", "Привет, как дела?", "cp1251"),
        ("<html lang='de-DE'>", "Привет, друзья, сегодня хорошая погода", "cp1251"),
    ],
)
def test_the_stated_language_helps(head: str, text: str, charset: str) -> None:
    data = f"{head}<p>{text}</p>".encode(charset)
    assert data.decode(guess_charset(data)) == data.decode(charset)


def test_umlauts_behind_much_ascii_are_found() -> None:
    data = b"word " * 20_000 + "Привет, как дела? Хорошо, спасибо!".encode("koi8-r")
    assert guess_charset(data) in {"koi8-r", "koi8-u"}


@pytest.mark.parametrize("cut", range(2995, 3006))
def test_a_sample_may_end_within_a_character(cut: int) -> None:
    data = (TEXTS["ja"] * 60).encode("cp932")[:cut] + b"\x82"
    assert guess_charset(data) == "cp932"


@given(st.binary(max_size=400))
def test_any_bytes_have_a_codec(data: bytes) -> None:
    data.decode(guess_charset(data), "replace")
