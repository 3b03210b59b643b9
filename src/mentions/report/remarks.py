"""What a report says beside its numbers: of people, outlets, mentions, places not looked at.

All of it is safe on a terminal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mentions.core.summary.model import Act, Outlet, Person, Summary, Unseen
from mentions.report.english import Voice
from mentions.report.facts import ADDRESS, Span
from mentions.report.language import marked
from mentions.report.named import health_name, platform_name
from mentions.report.obstacles import obstacle_detail, obstacle_words, place_name
from mentions.report.plain import safe
from mentions.report.sentence import person_name
from mentions.report.words import NAME

Row = tuple[str, int, str]  # a name, how many mentions, and what is said of it

_NOT = Span(
    both=marked("not between {since} and {until}"),
    since=marked("not since {since}"),
    until=marked("not before {until}"),
    ever=marked("never"),
)


def people_rows(summary: Summary, voice: Voice, *, reach: bool) -> Iterator[Row]:
    """Yield each of the people with how many mentions are from them and what is known of them."""
    for one in summary.people:
        yield _person_name(one), one.mentions, _person_note(one, voice, reach=reach)


def outlet_rows(summary: Summary, voice: Voice, *, reach: bool) -> Iterator[Row]:
    """Yield each of the outlets with how many mentions stand on it and the owner's word."""
    for one in summary.outlets:
        yield safe(one.host), one.mentions, _outlet_note(one, voice, reach=reach)


def _person_name(person: Person) -> str:
    """Return a name with its account."""
    name, handle = person_name(person), safe(person.handle or "", limit=NAME)
    return f"{name} @{handle}" if handle and name != f"@{handle}" else name


def _person_note(person: Person, voice: Voice, *, reach: bool = True) -> str:
    """Return network, followers, habit and tags; the owner's own word is marked."""
    parts = [platform_name(person.platform, voice)]
    if person.followers is not None and reach:
        told = voice.count("{number} follower", "{number} followers", person.followers)
        own = voice.say("{told} (owner’s own word)", told=told)
        parts.append(own if person.overridden else told)
    if person.shares_all:
        parts.append(voice.say("shares every post"))
    return " · ".join([*parts, *tags(person.tags, voice)])


def _outlet_note(outlet: Outlet, voice: Voice, *, reach: bool = True) -> str:
    """Return the owner's word on an outlet."""
    parts = []
    if outlet.reach is not None and reach:
        parts.append(voice.say("reach {number} (owner’s own word)", number=outlet.reach))
    return " · ".join([*parts, *tags(outlet.tags, voice)])


def tags(given: Sequence[str], voice: Voice) -> list[str]:
    """Return the owner's tags, marked as such; nothing where there are none."""
    words = ", ".join(safe(tag, limit=NAME) for tag in given)
    return [voice.say("tagged {tags} (owner’s own word)", tags=words)] if words else []


def act_note(act: Act, voice: Voice) -> str:
    """Return what became of a mention, what was kept, what the owner says of it, its copies."""
    parts = [health_name(act.health, voice)] if health_name(act.health, voice) else []
    parts += [f"{voice.say('kept as')} {safe(act.evidence, limit=NAME)}"] if act.evidence else []
    parts += tags(act.tags, voice)
    if act.sentiment:
        word = safe(act.sentiment, limit=NAME)
        parts.append(voice.say("sentiment {word} (owner’s own word)", word=word))
    if act.copies:
        parts.append(
            voice.count(
                "{number} copy, counted once", "{number} copies, counted once", len(act.copies)
            )
        )
    return " · ".join(parts)


def muted_line(number: int, voice: Voice) -> str:
    """Return how many mentions of muted authors are not quoted."""
    return voice.count(
        "{number} mention by muted authors is counted, but not quoted.",
        "{number} mentions by muted authors are counted, but not quoted.",
        number,
    )


def nothing_known(summary: Summary, voice: Voice) -> Iterator[str]:
    """Yield that no mention is known, and what that is worth where not all was looked at."""
    yield voice.say("No mentions are known from this time.")
    if summary.seen.unseen:
        yield voice.say(
            "That does not mean there were none: not everything could be looked at. See below."
        )


def coverage_lines(
    summary: Summary, voice: Voice, *, detail: bool = False
) -> tuple[str, list[str]]:
    """Return what was looked at, and each place that was not.

    Args:
        summary: The report.
        voice: The language.
        detail: Also the reasons as they were told, which are English.
    """
    seen = summary.seen
    if not seen.places:
        return voice.say("No place is watched, so nothing was looked at."), []
    whole = voice.count(
        "{number} of {places} places was looked at.",
        "{number} of {places} places were looked at.",
        seen.looked,
        places=seen.places,
    )
    zone = summary.scope.zone
    return whole, [_unseen(one, zone, voice, detail=detail) for one in seen.unseen]


def _unseen(one: Unseen, zone: str, voice: Voice, *, detail: bool) -> str:
    when = _NOT.say(one.since, one.until, zone, voice)
    words, told = obstacle_words(one, zone, voice), obstacle_detail(one)
    both = told if words in told else f"{words} ({told})"
    why = both if words and told and detail else words or told
    address = safe(one.address, limit=ADDRESS)
    return f"{place_name(one.source, voice)} {address}: {when}: {why}"


def remarks(summary: Summary, voice: Voice) -> list[str]:
    """Return what else has to be known: what is hidden, left out, the owner's own word."""
    lines = [safe(note, limit=ADDRESS) for note in summary.notes]
    if summary.hidden:
        lines.append(
            voice.count(
                "{number} mention no longer stands there and is not counted.",
                "{number} mentions no longer stand there and are not counted.",
                summary.hidden,
            )
        )
    if summary.left_out:
        lines.append(
            voice.count(
                "{number} more article is counted, but not shown.",
                "{number} more articles are counted, but not shown.",
                summary.left_out,
            )
        )
    if summary.overrides:
        lines.append(
            voice.count(
                "{number} of the owner’s own words stands in this report.",
                "{number} of the owner’s own words stand in this report.",
                summary.overrides,
            )
        )
    return lines
