"""What networks count of a post. A part of the model; all of it is frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

NUMBERS = ("likes", "reposts", "replies", "quotes", "followers")


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """What a network counted of a post when it was seen; None where it does not say.

    `likes` are also points and upvotes; `followers` are those of the author's account.
    """

    likes: int | None = None
    reposts: int | None = None
    replies: int | None = None
    quotes: int | None = None
    followers: int | None = None

    def numbers(self) -> dict[str, int | None]:
        """Return the numbers by their names, in the order of NUMBERS."""
        return {
            "likes": self.likes,
            "reposts": self.reposts,
            "replies": self.replies,
            "quotes": self.quotes,
            "followers": self.followers,
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted(Counts):
    """Counts, and when somebody last told any of them.

    Attributes:
        seen_at: Aware, UTC; None exactly where no number is known.
    """

    seen_at: datetime | None = None


NOTHING_TOLD = Counts()
NEVER_COUNTED = Counted()
