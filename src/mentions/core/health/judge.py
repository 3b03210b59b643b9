"""What a look means for a mention: pure, and slow to believe that something is gone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mentions.core.health.states import (
    ENDED,
    Check,
    Doubt,
    Event,
    Observation,
    Sight,
    State,
    Step,
)
from mentions.core.health.words import words_in

# Looks closer together than this say the same thing once.
APART = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class _Proof:
    """How often, and over how long, looks must say the same before it counts."""

    times: int
    over: timedelta
    state: State
    step: Step


_PROOFS = {
    # A page that is deployed anew, a plugin switched off: 404 for a day is nothing.
    Sight.ABSENT: _Proof(3, timedelta(days=3), State.GONE, Step.GONE),
    # A page may be cut off, or draw its text by a script, just once.
    Sight.UNLINKED: _Proof(2, timedelta(days=1), State.LINK_REMOVED, Step.LINK_REMOVED),
}

Judged = tuple[Check, tuple[Event, ...]]


def judge(check: Check, seen: Observation, now: datetime) -> Judged:
    """Return what is remembered after a look, and what has changed by it.

    Gone for good (410) counts at once; not found (404) after three looks over at least three
    days; a page without the link after two over at least a day, and only where the link was seen
    there before or the page shows words of the mention that are known. What saw nothing changes
    nothing. `due_at` stays as it is: `next_look` tells it.

    Args:
        check: What was remembered before.
        seen: What the look saw.
        now: When; aware UTC.
    """
    after = replace(check, looks=check.looks + 1, looked_at=now)
    if seen.sight is Sight.UNLINKED and not (check.linked or seen.known_before):
        why = "the page shows no link, but no earlier look saw one there"
        seen = Observation(sight=Sight.UNKNOWN, why=why)
        after = replace(after, doubt=None)  # a page is there at least
    if seen.sight is Sight.UNKNOWN:
        return replace(after, why=seen.why, blind=check.blind + 1), ()
    after = replace(after, why=None, blind=0)
    if seen.sight is Sight.PRESENT:
        return _present(check, after, seen, now)
    if seen.sight is Sight.GONE:
        return _ended(after, State.GONE, Event(step=Step.GONE, at=now, why=seen.why))
    return _doubted(after, seen, now)


def _present(check: Check, after: Check, seen: Observation, now: datetime) -> Judged:
    events: list[Event] = []
    rel = None if seen.rel is None else " ".join(seen.rel)
    was_missing = check.doubt is not None and check.doubt.sight is Sight.ABSENT
    if check.state in ENDED or was_missing:
        events.append(Event(step=Step.BACK, at=now, rel=rel))
    elif check.state is State.UNKNOWN:
        events.append(Event(step=Step.LIVE, at=now, rel=rel))
    edited = is_edited(check.text, seen.text)
    if edited:
        events.append(Event(step=Step.EDITED, at=now, before=check.text))
    if None not in (check.rel, seen.rel) and check.rel != seen.rel:
        before = " ".join(check.rel or ())
        events.append(Event(step=Step.REL_CHANGED, at=now, rel=rel, before=before))
    ever_edited = check.edited or edited
    state = State.EDITED if ever_edited else State.LIVE
    done = replace(
        after,
        state=state,
        since=check.since if check.state is state else now,
        doubt=None,
        linked=check.linked or seen.rel is not None,
        text=check.text if seen.text is None else seen.text,
        rel=check.rel if seen.rel is None else seen.rel,
        edited=ever_edited,
    )
    return done, tuple(events)


def _doubted(after: Check, seen: Observation, now: datetime) -> Judged:
    proof = _PROOFS[seen.sight]
    if after.state in {State.GONE, proof.state}:
        # Of what is gone nothing more is to be learned from a page without it.
        return replace(after, doubt=None), ()
    doubt, events = after.doubt, []
    if doubt is None or doubt.sight is not seen.sight:
        doubt = Doubt(sight=seen.sight, since=now, at=now)
        if seen.sight is Sight.ABSENT:
            events.append(Event(step=Step.MISSING, at=now, why=seen.why))
    elif now - doubt.at >= APART:
        doubt = replace(doubt, at=now, times=doubt.times + 1)
    if doubt.times >= proof.times and now - doubt.since >= proof.over:
        return _ended(after, proof.state, Event(step=proof.step, at=now, why=seen.why))
    return replace(after, doubt=doubt), tuple(events)


def _ended(after: Check, state: State, event: Event) -> Judged:
    if after.state is state:
        return replace(after, doubt=None), ()
    return replace(after, state=state, since=event.at, doubt=None), (event,)


def is_edited(before: str | None, now: str | None) -> bool:
    """Whether words have changed; setting them anew, or words not read, are no change."""
    return bool(before and now) and words_in(before) != words_in(now)
