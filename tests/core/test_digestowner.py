"""Whose tweets a digest holds: only what names its own account says so."""

import pytest

from mentions.core.digest.marks import split_digest
from mentions.core.digest.owner import Owner, owner_of
from mentions.core.digest.titles import DigestTitle
from mentions.model import Author, Entry, Hyperlink

PAGE = "http://corner.example/digest"
STATUS = "http://twitter.com/{}/statuses/{}"
TITLE = DigestTitle(sure=True)


def owner(text: str, *links: tuple[str, str], title: DigestTitle | None = TITLE) -> Owner:
    split = split_digest(text, cut_start=False, cut_end=False)
    shown = tuple(Hyperlink(url=url, anchor=anchor) for url, anchor in links)
    return owner_of(Entry(text=text, links=shown), split, title, PAGE)


def authors(text: str, *links: tuple[str, str], title: DigestTitle | None = TITLE) -> list[object]:
    known = owner(text, *links, title=title)
    split = split_digest(text, cut_start=False, cut_end=False)
    tweets = [known.tweet(piece) for piece in split.pieces]
    return [tweet and (tweet.author, tweet.words, tweet.permalink) for tweet in tweets]


def test_nothing_but_the_page_is_known() -> None:
    assert authors("a #") == [(Author(url=PAGE), "a", None)]


def test_each_mark_is_linked_to_its_tweet() -> None:
    one, two = STATUS.format("Corner", 1), STATUS.format("corner", 2)
    found = authors("a # b #", (one, "#"), (two, "#"))
    assert found == [(Author(handle="Corner"), "a", one), (Author(handle="corner"), "b", two)]


def test_days_are_linked_too() -> None:
    one, two = STATUS.format("corner", 1), STATUS.format("corner", 2)
    text = "2012-06-14: a 2012-06-13: b"
    found = authors(text, (one, "2012-06-14"), (two, "2012-06-13"))
    assert found == [(Author(handle="corner"), "a", one), (Author(handle="corner"), "b", two)]


def test_a_missing_link_leaves_all_of_them_open() -> None:
    found = authors("a # b #", (STATUS.format("corner", 1), "#"))
    assert found == [(Author(url=PAGE), "a", None), (Author(url=PAGE), "b", None)]


def test_several_accounts_are_told_apart_by_their_links() -> None:
    found = authors("a # b #", (STATUS.format("a", 1), "#"), (STATUS.format("b", 2), "#"))
    assert [one and one[0] for one in found] == [Author(handle="a"), Author(handle="b")]  # type: ignore[index]


def test_an_account_before_every_tweet_is_none_of_its_words() -> None:
    found = authors("@corner: a # @corner: b")
    assert found == [(Author(handle="corner"), "a", None), (Author(handle="corner"), "b", None)]


# text, title
UNKNOWN = [
    ("@a: eins # @b: zwei", TITLE),
    ("@a: eins", TITLE),
    ("@a: eins # @a: zwei", DigestTitle(sure=True, handle="corner")),
    ("jens: eins # eva: zwei", None),
]


@pytest.mark.parametrize(("text", "title"), UNKNOWN)
def test_whose_tweets_are_not_told(text: str, title: DigestTitle | None) -> None:
    assert set(authors(text, title=title)) == {None}
