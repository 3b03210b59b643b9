import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.core.above import pages_above

TABLE = {
    "https://lobste.rs/s/abc123/weg_damit#c_xyz987": ["lobsters:abc123"],
    "https://news.ycombinator.com/item?id=1#2": ["hackernews:1"],
    "https://stackoverflow.com/questions/1/weg-damit/2#2": ["stackoverflow:stackoverflow.com/1"],
    "https://lemmy.world/post/12/34": ["lemmy:lemmy.world/post/12"],
    "https://news.ycombinator.com/item?id=2": [],
    "https://twitter.com/a/status/1/photo/1": [],
    "https://other.example/2009/07/post": [],
    "": [],
}


@pytest.mark.parametrize("url", TABLE)
def test_pages_on_which_a_comment_stands(url: str) -> None:
    assert list(pages_above(url)) == TABLE[url]


@given(st.text() | st.text("htps:/.@#?=&%[]ab1").map("https://twitter.com/a/status/1{}".format))
def test_nothing_raises(url: str) -> None:
    assert len(list(pages_above(url))) <= 11
