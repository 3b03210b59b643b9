"""Jobs that look after the database."""

from __future__ import annotations

from functools import partial

from mentions.store.upkeep import save_copy, tidy_up
from mentions.tracker.evidence.archive import Archive
from mentions.tracker.evidence.evidence import prune_evidence
from mentions.tracker.poll import Run
from mentions.tracker.service.threads import aside

_NO_FILE = "a PostgreSQL server is not copied from here; use pg_dump"


async def upkeep(run: Run) -> str:
    """Tidy the database up.

    Raises:
        StoreError: It cannot be used.
    """
    return await aside(tidy_up, run.polling.store)


async def backup(run: Run, *, keep: int) -> str:
    """Copy the database; keeps the last copies.

    Raises:
        StoreError: The copy could not be made.
    """
    now = run.polling.clock()
    copy = await aside(partial(save_copy, now=now, keep=keep), run.polling.store)
    return f"copied to {copy.name}" if copy else _NO_FILE


async def prune(run: Run, *, archive: Archive, days: int) -> str | None:
    """Delete kept answers that are older than the owner wants.

    Raises:
        StoreError: The database failed; what was not deleted is the next time.
    """
    now = run.polling.clock()
    pruning = partial(prune_evidence, archive=archive, days=days, now=now)
    files = await aside(pruning, run.polling.store)
    return f"{files} files of evidence deleted" if files else None


async def remember_hosts(run: Run) -> None:
    """Store what was learned of hosts, so that a kill does not make us forget who wants patience.

    Raises:
        StoreError: The database failed.
    """
    await run.remember_hosts()


async def read_deliveries(run: Run) -> str | None:
    """Read what hubs delivered.

    Raises:
        StoreError: The database failed.
    """
    saved = await run.read_deliveries()
    return f"{len(saved)} deliveries of hubs" if saved else None


async def renew_hubs(run: Run) -> None:
    """Ask hubs for what is due there.

    Raises:
        StoreError: The database failed.
    """
    await run.renew_hubs()
