import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.urls.percent import one_fragment, one_part, one_path

PATHS = [
    ("/a%2db", "/a-b"),
    ("/a%2fb", "/a%2Fb"),
    ("/%zz", "/%25zz"),
    ("/%%41", "/%25A"),
    ("/%2541", "/%2541"),
    ("/a|b", "/a%7Cb"),
    ("/a&b;c=d+e", "/a&b;c=d+e"),
    ("/%e4", "/%E4"),
    ("/%cc%88", "/%CC%88"),
    ("/u%cc%88%ff", "/u%CC%88%FF"),
    ("/%3C%cc%b8", "/%3C%CC%B8"),
    ("/%E3%81%8B%E3%82%99", "/%E3%81%8C"),
    ("/%2FE%cc%81", "/%2F%C3%89"),
    ("/%2541%cc%88", "/%2541%CC%88"),
]


@pytest.mark.parametrize(("path", "expected"), PATHS)
def test_one_path(path: str, expected: str) -> None:
    assert one_path(path) == expected


def test_in_a_query_plus_is_a_space_and_an_equals_sign_is_escaped() -> None:
    assert one_part("a+b=c%2B") == "a%20b%3Dc%2B"


def test_a_fragment_keeps_what_programs_put_there() -> None:
    assert one_fragment("!/a?b=c&d=%7e") == "!/a?b=c&d=~"


@given(
    st.one_of(
        st.text(),
        st.lists(st.sampled_from(["%", "2", "5", "41", "a", "+", "%cc%88", "u"])).map("".join),
    )
)
def test_twice_is_once(text: str) -> None:
    for form in (one_path, one_part, one_fragment):
        assert form(form(text)) == form(text)
