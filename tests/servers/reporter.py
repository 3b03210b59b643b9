"""A process that makes a report, and is killed right before it is noted that it is to be sent."""

from __future__ import annotations

import os
import signal
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from mentions.core.alerts.model import Recipient, Rendered, Rules
from mentions.core.summary.model import Summary
from mentions.settings.reporting import ReportsTable
from mentions.store.engine import open_store
from mentions.tracker.reports.making import Made, Making, Material
from mentions.tracker.reports.reporting import make_now


def write(material: Material, file: Path) -> None:
    """Write the number of mentions, and beside it their addresses."""
    summary = material.summary
    file.write_text(f"{summary.numbers.mentions} at {summary.scope.made_at:%d.%m. %H:%M}")
    urls = [act.mention.url or "" for act in material.acts()]
    file.with_suffix(".urls.csv").write_text("\n".join(urls))


def tell(summary: Summary, made: Made, _recipient: Recipient) -> Rendered:
    """Say how many mentions there are, and what failed."""
    return Rendered(
        title=f"{made.name}: {summary.numbers.mentions}",
        body=f"failed: {', '.join(made.failed) or 'none'}",
        files=tuple(map(str, made.files)),
        unattached=f"files in {made.folder}",
    )


def be_killed(_summary: Summary, _made: Made, _recipient: Recipient) -> Rendered:
    """Be killed."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def a_making(**changes: object) -> Making:
    """Return how a report in CSV is made for "me"."""
    fields: dict[str, object] = {
        "makers": {"csv": write},
        "tell": tell,
        "recipients": (Recipient(name="me", rules=Rules(), zone=ZoneInfo("UTC")),),
        "clocks": "Europe/Berlin",
        "zone": "Europe/Berlin",
    }
    return Making(**fields | changes)  # type: ignore[arg-type]


def a_table(folder: Path, **changes: object) -> ReportsTable:
    """Return what is wanted: the week in CSV, sent to "me"."""
    fields = {"name": "weekly", "when": "0 8 * * mon", "formats": ("csv",), "send_to": ("me",)}
    return ReportsTable.model_validate(
        fields | {"folder": folder} | changes, context={"folder": folder, "environ": {}}
    )


def die_before_it_is_noted(database: str, folder: str, now: str) -> None:
    """Make a report up to there."""
    with open_store(database) as store:
        make_now(
            store,
            table=a_table(Path(folder)),
            making=a_making(tell=be_killed),
            now=datetime.fromisoformat(now),
        )
