"""Times of day, zones and cron expressions, as config.toml writes them."""

from __future__ import annotations

import re
from datetime import time
from functools import cache
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import StrictStr

from mentions.settings.values import checked

_QUIET = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")

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
def is_cron(value: str) -> bool:
    """Whether this is a cron expression of five parts.

    >>> is_cron("0 8 * * mon"), is_cron("0 8 * *"), is_cron("61 8 * * *")
    (True, False, False)
    """
    # Costs a tenth of a second, and most configs hold none.
    from apscheduler.triggers.cron import CronTrigger  # noqa: PLC0415 - as said

    try:
        CronTrigger.from_crontab(value, timezone="UTC")
    except ValueError:
        return False
    return True


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


Cron = Annotated[StrictStr, checked(is_cron)]
Zone = Annotated[StrictStr, checked(is_zone)]
Quiet = Annotated[StrictStr, checked(quiet_hours)]
