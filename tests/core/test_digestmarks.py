"""A digest's text falls into tweets at its marks, and only there."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.core.digest.marks import Mark, Split, begins_with_mark, split_digest


def split(text: str, *, cut: bool = False) -> Split:
    return split_digest(text, cut_start=cut, cut_end=cut)


def words(found: Split) -> list[str]:
    return [piece.text for piece in found.pieces]


# text, its tweets
SPLITS = [
    ("eins # zwei # drei", ["eins", "zwei", "drei"]),
    ("eins [#] zwei [#]", ["eins", "zwei"]),
    ("eins [#] 2012-06-14 zwei", ["eins", "zwei"]),
    ("2012-06-14RT @a: eins 2012-06-15RT @b: zwei", ["RT @a: eins", "RT @b: zwei"]),
    ("2012-06-14 10:15: eins 2012-06-14 11:15: zwei", ["eins", "zwei"]),
    ("[2012-06-14T10:15:00] eins (2012-06-14 @ 9:15 pm) zwei", ["eins", "zwei"]),
    ("14.06.2012 – eins 15.6.2012 – zwei", ["eins", "zwei"]),
    ("• eins • zwei", ["eins", "zwei"]),
    ("* eins\n- zwei\n– drei", ["eins", "zwei", "drei"]),
    ("10:15 eins\n11:15 am zwei", ["eins", "zwei"]),
    ("10:15 eins # 11:15 RT @a: zwei # 12:15 drei #", ["eins", "RT @a: zwei", "drei"]),
    ("eins [#] 11:15 zwei [#] 12:15 drei [#] 1", ["eins", "zwei", "drei", "1"]),
    ("eins # 11:15 am Bahnhof # drei # vier", ["eins", "11:15 am Bahnhof", "drei", "vier"]),
    ("eins # 11:15 am Bahnhof", ["eins", "11:15 am Bahnhof"]),
    ("eins\nzwei\ndrei", ["eins", "zwei", "drei"]),
    ("eins #zwei C# und # drei", ["eins #zwei C# und", "drei"]),
    ("eins - zwei * drei", ["eins - zwei * drei"]),
    ("um 10:15 los", ["um 10:15 los"]),
    ("http://a.example/2012-06-14/x#", ["http://a.example/2012-06-14/x#"]),
    ("http://a.example/?d=2012-06-14", ["http://a.example/?d=2012-06-14"]),
    ("1.2.2012.3 und 2012-06-14-15", ["1.2.2012.3 und 2012-06-14-15"]),
    ("2012-13-45 eins", ["2012-13-45 eins"]),
    ("31.02.2012 eins", ["31.02.2012 eins"]),
    ("", []),
    (" # ", []),
]


@pytest.mark.parametrize(("text", "expected"), SPLITS)
def test_marks_between_tweets(text: str, expected: list[str]) -> None:
    assert words(split(text)) == expected


# text, the tweets that are whole where both ends are cut
WHOLE = [
    ("a # b # c", ["b"]),
    ("# b #", ["b"]),
    ("a # b", []),
    ("a", []),
    ("a # b 2012-06-14 c", []),
    ("a 2012-06-14 b\nb 2012-06-14 c", []),
    ("a 2012-06-14 b 2012-07-14 c 2012-06-15 d", []),
    ("a 2012-06-14 b 2013-06-14 c", []),
    ("a # b b2012-06-14 b # c # d", ["c"]),
    ("a\nb\nc", ["b"]),
    (f"a\n{'b ' * 150}\nc", []),
]


@pytest.mark.parametrize(("text", "expected"), WHOLE)
def test_whole_tweets(text: str, expected: list[str]) -> None:
    assert [piece.text for piece in split(text, cut=True).pieces if piece.whole] == expected


def test_two_paragraphs_are_no_list() -> None:
    assert [piece.whole for piece in split("eins\nzwei").pieces] == [False, False]


DAY_14, DAY_13 = (datetime(2012, 6, day, tzinfo=UTC) for day in (14, 13))
# text, the days of its tweets
DAYS = [
    ("2012-06-14 a 2012-06-13 b", [DAY_14, DAY_13]),
    ("a 2012-06-14 b 2012-06-13", [DAY_14, DAY_13]),
    ("a 2012-06-14 # b 2012-06-13 # c", [DAY_14, DAY_13, None]),
    ("a 2012-06-14\nb 2012-06-13\nc", [DAY_14, DAY_13, None]),
    ("• 2012-06-14 a • 2012-06-13 b", [DAY_14, DAY_13]),
    ("14.06.2012 a 13.06.2012 b", [DAY_14, DAY_13]),
    # between two days, only what they agree on is known
    ("a 2012-06-14 b 2012-06-13 c", [None, None, None]),
    ("a 2012-06-14 b 2012-06-14 c", [None, DAY_14, None]),
    ("2012-06-14 a 2012-06-14 b 2012-06-13", [DAY_14, None]),
    ("2012-06-14 9:05 pm a", [DAY_14.replace(hour=21, minute=5)]),
    ("2012-06-14 12:05 am a", [DAY_14.replace(minute=5)]),
    ("2012-06-14T09:05:07 a", [DAY_14.replace(hour=9, minute=5, second=7)]),
]


@pytest.mark.parametrize(("text", "days"), DAYS)
def test_the_day_of_a_tweet(text: str, days: list[datetime | None]) -> None:
    assert [piece.published for piece in split(text).pieces] == days


def test_the_beginning_of_an_excerpt_says_nothing_of_where_days_stand() -> None:
    (a, b) = split("2012-06-14 a 2012-06-13 b", cut=True).pieces
    assert (a.published, b.published) == (None, None)


def test_marks_are_counted_and_owned() -> None:
    found = split("a # b [#]")
    assert found.marks(Mark.SIGN) == ["#", "[#]"]
    assert [[sign.number for sign in piece.signs] for piece in found.pieces] == [[0], [1]]


@pytest.mark.parametrize(("text", "expected"), [("# a", True), ("a #", False), ("", False)])
def test_a_text_that_begins_with_a_mark(text: str, *, expected: bool) -> None:
    assert begins_with_mark(text) is expected


PARTS = st.sampled_from(
    ["2012-06-14", "#", "[#]", " ", "\n", "a", "@b: c", "•", "10:15", "1.1.2012"]
)


@given(st.text() | st.lists(PARTS).map("".join))
def test_nothing_is_added_and_only_marks_are_lost(text: str) -> None:
    found = split(text)
    assert all(text[one.start : one.end].strip() == one.text != "" for one in found.pieces)
    kept = sum(len(one.text) for one in found.pieces) + sum(len(one.text) for one in found.markers)
    assert kept <= len(text)
