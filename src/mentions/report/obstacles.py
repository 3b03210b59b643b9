"""Why a place could not be looked at, in the language of the report."""

from __future__ import annotations

from mentions.core.summary.model import Unseen
from mentions.core.summary.obstacle import Obstacle
from mentions.report.english import Voice
from mentions.report.language import marked
from mentions.report.named import platform_name
from mentions.report.plain import safe

_WORDS = {
    Obstacle.NEEDS_AUTH: marked("needs a token or login"),
    Obstacle.THROTTLED: marked("asks us to wait"),
    Obstacle.BLOCKED: marked("does not let programs in"),
    Obstacle.GONE: marked("gone for good"),
    Obstacle.UNSUPPORTED: marked("answers in a form that is not known"),
    Obstacle.BROKEN: marked("could not be fetched or read"),
    Obstacle.IN_PART: marked("not all of it could be looked at"),
    Obstacle.NOT_ASKED: marked("not asked yet"),
    Obstacle.NOT_ASKED_SINCE: marked("not asked since then"),
    Obstacle.STOPPED: marked("not asked any more"),
}
_PLACES = {"feed": marked("Feed"), "webpage": marked("Web page")}
# Of these there are no other words than ours.
_OURS = frozenset({Obstacle.NOT_ASKED, Obstacle.NOT_ASKED_SINCE, Obstacle.STOPPED})
_LONGEST = 300


def place_name(source: str, voice: Voice) -> str:
    """Return what a place is called: its network, else the kind of place."""
    if source in _PLACES:
        return voice.say(_PLACES[source])
    return platform_name(source, voice)


def obstacle_words(one: Unseen, zone: str, voice: Voice) -> str:
    """Return why a place could not be looked at; "" where only `obstacle_detail` tells.

    Args:
        one: The place.
        zone: In which times are shown.
        voice: The language.
    """
    if one.obstacle is None:
        return ""
    if one.obstacle is Obstacle.THROTTLED and one.next_look and one.until is None:
        return voice.say("asks us to wait until {until}", until=voice.moment(one.next_look, zone))
    return voice.say(_WORDS[one.obstacle])


def obstacle_detail(one: Unseen) -> str:
    """Return the reason as it was told, in English; "" where it tells no more than our words."""
    if one.obstacle in _OURS or one.why == one.obstacle:
        return ""
    return safe(one.why, limit=_LONGEST)
