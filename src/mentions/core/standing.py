"""A mention with how it stands upstream: what its record tells, wherever it comes from.

The database adds to a mention what looks at it have shown (core/health). `Standing` is whatever
carries both, such as a stored mention; `record_of` is the one place where they become a record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from mentions.core.health.states import State
from mentions.model import Mention, iso

# What a record can say; that no look has seen it is None.
STATES = tuple(state for state in State if state is not State.UNKNOWN)


class Standing(Protocol):
    """A mention, how it stood and when a look last saw that; both None where none has seen it."""

    @property
    def mention(self) -> Mention: ...  # noqa: D102
    @property
    def health(self) -> str | None: ...  # noqa: D102
    @property
    def health_at(self) -> datetime | None: ...  # noqa: D102


@dataclass(frozen=True, kw_only=True, slots=True)
class Recorded:
    """What the record of a mention says.

    Attributes:
        health: How it stood upstream; None where no look has seen it.
        health_at: When a look last saw that; None exactly where `health` is.
    """

    mention: Mention
    health: State | None = None
    health_at: datetime | None = None


def record_of(one: Standing) -> dict[str, Any]:
    """Return the record of docs/record.md as JSON-ready values."""
    health = None if one.health is None else str(one.health)
    return {**one.mention.as_dict(), "health": health, "health_at": iso(one.health_at)}
