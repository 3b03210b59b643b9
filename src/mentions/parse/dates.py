"""Every way in which pages and feeds write a date, as an aware moment in UTC.

Tables of our own instead of a guessing library: a comment's date line has few shapes, the tables
read them about a hundred times faster, and what they do not know is None instead of a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Literal

from mentions.parse.datewords import DAY_FIRST, NOISE, YEAR_FIRST, ZONES, folded, month_names

Order = Literal["dmy", "mdy", "ymd"]

# Longer texts are no dates; a date is looked for only at the head of a longer line.
_MAX_TEXT, _MAX_LINE = 120, 400
_FIRST_YEAR, _LAST_YEAR = 1990, 2100

_CJK_DAY = re.compile(
    r"[\s(（]{0,2}[月火水木金土日一二三四五六월화수목금토일](?:曜日|요일)?[)）]?\s?"
)
_ZONE = (
    r"(?:\s{0,2}\(?(?P<zone>(?:gmt|utc)?[+\-−]\d{1,2}(?::?\d{2})?(?![\d:])"
    rf"|(?:{'|'.join(sorted(ZONES, key=len, reverse=True))})\b)\)?)?"
)
_ISO = re.compile(
    r"(?P<y>\d{4})-?(?P<m>\d{2})-?(?P<d>\d{2})"
    r"(?:[t\s]\s?(?P<h>\d{2}):?(?P<mi>\d{2})(?::?(?P<s>\d{2})(?:[.,]\d{1,9})?)?" + _ZONE + r")?"
)
_DIGITS = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?P<h>\d{2})(?P<mi>\d{2})(?P<s>\d{2})")
_EPOCH = re.compile(r"(\d{9,10})(?:\.\d{1,9})?|(\d{12,13})")
_RFC822 = re.compile(
    r"(?:\w{2,9},?\s)?(?P<d>\d{1,2})[ -](?P<month>[^\W\d_]{3,9})\.?[ -](?P<y>\d{4}|\d{2})"
    r"\s(?P<h>\d{1,2}):(?P<mi>\d{2})(?::(?P<s>\d{2}))?" + _ZONE
)
_CLOCK = (
    r"(?:(?P<half>上午|下午|午前|午後|오전|오후)\s?)?"
    r"(?P<h>\d{1,2})(?:\s?(?:[:.]|[h時点點시](?=\s?\d))\s?(?P<mi>\d{2})(?!\d)"
    r"(?:\s?[:.分분]\s?(?P<s>\d{2})(?!\d)(?:\.\d{1,9})?)?|(?=\s?(?:[ap]\.?m\b|uhr\b|[h時点點시](?!\w))))"
    r"(?:[分秒분초h](?!\w))?(?:\s?(?P<ampm>[ap])\.?\s?m\b\.?)?(?:\s?(?:uhr|hs?|u)\b\.?)?"
)
# What may stand between a date and its time: punctuation and at most two small words.
_JOIN = (
    r"(?:t(?=\d)|[\s,;|@·•\-–—/(:日일.]{0,6}(?:[(（]?[月火水木金土日월화수목금토일][)）]\s?)?)(?:(?:г\.?|um|at|à|a\slas|las|alle\sore|alle|ore|om|kl|klokken|klo|"
    r"o\sgodz|godz|o|в|às|ás|as|saat|u|den|kell|v)(?!\w)[.:,]?\s{0,2}){0,2}"
)
# A time before its date: "11:42 am on Tuesday, July 14, 2009".
_LEAD = r"[\s,;|·•\-–—/]{1,4}(?:(?:on|am|vom|den|the|le|el|del|op|d)\s)?(?:[^\W\d_]{2,14},\s)?"
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th|er|:e|[.º°ª])?"
_OF = r"(?:(?:de|del|of|di)\s|d['’])?"
_WORD = r"(?P<month>[^\W\d_]{3,14})"
_DATES = (
    rf"(?<![\d.:/-]){_DAY}[\s\-/.]{{0,2}}{_OF}{_WORD}\.?,?[\s\-/]{{0,2}}{_OF}(?P<y>\d{{4}})(?!\d)",
    rf"(?<!\w){_WORD}\.?[\s\-/]{{0,2}}{_DAY},?[\s\-/]{{1,2}}(?P<y>\d{{4}})(?!\d)",
    rf"(?<!\d)(?P<y>\d{{4}})[.,]?[\s\-/]{{1,2}}{_WORD}\.?[\s\-/]{{1,2}}{_DAY}(?!\d)",
    r"(?<!\d)(?P<y>\d{4})\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일]?",
    r"(?<![\d.:/-])(?P<y>\d{4})(?P<gap>[./-])\s?(?P<m>\d{1,2})(?P=gap)\s?(?P<d>\d{1,2})(?!\d)\.?",
    r"(?<![\d.:/-])(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4}|\d{2})(?![\d:.]\d)(?!\d)",
    r"(?<![\d.:/-])(?P<a>\d{1,2})(?P<gap>[/-])(?P<b>\d{1,2})(?P=gap)(?P<c>\d{4}|\d{2})(?!\d)",
)
_DATE_FIRST = tuple(re.compile(rf"{date}(?:{_JOIN}(?:{_CLOCK}){_ZONE})?") for date in _DATES)
_TIME_FIRST = tuple(re.compile(rf"{_CLOCK}{_ZONE}{_LEAD}{date}") for date in _DATES)
_ZONE_NAME = re.compile(r"\s?\([a-z][a-z .'-]{1,50}\)")
# Every date has a year in full or three numbers: most lines of a comment have neither.
_LIKELY = re.compile(r"\d{4}|\d[./-]\s?\d{1,2}[./-]")


_MONTH = month_names()


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundDate:
    """A date inside a text.

    Attributes:
        start: Where it begins in the text that was searched.
        end: Where it ends.
        moment: Aware, UTC; the wall clock where no zone is stated.
        zone_known: Whether the zone was stated.
    """

    start: int
    end: int
    moment: datetime
    zone_known: bool


@lru_cache(maxsize=4096)
def read_date(
    text: str, *, language: str | None = None, order: Order | None = None
) -> tuple[datetime, bool] | None:
    """Return the moment a text names and whether it states the zone.

    The whole text must be the date, weekdays and small words aside. Dotted dates are day-first;
    slashed ones are read when a part beyond 12, the language or `order` decides. A day without a
    time is midnight. None for relative dates, for anything before 1990 or after 2100, and for
    whatever else it cannot read with certainty. Never raises.

    Args:
        text: ISO 8601, RFC 3339, RFC 822, epoch seconds, or as people write dates.
        language: BCP 47; decides which number of `03/04/2009` is the day.
        order: Of the numbers in a slashed date; goes before the language.

    >>> read_date("14. Juli 2009 um 11:42")
    (datetime.datetime(2009, 7, 14, 11, 42, tzinfo=datetime.timezone.utc), False)
    >>> read_date("2009-07-14T11:42:00+02:00")
    (datetime.datetime(2009, 7, 14, 9, 42, tzinfo=datetime.timezone.utc), True)
    >>> read_date("03/04/2009", language="en") is None
    True
    """
    line = _fold(text)
    if not line or len(line) > _MAX_TEXT:
        return None
    for form in (_ISO, _DIGITS, _RFC822):
        match = form.fullmatch(line)
        if match:
            return _moment(match, None)
    epoch = _EPOCH.fullmatch(line)
    if epoch:
        return _from_epoch(int(epoch[1]) if epoch[1] else int(epoch[2]) // 1000)
    found = _search(line, _order(language, order))
    if found is None:
        return None
    rest = line[found.end :]
    # "GMT+0200 (Central European Summer Time)", as scripts write the name of a stated zone.
    rest = "" if found.zone_known and _ZONE_NAME.fullmatch(rest) else rest
    if _is_noise(line[: found.start]) and _is_noise(rest):
        return found.moment, found.zone_known
    return None


def find_date(text: str, *, language: str | None = None) -> FoundDate | None:
    """Return the first date inside a line, by the rules of `read_date`; None where there is none.

    Offsets count in the line as `one_line` gives it, lower-cased or not.

    >>> find_date("Kommentar von Eva am 14.07.09, 11:42 Uhr").start
    21
    """
    line = text[:_MAX_LINE].lower()
    # Some letters grow when lower-cased; offsets must fit the text that was given.
    return _search(line if len(line) == len(text[:_MAX_LINE]) else text, _order(language, None))


def _fold(text: str) -> str:
    if len(text) > _MAX_LINE:
        return ""
    return " ".join(folded(text).split())


def _order(language: str | None, order: Order | None) -> Order | None:
    if order:
        return order
    tag = (language or "").lower().replace("_", "-")
    for name in (tag, tag.partition("-")[0]):
        if name in DAY_FIRST:
            return "dmy"
        if name in YEAR_FIRST:
            return "ymd"
    return "mdy" if tag == "en-us" else None


@lru_cache(maxsize=4096)
def _search(line: str, order: Order | None) -> FoundDate | None:
    if not _LIKELY.search(line):
        return None
    found = _first(_DATE_FIRST, line, order)
    if found is None or any(character.isdigit() for character in line[: found.start]):
        return _first(_TIME_FIRST, line, order) or found
    return found


def _first(forms: tuple[re.Pattern[str], ...], line: str, order: Order | None) -> FoundDate | None:
    """Return the first date of the first form of which the line has one."""
    for form in forms:
        for match in form.finditer(line):
            moment = _moment(match, order)
            if moment is not None:
                start, end = match.span()
                return FoundDate(start=start, end=end, moment=moment[0], zone_known=moment[1])
    return None


def _moment(match: re.Match[str], order: Order | None) -> tuple[datetime, bool] | None:
    parts = match.groupdict()
    day = _day(parts, order)
    time = _time(parts)
    if day is None or time is None:
        return None
    try:
        wall = datetime(*day, *time, tzinfo=UTC)
    except ValueError:
        return None
    if not _FIRST_YEAR <= wall.year <= _LAST_YEAR:
        return None
    offset = _offset(parts.get("zone"))
    if offset is None:
        return wall, False
    return wall.replace(tzinfo=timezone(offset)).astimezone(UTC), True


def _day(parts: dict[str, str | None], order: Order | None) -> tuple[int, int, int] | None:
    if parts.get("a"):
        return _slashed(parts, order)
    month = _MONTH.get(parts["month"] or "", 0) if "month" in parts else int(parts["m"] or 0)
    return (_year(parts["y"] or "0"), month, int(parts["d"] or 0)) if month else None


def _slashed(parts: dict[str, str | None], order: Order | None) -> tuple[int, int, int] | None:
    first, second, third = (parts[name] or "0" for name in "abc")
    a, b, months = int(first), int(second), 12
    if order == "ymd" and len(third) == 2 and len(first) == 2:  # noqa: PLR2004 - 09/07/14
        return _year(first), b, int(third)
    if a > months or a == b:
        return _year(third), b, a
    if b > months:
        return _year(third), a, b
    if order not in {"dmy", "mdy"}:
        return None
    return (_year(third), b, a) if order == "dmy" else (_year(third), a, b)


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:  # noqa: PLR2004 - a year in full
        return year
    return year + (1900 if year >= _FIRST_YEAR % 100 else 2000)


def _time(parts: dict[str, str | None]) -> tuple[int, int, int] | None:
    hour, minute = int(parts.get("h") or 0), int(parts.get("mi") or 0)
    second = min(int(parts.get("s") or 0), 59)
    noon = 12
    afternoon = parts.get("ampm") == "p" or parts.get("half") in {"下午", "午後", "오후"}
    morning = parts.get("ampm") == "a" or parts.get("half") in {"上午", "午前", "오전"}
    if (afternoon and hour < noon) or (morning and hour == noon):
        hour = (hour + noon) % (2 * noon)
    return (hour, minute, second) if hour < 2 * noon and minute < 60 else None  # noqa: PLR2004


def _offset(zone: str | None) -> timedelta | None:
    if not zone:
        return None
    if zone in ZONES:
        return timedelta(minutes=ZONES[zone])
    digits = zone.removeprefix("gmt").removeprefix("utc")
    hours, _, minutes = digits[1:].partition(":")
    if not minutes and len(hours) > 2:  # noqa: PLR2004 - "+0200"
        hours, minutes = hours[:-2], hours[-2:]
    size = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if size > timedelta(hours=14):
        return None
    return size if digits[0] == "+" else -size


def _from_epoch(seconds: int) -> tuple[datetime, bool] | None:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    return (moment, True) if _FIRST_YEAR <= moment.year <= _LAST_YEAR else None


def _is_noise(rest: str) -> bool:
    if _CJK_DAY.fullmatch(rest):
        return True
    words = re.findall(r"[^\W_]+", rest)
    # A single word before a comma is a weekday in a language the table does not hold.
    one_weekday = len(words) == 1 and rest.rstrip().endswith(",") and not words[0].isdigit()
    return one_weekday or all(word in NOISE for word in words)
