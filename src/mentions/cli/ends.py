"""Two ways a run may end that are nobody's fault."""

from __future__ import annotations

from mentions.errors import MentionsError


class InterruptedRunError(MentionsError):
    """The owner pressed Ctrl-C."""

    exit_code = 130

    def __init__(self) -> None:
        super().__init__("interrupted; nothing that was stored is lost")


class ReaderGoneError(Exception):
    """Whoever read our output has seen enough, as in `mentions list | head -1`."""
