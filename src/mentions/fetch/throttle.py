"""The dialects in which services say "slow down", "log in" and "no": `data/dialects.toml`.

Section 11 of our sources. A new service is one more row there.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Literal

from mentions.core.politeness import LONGEST_WAIT
from mentions.fetch.said import Said
from mentions.fetch.waits import midnight_pacific, stated_wait


class Means(StrEnum):
    """What an answer comes down to."""

    THROTTLED = "throttled"
    NEEDS_AUTH = "needs_auth"
    BLOCKED = "blocked"
    FAILED = "failed"
    PAUSE = "pause"


@dataclass(frozen=True, kw_only=True, slots=True)
class Dialect:
    """One row of the table; what the columns mean stands at its top."""

    who: str
    means: Means
    status: frozenset[int]
    hosts: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    says: str = ""
    html: bool = False
    wait: int | Literal["midnight Pacific"] | None = None
    wait_where: str | None = None
    wait_says: str = ""
    wait_unit: int = 1
    pause: int | None = None

    def fits(self, said: Said) -> bool:
        """Whether an answer is in this dialect."""
        if said.status not in self.status or (self.hosts and not said.is_from(self.hosts)):
            return False
        if self.html and not said.is_html:
            return False
        texts = (text for place in self.where for text in said.texts(place))
        return not self.where or any(re.search(self.says, text) for text in texts)

    def wait_in(self, said: Said) -> timedelta | None:
        """Return how long this dialect says to wait, at most a day; None where it does not say."""
        for text in said.texts(self.wait_where) if self.wait_where else ():
            if found := re.search(self.wait_says, text):
                named = timedelta(seconds=self.wait_unit * int(found[1]))
                return min(named, LONGEST_WAIT) or None
        if self.wait == "midnight Pacific":
            return midnight_pacific(said.now)
        return timedelta(seconds=self.wait) if self.wait else None


@cache
def dialects() -> tuple[Dialect, ...]:
    """Return the table; read once, when first needed."""
    text = (files("mentions.fetch") / "data" / "dialects.toml").read_text("utf-8")
    return tuple(
        Dialect(
            **row
            | {
                "means": Means(row["means"]),
                "status": frozenset(row["status"]),
                "hosts": tuple(row.get("hosts", ())),
                "where": tuple(row.get("where", ())),
            }
        )
        for row in tomllib.loads(text)["dialect"]
    )


@cache
def speaks_at_200(host: str) -> bool:
    """Whether a host is known to report errors with status 200."""
    known = (row.hosts for row in dialects() if 200 in row.status)  # noqa: PLR2004 - HTTP's OK
    return any(host == one or host.endswith(f".{one}") for hosts in known for one in hosts)


def dialect_of(said: Said) -> Dialect | None:
    """Return the first dialect that fits an answer."""
    return next((row for row in dialects() if row.fits(said)), None)


def wait_in(said: Said) -> timedelta | None:
    """Return how long an answer asks us to wait, None where it does not say.

    The headers count before the body.
    """
    if wait := stated_wait(said.headers, said.now):
        return wait
    waits: Iterator[timedelta | None] = (row.wait_in(said) for row in dialects() if row.fits(said))
    return next(filter(None, waits), None)
