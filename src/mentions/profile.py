"""What a source needs and costs; part of how a place is asked (asking.py). All of it is frozen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Key(StrEnum):
    """Whether a source asks for a key of the owner's."""

    NONE = "none"
    OPTIONAL = "optional"  # finds more, or may ask more often, with one
    NEEDED = "needed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Rate:
    """A documented limit: so many requests in so many seconds."""

    requests: int
    seconds: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """What a source needs and costs, for `mentions sources` and for planning.

    Attributes:
        searches: Its watches name an address to search for; otherwise the place to look at.
        listens: The place tells by itself over a connection that stays (listening.py).
        key: Whether it asks for a key.
        key_form: What the owner's key is made of, such as "handle:app password".
        switches: The names of its own switches under `[sources.NAME]`.
        requests: What one poll costs as a rule, in requests.
        rates: How often the service lets itself be asked, as far as it says so in numbers.
        limits: What the service documents about being asked; "" where nothing is known.
    """

    searches: bool = False
    listens: bool = False
    key: Key = Key.NONE
    key_form: str = ""
    switches: frozenset[str] = frozenset()
    requests: int = 1
    rates: tuple[Rate, ...] = ()
    limits: str = ""
