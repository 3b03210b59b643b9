"""What is said of a name that nobody has."""

from __future__ import annotations

from collections.abc import Sequence

import typer


def note_unknown(who: str, nearest: Sequence[str] | None) -> None:
    """Say on standard error that a name is not stored, and which are nearest.

    Args:
        who: What the name is of, such as "nobody of that name".
        nearest: None where the name is stored: then nothing is said.
    """
    from mentions.report.plain import safe

    if nearest is None:
        return
    near = f"; the nearest: {', '.join(map(safe, nearest))}" if nearest else ""
    typer.echo(f"Note: {who} is stored yet{near}.", err=True)
