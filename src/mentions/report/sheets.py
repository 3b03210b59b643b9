"""The tables of a report beside its mentions: numbers, people, outlets, coverage, method.

Headers are names for programs, so they are the same in every language.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mentions.core.columns import COLUMNS, row_of
from mentions.core.summary.model import Act, Counted, Numbers, Seen, Summary, Told
from mentions.report.english import Voice

Value = str | int | float | datetime | date | None
ACT_COLUMNS = (*COLUMNS, "copies", "tags", "sentiment", "kept_answer")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A table: every row has a value for each name of the header."""

    title: str
    header: tuple[str, ...]
    rows: Sequence[tuple[Value, ...]]


def sheets_of(summary: Summary, voice: Voice, *, reach: bool = True) -> list[Sheet]:
    """Return the tables of a report, without its mentions.

    Args:
        summary: The numbers.
        voice: The language of the method.
        reach: Whether what networks count is shown.
    """
    return [
        numbers_sheet(summary, reach=reach),
        _people(summary, reach=reach),
        _outlets(summary, reach=reach),
        coverage_sheet(summary.seen),
        method_sheet(summary, voice, reach=reach),
    ]


def act_cells(act: Act) -> tuple[Value, ...]:
    """Return what stands in each of ACT_COLUMNS."""
    more = (" ".join(act.copies), ", ".join(act.tags), act.sentiment, act.evidence)
    return (*row_of(act), *(value or None for value in more))


def numbers_sheet(summary: Summary, *, reach: bool = True) -> Sheet:
    """Return the numbers of all articles together, of the period before, and of each."""
    about = [("all", summary.numbers)]
    if summary.before:
        about.append(("all, period before", summary.before))
    about += [(article.url, article.numbers) for article in summary.articles]
    rows = [(name, *row) for name, one in about for row in _numbers(one, reach=reach)]
    header = ("article", "number", "of", "value", "stated_by", "not_stated_by", "as_of")
    return Sheet(title="Numbers", header=header, rows=rows)


def coverage_sheet(seen: Seen) -> Sheet:
    """Return the places that could not be looked at, and when."""
    rows = [(one.source, one.address, one.since, one.until, one.why) for one in seen.unseen]
    header = ("source", "address", "not_since", "until", "why")
    return Sheet(title="Coverage", header=header, rows=rows)


def method_sheet(summary: Summary, voice: Voice, *, reach: bool = True) -> Sheet:
    """Return what the report is about and how it was counted."""
    scope, seen = summary.scope, summary.seen
    facts: list[tuple[str, Value]] = [
        ("title", scope.title),
        ("since", scope.since),
        ("until", scope.until),
        ("made_at", scope.made_at),
        ("time_zone", scope.zone),
        ("places_watched", seen.places),
        ("places_looked_at", seen.looked),
        ("mentions_hidden", summary.hidden),
        ("articles_left_out", summary.left_out),
        ("own_words", summary.overrides),
    ]
    rows: list[tuple[Value, ...]] = [*facts]
    rows += [("article", article.url) for article in summary.articles]
    rows += [("method", line) for line in _method(voice, scope.zone, reach=reach)]
    rows += [("note", note) for note in summary.notes]
    return Sheet(title="Method", header=("what", "value"), rows=rows)


def _people(summary: Summary, *, reach: bool) -> Sheet:
    told = ("followers", "own_word") if reach else ()
    header = ("name", "handle", "platform", "url", "mentions", *told, "tags", "shares_every_post")
    rows = [
        (
            *(one.name, one.handle, one.platform, one.url, one.mentions),
            *((one.followers, "yes" if one.overridden else None) if reach else ()),
            *(", ".join(one.tags) or None, "yes" if one.shares_all else None),
        )
        for one in summary.people
    ]
    return Sheet(title="People", header=header, rows=rows)


def _outlets(summary: Summary, *, reach: bool) -> Sheet:
    header = ("host", "mentions", *(("reach",) if reach else ()), "tags")
    rows = [
        (one.host, one.mentions, *((one.reach,) if reach else ()), ", ".join(one.tags) or None)
        for one in summary.outlets
    ]
    return Sheet(title="Outlets", header=header, rows=rows)


def _numbers(numbers: Numbers, *, reach: bool) -> Iterator[tuple[Value, ...]]:
    for name in ("mentions", "undated", "zoneless", "attributed", "people", "anonymous", "outlets"):
        yield _row(name, getattr(numbers, name))
    for name in ("followers", "reach", "likes", "reposts", "replies", "quotes") if reach else ():
        told: Told = getattr(numbers, name)
        yield (name, None, told.total, told.known, told.unknown, told.as_of)
    for name in ("half_life", "time_to_first"):
        duration = getattr(numbers, name)
        yield _row(f"{name}_seconds", duration and duration.total_seconds())
    yield _row("first", numbers.first.mention.published if numbers.first else None)
    yield _row("peak_begins", numbers.peak.start if numbers.peak else None)
    yield _row("peak_mentions", numbers.peak.mentions if numbers.peak else None)
    yield _row("depth", numbers.depth if numbers.spread_known else None)
    for name in ("kinds", "platforms", "languages"):
        counted: tuple[Counted, ...] = getattr(numbers, name)
        for one in counted:
            yield _row(name, one.mentions, of=one.name or "unknown")


def _row(name: str, value: Value, *, of: str | None = None) -> tuple[Value, ...]:
    return (name, of, value, None, None, None)


def _method(voice: Voice, zone: str, *, reach: bool) -> Iterator[str]:
    yield voice.say(
        "A mention is what somebody did about a post: linked, quoted, replied, passed on, liked, "
        "bookmarked. Copies of the same act count once."
    )
    yield voice.say(
        "People are counted by their accounts, else by their names; outlets by their hosts."
    )
    yield voice.say(
        "Unknown is not zero: where a number is not stated, it is not guessed, and it is said how "
        "many state it."
    )
    if reach:
        yield voice.say(
            "Reach adds up the followers of all people, each once, as last told. It says how many "
            "could have seen it, not how many did."
        )
        yield voice.say(
            "Likes, reposts, replies and quotes are added up as the networks last told them, over "
            "the mentions that state them."
        )
    yield voice.say(
        "Days and hours are those of {zone}. Mentions without a date of their own count, but on no "
        "day.",
        zone=zone,
    )
    yield voice.say(
        "Half-life is the time from the first mention until half of them had come; it takes at "
        "least 4 with a date."
    )
    yield voice.say(
        "Tags, judgements and overridden numbers are the owner’s own word. None is computed."
    )
