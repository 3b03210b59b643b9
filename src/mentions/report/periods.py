"""The time of a report, called the same in every form: in days where it is of whole days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from mentions.core.summary.model import Numbers, Scope
from mentions.report.english import Voice


def period_label(scope: Scope, voice: Voice) -> str:
    """Return the time the report is about; without any end it ends when the data was read."""
    since = _edge(scope.since, scope, voice)
    until = _edge(scope.until, scope, voice, ends=True)
    if since and until:
        return since if since == until else voice.say("{first} – {last}", first=since, last=until)
    if since:
        return voice.say("since {first}", first=since)
    return voice.say("up to {last}", last=until or voice.moment(scope.made_at, scope.zone))


def first_mention(numbers: Numbers, scope: Scope, voice: Voice) -> str:
    """Return what the earliest mention is called."""
    if _may_be_later(numbers, scope):
        return voice.say("First mention in this time")
    return voice.say("First mention")


def from_publication(numbers: Numbers, scope: Scope, voice: Voice) -> str:
    """Return between which moments the time to the first mention lies."""
    if _may_be_later(numbers, scope):
        return voice.say("from publication to the first in this time")
    return voice.say("from publication")


def _may_be_later(numbers: Numbers, scope: Scope) -> bool:
    """Whether mentions may stand before the period: not where the article came out in it."""
    if scope.since is None:
        return False
    first = numbers.first.mention.published if numbers.first else None
    if first is None or numbers.time_to_first is None:
        return True
    return first - numbers.time_to_first < scope.since


def last_day(scope: Scope) -> date | None:
    """Return the day of the last moment that counts; None where the period is open."""
    if scope.until is None:
        return None
    return (scope.until - timedelta(microseconds=1)).astimezone(ZoneInfo(scope.zone)).date()


def _edge(moment: datetime | None, scope: Scope, voice: Voice, *, ends: bool = False) -> str:
    if moment is None:
        return ""
    here = moment.astimezone(ZoneInfo(scope.zone))
    if here.time() != datetime.min.time():
        return voice.moment(moment, scope.zone)
    return voice.day((last_day(scope) if ends else None) or here.date())
