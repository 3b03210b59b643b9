"""Whether what is stored was searched for all that is tracked; remembered, as a kill may come."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from hashlib import blake2b

from mentions.store.changes import Saved
from mentions.store.notes import load_note, save_note
from mentions.tracker.poll import Run
from mentions.tracker.rematch import rematch
from mentions.tracker.service.threads import aside
from mentions.tracker.tracked import Tracked

_NOTE = "run.matched"


async def is_matched(run: Run) -> bool:
    """Whether what is stored was searched for just the addresses that the run knows.

    Raises:
        StoreError: The database failed.
    """
    known = await run.keeper.read(lambda session: load_note(session, _NOTE))
    return bool(known == _mark(run.keeper.tracked.addresses))


async def match_again(run: Run, tracked: Tracked) -> Saved:
    """Search what is stored for all that is tracked, and remember that it was done.

    Args:
        run: What is open; nothing in it was begun before it knew of what is tracked.
        tracked: What it knew then.

    Raises:
        StoreError: The database failed; it is to be done again.
    """
    polling, now = run.polling, run.polling.clock()
    again = partial(rematch, now=now, shorteners=polling.shorteners)
    saved = await aside(again, polling.store)
    mark = _mark(tracked.addresses)
    await run.keeper.write(lambda session: save_note(session, _NOTE, mark, now=now))
    return saved


def _mark(addresses: Sequence[tuple[str, str, int]]) -> str:
    """Return what differs wherever the addresses do."""
    written = json.dumps(sorted(addresses), separators=(",", ":"))
    return blake2b(written.encode(), digest_size=16).hexdigest()
