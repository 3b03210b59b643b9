"""What the HTML report says of what was looked at, and what it was not, and why."""

from dataclasses import replace
from datetime import timedelta

import pytest
from lxml import html
from tests.report.html.reading import DE, table, tree, words

from mentions.core.summary.model import Seen, Summary, Unseen
from mentions.core.summary.obstacle import Obstacle
from mentions.report.look import Look


def test_what_was_not_looked_at_is_told(single: Summary) -> None:
    page = tree(single)
    text = words(page.find(".//section[@aria-labelledby='coverage']"))
    assert "Von 14 beobachteten Orten wurde bis zum Ende dieser Zeit an 12 wirklich" in text
    rows = table(page, "Wo nicht nachgesehen werden konnte")
    assert "status 401: a login is needed" in rows[1][0]
    assert rows[1][1] == "14.07.2009, 09:30 MESZ – 16.07.2009, 09:30 MESZ"
    assert rows[2][1] == "noch nie"


def test_nothing_is_told_with_what_was_seen(empty: Summary) -> None:
    page = tree(empty)
    text = words(page.find_class("empty")[0])
    assert text.startswith("Aus dieser Zeit sind keine Erwähnungen bekannt")
    assert "Das heißt nicht, dass es keine gab" in text
    assert page.xpath("//h2[@id='coverage']")
    assert not page.xpath("//h2[@id='overview']")


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        (Seen(places=3, looked=3), "All 3 places that are watched were looked at"),
        (Seen(places=3, looked=0), "Nothing was looked at in this time."),
    ],
)
def test_nothing_found_is_not_nothing_looked_at(empty: Summary, seen: Seen, told: str) -> None:
    page = tree(replace(empty, seen=seen), Look())
    assert told in words(page.find_class("empty")[0])


def kept(single: Summary, look: Look, **fields: object) -> html.HtmlElement:
    """Return the cell that says what kept us from looking at a place."""
    one = Unseen(source="hackernews", address="https://x.example/", **fields)  # type: ignore[arg-type]
    page = tree(replace(single, seen=Seen(places=1, looked=0, unseen=(one,))), look)
    return page.xpath("//section[@aria-labelledby='coverage']//tbody//th")[0]


def test_reasons_are_german_and_the_words_of_others_marked(single: Summary) -> None:
    told = {"why": "status 401: a login is needed", "obstacle": Obstacle.NEEDS_AUTH}
    cell = kept(single, DE, **told)
    english = cell.xpath(".//details/span[@lang='en']")[0]
    assert words(english) == "status 401: a login is needed"
    english.drop_tree()
    assert words(cell).startswith("Hacker News")
    assert "braucht ein Token oder eine Anmeldung" in words(cell)
    assert words(cell).endswith("im Wortlaut")


def test_in_english_the_words_of_others_stand_behind_ours(single: Summary) -> None:
    cell = kept(single, Look(), why="answered 404", obstacle=Obstacle.BROKEN)
    assert "could not be fetched or read (answered 404)" in words(cell)
    assert not cell.xpath(".//details")


def test_a_server_that_asks_to_wait_says_until_when(single: Summary) -> None:
    later = single.scope.made_at + timedelta(hours=6, minutes=5)
    told = {"why": "status 429", "obstacle": Obstacle.THROTTLED, "next_look": later}
    assert "vom Server vertröstet bis 01.08.2009, 14:05 MESZ" in words(kept(single, DE, **told))


def test_what_was_frozen_without_a_name_stays_as_it_was(single: Summary) -> None:
    cell = kept(single, DE, why="status 401: a login is needed")
    assert [words(one) for one in cell.xpath(".//*[@lang='en']")] == [
        "status 401: a login is needed"
    ]
    assert not cell.xpath(".//details")
