"""The table of the background run's jobs: a line for each."""

from __future__ import annotations

from functools import partial

from mentions.settings import Settings
from mentions.tracker.jobs import Cron, Every, Job
from mentions.tracker.upkeep import (
    backup,
    read_deliveries,
    remember_hosts,
    renew_hubs,
    upkeep,
)


def jobs_of(settings: Settings) -> tuple[Job, ...]:
    """Return what is done beside polling and listening, as the config wants it."""
    run = settings.run
    jobs = [
        Job(name="deliveries", schedule=Every(5), work=read_deliveries),
        Job(name="hosts", schedule=Every(30), work=remember_hosts),
        Job(name="hubs", schedule=Every(60), work=renew_hubs),
        Job(name="upkeep", schedule=Cron(run.upkeep, run.zone), work=upkeep, alone=True),
    ]
    if run.backup:
        copying = partial(backup, keep=run.backups)
        jobs.append(Job(name="backup", schedule=Cron(run.backup, run.zone), work=copying))
    return tuple(jobs)
