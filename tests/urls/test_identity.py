import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.urls.canonical import canonical_url
from mentions.urls.identity import page_of, permalink_key

ONE_ENTRY = [
    "https://example.org/a#comment-5",
    "https://example.org/a/#comment-5",
    "http://www.example.org/a/comment-page-3/#comment-5",
    "https://example.org/a/comment-page-1#comment-5",
    "https://example.org/a/?cpage=2#comment-5",
    "https://example.org/a/?utm_source=x&amp;cpage=2#comment-5",
    "https://example.org/a/?replytocom=4#comment-5",
    "https://example.org/a#li-comment-5",
    "https://example.org/a#div-comment-5",
    "https://example.org/a#dsq-comment-5",
    "https://example.org/a#comment5",
    "https://example.org/a#Comment_5",
    "https://example.org/a#comment-5:~:text=x",
    "https://web.archive.org/web/2010/http://example.org/a/comment-page-2/#comment-5",
]

KEYS = [
    ("https://example.org/?p=42#comment-5", "https://example.org/?p=42#comment-5"),
    ("https://example.org/a#c33", "https://example.org/a#c33"),
    ("https://example.org/a?showComment=1247#c33", "https://example.org/a#c33"),
    ("https://example.org/a#isso-3", "https://example.org/a#isso-3"),
    ("https://example.org/a#trackback-7", "https://example.org/a#trackback-7"),
    ("https://example.org/a#IDComment7", "https://example.org/a#idcomment7"),
    ("https://example.org/a#comment-6A00D8341C", "https://example.org/a#comment-6a00d8341c"),
    ("https://example.org/a#respond", "https://example.org/a"),
    ("https://example.org/a#comments", "https://example.org/a"),
    ("https://example.org/a#chapter-5", "https://example.org/a"),
    ("https://example.org/a/comment-page-3/", "https://example.org/a/comment-page-3"),
    ("https://mobile.twitter.com/jens/status/1", "twitter:1"),
    ("https://news.ycombinator.com/item?id=1#2", "hackernews:2"),
    ("no address", "no address"),
    ("", ""),
]

DIFFERENT = [
    ("https://example.org/a#comment-5", "https://example.org/a#comment-50"),
    ("https://example.org/a#comment-5", "https://example.org/b#comment-5"),
    ("https://example.org/a#comment-5", "https://example.org/a"),
    ("https://example.org/a#comment-5", "https://example.org/a#isso-5"),
    ("https://example.org/?p=4#comment-5", "https://example.org/?p=42#comment-5"),
]

PAGES = [
    ("http://www.example.org/a/comment-page-3/#comment-5", "http://www.example.org/a/"),
    ("http://example.org/a/comment-page-3#comment-5", "http://example.org/a"),
    ("http://example.org/a/?cpage=3#comment-5", "http://example.org/a/"),
    ("http://example.org/?p=42&cpage=3#comment-5", "http://example.org/?p=42"),
    ("http://example.org/a?replytocom=5#respond", "http://example.org/a"),
    ("http://example.org/a?utm_source=x#c1", "http://example.org/a?utm_source=x"),
    ("http://example.org/#!/a", "http://example.org/#!/a"),
    ("http://example.org/comment-page-one/", "http://example.org/comment-page-one/"),
    ("", ""),
]


@pytest.mark.parametrize("url", ONE_ENTRY)
def test_permalinks_of_one_comment(url: str) -> None:
    assert permalink_key(url) == "https://example.org/a#comment-5"


@pytest.mark.parametrize(("url", "expected"), KEYS)
def test_permalink_key(url: str, expected: str) -> None:
    assert permalink_key(url) == expected


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_permalinks_of_different_entries(a: str, b: str) -> None:
    assert permalink_key(a) != permalink_key(b)


@pytest.mark.parametrize(("url", "expected"), PAGES)
def test_page_of(url: str, expected: str) -> None:
    assert page_of(url) == expected


PIECES = "/a /comment-page-2 / ? & cpage=2 #comment-5 #c1 # :~: replytocom=1 p=4 ü % amp;"
TAILS = st.lists(st.sampled_from(PIECES.split()), max_size=8).map("".join)


@given(st.one_of(st.text(), TAILS.map("https://www.example.org".__add__)))
def test_never_raises(url: str) -> None:
    assert permalink_key(url) == permalink_key(f" {url} ")
    assert len(page_of(url)) <= len(url)


@given(TAILS)
def test_a_key_without_a_comment_is_the_canonical_url(tail: str) -> None:
    url = f"https://example.org{tail}"
    page, _, comment = permalink_key(url).partition("#c")
    assert comment or page == canonical_url(url)
