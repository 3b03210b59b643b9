"""What a report says beside its numbers: of people, sites and mentions, of what was not looked at.

All of it is safe on a terminal.
"""

from __future__ import annotations

from collections.abc import Sequence

from mentions.core.summary.model import Act, Outlet, Person, Scope, Summary, Unseen
from mentions.report.english import Voice
from mentions.report.facts import ADDRESS
from mentions.report.named import platform_name
from mentions.report.plain import safe
from mentions.report.words import NAME


def person_name(person: Person) -> str:
    """Return a name with its account."""
    name, handle = safe(person.name, limit=NAME), safe(person.handle or "", limit=NAME)
    return f"{name} @{handle}" if handle and handle != name else name or f"@{handle}"


def person_note(person: Person, voice: Voice, *, reach: bool = True) -> str:
    """Return network, followers, habit and tags; the owner's own word is marked."""
    parts = [platform_name(person.platform, voice)]
    if person.followers is not None and reach:
        own = voice.say("{number} followers (your word)", number=person.followers)
        found = voice.say("{number} followers", number=person.followers)
        parts.append(own if person.overridden else found)
    if person.shares_all:
        parts.append(voice.say("shares every post"))
    return " · ".join([*parts, *tags(person.tags, voice)])


def outlet_note(outlet: Outlet, voice: Voice, *, reach: bool = True) -> str:
    """Return the owner's word on an outlet."""
    parts = []
    if outlet.reach is not None and reach:
        parts.append(voice.say("reach {number} (your word)", number=outlet.reach))
    return " · ".join([*parts, *tags(outlet.tags, voice)])


def tags(given: Sequence[str], voice: Voice) -> list[str]:
    """Return the owner's tags, marked as such; nothing where there are none."""
    words = ", ".join(safe(tag, limit=NAME) for tag in given)
    return [voice.say("tagged {tags} (your word)", tags=words)] if words else []


def act_note(act: Act, voice: Voice) -> str:
    """Return what was kept of a mention, what the owner says of it, and its copies."""
    parts = [f"{voice.say('kept as')} {safe(act.evidence, limit=NAME)}"] if act.evidence else []
    parts += tags(act.tags, voice)
    if act.sentiment:
        word = safe(act.sentiment, limit=NAME)
        parts.append(voice.say("sentiment {word} (your word)", word=word))
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


def coverage_lines(summary: Summary, voice: Voice) -> tuple[str, list[str]]:
    """Return what was looked at, and each place that was not."""
    seen = summary.seen
    if not seen.places:
        return voice.say("No place is watched: nothing could be found."), []
    whole = voice.say(
        "{looked} of {places} places were looked at.", looked=seen.looked, places=seen.places
    )
    return whole, [_unseen(one, summary.scope, voice) for one in seen.unseen]


def _unseen(one: Unseen, scope: Scope, voice: Voice) -> str:
    since = one.since and voice.moment(one.since, scope.zone)
    until = one.until and voice.moment(one.until, scope.zone)
    if since and until:
        when = voice.say("not between {since} and {until}", since=since, until=until)
    elif since:
        when = voice.say("not since {since}", since=since)
    elif until:
        when = voice.say("not before {until}", until=until)
    else:
        when = voice.say("never")
    address, why = safe(one.address, limit=ADDRESS), safe(one.why, limit=ADDRESS)
    return f"{safe(one.source, limit=NAME)} {address}: {when}: {why}"


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
                "{number} word of your own stands in it, marked as such.",
                "{number} words of your own stand in it, marked as such.",
                summary.overrides,
            )
        )
    return lines
