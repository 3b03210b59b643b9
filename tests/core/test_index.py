"""Finding the article behind an address: what a plain table would find, in less time."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.core.index import ArticleIndex
from mentions.model import Article
from mentions.urls.canonical import canonical_url
from mentions.urls.identity import page_of

POST = "https://blog.example.org/2009/07/firewall"
URLS = (
    POST,
    "http://www.blog.example.org/?p=42",
    "https://bücher.example/lesen",
    "http://shop.example:8080/a/b",
    "http://192.0.2.7/a",
    "http://[2001:db8::1]/a",
    "https://www.google.com/url?q=https://kept.example/a",
    "https://app.example.net/#!/seite/7",
    "https://localhost/",
    "example.org/without-scheme",
    "https://exa mple.org/broken",
)
INDEX = ArticleIndex(Article(url=url) for url in URLS)
TABLE = {canonical_url(url): canonical_url(url) for url in URLS}
HOSTS = tuple(url.partition("://")[2].partition("/")[0] for url in URLS)


@pytest.mark.parametrize("url", [*URLS, f"{POST}/?utm_source=x#more", f"{POST}/amp/"])
def test_an_article_is_found(url: str) -> None:
    assert INDEX.find(url) == canonical_url(url)


@pytest.mark.parametrize("url", ["", None, "https://other.example/", f"{POST}-2", "mailto:a@b.org"])
def test_nothing_else_is(url: str | None) -> None:
    assert INDEX.find(url) is None
    assert INDEX.page(url) is None


def test_an_alias_leads_to_its_article_and_the_first_claim_counts() -> None:
    old = "https://blog.example.org/?p=42"
    index = ArticleIndex([Article(url=POST, aliases=(old,)), Article(url=old)])
    assert index.find("http://blog.example.org/?p=42") == POST


def test_the_page_of_a_comment_is_its_article() -> None:
    assert INDEX.page(f"{POST}/comment-page-2/?replytocom=7#comment-7") == POST
    assert INDEX.find(f"{POST}/comment-page-2/#comment-7") is None


def test_an_index_of_canonical_addresses_is_the_same_index() -> None:
    index = ArticleIndex.of_canonical([(POST, POST), ("https://blog.example.org/?p=42", POST)])
    assert index.find("http://www.blog.example.org/?p=42") == POST
    assert set(index.hosts) == {"blog.example.org"}
    assert set(index.addresses) == {POST, "https://blog.example.org/?p=42"}


@given(st.text(max_size=60))
def test_any_text_is_what_a_plain_table_says(text: str) -> None:
    assert INDEX.find(text) == TABLE.get(canonical_url(text))


CHANGED = st.tuples(
    st.sampled_from(("http://", "https://", "HTTP://", "//", "https:", "https:/", "http:\\\\")),
    st.sampled_from(("", "www.", "m.", "WWW2.", "user@", "web.archive.org/web/2010/http://")),
    st.sampled_from((*HOSTS, "other.example", "BLOG.example.org.", "3221225991", "0xc0000207")),
    st.sampled_from(("", ":80", ":8080", "\t", "%2e", "\u00ad")),
    st.sampled_from(("/a", "/lesen", "/2009/07/firewall", "/?p=42", "?p=42", "#!/seite/7", "/a/b")),
    st.text(alphabet="/?#&=.%amp;-index.html\n ", max_size=8),
).map("".join)


@given(CHANGED)
def test_a_changed_address_is_what_a_plain_table_says(url: str) -> None:
    assert INDEX.find(url) == TABLE.get(canonical_url(url))
    assert INDEX.page(url) == TABLE.get(canonical_url(page_of(url)))


def test_articles_cost_less_than_250_bytes_each() -> None:
    count = 5_000
    tracemalloc.start()
    urls = (
        f"https://blog{n % 200}.example/2009/07/{n}-a-title-of-some-words" for n in range(count)
    )
    index = ArticleIndex.of_canonical((url, url) for url in urls)
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert index.find("https://blog7.example/2009/07/7-a-title-of-some-words/")
    assert size < 250 * count
