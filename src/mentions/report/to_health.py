"""Link health on a terminal: how a mention stands, and what changed when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from mentions.core.health.states import Check, Doubt, Event, Sight, State, Step
from mentions.core.standing import Standing
from mentions.model import Mention, iso
from mentions.report.plain import safe
from mentions.report.to_mention import Stored
from mentions.report.words import act, minute, where, who

_EXCERPT = 300  # characters of the old words; JSON gives all of them

STATES = {
    State.UNKNOWN: "not seen",
    State.LIVE: "live",
    State.EDITED: "live, edited",
    State.LINK_REMOVED: "link removed",
    State.GONE: "gone",
}
_STEPS = {
    Step.LIVE: "seen there",
    Step.EDITED: "edited",
    Step.REL_CHANGED: "link marked otherwise",
    Step.MISSING: "not found; not certain yet",
    Step.LINK_REMOVED: "link removed",
    Step.GONE: "gone",
    Step.BACK: "there again",
}
# What looks say that is not confirmed yet.
_MISSED = {Sight.ABSENT: "not found", Sight.UNLINKED: "without the link"}


def render_verdicts(
    verdicts: Sequence[tuple[Stored, Check, Sequence[Event]]], *, console: Console
) -> None:
    """Print what looks at mentions came to, a line each, then how many stand how."""
    for stored, check, events in verdicts:
        console.print(Text(_line(stored.id, stored.mention, check, events)), soft_wrap=True)
    seen = Counter("not seen" if check.blind else STATES[check.state] for _, check, _ in verdicts)
    console.print(", ".join(f"{number:,} {state}" for state, number in seen.items()))


def _line(number: int, mention: Mention, check: Check, events: Iterable[Event]) -> str:
    news = "; ".join(_words(event) for event in events)
    state = STATES[check.state]
    if check.blind:
        state = f"not seen this time ({safe(check.why or '')}); stays {state}"
        if check.state is State.UNKNOWN:
            state = f"not seen ({safe(check.why or '')})"
    elif check.doubt:
        state = f"{_MISSED[check.doubt.sight]}, {_times(check.doubt)} so far; stays {state}"
    name = " ".join(filter(None, who(mention)))
    said = f"{number}  {name}, {act(mention)} on {where(mention)}: {state}"
    return f"{said}  [{news}]" if news else said


def health_rows(
    check: Check, timeline: Sequence[Event], stored: Standing | None = None
) -> Iterator[tuple[str, str]]:
    """Yield how a mention stands and its timeline, with a label each; nothing before any look.

    Args:
        check: What our own looks have shown.
        timeline: What has changed by them.
        stored: The mention; an import may have told how it stands.
    """
    if stored and stored.health and stored.health_at and check.state is State.UNKNOWN:
        yield "Stood", f"{STATES[State(stored.health)]} {minute(stored.health_at)}, as imported"
    if not check.looks:
        return
    yield "Stands", _standing(check)
    if timeline:
        yield "Timeline", "\n".join(f"{minute(one.at)}  {_words(one)}" for one in timeline)


def _standing(check: Check) -> str:
    lines = [STATES[check.state]]
    if check.state is not State.UNKNOWN:
        lines[0] += f" since {minute(check.since)}"
    if check.looked_at:
        looked = f"looked at {minute(check.looked_at)}"
        lines.append(f"{looked}, nothing seen: {safe(check.why)}" if check.why else looked)
    if check.doubt:
        missed, since = _MISSED[check.doubt.sight], minute(check.doubt.since)
        lines.append(f"{missed}, {_times(check.doubt)} since {since}")
    if check.rel:
        lines.append(f"its link is marked {' '.join(check.rel)}")
    if check.due_at:
        lines.append(f"next look {minute(check.due_at)}")
    return "\n".join(lines)


def _times(doubt: Doubt) -> str:
    return "once" if doubt.times == 1 else f"{doubt.times} times"


def _words(event: Event) -> str:
    """Return a step in words."""
    words = _STEPS[event.step]
    if event.step is Step.EDITED:
        return f"{words}; before: “{safe(event.before or '', limit=_EXCERPT)}”"
    if event.step is Step.REL_CHANGED:
        return f"{words}: {safe(event.rel or 'not marked')}, before: {event.before or 'not marked'}"
    if event.rel:
        words = f"{words}, its link marked {safe(event.rel)}"
    return f"{words}: {safe(event.why)}" if event.why else words


def mark_of(health: State | None) -> str:
    """Return what a list says of a mention that does not stand there any more; "" of others."""
    return STATES[health] if health in {State.GONE, State.LINK_REMOVED} else ""


def event_as_dict(event: Event) -> dict[str, Any]:
    """Return a step as JSON-ready values."""
    return {
        "at": iso(event.at),
        "step": event.step.value,
        "rel": event.rel,
        "before": event.before,
        "why": event.why,
    }


def health_as_dict(check: Check, timeline: Iterable[Event]) -> dict[str, Any]:
    """Return how a mention stands, as `mentions show --json` gives it."""
    return {
        "state": check.state.value,
        "since": iso(check.since) if check.looks else None,
        "looks": check.looks,
        "looked_at": iso(check.looked_at),
        "why_not_seen": check.why,
        "rel": None if check.rel is None else list(check.rel),
        "next_look": iso(check.due_at),
        "timeline": [event_as_dict(one) for one in timeline],
    }
