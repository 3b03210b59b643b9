"""What changed since a frozen report: for a terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mentions.core.standing import record_of
from mentions.core.summary.compare import Comparison, Step
from mentions.core.summary.model import Act
from mentions.model import iso
from mentions.report.plain import safe
from mentions.report.words import counted, minute

_SHOWN = 20  # mentions or people of each kind
_NAME, _TEXT, _ADDRESS = 60, 100, 200  # characters


def render_comparison(comparison: Comparison) -> str:
    """Return the changes as lines, fit for a terminal."""
    return "\n".join(_lines(comparison))


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
        "numbers": {
            one.name: {"before": one.before, "after": one.after} for one in comparison.numbers
        },
        "people": [
            {"name": one.name, "handle": one.handle, "platform": one.platform, "url": one.url}
            for one in comparison.people
        ],
    }


def _lines(comparison: Comparison) -> Iterator[str]:
    yield f"From {minute(comparison.since)} to {minute(comparison.until)}:"
    if not comparison.is_same_scope:
        yield "The two are of different times: what is new or gone may only be out of sight."
    if comparison.is_empty:
        yield "Nothing changed."
        return
    yield from map(_step, comparison.numbers)
    yield from _listed("new mention", [_act(act) for act in comparison.new])
    yield from _listed("mention gone", [_act(act) for act in comparison.gone], "mentions gone")
    edits = [f"{_act(one.after)} ({', '.join(one.what)})" for one in comparison.edited]
    yield from _listed("mention edited", edits, "mentions edited")
    people = [f"{safe(one.name, limit=_NAME)} ({safe(one.platform)})" for one in comparison.people]
    yield from _listed("new person", people, "new people")


def _step(step: Step) -> str:
    before, after = _number(step.before), _number(step.after)
    if step.before is None or step.after is None:
        return f"  {step.name}: {before} -> {after}"
    return f"  {step.name}: {before} -> {after} ({step.after - step.before:+,})"


def _number(number: int | None) -> str:
    return "unknown" if number is None else f"{number:,}"


def _listed(one: str, lines: Sequence[str], many: str | None = None) -> Iterator[str]:
    if not lines:
        return
    yield f"{counted(len(lines), one, many)}:"
    yield from (f"  {line}" for line in lines[:_SHOWN])
    if len(lines) > _SHOWN:
        yield f"  {len(lines) - _SHOWN:,} more"


def _act(act: Act) -> str:
    mention = act.mention
    author = mention.author
    who = safe(author.name or author.handle or author.url or "somebody", limit=_NAME)
    said = safe(mention.text or mention.url or mention.kind.value, limit=_TEXT)
    where = f" {safe(mention.url, limit=_ADDRESS)}" if mention.url and mention.text else ""
    return f"{act.id} {who}: {said}{where}"


def _record(act: Act) -> dict[str, Any]:
    return {"id": act.id, **record_of(act)}
