"""Times of day, zones and cron expressions, as config.toml writes them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, StrictStr

from mentions.settings.values import checked, unlike, wrong

if TYPE_CHECKING:
    from apscheduler.triggers.cron import CronTrigger

_QUIET = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_NAMES = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_SATURDAY = 6
_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)
_PARTS = 5
# Numbers, names, `*`, ranges, steps and lists of them; APScheduler knows more than cron does.
_CRON_PART = re.compile(r"[0-9a-z*/,-]+")
_DAY = rf"[0-7]|{'|'.join(_NAMES)}"
_WEEKDAYS = re.compile(rf"(?P<first>\*|{_DAY})(?:-(?P<last>{_DAY}))?(?:/(?P<step>[1-7]))?")

# When nothing else is said. Right by test: what checks others would be loaded by every command.
UPKEEP, BACKUP = "0 4 * * sun", "30 3 * * *"
WILL_NOT_DO = "will not do"
CRON = 'a cron expression of five parts, such as "0 8 * * mon" (Mondays at 8)'
ZONE = 'a time zone such as "Europe/Berlin"'
QUIET = 'two times of day such as "22:00-07:00"'


@cache
def is_zone(value: str) -> bool:
    """Whether this names a time zone that is known here.

    >>> is_zone("Europe/Berlin"), is_zone("Berlin"), is_zone("../etc")
    (True, False, False)
    """
    try:
        ZoneInfo(value)
    except (ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
        return False
    except KeyError:
        return False
    return True


@cache
def cron_problem(value: str) -> str | None:
    """Return what is wrong with a cron expression of five parts; None where nothing is.

    >>> cron_problem("0 8 * * mon"), cron_problem("61 8 * * *")
    (None, 'will not do')
    >>> cron_problem("0 0 30 2 *")
    'never comes: no month that it names has such a day'
    """
    if value in {UPKEEP, BACKUP}:
        return None
    try:
        next_cron(value, "UTC", _ANY_DAY)
    except NeverError:
        return "never comes: no month that it names has such a day"
    except ValueError:
        return WILL_NOT_DO
    return None


def checked_cron(value: str) -> str:
    """Return a cron expression as it is.

    Raises:
        PydanticCustomError: It will not do, or never comes.
    """
    problem = cron_problem(value)
    if problem == WILL_NOT_DO:
        raise unlike()
    if problem:
        raise wrong(problem)
    return value


class NeverError(ValueError):
    """A cron expression means no date there is, such as 31 February."""


def next_cron(text: str, zone: str, after: datetime) -> datetime:
    """Return the first time after another that a cron expression means; UTC.

    As in cron(8): Sunday is 0 and 7, and where both the day of the month and the day of the week
    are named, either will do. When clocks go forward, a time that does not exist is an hour later;
    when they go back, one that comes twice counts once, but every hour counts with `*`.

    Args:
        text: Of five parts: minute, hour, day, month, day of the week.
        zone: Whose clocks are meant.
        after: Aware.

    Raises:
        NeverError: A time that never comes.
        ValueError: No such expression.

    >>> next_cron("0 8 * * 0", "Europe/Berlin", datetime(2026, 3, 23, tzinfo=UTC)).isoformat()
    '2026-03-29T06:00:00+00:00'
    """
    found: datetime = after.astimezone(UTC)
    while True:
        start = found + timedelta(microseconds=1)
        times = [one.get_next_fire_time(None, start) for one in _triggers(text, zone)]
        if None in times:
            raise NeverError(f"{text!r} never comes")
        found = min(moment.astimezone(UTC) for moment in times)
        comes_again = found.astimezone(ZoneInfo(zone)).fold
        if not comes_again or text.split()[1].startswith("*"):
            return found


@cache
def _triggers(text: str, zone: str) -> tuple[CronTrigger, ...]:
    # Costs a tenth of a second, and most configs hold none.
    from apscheduler.triggers.cron import CronTrigger  # noqa: PLC0415 - as said

    minute, hour, day, month, weekday = _parts(text)
    days = [(day, _weekdays(weekday))]
    if not day.startswith("*") and not weekday.startswith("*"):
        days = [(day, "*"), ("*", days[0][1])]
    return tuple(
        CronTrigger(
            minute=minute, hour=hour, day=one, month=month, day_of_week=other, timezone=zone
        )
        for one, other in days
    )


def _parts(text: str) -> list[str]:
    parts = text.lower().split()
    if len(parts) != _PARTS or not all(map(_CRON_PART.fullmatch, parts)):
        raise ValueError(f"{text!r} does not have five parts of a cron expression")
    return parts


def _weekdays(part: str) -> str:
    """Return days of the week as names: APScheduler counts them from Monday, cron from Sunday."""
    days: set[int] = set()
    for one in part.split(","):
        found = _WEEKDAYS.fullmatch(one)
        if found is None:
            raise ValueError(f"{one!r} is no day of the week")
        first = 0 if found["first"] == "*" else _weekday(found["first"])
        last = first if found["step"] is None else _SATURDAY
        last = _SATURDAY if found["first"] == "*" else last
        last = _weekday(found["last"]) if found["last"] else last
        if last < first:  # "fri-mon", and "sat-sun" where Sunday is 0
            last += 7
        days.update(day % 7 for day in range(first, last + 1, int(found["step"] or 1)))
    return ",".join(_NAMES[day] for day in sorted(days))


def _weekday(text: str) -> int:
    return int(text) if text.isdigit() else _NAMES.index(text)


def quiet_hours(value: str) -> tuple[time, time] | None:
    """Return when the quiet hours begin and end; None where this is no such text.

    >>> quiet_hours("22:00-07:30")
    (datetime.time(22, 0), datetime.time(7, 30))
    """
    found = _QUIET.fullmatch(value)
    if found is None:
        return None
    first, last = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
    return (first, last) if first != last else None


Cron = Annotated[StrictStr, AfterValidator(checked_cron)]
Zone = Annotated[StrictStr, checked(is_zone)]
Quiet = Annotated[StrictStr, checked(quiet_hours)]
