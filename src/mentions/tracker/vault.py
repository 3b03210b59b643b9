"""Where the sessions of a polling run are kept until the next one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from mentions.asking import Session
from mentions.store.asked import load_session, save_session
from mentions.tracker.keeper import Keeper
from mentions.tracker.sessions import Vault


class KeptVault(Vault):
    """Keeps them in the database.

    Args:
        keeper: Through which the run reads and writes it.
        clock: Returns the time, aware.
    """

    def __init__(self, keeper: Keeper, clock: Callable[[], datetime]) -> None:
        self._keeper = keeper
        self._clock = clock

    async def load(self, mark: str) -> Session | None:
        """Return what was kept under a mark."""
        return await self._keeper.read(lambda session: load_session(session, mark))

    async def save(self, mark: str, session: Session) -> None:
        """Keep a session in place of the one before."""
        now = self._clock()
        await self._keeper.write(lambda db: save_session(db, mark, session, now=now))
