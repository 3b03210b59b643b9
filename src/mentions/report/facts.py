"""The numbers of a report as lines of text, for a terminal and for Markdown. All of it is safe.

docs/reports.md says how each number is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from mentions.core.summary.model import (
    Act,
    ArticleSummary,
    Branch,
    Counted,
    Numbers,
    Scope,
    Summary,
    Told,
)
from mentions.report.english import Voice
from mentions.report.named import kind_name, language_name, platform_name
from mentions.report.periods import first_mention, from_publication, period_label
from mentions.report.plain import safe
from mentions.report.words import NAME, who

ADDRESS = 300  # characters of an address, and of a reason
_NAMED = 12  # kinds, platforms or languages in one line


@dataclass(frozen=True, slots=True)
class Fact:
    """A number with its name, and what has to be known of it."""

    name: str
    value: str
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """How a time is told that may be open at either end: a text for each case."""

    both: str
    since: str
    until: str
    ever: str

    def say(self, since: datetime | None, until: datetime | None, zone: str, voice: Voice) -> str:
        """Return the text, with both ends in a time zone."""
        ends = {"since": since, "until": until}
        told = {name: voice.moment(end, zone) for name, end in ends.items() if end}
        if since and until:
            return voice.say(self.both, **told)
        return voice.say(self.since if since else self.until if until else self.ever, **told)


def heading(summary: Summary, title: str | None, voice: Voice) -> str:
    """Return what a report is called, the same in every form.

    Args:
        summary: What it tells.
        title: Where it has none of its own; None lets it name its article.
        voice: The language.
    """
    own = safe(summary.scope.title or title or "", limit=ADDRESS)
    if own:
        return own
    if only := only_article(summary):
        return safe(only.title or "", limit=ADDRESS) or safe(only.url, limit=ADDRESS)
    return voice.say("Mentions of all articles") if summary.of_all else voice.say("Mentions")


def only_article(summary: Summary) -> ArticleSummary | None:
    """Return the article that a report is about; None for a report about several."""
    return summary.articles[0] if len(summary.articles) == 1 and not summary.of_all else None


def period(scope: Scope, voice: Voice) -> str:
    """Return the time that a report is about."""
    always = scope.since is None and scope.until is None
    text = voice.say("From the beginning") if always else period_label(scope, voice)
    made = voice.moment(scope.made_at, scope.zone)
    return f"{text} · {voice.say('as of {made}', made=made)}"


def facts_of(numbers: Numbers, scope: Scope, voice: Voice, *, reach: bool = True) -> list[Fact]:
    """Return the numbers, one line each.

    Args:
        numbers: What was counted.
        scope: Every time is shown in its zone.
        voice: The language.
        reach: Whether what networks count is shown.
    """
    return [
        *_counts(numbers, voice),
        *_times(numbers, scope, voice),
        *_spread(numbers, voice),
        *(_reach(numbers, voice) if reach else ()),
    ]


def _counts(numbers: Numbers, voice: Voice) -> Iterator[Fact]:
    hearsay = voice.say("{number} through others’ words only", number=numbers.attributed)
    mentions = voice.number(numbers.mentions)
    yield Fact(voice.say("Mentions"), mentions, hearsay if numbers.attributed else "")
    nobody = voice.say("author of {number} not known", number=numbers.anonymous)
    people = voice.number(numbers.people)
    yield Fact(voice.say("People"), people, nobody if numbers.anonymous else "")
    yield Fact(voice.say("Outlets"), voice.number(numbers.outlets))
    for name, counted in named_counts(numbers, voice):
        if counted:
            yield Fact(name, listed(counted, voice))


def named_counts(numbers: Numbers, voice: Voice) -> list[tuple[str, list[tuple[str, int]]]]:
    """Return what is counted by kind, by network and by language, in words."""
    by: tuple[tuple[str, Sequence[Counted], Callable[[str | None, Voice], str]], ...] = (
        (voice.say("By kind"), numbers.kinds, kind_name),
        (voice.say("By network"), numbers.platforms, platform_name),
        (voice.say("By language"), numbers.languages, language_name),
    )
    return [
        (heading, [(name(one.name, voice), one.mentions) for one in counted])
        for heading, counted, name in by
    ]


def listed(counted: Sequence[tuple[str, int]], voice: Voice) -> str:
    """Return names with their numbers: "Mentions 3, Reposts 1"."""
    parts = [f"{name} {voice.number(number)}" for name, number in counted[:_NAMED]]
    if len(counted) > _NAMED:
        parts.append(voice.say("{number} more", number=len(counted) - _NAMED))
    return ", ".join(parts)


def _times(numbers: Numbers, scope: Scope, voice: Voice) -> Iterator[Fact]:
    first, peak = numbers.first, numbers.peak
    if first and first.mention.published:
        known = first.mention.published_zone_known
        when = voice.moment(first.mention.published, scope.zone, zone_known=known)
        who_when = f"{act_name(first, voice)}, {when}"
        yield Fact(first_mention(numbers, scope, voice), who_when, _address(first))
    if numbers.time_to_first is not None:
        took = voice.duration(numbers.time_to_first)
        since = from_publication(numbers, scope, voice)
        yield Fact(voice.say("Until the first mention"), took, since)
    if peak:
        when = voice.moment(peak.start, scope.zone)
        hour = voice.count(
            "{number} mention in the hour from {when}",
            "{number} mentions in the hour from {when}",
            peak.mentions,
            when=when,
        )
        yield Fact(voice.say("Busiest hour"), hour, _cause(numbers, voice))
    if numbers.half_life is not None:
        half = voice.say("half of the mentions came in that time after the first")
        yield Fact(voice.say("Half-life"), voice.duration(numbers.half_life), half)
    if numbers.undated:
        yield Fact(voice.say("Without a date"), voice.number(numbers.undated))
    if numbers.zoneless:
        stand = voice.count(
            "its hour counts as it stands there",
            "their hours count as they stand there",
            numbers.zoneless,
        )
        yield Fact(voice.say("Without a time zone"), voice.number(numbers.zoneless), stand)


def _cause(numbers: Numbers, voice: Voice) -> str:
    if numbers.peak and numbers.peak.cause:
        name = act_name(numbers.peak.cause, voice)
        return voice.say("most of them from {name}", name=name)
    return voice.say("its cause is not clear")


def _spread(numbers: Numbers, voice: Voice) -> Iterator[Fact]:
    if not numbers.spread_known:
        name = voice.say("Spread")
        yield Fact(name, voice.say("not drawn: too many mentions"), voice.say("see mentions tree"))
    elif numbers.depth:
        levels = voice.count("{number} level deep", "{number} levels deep", numbers.depth)
        largest = "; ".join(_branch(one, voice) for one in numbers.branches)
        yield Fact(voice.say("Spread"), levels, largest)


def _branch(branch: Branch, voice: Voice) -> str:
    root = safe(branch.root, limit=NAME)
    return voice.say("{root}: {number} mentions", root=root, number=branch.mentions)


def _reach(numbers: Numbers, voice: Voice) -> Iterator[Fact]:
    for name, told, of in (
        (voice.say("Followers"), numbers.followers, _people),
        (voice.say("Likes"), numbers.likes, _mentions),
        (voice.say("Reposts"), numbers.reposts, _mentions),
        (voice.say("Replies"), numbers.replies, _mentions),
        (voice.say("Quotes"), numbers.quotes, _mentions),
        (voice.say("Reach of the outlets"), numbers.reach, _outlets),
    ):
        if told.known:
            yield Fact(name, voice.number(told.total or 0), _told_note(told, of, voice))
        elif told is not numbers.reach and told.unknown:
            nobody = voice.say("stated for none of {all}", all=of(told.unknown, voice))
            yield Fact(name, voice.say("not known"), nobody)


def _told_note(told: Told, of: Callable[[int, Voice], str], voice: Voice) -> str:
    """Return over how many of how many a sum is, how old it is, and whose word."""
    every = of(told.known + told.unknown, voice)
    parts = [voice.say("sum over {known} of {all}", known=told.known, all=every)]
    if told.as_of:
        parts.append(voice.say("oldest as of {day}", day=voice.day(told.as_of, short=True)))
    if told.overridden:
        parts.append(voice.say("{number} in the owner’s own word", number=told.overridden))
    return "; ".join(parts)


def _people(number: int, voice: Voice) -> str:
    return voice.count("{number} person", "{number} people", number)


def _mentions(number: int, voice: Voice) -> str:
    return voice.count("{number} mention", "{number} mentions", number)


def _outlets(number: int, voice: Voice) -> str:
    return voice.count("{number} outlet", "{number} outlets", number)


def changes(numbers: Numbers, before: Numbers, voice: Voice) -> list[Fact]:
    """Return what is new against the period of equal length just before."""
    return [
        Fact(
            name, signed(now - then, voice), voice.say("{number} in the period before", number=then)
        )
        for name, now, then in (
            (voice.say("Mentions"), numbers.mentions, before.mentions),
            (voice.say("People"), numbers.people, before.people),
            (voice.say("Outlets"), numbers.outlets, before.outlets),
        )
    ]


def signed(number: int, voice: Voice) -> str:
    """Return a difference with its sign.

    >>> from mentions.report.english import English
    >>> signed(1200, English()), signed(-3, English()), signed(0, English())
    ('+1,200', '-3', '+0')
    """
    return f"{'-' if number < 0 else '+'}{voice.number(abs(number))}"


def day_of(act: Act, scope: Scope, voice: Voice) -> str:
    """Return the day of a mention as the report counts it; without a date when it was first seen.

    One whose time zone is not known counts on the day that stands on its page.
    """
    mention = act.mention
    moment = mention.published or mention.first_seen
    if mention.published is None or mention.published_zone_known:
        moment = moment.astimezone(ZoneInfo(scope.zone))
    day = voice.day(moment.date(), short=True)
    return day if mention.published else f"{day} ({voice.say('first seen')})"


def act_name(act: Act, voice: Voice) -> str:
    """Return who did it, or that it is not known."""
    author = act.mention.author
    if not (author.name or author.handle) and not act.mention.unread_report:
        return voice.say("author unknown")
    return " ".join(filter(None, who(act.mention)))


def _address(act: Act) -> str:
    return safe(act.mention.url or "", limit=ADDRESS)
