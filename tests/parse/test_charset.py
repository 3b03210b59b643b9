"""Which charset bytes are read in."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.parse.charset import decode, decode_with_notes, is_binary


@pytest.mark.parametrize(
    ("data", "content_type", "expected"),
    [
        ("Grüße".encode(), None, "Grüße"),
        ("Grüße".encode("latin-1"), "text/html; charset=iso-8859-1", "Grüße"),
        ("„Grüße“".encode("cp1252"), "text/html; charset=ISO-8859-1", "„Grüße“"),
        (
            b'<meta charset="windows-1252">' + "Grüße".encode("cp1252"),
            None,
            '<meta charset="windows-1252">Grüße',
        ),
        (
            b'<?xml version="1.0" encoding="koi8-r"?>' + "Привет".encode("koi8-r"),
            None,
            '<?xml version="1.0" encoding="koi8-r"?>Привет',
        ),
        ("Grüße aus Köln".encode("cp1252"), "text/html; charset=utf-8", "Grüße aus Köln"),
        (
            "Grüße aus Köln, schöne".encode() + b"\xff",
            "text/html; charset=utf-8",
            "Grüße aus Köln, schöne\ufffd",
        ),
        (b"\xef\xbb\xbf" + "Grüße".encode(), "text/html; charset=latin-1", "Grüße"),
        (b"\xff\xfe" + "Grüße".encode("utf-16-le"), None, "Grüße"),
        ("Grüße".encode(), "text/html; charset=nonsense", "Grüße"),
        ("<p>Grüße".encode("utf-16-le"), "text/html", "<p>Grüße"),
        ("\n <p>Grüße".encode("utf-16-be"), None, "\n <p>Grüße"),
        ("Grüße".encode("utf-16-le"), "text/plain; charset=utf-16le", "Grüße"),
        # Declared in ASCII, so it cannot be true.
        ('<meta charset="utf-16">Grüße'.encode(), None, '<meta charset="utf-16">Grüße'),
        # Servers that announce latin-1 whatever they send.
        ("Grüße".encode(), "text/html; charset=iso-8859-1", "Grüße"),
        ("Grüße aus Köln".encode() + b"\xff", "text/html; charset=latin-1", "Grüße aus Köln\ufffd"),
        # The charset of something else.
        (
            '<script charset="koi8-r"></script><form accept-charset="x-sjis">Grüße'.encode(),
            None,
            '<script charset="koi8-r"></script><form accept-charset="x-sjis">Grüße',
        ),
        (
            '<meta http-equiv=Content-Type content="text/html; charset=windows-1251">Да'.encode(
                "cp1251"
            ),
            None,
            '<meta http-equiv=Content-Type content="text/html; charset=windows-1251">Да',
        ),
        # Names as browsers read them (WHATWG), and charsets of more than one byte with a bad one.
        ("€ “Grüße”".encode("cp1252"), "text/html; charset=us-ascii", "€ “Grüße”"),
        ("ğüş".encode("cp1254"), "text/html; charset=iso-8859-9", "ğüş"),
        ("こんにちは①".encode("cp932"), "text/html; charset=x-sjis", "こんにちは①"),
        ("こんにちは".encode("euc-jp") + b"\xff", "text/html; charset=euc-jp", "こんにちは\ufffd"),
        ("你好，㐀".encode("gb18030"), "text/html; charset=gb2312", "你好，㐀"),
        ("이렇게 똠".encode("cp949"), "text/html; charset=ks_c_5601-1987", "이렇게 똠"),
        ("Straße".encode(), "text/html; charset=gb2312", "Straße"),
        ("こんにちは".encode("iso2022_jp"), "text/plain; charset=iso-2022-jp", "こんにちは"),
        ("こんにちは".encode("iso2022_jp"), None, "こんにちは"),
        # Charsets that would make any page say anything.
        (b"+ADw-b+AD4-", "text/html; charset=utf-7", "+ADw-b+AD4-"),
        (b"abc", "text/html; charset=cp037", "abc"),
        (b"a\x00b", None, "ab"),
        (b"", None, ""),
    ],
)
def test_decode(data: bytes, content_type: str | None, expected: str) -> None:
    assert decode(data, content_type) == expected


WRONG = "declared as utf-8, which it is not: read as windows-1252, a guess"
GUESS = "no charset is declared: read as windows-1252, a guess"
# Comments from before a move to UTF-8: right, in windows-1252, encoded twice.
OLD_BLOG = (
    "<p>Schöne Grüße von Jörg</p>\n".encode()
    + "<p>Müßig, „finde“ ich – für dich</p>\n".encode("cp1252")
    + "<p>FÃ¼r Ã„rger, â€žsagt MÃ¼llerâ€œ</p>".encode()
)


@pytest.mark.parametrize(
    ("data", "content_type", "notes"),
    [
        ("Grüße".encode(), None, ()),
        ("Grüße", None, ()),
        ("Grüße".encode("cp1252"), "text/html; charset=latin1", ()),
        ("Grüße".encode("cp1252"), None, (GUESS,)),
        ("Grüße".encode("cp1252"), "text/html; charset=utf-8", (WRONG,)),
        (
            "Привет, как дела?".encode("koi8-r"),
            None,
            ("no charset is declared: read as koi8-r, a guess",),
        ),
        (
            "こんにちは".encode("iso2022_jp"),
            None,
            ("no charset is declared: read as iso-2022-jp, a guess",),
        ),
        ("fÃ¼r", None, ("letters that were encoded twice were set right (1 place)",)),
        ("Schöne Grüße".encode() + b"\xff", None, ()),
        (
            b"\xef\xbb\xbf" + "Grüße, ".encode() + "Jörg".encode("cp1252"),
            None,
            ("not all of it is UTF-8: some was windows-1252 (1 place)",),
        ),
    ],
)
def test_what_was_guessed_is_told(
    data: bytes | str, content_type: str | None, notes: tuple[str, ...]
) -> None:
    assert decode_with_notes(data, content_type)[1] == notes


@pytest.mark.parametrize("content_type", [None, "text/html; charset=utf-8", "text/html"])
def test_an_old_german_blog_is_read_right(content_type: str | None) -> None:
    text, notes = decode_with_notes(OLD_BLOG, content_type)
    assert text.split("\n") == [
        "<p>Schöne Grüße von Jörg</p>",
        "<p>Müßig, „finde“ ich – für dich</p>",
        "<p>Für Ärger, „sagt Müller“</p>",
    ]
    assert notes == (
        "not all of it is UTF-8: some was windows-1252 (5 places)",
        "letters that were encoded twice were set right (5 places)",
    )


def test_more_windows_1252_than_utf8() -> None:
    data = "<p>Grüße</p>".encode() + "<p>Müßig, für Jörg über Öl, süß</p>".encode("cp1252")
    assert decode(data) == "<p>Grüße</p><p>Müßig, für Jörg über Öl, süß</p>"


@pytest.mark.parametrize(
    "unit",
    [
        b"\xfc",
        b"\xc3",
        "ü".encode() + b"\xff",
        "Ã¼ ".encode(),
        b"f\xfcr<",
        b"\x1b$B",
        b"<html lang=",
    ],
)
def test_a_megabyte_of_garbage_is_read_at_once(unit: bytes) -> None:
    started = time.process_time()
    decode(unit * (1_000_000 // len(unit)))
    # It takes 0.1 s at most; what is quadratic takes minutes.
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\x7fELF\x02\x01\x01" + bytes(64), True),
        ("<p>Ü".encode("utf-16-le"), False),
        ("<p>Ü".encode("utf-16"), False),
        (bytes(64), True),
        (b"", False),
    ],
)
def test_is_binary(data: bytes, expected: bool) -> None:  # noqa: FBT001 - of the table
    assert is_binary(data) is expected


@given(
    st.binary(max_size=300),
    st.sampled_from(
        [None, *(f"x; charset={name}" for name in ("utf-8", "\ud800", "gbk", "utf-16", "idna"))]
    ),
)
def test_decoding_never_raises(data: bytes, content_type: str | None) -> None:
    decode(data, content_type)
