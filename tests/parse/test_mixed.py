"""Windows-1252 within pages in UTF-8."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.parse.mixed import read_mixed

UTF8 = "Schöne Grüße, Jörg: ".encode()


@pytest.mark.parametrize(
    ("bad", "expected"),
    [
        ("Köln".encode("cp1252"), "Köln"),
        ("Ärger".encode("cp1252"), "Ärger"),
        ("Fuß, Café, château".encode("cp1252"), "Fuß, Café, château"),
        ("„Ja“ – so … €".encode("cp1252"), "„Ja“ – so … €"),
        ("äöüß".encode("cp1252"), "äöüß"),
        # Characters that were cut in two.
        (b"Gr\xc3...", "Gr\ufffd..."),
        (b"Ende \xe2\x80", "Ende \ufffd"),
        (b"Ende \xe2", "Ende \ufffd"),
        (b"\xf0\x9f\x98 so", "\ufffd so"),
        # What nobody writes.
        (b"a\xff", "a\ufffd"),
        (b"\x81\x8d", "\ufffd\ufffd"),
        (b"a\xf7b", "a\ufffdb"),
    ],
)
def test_runs_that_are_no_utf8(bad: bytes, expected: str) -> None:
    assert read_mixed(UTF8 + bad)[0] == UTF8.decode() + expected


def test_the_runs_are_counted() -> None:
    assert read_mixed(UTF8 + "Müßig \xff".encode("cp1252"))[1] == 1
    assert read_mixed(UTF8 + "Mü ßig".encode("cp1252"))[1] == 2


@pytest.mark.parametrize("page", ["Привет, как дела? ", "こんにちは ", "zażółć gęślą jaźń "])
def test_pages_of_other_languages_are_not_read_as_windows_1252(page: str) -> None:
    text, runs = read_mixed(page.encode() + b"f\xfcr")
    assert (text, runs) == (f"{page}f\ufffdr", 0)


@given(st.lists(st.binary(max_size=4) | st.text(max_size=4).map(str.encode)).map(b"".join))
def test_any_bytes_become_a_text_that_can_be_stored(data: bytes) -> None:
    text, _ = read_mixed(data)
    assert text.encode().decode() == text


@given(st.text())
def test_what_is_sound_stays(text: str) -> None:
    assert read_mixed(text.encode()) == (text, 0)
