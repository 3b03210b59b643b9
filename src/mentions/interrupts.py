"""Ctrl-C: the first one ends a command in order, the second one at once, both without noise."""

from __future__ import annotations

import signal
import sys
import warnings
from collections.abc import Callable, Coroutine
from types import FrameType
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import asyncio

Result = TypeVar("Result")


class Interrupts:
    """Handler of SIGINT.

    The first one raises KeyboardInterrupt, or cancels what `run_async` runs, which comes to the
    same once that has tidied up.

    Args:
        at_once: Called by each further one; must end the process.
    """

    def __init__(self, at_once: Callable[[], object]) -> None:
        self.came = False
        self._at_once = at_once
        self._task: asyncio.Task[Any] | None = None

    def __call__(self, _signal: int, _frame: FrameType | None) -> None:
        """Handle one."""
        if self.came:
            self._at_once()
        self.came = True
        _hush()
        if self._task is None:
            raise KeyboardInterrupt
        self._task.cancel()
        self._task.get_loop().call_soon_threadsafe(lambda: None)  # it may be asleep

    async def cancelling(self, what: Coroutine[Any, Any, Result]) -> Result:
        """Do something that the first one cancels."""
        import asyncio

        self._task = asyncio.current_task()
        try:
            return await what
        finally:
            self._task = None


def run_async(what: Coroutine[Any, Any, Result]) -> Result:
    """Run to the end in an event loop of its own.

    As `asyncio.run`, which tidies up after Ctrl-C only where Python's own handler stands.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed; what was cut off has tidied up.
    """
    import asyncio

    handler = signal.getsignal(signal.SIGINT)
    if not isinstance(handler, Interrupts):
        return asyncio.run(what)
    try:
        return asyncio.run(handler.cancelling(what))
    except asyncio.CancelledError:
        if handler.came:
            raise KeyboardInterrupt from None
        raise


def _hush() -> None:
    """Let no library tell of what was cut off half made."""
    import logging

    logging.disable()
    sys.unraisablehook = lambda _: None
    warnings.simplefilter("ignore")
