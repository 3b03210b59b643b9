"""What the forms of a status need to see of tracker/service/status.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from mentions.asking import Watch


class Runner(Protocol):
    """The process that runs, or did."""

    @property
    def host(self) -> str:
        """Its machine."""

    @property
    def pid(self) -> int:
        """Its number there."""

    @property
    def since(self) -> datetime:
        """When it began."""

    @property
    def beat_at(self) -> datetime:
        """When it last said that it lives."""

    @property
    def told(self) -> Mapping[str, Any]:
        """What else it says of itself."""


class Job(Protocol):
    """Something recurring."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def schedule(self) -> str:
        """When it is done, as the config has it."""

    @property
    def due_at(self) -> datetime | None:
        """When it is next."""

    @property
    def succeeded_at(self) -> datetime | None:
        """When it last went well."""

    @property
    def error(self) -> str | None:
        """Why it failed the last time."""


class Blog(Protocol):
    """A blog whose new posts become articles."""

    @property
    def url(self) -> str:
        """Its address."""

    @property
    def due_at(self) -> datetime | None:
        """When it is next."""

    @property
    def succeeded_at(self) -> datetime | None:
        """When it last went well."""

    @property
    def failures(self) -> int:
        """How often in a row."""

    @property
    def error(self) -> str | None:
        """Why it failed the last time."""


class Standing(Protocol):
    """How the messages to somebody stand; `sent_since` is a day."""

    @property
    def waiting(self) -> int:
        """Not sent yet."""

    @property
    def next_at(self) -> datetime | None:
        """When the next of them is due."""

    @property
    def refused(self) -> int:
        """Of these, those that could not be sent before."""

    @property
    def retry_at(self) -> datetime | None:
        """When the next of those is tried again."""

    @property
    def sending(self) -> int:
        """On the way."""

    @property
    def sent(self) -> int:
        """Arrived."""

    @property
    def sent_since(self) -> int:
        """Arrived within a day."""

    @property
    def failed(self) -> int:
        """Given up."""

    @property
    def uncertain(self) -> int:
        """May not have arrived."""


class Budget(Protocol):
    """Requests of today."""

    @property
    def used(self) -> Mapping[str, int]:
        """By source."""

    @property
    def allowed(self) -> Mapping[str, int]:
        """By source, as the owner allows it."""

    @property
    def total(self) -> int | None:
        """Planned for, in all; None where the config does not tell."""


class Status(Protocol):
    """What this module shows of tracker/service/status.py."""

    @property
    def at(self) -> datetime:
        """When it was looked up."""

    @property
    def runner(self) -> Runner | None:
        """The process."""

    @property
    def is_running(self) -> bool:
        """Whether it lives."""

    @property
    def is_stuck(self) -> bool:
        """Whether nothing goes on although much is overdue."""

    @property
    def watches(self) -> Sequence[Watch]:
        """All of them."""

    @property
    def held(self) -> int:
        """How many are being polled."""

    @property
    def overdue(self) -> Sequence[Watch]:
        """The longest first."""

    @property
    def next_poll_at(self) -> datetime | None:
        """When the next one is due."""

    @property
    def jobs(self) -> Sequence[Job]:
        """The recurring ones."""

    @property
    def budget(self) -> Budget:
        """Requests of today."""

    @property
    def blogs(self) -> Sequence[Blog]:
        """Those whose new posts become articles."""

    @property
    def notices(self) -> Mapping[str, Standing]:
        """What is to be told, by recipient; `sent_since` is a day."""

    @property
    def is_silent(self) -> bool:
        """Whether it lives, but cannot say so."""
