"""Titles of tweet digests, told from titles that people write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.core.digest.titles import DigestTitle, headline_end, read_title
from mentions.core.tables import load_table

SURE = [
    "Twitter Weekly Updates for 2010-05-02",
    "Twitter Weekly Updates for 2010-05-02 « The Long Shelf",
    "The Long Shelf » Blog Archive » Twitter Updates for 2010-05-02",
    "The Long Shelf: Weekly Twitter Activity",
    "Weekly Twitter Activity 2012-06-14",
    "My Twitter Digest",
    "TWITTER WEEKLY UPDATES",
    "Tweets on 2010-05-02",
    "Tweets for the week of May 2nd, 2010",
    "Tweets for 2010-04-26 – 2010-05-02",
    "Daily Tweets for 02.05.2010",
    "Twitter-Wochenrückblick",
    "Twitter Wochenrückblick (KW 12)",
    "Tweets vom 22. bis 28. März 2010",
    "Tägliche Twitter-Zusammenfassung vom 26.03.2010 | Randnotiz",
    "Resumen semanal de Twitter | Cuaderno",
    "Twitter Weekly Updates &laquo; The Long Shelf",
]
UNSURE = [
    "My week on Twitter",
    "Meine Tweets der Woche « Seitenrand",
    "Twitter Updates",
    "Daily Digest for May 2nd",
    "My Tweets of the Week 2010-05-02",
    "Mes tweets de la semaine",
]
NONE = [
    "",
    "Weekly",
    "Weekly Links #12",
    "Links der Woche",
    "links for 2009-07-14",
    "Why I stopped my Twitter Weekly Updates",
    "Twitter Weekly Updates are over",
    "Tweets of the Week 2010-05-02",
    "Die Tweets der Woche 02.05.2010",
    "Die besten Tweets der Woche",
    "Tweets",
    "Tweets for everybody 2010-05-02",
    "Tweets to @corner 2010-05-02",
    "Tweets by @corner and @clab on 2010-05-02",
    "Tweets that mention Weg damit -- Topsy.com",
    "Twitter for teachers | Weekly Digestion",
]


@pytest.mark.parametrize("title", SURE)
def test_only_plugins_write_these(title: str) -> None:
    assert read_title(title) == DigestTitle(sure=True)


@pytest.mark.parametrize("title", UNSURE)
def test_people_write_these_too(title: str) -> None:
    assert read_title(title) == DigestTitle(sure=False)


@pytest.mark.parametrize("title", NONE)
def test_these_are_no_digests(title: str) -> None:
    assert read_title(title) is None


@pytest.mark.parametrize(
    "title",
    [
        "Tweets by @corner on 2010-05-02",
        "@corner's Twitter Digest",
        "Tweets von @corner vom 1.5.2010",
    ],
)
def test_the_account_in_a_title(title: str) -> None:
    found = read_title(title)
    assert found
    assert found.handle == "corner"


# text, what is left of it behind the headline
HEADLINES = [
    ("Twitter Weekly Updates for 2010-05-02 Rainy #", "Rainy #"),
    ("Twitter-Wochenrückblick vom 02.05.2010: Regen", "Regen"),
    ("Weekly Twitter Activity 2010-05-02 Rainy", "2010-05-02 Rainy"),
    ("Rainy Twitter Digest", "Rainy Twitter Digest"),
    ("Twitter Digests are", "Twitter Digests are"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "left"), HEADLINES)
def test_a_headline_at_the_beginning_of_a_text(text: str, left: str) -> None:
    assert text[headline_end(text) :] == left


def test_every_phrase_holds_a_stem() -> None:
    table = load_table("digests")
    phrases = [
        phrase.casefold()
        for row in table["language"]
        for name in ("sure", "dated", "unsure", "others")
        for phrase in row[name]
    ]
    assert len(phrases) > 50
    assert [one for one in phrases if not any(stem in one for stem in table["stems"])] == []


@given(st.text() | st.lists(st.sampled_from([*SURE, " | ", "@a", "\n", "-"])).map("".join))
def test_any_title_is_read(title: str) -> None:
    assert 0 <= headline_end(title) <= len(title)
    found = read_title(title)
    assert found is None or found.handle is None or found.handle in title
