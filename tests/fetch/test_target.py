import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentions.errors import RefusedAddressError
from mentions.fetch.target import shown, target_of


@pytest.mark.parametrize(
    ("url", "sent", "host", "port"),
    [
        ("http://Example.org", "http://example.org/", "example.org", 80),
        ("https://example.org:8443/a?b#c", "https://example.org:8443/a?b", "example.org", 8443),
        ("https://example.org:443/", "https://example.org/", "example.org", 443),
        ("http://ann:pw@example.org/@x", "http://example.org/@x", "example.org", 80),
        ("http://a@b@example.org/?q=c@d", "http://example.org/?q=c@d", "example.org", 80),
        ("http://[2A00::1]:81/", "http://[2a00::1]:81/", "2a00::1", 81),
        ("http://bücher.example./ä", "http://xn--bcher-kva.example./%C3%A4",
         "xn--bcher-kva.example", 80),
        ("http://example.org/%7Ejens/%2e%41|b", "http://example.org/%7Ejens/%2e%41|b",
         "example.org", 80),
    ],
)  # fmt: skip
def test_an_address_taken_apart(url: str, sent: str, host: str, port: int) -> None:
    target = target_of(url)
    assert (target.url, target.host, target.port) == (sent, host, port)


@pytest.mark.parametrize(
    "url",
    [
        *("", "/a", "//example.org/", "ftp://example.org/", "file:///etc/passwd", "data:,x"),
        *("http://", "http://a..b/", "http://.example.org/", "http://fe80::1%eth0/"),
        *("http://[fe80::1%25eth0]/", "http://1.2.3.4.5/", "http://" + "a" * 64 + ".example/"),
        *("http://" + "a." * 130 + "example/", "http://exa mple.org/", "gopher://example.org/"),
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(RefusedAddressError, match="correct"):
        target_of(url)


@pytest.mark.parametrize(
    ("url", "masked"),
    [
        ("http://ann:secret@example.org/a@b", "http://***@example.org/a@b"),
        ("http:ann:secret@example.org", "http:***@example.org"),
        ("https:\\\\ann:sec@ret@example.org\\x", "https:\\\\***@example.org\\x"),
        (" ht\ntp://ann:secret@[bad/", " ht\ntp://***@[bad/"),
        ("//secret@example.org/", "//***@example.org/"),
        ("https://example.org/?mail=a@b.example", "https://example.org/?mail=a@b.example"),
    ],
)
def test_secrets_are_not_shown(url: str, masked: str) -> None:
    assert shown(url) == masked


@settings(deadline=None)
@given(st.text())
def test_nothing_else_is_raised(text: str) -> None:
    for url in (text, f"http://{text}", f"http://a@{text}/"):
        try:
            assert target_of(url).url.startswith("http")
        except RefusedAddressError as error:
            assert "correct" in error.why  # noqa: PT017 - both ways are fine
