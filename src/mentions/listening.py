"""How a place is listened to that tells by itself: one connection stays open. All of it is frozen.

A listener opens nothing: it names the address of the stream and reads its messages, which are
without number. Most of them are let go by their bytes alone and never reach `hear`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from mentions.asking import Profile, Questions, Watch
from mentions.model import Entry

# No message of a stream may be larger, in bytes.
MOST_BYTES = 1_000_000
# So many posts are completed together.
MOST_TOGETHER = 25


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """A message that says something: somebody has posted.

    Attributes:
        id: What the network calls the post.
        position: Where in the stream it stands; microseconds since 1970, UTC.
        entry: The post, as far as the message itself tells.
    """

    id: str
    position: int
    entry: Entry


class Listener(Protocol):
    """A source whose `profile.listens` is true: it is not polled, but heard.

    A position is a time, in microseconds since 1970, UTC: whoever comes back names the last one,
    and hears what was told since.
    """

    name: str
    title: str
    profile: Profile

    def address(self, watch: Watch, position: int | None) -> str:
        """Return where the stream is: a wss:// address.

        Args:
            watch: What is listened to.
            position: Where to go on; None to begin with what is told from now on.

        Raises:
            UnsupportedError: The watch names no web address.
        """
        ...

    def position(self, message: bytes) -> int | None:
        """Return where a message stands; None where it does not say. Asked of every message."""
        ...

    def hear(self, message: bytes, watch: Watch) -> Heard | None:
        """Return what a message says; None where that is no post, or it cannot be read."""
        ...

    def complete(self, heard: Sequence[Heard], watch: Watch) -> Questions:
        """Ask what the messages did not tell, such as who is behind a number; return all of it.

        Args:
            heard: At most `MOST_TOGETHER`, each once.
            watch: What is listened to.
        """
        ...
