"""Reblogs of WordPress.com, told from people who speak of reblogging."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.core.reblog import Reblog, read_reblog
from mentions.model import Entry, Hyperlink, Kind

BLOG = "http://anna.example/"
# text, own words
REBLOGS = [
    ("Reblogged this on Annas Netz.", None),
    ("Reblogged this on anna.example.", None),
    ("Reblogged this on Wow!.", None),
    ("Reblogged this on Annas Netz and commented:\nSo true.", "So true."),
    ("Reblogged this on Annas Netz and commented: So true.", "So true."),
    ("Reblogged this on Annas Netz and commented:", None),
    ("Hat dies auf Annas Netz rebloggt.", None),
    ("Hat dies auf Annas Netz rebloggt und kommentierte:\nGenau so.\nAlles.", "Genau so.\nAlles."),
    ("A reblogué ceci sur Annas Netz.", None),
    ("A reblogué ceci sur Annas Netz et a commenté:\nOui.", "Oui."),
    ("Reblogueó esto en Annas Netz.", None),
    ("Reblogueó esto en Annas Netz y comentado:\nSí.", "Sí."),
    ("L'ha ribloggato su Annas Netz.", None),
    ("Heeft dit herblogd op Annas Netz.", None),
]
NO_REBLOGS = [
    "",
    "Reblogged this on",
    "Reblogged this on .",
    "Reblogged this on Tumblr? I did that in 2012 and nobody cared.",
    "Reblogged this on my blog, hope that is okay. Great article!",
    "Reblogged this on my blog – thanks.",
    "Reblogged this on my blog because I think that everybody should read it at least once.",
    "Hat dies auf meinem Blog jemand rebloggt? Ich finde nichts.",
    "Hat dies auf meinem Blog rebloggt, danke für den Text, ich hoffe, das ist in Ordnung. Gruß",
    "Ich habe dies auf meinem Blog nicht rebloggt, nur gelesen.",
    "I reblogged this on Annas Netz.",
]


@pytest.mark.parametrize(("text", "own"), REBLOGS)
def test_reblogs(text: str, own: str | None) -> None:
    kind = Kind.QUOTE if own else Kind.REPOST
    assert read_reblog(Entry(text=text)) == Reblog(kind=kind, own_words=own)


@pytest.mark.parametrize("text", NO_REBLOGS)
def test_people_speak_of_reblogs(text: str) -> None:
    assert read_reblog(Entry(text=text)) is None


def test_a_linked_name_may_hold_anything() -> None:
    name = "Books, Tea & Me – A Blog. And So On"
    text = f"Reblogged this on {name}."
    assert read_reblog(Entry(text=text)) is None
    linked = Entry(text=text, links=(Hyperlink(url=BLOG, anchor=name),))
    assert read_reblog(linked) == Reblog(kind=Kind.REPOST, own_words=None)


@given(st.one_of(st.text(), st.text().map(lambda rest: f"Reblogged this on {rest}")))
def test_own_words_stand_in_the_text(text: str) -> None:
    found = read_reblog(Entry(text=text))
    assert found is None or found.own_words is None or found.own_words in text
