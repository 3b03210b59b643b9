"""What the gate knows of hosts while it runs: whose turn it is, and what is remembered."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from protego import Protego

from mentions.looking import HostNote
from mentions.urls.hosts import host_of

# One for each host, one more for each KiB of its robots.txt: some 30 MB at most.
_MOST = 32_768
_ROBOTS_PIECE = 1024


@dataclass(slots=True, eq=False)
class Host:
    """One host; `www.` and the bare name are one.

    Attributes:
        note: What is remembered from one run to the next.
        turn: Held by whoever talks to the host.
        free_at: Its next turn begins no earlier; seconds of the event loop's clock.
        gap: Seconds between two requests; None until worked out.
        users: Tasks that talk to it or wait for it.
        changed: The note has not been stored yet.
        rules: Its robots.txt, parsed; None until needed.
        reading: Held while robots.txt is asked for.
        robots_failures: How often in a row it could not be had.
        robots_again_at: It is not asked for again before this.
    """

    note: HostNote
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    gap: float | None = None
    users: int = 0
    changed: bool = False
    rules: Protego | None = None
    reading: asyncio.Lock = field(default_factory=asyncio.Lock)
    robots_failures: int = 0
    robots_again_at: datetime | None = None

    def remember(self, note: HostNote) -> None:
        """Take over a note; to be stored if it says anything new."""
        if note is not self.note:
            self.note = note
            self.changed = True

    @property
    def has_failed(self) -> bool:
        """Whether it did so the last time it was asked."""
        return self.note.failures > 0

    @property
    def is_sound(self) -> bool:
        """Whether nothing is held against it."""
        return not self.note.failures and self.note.closed_until is None

    @property
    def weight(self) -> int:
        """What it costs to remember it."""
        return 1 + len(self.note.robots or "") // _ROBOTS_PIECE


class Hosts:
    """All hosts that were asked lately; those idle for longest are forgotten.

    Args:
        notes: What was remembered from earlier runs.
        most: How much to remember, in units of `Host.weight`.
    """

    def __init__(self, notes: Iterable[HostNote] = (), *, most: int = _MOST) -> None:
        self._known = {note.host: Host(note=note) for note in notes}
        self._most = most
        self._grown = sum(host.weight for host in self._known.values())

    def __len__(self) -> int:
        return len(self._known)

    @contextmanager
    def using(self, name: str) -> Iterator[Host]:
        """Hand out a host; it is not forgotten meanwhile."""
        host = self._known.pop(name, None)
        if host is None:
            host = Host(note=HostNote(host=name))
            self._grow(1)
        # Whoever was used last stands last.
        self._known[name] = host
        host.users += 1
        before = host.weight
        try:
            yield host
        finally:
            host.users -= 1
            if host.weight > before:
                self._grow(host.weight - before)

    def has_failed(self, name: str) -> bool:
        """Whether a host did so the last time it was asked; False for one that is not known."""
        host = self._known.get(name)
        return host is not None and host.has_failed

    def changes(self) -> list[HostNote]:
        """Return the notes that changed since this was last called."""
        changed = [host for host in self._known.values() if host.changed]
        for host in changed:
            host.changed = False
        return [host.note for host in changed]

    def _grow(self, weight: int) -> None:
        """Look after the size now and then, so that it costs nothing for each host."""
        self._grown += weight
        if self._grown > self._most // 4:
            self._grown = 0
            self._shrink(self._most * 3 // 4)

    def _shrink(self, goal: int) -> None:
        """Forget until the weight is below a goal; what would be missed goes last."""
        total = sum(host.weight for host in self._known.values())
        for missed in (False, True):
            for name, host in list(self._known.items()):
                if total <= goal:
                    return
                is_missed = host.changed or host.note.closed_until is not None
                if not host.users and is_missed == missed:
                    del self._known[name]
                    total -= host.weight


def host_named(name: str) -> str:
    """Return a host of the config in the form in which the gate knows it."""
    return host_of(f"http://{name}/") or name
