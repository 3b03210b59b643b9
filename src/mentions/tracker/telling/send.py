"""The sender: a process of its own for each message, which notes itself what became of it.

    python -m mentions.tracker.telling.send < order

Whoever kills `mentions run` does not kill it, so a message that is on its way is also noted as
sent. It claims its batch right before it sends: up to there nothing has happened, and a batch that
was given back meanwhile is left alone.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from mentions.core.alerts.model import Rendered
from mentions.errors import ConfigError, StoreError
from mentions.store.batches import claim, save_sent, save_unsent
from mentions.store.engine import Session, Store, open_store
from mentions.tracker.telling.deliver import Delivery, deliver, open_address
from mentions.tracker.telling.process import this_process

# Seconds for one message in all, and for noting what became of it while the database is busy.
LONGEST = 120.0
_NOTING = 600.0


def order_of(*, database: str, batch: str, address: str, shown: str, rendered: Rendered) -> bytes:
    """Return what the sender reads; it holds passwords, so it goes through a pipe only."""
    order = {
        "database": database,
        "batch": batch,
        "address": address,
        "shown": shown,
        "title": rendered.title,
        "body": rendered.body,
        "files": rendered.files,
        "unattached": rendered.unattached,
    }
    return json.dumps(order).encode()


def main() -> int:
    """Send one message; returns the exit code, 0 where it arrived."""
    try:
        order = json.loads(sys.stdin.buffer.read())
    except ValueError:  # whoever began to write it was killed
        return 1
    with open_store(order["database"]) as store:
        return 0 if _carry_out(store, order) else 1


def _carry_out(store: Store, order: Mapping[str, Any]) -> bool:
    batch = order["batch"]
    try:
        service = open_address(order["address"], shown=order["shown"])
    except ConfigError as error:
        service, why = None, str(error)
    if not _noted(store, lambda session: claim(session, batch, this_process(), now=_now())):
        return False
    if service is None:
        return _note(store, batch, Delivery(why=why))
    rendered = Rendered(
        title=order["title"],
        body=order["body"],
        files=tuple(order["files"]),
        unattached=order["unattached"],
    )
    return _note(store, batch, _within_time(service, rendered, order["address"]))


def _within_time(service: Any, rendered: Rendered, address: str) -> Delivery:
    """Send, but do not wait for ever."""
    ended: list[Delivery] = []

    def work() -> None:
        ended.append(deliver(service, rendered, address=address))

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(LONGEST)
    if ended:
        return ended[0]
    return Delivery(why=f"no answer within {LONGEST:.0f} seconds", sure=False)


def _note(store: Store, batch: str, ended: Delivery) -> bool:
    """Note how it ended; returns whether it arrived."""
    why = ended.why
    if why is None:
        _noted(store, lambda session: save_sent(session, batch, now=_now()))
        return True
    _noted(store, lambda session: save_unsent(session, batch, why, sure=ended.sure, now=_now()))
    return False


def _noted(store: Store, what: Callable[[Session], Any]) -> Any:
    """Write, and try again where the database is busy: nobody else knows what is to be noted."""
    until = time.monotonic() + _NOTING
    while True:
        try:
            with store.writing() as session:
                return what(session)
        except StoreError:
            if time.monotonic() > until:
                raise
            time.sleep(1)


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    # A thread that still waits for a service must not keep the process.
    os._exit(code)
