"""What changed since a frozen report: for a terminal, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from mentions.core.standing import record_of
from mentions.core.summary.compare import Comparison, Edited, Step
from mentions.core.summary.model import Act
from mentions.model import iso
from mentions.report.english import Voice
from mentions.report.facts import signed
from mentions.report.language import marked
from mentions.report.named import deed, platform_name
from mentions.report.plain import safe

# What core/summary/compare.py compares, as a report calls it.
_NUMBERS = {
    "mentions": marked("Mentions"),
    "people": marked("People"),
    "outlets": marked("Outlets"),
    "undated": marked("Without a date"),
    "anonymous": marked("Author not known"),
    "attributed": marked("Through others’ words only"),
    "depth": marked("Levels of the spread"),
    "followers": marked("Followers"),
    "reach": marked("Reach of the outlets"),
    "likes": marked("Likes"),
    "reposts": marked("Reposts"),
    "replies": marked("Replies"),
    "quotes": marked("Quotes"),
}
_FIELDS = {
    "kind": marked("kind"),
    "author": marked("author"),
    "text": marked("text"),
    "url": marked("address"),
    "published": marked("date"),
    "evidence": marked("how we know"),
    "via": marked("from whom"),
    "parent": marked("what it answers"),
    "health": marked("whether it stands"),
    "tags": marked("tags"),
    "sentiment": marked("judgement"),
}
_SHOWN = 20  # mentions or people of each kind
_NAME, _TEXT, _ADDRESS = 60, 100, 200  # characters


def render_comparison(comparison: Comparison, voice: Voice, *, zone: str = "UTC") -> str:
    """Return the changes as lines, fit for a terminal.

    Args:
        comparison: What changed.
        voice: The language.
        zone: In which times are shown.
    """
    return "\n".join(_lines(comparison, voice, zone))


def render_comparison_json(comparison: Comparison) -> str:
    """Return the changes as one JSON object, readable."""
    text = json.dumps(comparison_as_dict(comparison), ensure_ascii=False, indent=2)
    return text.encode("utf-8", "replace").decode("utf-8")


def comparison_as_dict(comparison: Comparison) -> dict[str, Any]:
    """Return the changes as JSON-ready values; mentions are records of docs/record.md."""
    return {
        "since": iso(comparison.since),
        "until": iso(comparison.until),
        "same_scope": comparison.is_same_scope,
        "new": [_record(act) for act in comparison.new],
        "gone": [_record(act) for act in comparison.gone],
        "edited": [
            {"what": list(one.what), "before": _record(one.before), "after": _record(one.after)}
            for one in comparison.edited
        ],
        "marked": [
            {"what": list(one.what), "before": _own(one.before), "after": _own(one.after)}
            for one in comparison.marked
        ],
        "numbers": {
            one.name: {"before": one.before, "after": one.after} for one in comparison.numbers
        },
        "people": [
            {"name": one.name, "handle": one.handle, "platform": one.platform, "url": one.url}
            for one in comparison.people
        ],
    }


def _lines(comparison: Comparison, voice: Voice, zone: str) -> Iterator[str]:
    since, until = (voice.moment(one, zone) for one in (comparison.since, comparison.until))
    yield f"{voice.say('From {since} to {until}', since=since, until=until)}:"
    if not comparison.is_same_scope:
        yield voice.say(
            "The two are of different times: what is new or gone may only be out of sight."
        )
    if comparison.is_empty:
        yield voice.say("Nothing changed.")
        return
    yield from (_step(one, voice) for one in comparison.numbers)
    for heading, lines in _lists(comparison, voice):
        yield from _listed(heading, lines, voice)


def _lists(comparison: Comparison, voice: Voice) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield what is new, gone, edited and so on, each under a heading that says how many."""
    new, gone = ([_act(act, voice) for act in one] for one in (comparison.new, comparison.gone))
    edited, marked = comparison.edited, comparison.marked
    people = [
        f"{safe(one.name, limit=_NAME)} ({platform_name(one.platform, voice)})"
        for one in comparison.people
    ]
    yield voice.count("{number} new mention", "{number} new mentions", len(new)), new
    yield voice.count("{number} mention gone", "{number} mentions gone", len(gone)), gone
    yield (
        voice.count("{number} mention edited", "{number} mentions edited", len(edited)),
        [_edit(one, voice) for one in edited],
    )
    yield (
        voice.count(
            "your own word changed on {number} mention",
            "your own word changed on {number} mentions",
            len(marked),
        ),
        [_edit(one, voice) for one in marked],
    )
    yield voice.count("{number} new person", "{number} new people", len(people)), people


def _step(step: Step, voice: Voice) -> str:
    before, after = _number(step.before, voice), _number(step.after, voice)
    change = f"  {voice.say(_NUMBERS[step.name])}: {before} -> {after}"
    if step.before is None or step.after is None:
        return change
    return f"{change} ({signed(step.after - step.before, voice)})"


def _number(number: int | None, voice: Voice) -> str:
    return voice.say("unknown") if number is None else voice.number(number)


def _listed(heading: str, lines: Sequence[str], voice: Voice) -> Iterator[str]:
    if not lines:
        return
    yield f"{heading}:"
    yield from (f"  {line}" for line in lines[:_SHOWN])
    if more := max(len(lines) - _SHOWN, 0):
        yield f"  {voice.count('and {number} more', 'and {number} more', more)}"


def _edit(edited: Edited, voice: Voice) -> str:
    what = ", ".join(voice.say(_FIELDS[name]) for name in edited.what)
    return f"{_act(edited.after, voice)} ({what})"


def _act(act: Act, voice: Voice) -> str:
    mention = act.mention
    author = mention.author
    name = author.name or author.handle or author.url
    who = safe(name, limit=_NAME) if name else voice.say("Somebody")
    said = safe(mention.text or mention.url or "", limit=_TEXT) or deed(mention, voice)
    where = f" {safe(mention.url, limit=_ADDRESS)}" if mention.url and mention.text else ""
    return f"{act.id} {who}: {said}{where}"


def _own(act: Act) -> dict[str, Any]:
    return {"id": act.id, "tags": list(act.tags), "sentiment": act.sentiment}


def _record(act: Act) -> dict[str, Any]:
    return {"id": act.id, **record_of(act)}
