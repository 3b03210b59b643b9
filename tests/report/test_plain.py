import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.report.plain import safe, safe_lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("Straße 12", "Straße 12"),
        (" a\t b\u00a0c\r\nd\u2028e\x85f ", "a b c d e f"),
        ("\x1b[1;31mrot\x1b[0m", "rot"),
        ("\x9b31mrot", "rot"),
        ("\x1b]0;Titel\x07x\x1b]8;;http://a\x1b\\y", "xy"),
        ("\x1b]0;ohne Ende", "0;ohne Ende"),
        ("\x1bcx\x1b(By\x1b", "xy"),
        ("a\x07b\0c\x7f", "a�b�c�"),
        ("\ud800x", "�x"),
        ("\u202eabc\u2066d\u200f", "abcd"),
        ("cl\u200bab\ufeff\u00ad\u2060", "clab"),
        ("cl\u200dab\u200c", "clab"),
        ("👩\u200d👧 نمی\u200cخواهم", "👩\u200d👧 نمی\u200cخواهم"),
        ("e" + "\u0301" * 100 + "n", "e" + "\u0301" * 3 + "n"),
        ("[red]x[/red] :smile:", "[red]x[/red] :smile:"),
        ("日本語", "日本語"),
    ],
)
def test_safe(text: str, expected: str) -> None:
    assert safe(text) == expected


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("Jörg", 4, "Jörg"),
        ("Jörg Ölmann", 6, "Jörg…"),
        ("x" * 10_000, 80, "x" * 79 + "…"),
        ("\u200b" * 900 + "abc", 3, "abc"),
        (" " * 2_000_000, 3, ""),
    ],
)
def test_what_is_too_long_ends_in_an_ellipsis(text: str, limit: int, expected: str) -> None:
    assert safe(text, limit=limit) == expected


ANY = st.text() | st.text(st.sampled_from("ab \n\x1b[]0;m\x07\x9b\\(\u200d\u202e\u0301é👩\ud800"))


@given(ANY, st.none() | st.integers(1, 20))
def test_nothing_comes_through_that_a_terminal_obeys(text: str, limit: int | None) -> None:
    line = safe(text, limit=limit)
    assert not any(unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} for letter in line)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b]", line)
    assert limit is None or len(line) <= limit
    assert safe(line, limit=limit) == line


@given(ANY)
def test_safe_lines_keeps_paragraphs_only(text: str) -> None:
    lines = safe_lines(text)
    assert all(safe(line) == line != "" for line in lines.split("\n") if lines)


def test_safe_lines() -> None:
    assert safe_lines("eins \x1b[2J\r\n\n  zwei ") == "eins\nzwei"
