"""The sessions that owners' keys open: opened once, shared by all watches, kept between runs."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from mentions.asking import LoginSource, Page, Request, Session, Setup
from mentions.errors import SourceError

# A session that ends within this is renewed before it is used.
_MARGIN = timedelta(minutes=1)
# Networks count failed logins; what was refused is not tried again for each watch.
_REFUSED_FOR = timedelta(minutes=15)

Fetching = Callable[[Request], Awaitable[Page]]


class Vault:
    """Where sessions are kept from one run to the next; this one forgets them."""

    async def load(self, mark: str) -> Session | None:  # noqa: ARG002 - nothing is kept here
        """Return what was kept under a mark."""
        return None

    async def save(self, mark: str, session: Session) -> None:
        """Keep a session in place of the one before."""


class Sessions:
    """Gives sources the sessions they ask for.

    Args:
        vault: Where they are kept between runs.
        clock: Returns the time, aware.
    """

    def __init__(
        self,
        vault: Vault | None = None,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._vault = vault or Vault()
        self._clock = clock
        self._open: dict[str, Session] = {}
        self._refused: dict[str, tuple[datetime, SourceError]] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def open(
        self, source: LoginSource, setup: Setup, fetch: Fetching, *, refused: Session | None
    ) -> Session:
        """Return a session that has not ended, from before if there is one.

        Args:
            source: Who asks for it.
            setup: With the owner's key.
            fetch: Puts the login's requests on the wire.
            refused: What the server just refused.

        Raises:
            SourceError: Logging in failed, or did so a moment ago.
        """
        mark = _mark(source, setup)
        async with self._turns[mark]:
            known = self._open.get(mark) or await self._vault.load(mark)
            if known and known != refused and not self._has_ended(known):
                self._open[mark] = known
                return known
            self._check_not_refused(mark)
            try:
                session = await _log_in(source, setup, known or refused, fetch)
            except SourceError as error:
                self._refused[mark] = (self._clock() + _REFUSED_FOR, error)
                raise
            self._open[mark] = session
            await self._vault.save(mark, session)
            return session

    def _has_ended(self, session: Session) -> bool:
        return session.expires is not None and session.expires - _MARGIN <= self._clock()

    def _check_not_refused(self, mark: str) -> None:
        until, error = self._refused.get(mark, (None, None))
        if until is None or error is None:
            return
        if self._clock() < until:
            raise error
        del self._refused[mark]


def _mark(source: LoginSource, setup: Setup) -> str:
    """Return what tells the sessions of different keys apart, without giving a key away."""
    parts = "\0".join((setup.token or "", *setup.instances))
    digest = blake2b(parts.encode("utf-8", "replace"), digest_size=16).hexdigest()
    return f"{source.name}:{digest}"


async def _log_in(
    source: LoginSource, setup: Setup, old: Session | None, fetch: Fetching
) -> Session:
    steps = source.login(setup, old)
    given: Page | None = None
    failure: SourceError | None = None
    while True:
        try:
            if failure:
                question = steps.throw(failure)
            else:
                question = steps.send(given) if given else next(steps)
        except StopIteration as done:
            session: Session = done.value
            return session
        if not isinstance(question, Request):
            raise TypeError("a login asks requests only")
        given, failure = None, None
        try:
            given = await fetch(question)
        except SourceError as error:
            failure = error
