"""What making reports needs, and what it gives: forms and words come from the rooms above."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from mentions.core.alerts.model import Recipient, Rendered
from mentions.core.summary.model import Act, Summary


@dataclass(frozen=True, kw_only=True, slots=True)
class Material:
    """What a form of a report is made of.

    Attributes:
        acts: Gives every mention it is about, oldest first.
        news: Gives those that changed last, each with when that was.
    """

    summary: Summary
    acts: Callable[[], Iterator[Act]]
    news: Callable[[], Iterator[tuple[Act, datetime]]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """What was made of a report.

    Attributes:
        files: That were written, in full.
        failed: Formats that were not.
        problems: Why; and why somebody cannot be told.
    """

    name: str
    folder: Path
    files: tuple[Path, ...] = ()
    failed: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


Maker = Callable[[Material, Path], None]
Tell = Callable[[Summary, Made, Recipient], Rendered]


@dataclass(frozen=True, kw_only=True, slots=True)
class Making:
    """What making reports needs.

    Attributes:
        makers: Write a form of a report to a file, and maybe others beside it; by format.
        tell: Puts into words what a report says, for one recipient.
        recipients: Who may be sent something.
        clocks: The zone in which `when` is meant.
        zone: Whose days, weeks and months count.
        title: The owner's own.
    """

    makers: Mapping[str, Maker] = field(repr=False)
    tell: Tell = field(repr=False)
    recipients: tuple[Recipient, ...] = ()
    clocks: str = "UTC"
    zone: str = "UTC"
    title: str | None = None
