"""What a refusal means, in words and in waiting time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from mentions.errors import FetchError, RateLimitError

_LONGEST_WAIT = timedelta(days=1)
_ERROR = 400
_WORDS = {
    401: "asks for a login; this address cannot be read without one",
    403: "refuses us (403); check that the page is public",
    404: "there is no such page (404); correct or remove the address",
    410: "is gone for good (410); remove the watch",
    451: "is withheld for legal reasons (451)",
}
_SLOW_DOWN = frozenset({429, 503})


def complaint(status: int, headers: Mapping[str, str], url: str) -> FetchError | None:
    """Return the error an HTTP status stands for, None for a usable answer.

    Args:
        status: HTTP status code.
        headers: Of the answer; names in lower case.
        url: Who answered.
    """
    if status < _ERROR:
        return None
    if status in _SLOW_DOWN:
        wait = retry_after(headers.get("retry-after"))
        return RateLimitError(url, f"asks us to come back later ({status})", wait)
    return FetchError(url, _WORDS.get(status, f"answers with status {status}; will be tried again"))


def retry_after(value: str | None, now: datetime | None = None) -> timedelta | None:
    """Read a Retry-After header (RFC 9110, section 10.2.3): seconds or a date; at most a day.

    >>> retry_after("120")
    datetime.timedelta(seconds=120)
    """
    if not value:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=min(int(text[:9]), 86_400)), _LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    wait = moment - (now or datetime.now(UTC))
    return min(max(wait, timedelta(0)), _LONGEST_WAIT)
