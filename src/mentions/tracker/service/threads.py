"""Long work beside the event loop that does not keep the program from ending."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Thread
from typing import TypeVar

_In = TypeVar("_In")
_Out = TypeVar("_Out")


async def aside(what: Callable[[_In], _Out], given: _In) -> _Out:
    """Do something in a thread of its own; if the program ends, it is cut off.

    So it has to be of the kind that may be: a transaction, or a file that gets its name last.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[_Out] = loop.create_future()

    def end(tell: Callable[[], None]) -> None:
        if not done.cancelled():
            tell()

    def work() -> None:
        try:
            tell = partial(done.set_result, what(given))
        except BaseException as raised:  # noqa: BLE001 - handed to whoever waits
            tell = partial(done.set_exception, raised)
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(end, tell)

    Thread(target=work, daemon=True, name="mentions-aside").start()
    return await done
