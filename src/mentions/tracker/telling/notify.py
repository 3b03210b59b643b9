"""Telling: what is news is noted, and what is due is sent. Nothing is lost, nothing sent twice.

A message is handed to a process of its own (send.py), which notes itself whether it arrived. Of one
that this process had no time to begin, nothing was sent; of one whose sender was killed nobody
knows, and that is said: it is not sent again by itself.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from mentions.core.alerts.model import Message, Recipient, Rendered
from mentions.core.alerts.quiet import next_allowed
from mentions.errors import MentionsError
from mentions.store.batches import Batch, give_back, hand_over, load_batches
from mentions.store.engine import Store
from mentions.store.notices import drop_notices, load_due
from mentions.tracker.poll import Run
from mentions.tracker.telling.compose import compose
from mentions.tracker.telling.deliver import deliver, open_address
from mentions.tracker.telling.process import is_gone, this_process
from mentions.tracker.telling.recipients import Telling
from mentions.tracker.telling.send import LONGEST, order_of
from mentions.tracker.telling.tidings import plan_notices

# Notices in one message, and messages for one recipient in one run.
_IN_ONE = 200
_MESSAGES = 5
# Seconds after which a sender is not waited for any longer; it goes on by itself.
_WAIT = LONGEST + 30
# A sender goes on where its maker was killed; so long it may take to begin.
_GRACE = timedelta(seconds=30)
# Where it cannot be told whether a process lives, it is taken for dead after so long.
_SILENT = timedelta(minutes=20)

Clock = Callable[[], datetime]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Outgoing:
    """A message that was handed over."""

    batch: str
    rendered: Rendered
    notices: int


async def notify(run: Run, telling: Telling) -> str | None:
    """Note what is news for whom, and send what is due. To be called every minute or so.

    Args:
        run: Of `mentions run`.
        telling: Who is told what.

    Returns:
        What was sent to whom, in words; None where nothing was.

    Raises:
        StoreError: The database failed.
    """
    return await tell(run.polling.store, telling, run.polling.clock)


async def tell(store: Store, telling: Telling, clock: Clock) -> str | None:
    """Do the same outside a run; see `notify`."""
    await asyncio.to_thread(clear_up, store, clock())
    await asyncio.to_thread(plan_notices, store, telling.recipients, clock())
    said = []
    for recipient in telling.recipients:
        if recipient.name in telling.addresses:
            sent = await _send_due(store, recipient, telling, clock)
            said += [f"{sent} to {recipient.name}"] if sent else []
    return f"handed to the sender: {', '.join(said)}" if said else None


def clear_up(store: Store, now: datetime) -> None:
    """End the messages whose process was killed; those that no sender had begun are sent again.

    Raises:
        StoreError: The database failed.
    """
    with store.reading() as session:
        dead = [one for one in load_batches(session) if _is_dead(one, now)]
    for one in dead:
        with store.writing() as session:
            # A sender may have begun in between; it is not dead then.
            if one in load_batches(session):
                give_back(session, one.id, now=now)


def send_test(telling: Telling, name: str) -> None:
    """Send a message that shows whether messages arrive.

    Raises:
        ConfigError: Nobody has this name, or there is no usable address for them.
        MentionsError: It did not arrive; says what the service said.
    """
    recipient, address = telling.recipient(name), telling.address(name)
    service = open_address(address, shown=telling.shown(name))
    message = Message(language=recipient.language, zone=recipient.zone, test=True)
    ended = deliver(service, telling.render(message), address=address)
    if ended.why is not None:
        arrived = "did not arrive" if ended.sure else "may not have arrived"
        raise MentionsError(f"{name}: the message {arrived}: {ended.why}")


def _is_dead(batch: Batch, now: datetime) -> bool:
    if batch.sender is None and now - batch.at <= _GRACE:
        return False
    if batch.sender is None and batch.maker == this_process():
        # Nobody waits for its sender any more: the database was gone when that was to be noted.
        return True
    gone = is_gone(batch.sender or batch.maker)
    return now - batch.at > _SILENT if gone is None else gone


async def _send_due(store: Store, recipient: Recipient, telling: Telling, clock: Clock) -> int:
    """Send what is due to one recipient; returns how many notices were handed over."""
    total = 0
    for _ in range(_MESSAGES):
        now = clock()
        outgoing = await asyncio.to_thread(_hand_over, store, recipient, telling, now)
        if outgoing is None:
            break
        total += outgoing.notices
        why = await _send(outgoing, recipient, telling)
        await asyncio.to_thread(_settle, store, outgoing.batch, why, clock())
    return total


def _hand_over(
    store: Store, recipient: Recipient, telling: Telling, now: datetime
) -> _Outgoing | None:
    """Make one message of what is due; None where nothing is, or where it is quiet now."""
    if next_allowed(now, recipient.quiet, recipient.zone) > now:
        return None
    with store.reading() as session:
        if not load_due(session, recipient.name, now, limit=1):
            return None
    with store.writing() as session:
        due = load_due(session, recipient.name, now, limit=_IN_ONE)
        composed = compose(session, recipient, due)
        drop_notices(session, composed.dropped)
        if composed.message is None:
            return None
        rendered = composed.message.report or telling.render(composed.message)
        batch = uuid4().hex
        hand_over(session, batch, composed.told, this_process(), now=now)
    return _Outgoing(batch=batch, rendered=rendered, notices=len(composed.told))


async def _send(outgoing: _Outgoing, recipient: Recipient, telling: Telling) -> str | None:
    """Have a message sent; returns why that did not begin, None where its sender still works."""
    order = order_of(
        database=telling.database,
        batch=outgoing.batch,
        address=telling.address(recipient.name),
        shown=telling.shown(recipient.name),
        rendered=outgoing.rendered,
    )
    try:
        sender = await asyncio.to_thread(_start, order)
    except OSError as error:
        return f"the sender could not be started: {error.strerror}"
    until = time.monotonic() + _WAIT
    while sender.poll() is None and time.monotonic() < until:  # noqa: ASYNC110 - it has no event
        await asyncio.sleep(0.05)
    return None if sender.poll() is None else "the sender ended before it began"


def _settle(store: Store, batch: str, why: str | None, now: datetime) -> None:
    """Note what became of a message whose sender ended without doing so."""
    if why is None:
        return
    with store.reading() as session:
        is_open = any(one.id == batch for one in load_batches(session))
    if is_open:
        with store.writing() as session:
            give_back(session, batch, now=now, why=why)


def _start(order: bytes) -> subprocess.Popen[bytes]:
    """Start the sender; in a session of its own, so that no signal to us ends it."""
    sender = subprocess.Popen(
        [sys.executable, "-m", "mentions.tracker.telling.send"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    if sender.stdin is not None:
        with sender.stdin as pipe:
            pipe.write(order)
    return sender
