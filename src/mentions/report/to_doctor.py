"""What `mentions doctor` found, for the terminal and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from rich.console import Console
from rich.text import Text

from mentions.report.plain import safe
from mentions.report.words import counted

_STYLES = {"ok": "green", "warn": "yellow", "fail": "bold red", "skipped": "dim"}


class _Finding(Protocol):
    @property
    def area(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def what(self) -> str: ...
    @property
    def advice(self) -> str | None: ...


def render_findings(findings: Sequence[_Finding], *, console: Console) -> None:
    """Print a line for each finding, what to do below it, and a count at the end."""
    width = max((len(one.area) for one in findings), default=0)
    for one in findings:
        state = Text(f"{one.state:7}", style=_STYLES[one.state])
        console.print(Text.assemble(state, f" {one.area:{width}}  {safe(one.what)}"))
        if one.advice:
            console.print(Text(f"{'':7} {'':{width}}  -> {safe(one.advice)}"))
    failed = sum(one.state == "fail" for one in findings)
    warned = sum(one.state == "warn" for one in findings)
    wrong = counted(failed, "thing that does not work", "things that do not work")
    found = [wrong] if failed else []
    found += [counted(warned, "warning")] if warned else []
    console.print(f"\n{', '.join(found) or 'Nothing is wrong'}.")


def findings_as_json(findings: Sequence[_Finding]) -> list[dict[str, Any]]:
    """Return the findings as JSON-ready values."""
    return [
        {"area": one.area, "state": str(one.state), "what": one.what, "advice": one.advice}
        for one in findings
    ]
