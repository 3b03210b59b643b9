"""The table of the background run's jobs: a line for each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial

from mentions.fetch.counting import counted_on
from mentions.settings import Settings
from mentions.settings.reporting import Evidence
from mentions.tracker.blogs.discover import discover
from mentions.tracker.budget import OTHERS, PICTURES
from mentions.tracker.checks.refresh import refresh_counts
from mentions.tracker.checks.verify import verify_due
from mentions.tracker.evidence.archive import Archive
from mentions.tracker.evidence.pictures import take_pictures
from mentions.tracker.plans.planning import replan
from mentions.tracker.poll import Run
from mentions.tracker.reports.making import Making
from mentions.tracker.reports.reporting import job_of, make_report
from mentions.tracker.service.jobs import Cron, Every, Job
from mentions.tracker.service.upkeep import (
    backup,
    prune,
    read_deliveries,
    remember_hosts,
    renew_hubs,
    upkeep,
)
from mentions.tracker.telling.notify import notify
from mentions.tracker.telling.recipients import Telling

Work = Callable[[Run], Awaitable[str | None]]

_HOUR = 3600
_DAY = 24 * _HOUR


@dataclass(frozen=True, kw_only=True, slots=True)
class Outside:
    """What jobs need of the rooms above: texts and files.

    Attributes:
        telling: Who is told what, and how it is put into words.
        making: How reports are made.
    """

    telling: Telling
    making: Making


def jobs_of(settings: Settings, outside: Outside) -> tuple[Job, ...]:
    """Return what is done beside polling and listening, as the config wants it.

    Args:
        settings: Of the config.
        outside: What they need that is not made here.
    """
    run = settings.run
    jobs = [
        Job(name="deliveries", schedule=Every(5), work=read_deliveries),
        Job(name="hosts", schedule=Every(30), work=remember_hosts),
        Job(name="hubs", schedule=Every(60), work=renew_hubs),
        # Only the blogs that are due are looked at.
        Job(name="blogs", schedule=Every(60), work=discover),
        Job(name="plan", schedule=Every(_HOUR), work=replan),
        Job(name="upkeep", schedule=Cron(run.upkeep, run.zone), work=upkeep, alone=True),
    ]
    if run.verify:
        jobs.append(Job(name="verify", schedule=Every(300), work=if_left(verify_due)))
    if run.refresh_counts:
        jobs.append(Job(name="counts", schedule=Every(300), work=if_left(refresh_counts)))
    if settings.notify:
        telling = partial(notify, telling=outside.telling)
        jobs.append(Job(name="notify", schedule=Every(60), work=telling))
    if run.backup:
        copying = partial(backup, keep=run.backups)
        jobs.append(Job(name="backup", schedule=Cron(run.backup, run.zone), work=copying))
    return (*jobs, *_evidence(settings.evidence), *_reports(settings, outside.making))


def if_left(work: Work, *, counted: str = OTHERS) -> Work:
    """Return work that waits for another day once this one's budget of requests is used up.

    Args:
        work: Of a job.
        counted: What its requests are made for, where no source asks them.
    """

    async def work_if_left(run: Run) -> str | None:
        if run.budget.is_used_up:
            return None
        with counted_on(run.budget.tally(counted)):
            return await work(run)

    return work_if_left


def _evidence(wanted: Evidence) -> Iterator[Job]:
    archive = Archive(folder=wanted.folder, max_bytes=wanted.max_bytes)
    if wanted.keep and wanted.screenshots:
        taking = if_left(partial(take_pictures, archive=archive), counted=PICTURES)
        yield Job(name="pictures", schedule=Every(600), work=taking)
    if wanted.days is not None:
        pruning = partial(prune, archive=archive, days=wanted.days)
        yield Job(name="evidence", schedule=Every(_DAY), work=pruning)


def _reports(settings: Settings, making: Making) -> Iterator[Job]:
    for table in settings.reports:
        yield Job(
            name=job_of(table),
            schedule=Cron(table.when, making.clocks),
            work=partial(make_report, table=table, making=making),
        )
