"""What can be asked: each source with what it needs, whether that is there, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.text import Text

from mentions.asking import Key, Profile
from mentions.report.plain import safe
from mentions.report.to_lists import render_table
from mentions.report.words import counted

COLUMNS = ("Source", "Title", "Does", "Key", "State", "One poll costs", "Limits")
_KEYS = {Key.NONE: "none needed", Key.OPTIONAL: "finds more with one", Key.NEEDED: "needed"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """A source as this machine can use it.

    Attributes:
        title: As it is shown; "" where it cannot be loaded.
        profile: What it needs and costs.
        enabled: Whether the owner lets it be asked.
        has_key: Whether a token is there.
        key_note: Where the token comes from, or why there is none; never the token.
        instances: The addresses that are asked instead of its own.
        switches: Its own switches that are on.
        budget: Requests a day that the owner allows; None where nothing is said.
        spent: Requests made today (UTC); counts only beside a budget.
        error: Why it cannot be loaded; None where it can.
    """

    name: str
    title: str = ""
    profile: Profile = field(default_factory=Profile)
    enabled: bool = True
    has_key: bool = False
    key_note: str = ""
    instances: tuple[str, ...] = ()
    switches: tuple[str, ...] = ()
    budget: int | None = None
    spent: int = 0
    error: str | None = None

    @property
    def ready(self) -> bool:
        """Whether it can be asked."""
        lacks_key = self.profile.key is Key.NEEDED and not self.has_key
        return self.enabled and self.error is None and not lacks_key


def render_sources(listed: Sequence[Listed], *, console: Console) -> None:
    """Print a table of what can be asked, and below it what cannot be loaded, with the reason."""
    sound = [one for one in listed if one.error is None]
    render_table(COLUMNS, map(_row, sound), console=console)
    for one in listed:
        if one.error is not None:
            console.print(Text(f"Broken: {safe(one.error)}", style="yellow"), soft_wrap=True)


def _row(one: Listed) -> list[str]:
    return [
        one.name,
        one.title,
        _does(one.profile),
        _key(one),
        ", ".join(_state(one)),
        counted(one.profile.requests, "request"),
        one.profile.limits,
    ]


def _does(profile: Profile) -> str:
    if profile.listens:
        return "listens"
    return "searches" if profile.searches else "looks at a place"


def _key(one: Listed) -> str:
    words = _KEYS[one.profile.key]
    if one.profile.key_form:
        words = f"{words} ({one.profile.key_form})"
    if one.profile.key is Key.NONE and not one.has_key:
        return words
    return f"{words}: {one.key_note}"


def _state(one: Listed) -> Iterator[str]:
    if not one.enabled:
        yield "switched off"
    else:
        yield "ready" if one.ready else "needs a key"
    if one.instances:
        yield f"asks {' and '.join(one.instances)}"
    yield from one.switches
    if one.budget:
        yield f"{one.spent:,} of {counted(one.budget, 'request')} used today"


def source_as_dict(one: Listed) -> dict[str, Any]:
    """Return all of it as JSON-ready values; never a token."""
    return {
        "name": one.name,
        "title": one.title or None,
        "searches": one.profile.searches,
        "listens": one.profile.listens,
        "key": one.profile.key.value,
        "has_key": one.has_key,
        "key_note": one.key_note or None,
        "enabled": one.enabled,
        "ready": one.ready,
        "instances": list(one.instances),
        "switches": list(one.switches),
        "key_form": one.profile.key_form or None,
        "budget": one.budget,
        "spent": one.spent if one.budget else None,
        "requests": one.profile.requests,
        "rates": [{"requests": r.requests, "seconds": r.seconds} for r in one.profile.rates],
        "limits": one.profile.limits or None,
        "error": one.error,
    }
