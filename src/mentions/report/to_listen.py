"""What is heard, one line as it comes: a new mention, or what became of a connection."""

from __future__ import annotations

from datetime import datetime

from mentions.asking import Watch
from mentions.model import Mention
from mentions.report.plain import safe
from mentions.report.to_poll import place
from mentions.report.words import act, via, what, where, who

EXCERPT = 200  # characters of a text


def mention_line(number: int, mention: Mention, *, at: datetime) -> str:
    """Return a new mention in one line.

    Args:
        number: Its id.
        mention: The mention.
        at: When it was heard; aware, UTC.
    """
    parts = [
        _clock(at),
        str(number),
        " ".join(filter(None, who(mention))),
        " ".join(filter(None, (f"{act(mention)} on {where(mention)}", via(mention)))),
        safe(mention.article),
        what(mention, limit=EXCERPT),
        safe(mention.url or ""),
    ]
    return "  ".join(filter(None, parts))


def state_line(watch: Watch, state: str, *, at: datetime) -> str:
    """Return what became of a connection in one line."""
    return f"{_clock(at)}  {safe(place(watch))}: {safe(state)}"


def _clock(at: datetime) -> str:
    return f"{at:%H:%M:%S}"
