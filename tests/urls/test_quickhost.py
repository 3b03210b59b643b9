"""The host at a glance is the host that taking the address apart gives, or none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.urls.canonical import canonical_url
from mentions.urls.hosts import bare_host
from mentions.urls.quickhost import quick_host

HOSTS = st.from_regex(r"\A(?:www\.|m\.)?[A-Za-z0-9._-]{1,20}\.(?:org|COM|4|0x7f|xn--p1ai|t.co)\Z")
TAILS = st.from_regex(
    r"\A(?:/[A-Za-z0-9_~.-]{0,6}){0,3}/?(?:\?[a-z=&]{0,5})?(?:#[a-z!/:~.-]{0,6})?\Z"
)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.example.org", "example.org"),
        ("http://m.blog.example.org?p=1", "blog.example.org"),
        ("https://my_blog.example.org/#x", "my_blog.example.org"),
        ("https://web.archive.org/web/2010/http://example.org/", None),
        ("https://192.0.2.7/a", None),
        ("https://xn--bcher-kva.example/", None),
        ("https://example.org./", None),
        ("https://example.org\\a", None),
        ("https://user@example.org/", None),
        (" https://example.org/", None),
        ("//example.org/", None),
        ("https://exam\tple.org/", None),
    ],
)
def test_only_what_is_plain_is_told_at_a_glance(url: str, host: str | None) -> None:
    assert quick_host(url) == host


@given(HOSTS, TAILS)
def test_it_is_the_host_of_the_canonical_form(host: str, tail: str) -> None:
    url = f"http://{host}{tail}"
    seen = quick_host(url)
    if seen is not None:
        form = canonical_url(url)
        assert form == url or form.startswith((f"https://{seen}/", f"https://{seen}#"))
        assert bare_host(seen) == seen


@given(HOSTS, TAILS)
def test_common_addresses_have_the_form_that_taking_them_apart_gives(host: str, tail: str) -> None:
    head, sign, fragment = f"https://{host}{tail}".partition("#")
    # An empty query changes nothing, but is not common.
    apart = f"{head}{'' if '?' in head else '?'}{sign}{fragment}"
    whole = canonical_url(f"{head}{sign}{fragment}")
    assert whole in (canonical_url(apart), f"{head}{sign}{fragment}")
    if canonical_url(apart) != apart:
        assert whole == canonical_url(apart)
