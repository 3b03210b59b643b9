"""How much was looked at, in words: "looked at 41 of 43 places; X not since 12 March 2026: ..."."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from mentions.core.coverage import Coverage, Missing
from mentions.looking import Outcome
from mentions.model import iso
from mentions.report.plain import safe
from mentions.report.words import counted, minute

_ADDRESS = 300  # characters of an address
_REASON = 300  # and of a reason
_NAMED = 3  # places named in one line

# Every word of this module, so that another language is another table.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WORDS = {
    "none": "no place is watched",
    "looked": "looked at {looked_at} of {of}",
    "place": "place",
    "day": "{day} {month} {year}",
    "more": "{count} more",
    "not": "not",
    "in part": "not in full",
    "never": "never",
    "in part never": "never in full",
    "since": "since {since}",
    "until": "before {until}",
    "between": "between {since} and {until}",
    "on": "for a while on {since}",
    "times": "{when}, and {times} before",
    "once": "time",
    "time": "in the time from {since} to {until}",
    "time since": "since {since}",
    "time until": "before {until}",
    "not asked": "not asked yet",
    "not asked since": "not asked since then",
    "stopped": "stopped",
}
_OUTCOMES = {
    Outcome.OK: "{why}",
    Outcome.EMPTY: "{why}",
    Outcome.UNCHANGED: "{why}",
    Outcome.NEEDS_AUTH: "needs a token or login",
    Outcome.THROTTLED: "asks us to wait until {next_look}",
    Outcome.BLOCKED: "{why}",
    Outcome.GONE: "gone for good",
    Outcome.UNSUPPORTED: "answers in a form this version does not know: {why}",
    Outcome.BROKEN: "{why}",
}
_WAIT = "asks us to wait"  # where it is not known how long


def coverage_line(coverage: Coverage) -> str:
    """Return one line, fit for a terminal; it names three of the places that are missing.

    It begins with a small letter and has no full stop, so that it can stand in a sentence. Where
    several sources are asked about one address, it says which.
    """
    alike = Counter(address for _, address in {(m.source, m.address) for m in coverage.missing})
    named = (_named(one, alone=alike[one.address] == 1) for one in coverage.missing[:_NAMED])
    parts = [_looked(coverage), *named]
    more = len(coverage.missing) - _NAMED
    if more > 0:
        parts.append(_WORDS["more"].format(count=f"{more:,}"))
    return "; ".join(parts)


def missing_words(missing: Missing, *, full: bool = False) -> str:
    """Return since when a place was not looked at, and why: "not since 12 March 2026: ..."."""
    when = _since(missing)
    if missing.times > 1:
        when = _WORDS["times"].format(when=when, times=counted(missing.times - 1, _WORDS["once"]))
    return f"{when}: {reason(missing, full=full)}"


def reason(missing: Missing, *, full: bool = False) -> str:
    """Return in plain words why a place was not looked at.

    Args:
        missing: What is told about.
        full: With what to do about it, which errors say behind a semicolon.
    """
    outcome = missing.outcome
    if outcome is None:
        return _WORDS["not asked"]
    if missing.why is None and outcome.looked:
        return _WORDS["stopped" if missing.stopped else "not asked since"]
    why = safe(missing.why or outcome.value, limit=_REASON)
    why = why if full else why.partition("; ")[0]
    next_look = minute(missing.next_look) if missing.next_look else None
    words = _OUTCOMES[outcome].format(why=why, next_look=next_look)
    if outcome is Outcome.THROTTLED and (next_look is None or missing.until):
        words = _WAIT
    is_stopped = missing.stopped and missing.until is None
    return f"{words}; {_WORDS['stopped']}" if is_stopped else words


def day(moment: datetime) -> str:
    """Return a day as somebody says it, in UTC.

    >>> day(datetime(2026, 3, 12, 23, 59, tzinfo=UTC))
    '12 March 2026'
    """
    moment = moment.astimezone(UTC)
    month = _MONTHS[moment.month - 1]
    return _WORDS["day"].format(day=moment.day, month=month, year=moment.year)


def coverage_as_dict(coverage: Coverage) -> dict[str, Any]:
    """Return the coverage as JSON-ready values, the times in UTC."""
    return {
        "looked_at": coverage.looked_at,
        "of": coverage.of,
        "missing": [
            {
                "watch": one.watch_id,
                "source": one.source,
                "address": one.address,
                "outcome": one.outcome and one.outcome.value,
                "not_since": iso(one.since),
                "until": iso(one.until),
                "times": one.times,
                "why": one.why,
                "stopped": one.stopped,
            }
            for one in coverage.missing
        ],
    }


def _looked(coverage: Coverage) -> str:
    if not coverage.of:
        return _WORDS["none"]
    of = counted(coverage.of, _WORDS["place"])
    words = _WORDS["looked"].format(looked_at=f"{coverage.looked_at:,}", of=of)
    since, until = (one and day(one) for one in (coverage.since, coverage.until))
    if not (since or until):
        return words
    form = "time" if since and until else "time since" if since else "time until"
    return f"{words} {_WORDS[form].format(since=since, until=until)}"


def _named(missing: Missing, *, alone: bool) -> str:
    source = "" if alone else f"{safe(missing.source)} "
    return f"{source}{safe(missing.address, limit=_ADDRESS)} {missing_words(missing)}"


def _since(missing: Missing) -> str:
    since, until = (one and day(one) for one in (missing.since, missing.until))
    partly = missing.outcome is not None and missing.outcome.looked and missing.why is not None
    if not (since or until):
        return _WORDS["in part never" if partly else "never"]
    if since and until:
        form = "on" if since == until else "between"
    else:
        form = "since" if since else "until"
    when = _WORDS[form].format(since=since, until=until)
    return f"{_WORDS['in part' if partly else 'not']} {when}"
