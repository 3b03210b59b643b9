import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.urls.hosts import (
    bare_host,
    host_keys,
    host_of,
    is_dead_shortener,
    is_shortener,
    is_shortener_host,
    same_site,
)
from mentions.urls.tables import rows

HOSTS = [
    ("https://www.Example.org/a", "example.org"),
    ("http://example.org:8080/", "example.org"),
    ("https://m.example.org/", "m.example.org"),
    ("https://bücher.example/", "xn--bcher-kva.example"),
    ("https://jens:x@example.org./", "example.org"),
    ("http://[::1]:80/", "[::1]"),
    ("http://www..example/", "www..example"),
    ("mailto:jens@example.org", ""),
    ("example.org", ""),
    ("", ""),
]

BARE = [
    ("www.m.example.org", "example.org"),
    ("mobile.example.co.uk", "example.co.uk"),
    ("m.example", "m.example"),
    ("www.com", "www.com"),
    ("www.co.uk", "www.co.uk"),
    ("m.wordpress.com", "m.wordpress.com"),
    ("www.wordpress.com", "wordpress.com"),
    ("en.m.wikipedia.org", "en.wikipedia.org"),
    ("mm.example.org", "mm.example.org"),
    ("m.blogspot.de", "m.blogspot.com"),
    ("www.jens.blogspot.co.uk", "jens.blogspot.com"),
    ("www.blogspot.de", "blogspot.de"),
]

ONE_SITE = [
    ("https://www.example.org/a", "http://m.example.org/b"),
    ("https://amp.example.org/a", "https://example.org/"),
    ("https://github.com/jens/a", "https://github.com/Jens/b/issues/1"),
    ("https://medium.com/@ann/a", "https://medium.com/@ann/b"),
    ("https://www.reddit.com/r/blogs/x", "https://www.reddit.com/r/blogs/y"),
    ("https://uni.example/~jens/a", "https://uni.example/%7Ejens/b"),
    ("https://jens.wordpress.com/a", "https://jens.wordpress.com/b"),
    ("https://jens.blogspot.de/a", "https://jens.blogspot.com/b"),
]

TWO_SITES = [
    ("https://blog.example.org/", "https://shop.example.org/"),
    ("https://blog.example.org/", "https://example.org/"),
    ("https://github.com/jens/a", "https://github.com/ann/a"),
    ("https://medium.com/@ann/a", "https://medium.com/@ben/b"),
    ("https://dev.to/ann/a", "https://dev.to/ben/a"),
    ("https://tumblr.com/ann/1", "https://tumblr.com/ben/2"),
    ("https://www.reddit.com/r/blogs/x", "https://www.reddit.com/r/news/y"),
    ("https://www.youtube.com/c/ann", "https://www.youtube.com/c/ben"),
    ("https://uni.example/~jens/", "https://uni.example/~ann/"),
    ("https://social.example/@jens/1", "https://social.example/@ann/1"),
    ("https://jens.wordpress.com/", "https://ann.wordpress.com/"),
    ("https://jens.blogspot.de/", "https://ann.blogspot.de/"),
    ("https://jens.substack.com/", "https://ann.substack.com/"),
    ("no address", "no address"),
]

SHORT = [
    "http://ow.ly/rDsf",
    "https://bit.ly/x",
    "http://www.bit.ly/x",
    "https://t.co/x",
    "http://tinyurl.com/x",
    "http://is.gd/x",
    "http://goo.gl/x",
    "http://fb.me/x",
    "http://wp.me/p1-2",
    "http://j.mp/x",
    "http://su.pr/x",
    "http://tr.im/x",
    "http://cli.gs/x",
    "https://youtu.be/abcdefghijk",
    "https://redd.it/abc",
    "https://maps.app.goo.gl/x",
    "http://feeds.feedburner.com/~r/blog/~3/x/",
]

NOT_SHORT = [
    "http://ow.ly/",
    "http://ow.ly",
    "http://ow.ly/?x=1",
    "http://follow.ly/x",
    "http://ow.ly.example.org/x",
    "http://x.ow.ly/x",
    "http://feeds.feedburner.com/blog",
    "https://t.me/channel/1",
    "https://example.org/ow.ly/x",
    "ow.ly/x",
    "",
]


@pytest.mark.parametrize(("url", "expected"), HOSTS)
def test_host_of(url: str, expected: str) -> None:
    assert host_of(url) == expected


@pytest.mark.parametrize(("host", "expected"), BARE)
def test_bare_host(host: str, expected: str) -> None:
    assert bare_host(host) == expected


@pytest.mark.parametrize(("a", "b"), ONE_SITE)
def test_one_site(a: str, b: str) -> None:
    assert same_site(a, b)
    assert same_site(b, a)


@pytest.mark.parametrize(("a", "b"), TWO_SITES)
def test_two_sites(a: str, b: str) -> None:
    assert not same_site(a, b)
    assert not same_site(b, a)


@pytest.mark.parametrize("url", SHORT)
def test_short_links(url: str) -> None:
    assert is_shortener(url)


@pytest.mark.parametrize("url", NOT_SHORT)
def test_no_short_links(url: str) -> None:
    assert not is_shortener(url)


@pytest.mark.parametrize(
    ("url", "dead"),
    [
        ("http://su.pr/x", True),
        ("http://cli.gs/x", True),
        ("http://tr.im/x", True),
        ("http://feedproxy.google.com/~r/blog/~3/x/", True),
        ("http://adf.ly/x", True),
        ("http://goo.gl/x", False),
        ("http://ow.ly/x", False),
        ("http://tr.im/", False),
        ("http://example.org/x", False),
    ],
)
def test_dead_short_links(url: str, *, dead: bool) -> None:
    assert is_dead_shortener(url) is dead


def test_the_list_of_shorteners_is_long_clean_and_marked() -> None:
    names = [name for name, *_ in rows("shorteners.txt")]
    assert len(names) > 150
    assert len(names) == len(set(names))
    assert all(name == name.lower() and "." in name for name in names)
    assert {mark for _, *marks in rows("shorteners.txt") for mark in marks} == {"dead", "ads"}


def test_shortener_hosts() -> None:
    assert is_shortener_host("OW.LY")
    assert not is_shortener_host("feeds.feedburner.com")
    assert not is_shortener_host("example.org")


def test_keys_of_a_host_with_many_labels_are_few() -> None:
    assert len(host_keys("a." * 100 + "example")) < 10


@given(st.text(), st.text())
def test_hosts_never_raise(a: str, b: str) -> None:
    for url in (a, f"http://{a}", f"//{a}/{b}"):
        assert host_of(url) == host_of(url).lower()
        assert is_dead_shortener(url) <= is_shortener(url)
        assert same_site(url, b) == same_site(b, url)
        assert bare_host(bare_host(host_of(url))) == bare_host(host_of(url))
