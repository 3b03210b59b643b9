"""Why a place could not be looked at, in the language of the report."""

from datetime import UTC, datetime, timedelta

import pytest

from mentions.core.summary.model import Unseen
from mentions.core.summary.obstacle import Obstacle
from mentions.report.english import voice_of
from mentions.report.obstacles import obstacle_detail, obstacle_words, place_name

DE, EN = voice_of("de"), voice_of("en")
LATER = datetime(2026, 11, 23, 13, 5, tzinfo=UTC)


def unseen(obstacle: Obstacle | None, why: str = "status 418: no", **more: datetime) -> Unseen:
    return Unseen(source="x", address="https://x.example/", why=why, obstacle=obstacle, **more)


@pytest.mark.parametrize("obstacle", Obstacle)
def test_each_has_words_in_each_language(obstacle: Obstacle) -> None:
    german, english = (obstacle_words(unseen(obstacle), "UTC", one) for one in (DE, EN))
    assert german
    assert english
    assert german != english
    assert "status" not in german


def test_throttled_says_until_when_as_long_as_it_lasts() -> None:
    zone = "Europe/Berlin"
    lasting = unseen(Obstacle.THROTTLED, next_look=LATER)
    words = obstacle_words(lasting, zone, DE)
    assert words == "vom Server vertröstet bis 23.11.2026, 14:05 MEZ"
    over = unseen(Obstacle.THROTTLED, next_look=LATER, until=LATER - timedelta(days=1))
    assert obstacle_words(over, zone, DE) == "vom Server vertröstet"


def test_the_detail_is_what_was_told() -> None:
    assert obstacle_detail(unseen(Obstacle.BROKEN)) == "status 418: no"
    assert obstacle_detail(unseen(None)) == "status 418: no"
    assert obstacle_detail(unseen(Obstacle.BROKEN, "a\x1b[31m\u202eb")) == "ab"


@pytest.mark.parametrize(
    ("obstacle", "why"), [(Obstacle.NOT_ASKED, "not asked yet"), (Obstacle.GONE, "gone")]
)
def test_a_detail_that_tells_no_more_is_none(obstacle: Obstacle, why: str) -> None:
    assert obstacle_detail(unseen(obstacle, why)) == ""


def test_frozen_without_a_name_only_the_detail_tells() -> None:
    assert obstacle_words(unseen(None), "UTC", DE) == ""


@pytest.mark.parametrize(
    ("source", "name"),
    [("webpage", "Webseite"), ("hackernews", "Hacker News"), ("\x1b[1mown", "own")],
)
def test_places_are_called_as_people_know_them(source: str, name: str) -> None:
    assert place_name(source, DE) == name
