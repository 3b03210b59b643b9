"""What the owner or the system wants of the background run."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

# Waits for tasks, as long as there is time.
Patience = Callable[[Collection["asyncio.Task[Any]"]], Awaitable[None]]

ENDS = ("SIGTERM", "SIGINT")
_RELOADS = ("SIGHUP",)


class Wishes:
    """Signals as events. Use as a context manager in a running event loop.

    The first SIGTERM or SIGINT asks to stop, the second one to do so at once; a third one kills.

    Args:
        config: A file that is to be read again when it has changed.

    Attributes:
        stop: Set when the run is to end.
        at_once: Set when it is to wait for nothing.
        reload: Set when the config is to be read again.
    """

    def __init__(self, config: Path | None = None) -> None:
        self.stop = asyncio.Event()
        self.at_once = asyncio.Event()
        self.reload = asyncio.Event()
        self._handlers = ExitStack()
        self._config = config
        self._taken = self._seen = _version(config)

    def __enter__(self) -> Self:
        self._handlers.enter_context(on_signals(ENDS, self._end))
        self._handlers.enter_context(on_signals(_RELOADS, self.reload.set))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._handlers.close()

    def _end(self) -> None:
        if self.stop.is_set():
            self.at_once.set()
            self._handlers.close()
            signal.signal(signal.SIGINT, signal.SIG_DFL)
        self.stop.set()

    def look_at_config(self) -> None:
        """Ask for a reload when the file has changed and stayed the same for one look since."""
        version = _version(self._config)
        if version == self._seen and version != self._taken:
            self._taken = version
            self.reload.set()
        self._seen = version

    async def patient(self, tasks: Collection[asyncio.Task[Any]], seconds: float) -> None:
        """Wait until tasks have ended, the time is over, or it is to be at once."""
        loop = asyncio.get_running_loop()
        hurry = asyncio.create_task(self.at_once.wait())
        ends, left = loop.time() + seconds, set(tasks)
        while left and not self.at_once.is_set() and loop.time() < ends:
            done, _ = await asyncio.wait(
                {*left, hurry}, timeout=ends - loop.time(), return_when=asyncio.FIRST_COMPLETED
            )
            left -= done
        hurry.cancel()

    async def wait(self, seconds: float) -> None:
        """Wait so long, or until something is wanted."""
        waits = [asyncio.create_task(one.wait()) for one in (self.stop, self.reload)]
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waits:
                one.cancel()


@contextmanager
def on_signals(names: Iterable[str], what: Callable[[], object]) -> Iterator[None]:
    """Do something when a signal comes, in the running event loop; then as before.

    Windows has no SIGHUP, and no handlers in event loops: there Ctrl-C ends a command as any other.
    """
    loop = asyncio.get_running_loop()
    with ExitStack() as stack:
        for name in names:
            with suppress(NotImplementedError, AttributeError):
                number = getattr(signal, name)
                before = signal.getsignal(number)
                loop.add_signal_handler(number, what)
                stack.callback(signal.signal, number, before)
                stack.callback(loop.remove_signal_handler, number)
        yield


def _version(config: Path | None) -> tuple[int, int, int] | None:
    """Return what changes whenever a file does; None while there is none."""
    if config is None:
        return None
    try:
        found = config.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
