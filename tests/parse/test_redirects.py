import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.parse.redirects import canonical_in, refresh_target, target_in_refresh

URL = "http://s.example/x"


@pytest.mark.parametrize(
    ("value", "target"),
    [
        ("0;URL=https://b.example/a", "https://b.example/a"),
        ("0; url='https://b.example/a'", "https://b.example/a"),
        ("5,https://b.example/a", "https://b.example/a"),
        ("0.5;url=/a", "http://s.example/a"),
        ("0;url=", None),
        ("300", None),
        ("0;url=javascript:alert(1)", None),
        (f"0;url={URL}", None),
        ("", None),
    ],
)
def test_where_a_refresh_leads(value: str, target: str | None) -> None:
    assert target_in_refresh(value, url=URL) == target


@pytest.mark.parametrize(
    ("script", "target"),
    [
        ('location.replace("https:\\/\\/b.example\\/a")', "https://b.example/a"),
        (
            "location.assign('https://b.example/it\\x27s?a=1\\u0026b=2')",
            "https://b.example/it's?a=1&b=2",
        ),
        ("window.location = 'https://b.example/a'", "https://b.example/a"),
        ('top.location.href="https://b.example/a"', "https://b.example/a"),
        ('if (location.href == "https://b.example/a") {}', None),
        ("mylocation = 'https://b.example/a'", None),
        ("location.replace('mailto:a@b.example')", None),
        ("location.replace('https://b.example/\\ud800')", None),
    ],
)
def test_where_a_script_leads(script: str, target: str | None) -> None:
    page = f"<script>{script}</script>".encode()
    assert refresh_target(page, url=URL) == target


@pytest.mark.parametrize(
    ("page", "target"),
    [
        ('<a href="https://b.example/a">https://b.example/a</a>', "https://b.example/a"),
        ('<a href="https://b.example/a">b.example</a>', None),
        ('<a href="https://s.example/a">https://s.example/a</a>', None),
        (
            """<a href="https://b.example/a">https://b.example/a</a>
            <a href="https://c.example/a">https://c.example/a</a>""",
            None,
        ),
        ("", None),
        ("\x00" * 50, None),
    ],
)
def test_the_only_link_that_shows_its_address(page: str, target: str | None) -> None:
    assert refresh_target(page.encode(), url=URL) == target


def test_the_canonical_of_a_page() -> None:
    page = b'<link rel="canonical" href="/a"><link rel="canonical" href="/b">'
    assert canonical_in(page, url=URL) == "http://s.example/a"
    assert canonical_in(b"\x00" * 50, url=URL) is None


@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(lambda text: f"<script>location='{text}'".encode())
)
def test_no_page_breaks_it(page: bytes) -> None:
    target = refresh_target(page, url=URL)
    assert target is None or target.startswith(("http://", "https://"))
    assert canonical_in(page, url=URL) is None
