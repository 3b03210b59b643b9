"""Texts, numbers, dates and lists as one language writes them (CLDR, read by babel)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from gettext import NullTranslations
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, get_timezone_gmt, get_timezone_name
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

from mentions.report.language import isolated

_UNITS = (
    ("day", timedelta(days=1)),
    ("hour", timedelta(hours=1)),
    ("minute", timedelta(minutes=1)),
)
_LONGEST_TAG = 35  # RFC 5646, 4.4.1


class Speaker:
    """One language: its texts, and how it writes what is between them.

    Args:
        language: As asked for, such as "de".
        locale: The same for babel.
        texts: Its catalogues; what stands in none of them is said in English.
    """

    def __init__(self, language: str, locale: Locale, texts: NullTranslations) -> None:
        self.language = language
        self._locale = locale
        self._texts = texts

    @property
    def direction(self) -> str:
        """Return "ltr" or "rtl": the way the language is written."""
        return str(self._locale.text_direction)

    def say(self, text: str, /, *, context: str | None = None, **values: Any) -> str:
        """Return a text in this language, with values at its `{names}`.

        Args:
            text: In English, as it stands in the catalogue.
            context: What tells two equal English texts apart (gettext's msgctxt).
            values: Whole numbers are written as the language does; all else with `str`.
        """
        if context is None:
            return self._filled(self._texts.gettext(text), values)
        return self._filled(self._texts.pgettext(context, text), values)

    def count(
        self, one: str, many: str, number: int, /, *, context: str | None = None, **values: Any
    ) -> str:
        """Return a text in the form that goes with a number, which stands at `{number}`."""
        if context is None:
            said = self._texts.ngettext(one, many, number)
        else:
            said = self._texts.npgettext(context, one, many, number)
        return self._filled(said, values | {"number": number})

    def _filled(self, text: str, values: dict[str, Any]) -> str:
        return text.format(**{name: self._written(value) for name, value in values.items()})

    def _written(self, value: Any) -> str:
        is_number = isinstance(value, int) and not isinstance(value, bool)
        return self.number(value) if is_number else str(value)

    def names(self, names: Iterable[str], *, others: int = 0, by: bool = False) -> str:
        """Return a list as the language joins it: "A, B und C", "A, B und 12 weitere".

        Args:
            names: In order; those written from right to left are kept apart from their neighbours.
            others: How many more there are.
            by: The list follows "by"; some languages bend the others then: "von 12 weiteren".
        """
        listed = [isolated(name) for name in names]
        if others and by:
            listed.append(self.count("{number} other", "{number} others", others, context="by"))
        elif others:
            listed.append(self.count("{number} other", "{number} others", others))
        return str(format_list(listed, locale=self._locale))

    def quote(self, text: str) -> str:
        """Return a text in the language's quotation marks."""
        return self.say("“{text}”", text=text)

    def number(self, number: float) -> str:
        """Return a number: "1.234,5"."""
        return str(format_decimal(number, locale=self._locale))

    def percent(self, share: float, *, signed: bool = False) -> str:
        """Return a share of one in whole percent: "12 %"; `signed` also shows a plus."""
        written = str(format_percent(round(share, 2), format=None, locale=self._locale))
        return f"+{written}" if signed and round(share, 2) > 0 else written

    def day(self, day: date, *, short: bool = False) -> str:
        """Return a day: "14. Juli 2009"; `short` for tables: "14.07.2009". Of a moment its own."""
        return str(format_date(day, "medium" if short else "long", locale=self._locale))

    def moment(self, moment: datetime, zone: str = "UTC", *, zone_known: bool = True) -> str:
        """Return date, time and zone: "14.07.2009, 11:42 MESZ".

        Args:
            moment: Aware.
            zone: Name of the zone to show it in.
            zone_known: False where the time is that of a clock of which the zone was not stated;
                it is shown as it is then, and that so.
        """
        here = moment.astimezone(_zone(zone if zone_known else "UTC"))
        text = f"{self.day(here, short=True)}, {format_time(here, 'short', locale=self._locale)}"
        if not zone_known:
            return self.say("{moment}, time zone not stated", moment=text)
        return f"{text} {self._zone_name(here)}"

    def _zone_name(self, here: datetime) -> str:
        """Return the zone as the language shortens it; where it does not, as "GMT-05:00"."""
        short = str(get_timezone_name(here, "short", locale=self._locale))
        if short.isalpha():
            return short
        return str(get_timezone_gmt(here, locale=self._locale))

    def hour(self, hour: int) -> str:
        """Return the start of an hour of the day, 0 to 23: "17:00"."""
        moment = datetime(2000, 1, 1, hour, tzinfo=ZoneInfo("UTC"))
        return str(format_time(moment, "short", locale=self._locale))

    def duration(self, duration: timedelta) -> str:
        """Return a duration in its two largest units, down to minutes: "1 Tag, 2 Stunden"."""
        if duration < timedelta(minutes=1):
            return self.say("less than a minute")
        left, parts = duration, []
        for name, unit in _UNITS:
            if left >= unit:
                parts.append(self._units(left // unit, name))
                left %= unit
        return str(format_list(parts[:2], style="unit", locale=self._locale))

    def _units(self, number: int, name: str) -> str:
        return str(format_unit(number, f"duration-{name}", "long", locale=self._locale))

    def language_name(self, tag: str) -> str | None:
        """Return the name of a language by its BCP 47 tag; None where there is none.

        Args:
            tag: As found, so it may be anything.
        """
        try:
            found = Locale.parse(tag.replace("_", "-")[:_LONGEST_TAG], sep="-")
        except (ValueError, UnknownLocaleError, TypeError):
            return None
        return found.get_display_name(self._locale) if found else None


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
