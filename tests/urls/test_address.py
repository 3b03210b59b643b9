import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.urls.address import Address, address_of, query_pairs, trimmed

PARTS = [
    ("http://example.org", ("http", "example.org", "", "/", "", "")),
    ("https://u:p@Example.org:8080/a?b#c", ("https", "example.org", "8080", "/a", "b", "c")),
    ("//example.org/a", ("https", "example.org", "", "/a", "", "")),
    ("http://[::1]:8080/", ("http", "[::1]", "8080", "/", "", "")),
    ("http://[::1]", ("http", "[::1]", "", "/", "", "")),
    ("https://example.org:443/?a?b#c#d", ("https", "example.org", "", "/", "a?b", "c#d")),
    ("http://example.org/@a", ("http", "example.org", "", "/@a", "", "")),
]


@pytest.mark.parametrize(("url", "parts"), PARTS)
def test_address_of(url: str, parts: tuple[str, ...]) -> None:
    names = ("scheme", "host", "port", "path", "query", "fragment")
    assert address_of(url) == Address(**dict(zip(names, parts, strict=True)))


@pytest.mark.parametrize(
    "url", ["", "x", "example.org", "mailto:a@b.c", "http://", "data:,x", f"http://{'a.' * 200}b/"]
)
def test_no_address(url: str) -> None:
    assert address_of(url) is None


def test_values_are_decoded_and_never_empty() -> None:
    address = address_of("https://example.org/?u=&u=a%20b+c&amp;u=%FC&v=1")
    assert address is not None
    assert list(address.values("u")) == ["a b c", "\ufffd"]


@given(st.text())
def test_never_raises(url: str) -> None:
    assert trimmed(trimmed(url)) == trimmed(url)
    assert all(name or value for name, value in query_pairs(url))
    address = address_of(f"https://example.org/{url}")
    assert address is None or address_of(f"https://example.org{address.tail}") == address
