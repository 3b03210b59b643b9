"""How much was looked at, said beside what a command shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mentions.cli.runtime import console

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mentions.asking import Watch
    from mentions.core.coverage import Coverage
    from mentions.store.engine import Session


def load_coverage(
    session: Session,
    watches: Sequence[Watch] | None = None,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Coverage:
    """Return the coverage of all watches: in a time, or as of now where none is given.

    Args:
        session: Open.
        watches: All of them, where they are loaded already.
        since: Begin of the time; aware, UTC.
        until: Its end; aware, UTC.
    """
    from mentions.core.coverage import coverage_of
    from mentions.store.ledger import load_gaps
    from mentions.store.watches import load_watches

    watches = load_watches(session) if watches is None else watches
    gaps = load_gaps(session, since=since) if since or until else ()
    return coverage_of(watches, gaps, since=since, until=until)


def note_missing(coverage: Coverage) -> None:
    """Say on standard error what was not looked at; nothing where all was.

    Standard output stays as it is: whoever reads it wants records.
    """
    if not coverage.missing:
        return
    from rich.text import Text

    from mentions.report.to_coverage import coverage_line

    line = f"Note: {coverage_line(coverage)}; `mentions watches list` shows more."
    console(errors=True).print(Text(line, style="yellow"), soft_wrap=True)
