"""Which charset bytes are read in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.parse.charset import decode, is_binary


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
        (b"a\x00b", None, "ab"),
        (b"", None, ""),
    ],
)
def test_decode(data: bytes, content_type: str | None, expected: str) -> None:
    assert decode(data, content_type) == expected


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
    st.sampled_from([None, "text/html; charset=utf-8", "x; charset=\ud800"]),
)
def test_decoding_never_raises(data: bytes, content_type: str | None) -> None:
    decode(data, content_type)
