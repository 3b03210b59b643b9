"""Asking again for the numbers of young posts: likes, reposts, replies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mentions.sources import source_names
from mentions.store.checks import add_checks, load_due_counts
from mentions.tracker.checks.sights import ALSO_CALLED, verifier_of
from mentions.tracker.checks.verify import look_again, summed_up

if TYPE_CHECKING:
    from mentions.tracker.poll import Run

# Posts asked for in one call; the next one goes on.
MOST = 500


async def refresh_counts(run: Run, *, most: int = MOST) -> str | None:
    """Ask for the numbers of young posts that are due: at an age of 1 h, 6 h, 1 d, 3 d, 7 d, 14 d.

    The same answer tells whether a post still stands there, so it counts as a look, too.

    Args:
        run: With all that is open in it.
        most: At most so many.

    Returns:
        What it came to, in words; None where nothing was due.

    Raises:
        StoreError: The database failed; what was stored before stays.
    """
    now, platforms = run.polling.clock(), countable()
    await run.keeper.write(lambda session: add_checks(session, now))
    due = await run.keeper.read(lambda s: load_due_counts(s, now, platforms, limit=most))
    return summed_up(await look_again(run, due))


def countable() -> frozenset[str]:
    """Return the networks whose single posts can be asked for."""
    names = (*source_names(), *ALSO_CALLED)
    return frozenset(name for name in names if verifier_of(name) is not None)
