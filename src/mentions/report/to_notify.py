"""Who is told what, and how that stands: as lists, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from rich.console import Console

from mentions.core.alerts.model import Event, Recipient, State
from mentions.model import iso
from mentions.report.plain import safe
from mentions.report.to_lists import render_table
from mentions.report.words import minute

COLUMNS = ("Name", "When", "What", "Waiting", "Sent today", "Note")
OPEN_COLUMNS = ("ID", "For", "What", "State", "Why")


class Standing(Protocol):
    """How many notices of somebody stand how, as the store gives it."""

    @property
    def waiting(self) -> int: ...  # noqa: D102
    @property
    def next_at(self) -> datetime | None: ...  # noqa: D102
    @property
    def sending(self) -> int: ...  # noqa: D102
    @property
    def sent(self) -> int: ...  # noqa: D102
    @property
    def sent_since(self) -> int: ...  # noqa: D102
    @property
    def failed(self) -> int: ...  # noqa: D102
    @property
    def uncertain(self) -> int: ...  # noqa: D102
    @property
    def folded(self) -> int: ...  # noqa: D102


class Open(Protocol):
    """A notice that was given up, or of which nobody knows whether it arrived."""

    @property
    def id(self) -> int: ...  # noqa: D102
    @property
    def recipient(self) -> str: ...  # noqa: D102
    @property
    def key(self) -> str: ...  # noqa: D102
    @property
    def event(self) -> Event: ...  # noqa: D102
    @property
    def state(self) -> State: ...  # noqa: D102
    @property
    def error(self) -> str | None: ...  # noqa: D102


def render_recipients(
    recipients: Sequence[Recipient],
    standing: Mapping[str, Standing],
    unset: Mapping[str, str],
    *,
    console: Console,
) -> None:
    """Print who is told what, and how that stands.

    Args:
        recipients: As the config names them.
        standing: By name; those without any notice may be left out.
        unset: Variables that are not set, by the names of those who need them.
        console: Where to print.
    """
    render_table(
        COLUMNS,
        (_row(one, standing.get(one.name), unset.get(one.name)) for one in recipients),
        console=console,
    )


def render_open(notices: Iterable[Open], *, console: Console) -> None:
    """Print what the owner should look at."""
    rows = (
        (str(one.id), one.recipient, _what(one), one.state.value, one.error or "")
        for one in notices
    )
    render_table(OPEN_COLUMNS, rows, console=console)


def recipients_as_dict(
    recipients: Iterable[Recipient],
    standing: Mapping[str, Standing],
    unset: Mapping[str, str],
    notices: Iterable[Open],
) -> dict[str, Any]:
    """Return the same as JSON-ready values."""
    return {
        "recipients": [
            {
                "name": one.name,
                "when": _when(one),
                "events": sorted(one.rules.events),
                "missing_variable": unset.get(one.name),
                **_numbers(standing.get(one.name)),
            }
            for one in recipients
        ],
        "open": [
            {
                "id": one.id,
                "recipient": one.recipient,
                "event": one.event.value,
                "state": one.state.value,
                "error": one.error,
            }
            for one in notices
        ],
    }


def _row(recipient: Recipient, own: Standing | None, unset: str | None) -> Sequence[str]:
    return (
        recipient.name,
        _when(recipient),
        ", ".join(sorted(recipient.rules.events)),
        str(own.waiting + own.sending) if own else "0",
        str(own.sent_since) if own else "0",
        "; ".join(_notes(own, unset)),
    )


def _notes(own: Standing | None, unset: str | None) -> Iterator[str]:
    if unset:
        yield f"nothing is sent: {unset} is not set"
    if own is None:
        return
    if own.next_at and not unset:
        yield f"next {minute(own.next_at)}"
    if own.failed:
        yield f"{own.failed} given up"
    if own.uncertain:
        yield f"{own.uncertain} uncertain"
    if own.folded:
        yield f"{own.folded} not told (shared as always)"


def _numbers(own: Standing | None) -> dict[str, Any]:
    names = ("waiting", "sending", "sent", "failed", "uncertain", "folded")
    numbers = {name: getattr(own, name) if own else 0 for name in names}
    sent_today, next_at = (own.sent_since, own.next_at) if own else (0, None)
    return numbers | {"sent_today": sent_today, "next_at": iso(next_at)}


def _when(recipient: Recipient) -> str:
    when = f"{recipient.cron} ({recipient.zone.key})" if recipient.cron else "at once"
    if recipient.quiet is None:
        return when
    first, last = recipient.quiet
    return f"{when}, quiet {first:%H:%M}-{last:%H:%M}"


def _what(notice: Open) -> str:
    return safe(notice.key.replace(":", " ", 1), limit=60)
