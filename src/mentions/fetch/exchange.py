"""One request as it goes out, and what came back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import httpx

from mentions.asking import Body
from mentions.fetch.secret import NO_SECRETS, Secrets

# A pause that a good answer asks for is waited out in line up to this, in seconds.
_PATIENCE = 15.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Sending:
    """One request as it goes out."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: Body | None = None
    discovered: bool = False
    secrets: Secrets = NO_SECRETS


@dataclass(slots=True)
class Exchange:
    """A request under way and its answer; `pause` is how long the host is left alone after it."""

    response: httpx.Response
    pause: timedelta | None = None

    @property
    def short_pause(self) -> float:
        """Return the pause in seconds where it is short enough to be waited out, else 0."""
        seconds = self.pause.total_seconds() if self.pause else 0.0
        return seconds if seconds <= _PATIENCE else 0.0
