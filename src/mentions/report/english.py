"""English without babel: what a report on a terminal says where the extra is not installed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from mentions.errors import ConfigError
from mentions.report.language import ENGLISH, speak

_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60))


class Voice(Protocol):
    """How a language says things: what `Speaker` and `English` share."""

    def say(self, text: str, /, **values: Any) -> str:
        """Return a text with values at its `{names}`."""
        ...

    def count(self, one: str, many: str, number: int, /, **values: Any) -> str:
        """Return a text in the form that goes with a number, which stands at `{number}`."""
        ...

    def quote(self, text: str) -> str:
        """Return a text in the language's quotation marks."""
        ...

    def number(self, number: float) -> str:
        """Return a number."""
        ...

    def day(self, day: date, *, short: bool = False) -> str:
        """Return a day."""
        ...

    def moment(self, moment: datetime, zone: str = "UTC", *, zone_known: bool = True) -> str:
        """Return date, time and zone."""
        ...

    def duration(self, duration: timedelta) -> str:
        """Return a duration in its two largest units."""
        ...

    def language_name(self, tag: str) -> str | None:
        """Return the name of a language by its BCP 47 tag; None where there is none."""
        ...


class English:
    """English, as the standard library can say it.

    >>> English().count("{number} day", "{number} days", 1200)
    '1,200 days'
    """

    @staticmethod
    def say(text: str, /, **values: Any) -> str:
        """See Voice."""
        return text.format(**{name: _written(value) for name, value in values.items()})

    def count(self, one: str, many: str, number: int, /, **values: Any) -> str:
        """See Voice."""
        return self.say(one if number == 1 else many, number=number, **values)

    @staticmethod
    def quote(text: str) -> str:
        """See Voice."""
        return f"“{text}”"

    @staticmethod
    def language_name(tag: str) -> str | None:  # noqa: ARG004 - babel knows them, nobody else here
        """See Voice."""
        return None

    @staticmethod
    def number(number: float) -> str:
        """See Voice."""
        return f"{number:,}"

    @staticmethod
    def day(day: date, *, short: bool = False) -> str:
        """See Voice."""
        return f"{day:%Y-%m-%d}" if short else f"{day.day} {day:%B} {day.year}"

    @staticmethod
    def moment(moment: datetime, zone: str = "UTC", *, zone_known: bool = True) -> str:
        """See Voice."""
        if not zone_known:
            return f"{moment:%Y-%m-%d %H:%M}, time zone not stated"
        return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M %Z}"

    @staticmethod
    def duration(duration: timedelta) -> str:
        """See Voice.

        >>> English.duration(timedelta(hours=26, minutes=1))
        '1 day, 2 hours'
        """
        parts = list(_parts(int(duration.total_seconds())))[:2]
        return ", ".join(parts) or "less than a minute"


def voice_of(language: str) -> Voice:
    """Return how a language says things; English also where the extra is not installed.

    Raises:
        ConfigError: There are no words for the language, or it needs the extra.
    """
    try:
        return speak(language)
    except ConfigError:
        if language != ENGLISH:
            raise
        return English()


def _written(value: Any) -> str:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return f"{value:,}" if is_number else str(value)


def _parts(left: int) -> Iterator[str]:
    for name, unit in _UNITS:
        number, left = divmod(left, unit)
        if number:
            yield f"{number:,} {name if number == 1 else f'{name}s'}"
