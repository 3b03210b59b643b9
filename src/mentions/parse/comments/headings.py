"""What a heading announces: comments, pings, likes, or nothing of the kind."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mentions.model import Channel, Kind
from mentions.parse.comments import words

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_MAX_HEADING = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class Announced:
    """What a heading says about the list below it.

    Attributes:
        pings: What kind of pings it lists; None for comments.
        act: The act it lists, "3 Likes".
        named: Whether the words can mean nothing but reactions: "Mentions" may head any list.
        count: How many comments it says there are; None where it does not.
    """

    pings: Channel | None = None
    act: Kind | None = None
    named: bool = True
    count: int | None = None


def announced_by(heading: str) -> Announced | None:
    """Return what a heading announces; None where it announces no reactions.

    >>> announced_by("3 Kommentare"), announced_by("Zutaten")
    (Announced(pings=None, act=None, named=True, count=3), None)
    """
    if not heading or len(heading) > _MAX_HEADING:
        return None
    match = words.COMMENT_HEADING.match(heading)
    if match and (match["bare"] or match["about"] or match.end() >= len(heading.rstrip(" :.)"))):
        return Announced(count=_count(match))
    if words.PING_HEADING.fullmatch(heading):
        return _pings(heading.lower())
    match = words.ACT_HEADING.fullmatch(heading)
    if match and match.lastgroup:
        acts = [Kind(name) for name in ("like", "repost", "bookmark") if match[name]]
        return Announced(pings=Channel.WEBMENTION, act=acts[0])
    return None


def _count(match: re.Match[str]) -> int | None:
    number = match["count"] or match["after"]
    if not number:
        return None
    return int(number) if number.isdecimal() else 1  # "Eine Antwort zu"


def _pings(name: str) -> Announced:
    if "mention" in name or "erwähnung" in name:
        return Announced(pings=Channel.WEBMENTION, named="webmention" in name)
    both = "pingback" in name or "trackback" not in name
    return Announced(pings=Channel.PINGBACK if both else Channel.TRACKBACK)
