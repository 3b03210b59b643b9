import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentions.store.types import chunks, clean, is_id, short_key

ANY_TEXT = st.text(alphabet=st.characters(codec=None, exclude_categories=()))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Überschrift 🎈", "Überschrift 🎈"),
        ("a\0b", "ab"),
        ("half \ud83c", "half \ufffd"),
        ("\ud83c\udf88", "🎈"),
        ("", ""),
    ],
)
def test_clean(given: str, expected: str) -> None:
    assert clean(given) == expected


@settings(deadline=None)
@given(ANY_TEXT)
def test_clean_text_can_be_stored(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    with sqlite3.connect(":memory:") as connection:
        assert connection.execute("SELECT ?", [cleaned]).fetchone() == (cleaned,)
    connection.close()


@settings(deadline=None)
@given(ANY_TEXT, st.integers(1, 400))
def test_a_short_key_fits_and_is_its_own_short_key(text: str, times: int) -> None:
    key = short_key(text * times)
    assert len(key) <= 500
    assert short_key(key) == key


def test_long_keys_that_differ_at_the_end_stay_different() -> None:
    assert short_key("x" * 5000 + "a") != short_key("x" * 5000 + "b")


@pytest.mark.parametrize(
    ("number", "expected"), [(1, True), (0, False), (-1, False), (2**31, False), (10**30, False)]
)
def test_is_id(number: int, *, expected: bool) -> None:
    assert is_id(number) is expected


def test_chunks_hold_every_value_once() -> None:
    parts = list(chunks([*range(1200), *range(1200)]))
    assert [len(part) for part in parts] == [500, 500, 200]
    assert [number for part in parts for number in part] == list(range(1200))
