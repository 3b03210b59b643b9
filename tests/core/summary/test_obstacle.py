"""What keeps us from looking has a name, whatever the look came to."""

import json

import pytest
from tests.report.summaries import a_summary

from mentions.core.summary.codec import encoded
from mentions.core.summary.freeze import Cut, freeze, thaw
from mentions.core.summary.obstacle import Obstacle, obstacle_of
from mentions.looking import Outcome


@pytest.mark.parametrize("outcome", [one for one in Outcome if not one.looked])
def test_a_failed_look_has_the_name_of_its_outcome(outcome: Outcome) -> None:
    assert obstacle_of(outcome, "why").value == outcome.value


@pytest.mark.parametrize(
    ("outcome", "why", "stopped", "obstacle"),
    [
        (None, None, False, Obstacle.NOT_ASKED),
        (Outcome.OK, "a page is missing", False, Obstacle.IN_PART),
        (Outcome.OK, "a page is missing", True, Obstacle.IN_PART),
        (Outcome.EMPTY, None, False, Obstacle.NOT_ASKED_SINCE),
        (Outcome.UNCHANGED, None, True, Obstacle.STOPPED),
    ],
)
def test_what_is_no_failed_look(
    outcome: Outcome | None,
    why: str | None,
    stopped: bool,  # noqa: FBT001
    obstacle: Obstacle,
) -> None:
    assert obstacle_of(outcome, why, stopped=stopped) is obstacle


def test_what_was_frozen_before_obstacles_had_names_is_read() -> None:
    value = json.loads(freeze(Cut(summary=a_summary(), acts=())))
    for one in value["cut"]["summary"]["seen"]["unseen"]:
        del one["obstacle"], one["next_look"]
    (unseen,) = thaw(json.dumps(value).encode()).summary.seen.unseen
    assert (unseen.why, unseen.obstacle, unseen.next_look) == ("=404", None, None)
    assert encoded(unseen)["why"] == "=404"
