"""A process that makes a report, and is killed before or after it is noted as to be sent."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import AsyncExitStack, nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mentions.core.alerts.model import Recipient, Rendered, Rules
from mentions.core.summary.model import Summary
from mentions.fetch.limits import Limits
from mentions.settings.reporting import ReportsTable
from mentions.store.engine import Store, open_store
from mentions.tracker.poll import open_run
from mentions.tracker.polling import Polling
from mentions.tracker.reports.making import Made, Making, Material
from mentions.tracker.reports.reporting import make_now, make_report
from mentions.tracker.service.agenda import Agenda
from mentions.tracker.service.jobs import Cron, Job

if TYPE_CHECKING:
    from mentions.tracker.poll import Run


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


def do_what_is_due(store: Store, table: ReportsTable, now: datetime, *, dies: bool = False) -> None:
    """Do the job of a report if it is due; die once it is done, before the job has ended."""

    async def work(run: Run) -> str:
        said = await make_report(run, table, a_making())
        if dies:
            os.kill(os.getpid(), signal.SIGKILL)
        return said

    async def wait(tasks: Sequence[asyncio.Task[None]]) -> None:
        if tasks:
            await asyncio.wait(tasks)

    async def ring() -> None:
        job = Job(name="report:weekly", schedule=Cron(table.when, "Europe/Berlin"), work=work)
        polling = Polling(store=store, limits=Limits(user_agent="mentions/test"), clock=lambda: now)
        async with AsyncExitStack() as stack:
            agenda = Agenda(await open_run(polling, stack), [job], nullcontext)
            await agenda.open()
            agenda.ring()
            await agenda.stop(wait)

    asyncio.run(ring())


def die_before_the_job_ends(database: str, folder: str, now: str, period: str) -> None:
    """Do the job of a report, noted that it is to be sent, up to there."""
    with open_store(database) as store:
        table = a_table(Path(folder), period=period)
        do_what_is_due(store, table, datetime.fromisoformat(now), dies=True)
