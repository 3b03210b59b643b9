"""A subscription at a hub: its states, and what leads from one to the next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

# A hub that has not called back by then does not want to, or cannot.
PATIENCE = timedelta(days=1)
# So long asking may take, with the wait for other feeds' turns; after that whoever asked is dead.
_ASKING = timedelta(hours=1)
# A hub whose call was answered may have missed the answer, and calls again.
_REPEATS = timedelta(minutes=10)
# A feed whose hubs would not have us is asked for hubs again after this.
RETRY = timedelta(days=7)
# For so long whoever delivers to a subscription that has ended is told so.
_REMEMBERED = timedelta(days=30)
# What we ask for, and the bounds of what a hub may answer.
WANTED_LEASE = timedelta(days=10)
_SHORTEST, _LONGEST = timedelta(minutes=5), timedelta(days=90)
# For hubs that do not say; a subscription that is renewed too early costs one request.
_UNSAID = timedelta(days=1)
# When to renew, as a part of the lease, and by how much that is moved at random.
_RENEW, _SPREAD = 0.8, 0.05
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=10), timedelta(days=1)
_MOST_DOUBLINGS = 10
# A hub that fails so often in a row gives way to the feed's next one.
_FAILURES = 3
_REASON = 300  # characters


class State(StrEnum):
    """Where a subscription stands."""

    PENDING = "pending"  # wanted, or asked for; the hub has not called back yet
    ACTIVE = "active"  # the hub delivers until the lease ends
    DENIED = "denied"  # no hub of the feed would have us
    EXPIRED = "expired"  # the lease is over, or no hub ever called back
    ENDING = "ending"  # no longer wanted; the hub is to be told
    ENDED = "ended"  # over and done


class Mode(StrEnum):
    """What a hub is asked for."""

    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscription:
    """A subscription of one feed at one hub. Times are aware UTC.

    Attributes:
        token: The last part of the callback address; nobody but the hub knows it.
        base: The address before it, as the config gave it.
        hub: Whom we ask.
        topic: What for, in the very characters of the feed.
        feed: The address at which the feed itself answered.
        others: Hubs of the feed that were not tried yet.
        secret: With which the hub signs; None where it would go over the line unprotected.
        asked: What the hub was asked for last; None where nothing yet.
        asked_at: When.
        confirmed_at: When the hub called back to confirm that; None where it has not.
        lease_until: The end of what the hub promised.
        due_at: When there is something to do; None where there is nothing.
        delivered_at: When the last delivery came.
        failures: How often in a row asking failed.
        reason: Why it is denied or expired, or could not be asked for last time.
        watch_id: Of the watch it is for; None once that was removed.
    """

    token: str = field(repr=False)
    base: str = field(repr=False)
    hub: str
    topic: str
    feed: str
    others: tuple[str, ...] = ()
    secret: str | None = field(default=None, repr=False)
    state: State = State.PENDING
    asked: Mode | None = None
    asked_at: datetime | None = None
    confirmed_at: datetime | None = None
    lease_until: datetime | None = None
    due_at: datetime | None = None
    delivered_at: datetime | None = None
    failures: int = 0
    reason: str | None = None
    id: int | None = None
    watch_id: int | None = None

    @property
    def callback(self) -> str:
        """Return the address that the hub calls."""
        return callback_of(self.base, self.token)

    @property
    def is_live(self) -> bool:
        """Whether it is, or may yet become, what tells us of the feed."""
        return self.state in {State.PENDING, State.ACTIVE}

    def was_patient(self, now: datetime) -> bool:
        """Whether the hub had its time to call back; else nobody heard its answer."""
        return self.asked_at is not None and now - self.asked_at >= PATIENCE

    def awaits(self, mode: str, now: datetime) -> bool:
        """Whether the hub was asked for this, so that its call is expected."""
        if self.asked is None or self.asked_at is None or self.asked != mode:
            return False
        leaves = self.asked is Mode.UNSUBSCRIBE
        if not (self.state is State.ENDING if leaves else self.is_live):
            return False
        if self.confirmed_at:
            return now - self.confirmed_at <= _REPEATS
        return now - self.asked_at <= PATIENCE


def callback_of(base: str, token: str) -> str:
    """Return a callback address.

    >>> callback_of("https://mentions.example/websub/", "x")
    'https://mentions.example/websub/x'
    """
    return f"{base.rstrip('/')}/{token}"


def may_hold_secret(hub: str, allowed: Collection[str]) -> bool:
    """Whether a secret may be sent to a hub: encrypted, or to a host the owner's config allows.

    >>> may_hold_secret("https://hub.example/", ()), may_hold_secret("http://hub.example/", ())
    (True, False)
    """
    parts = urlsplit(hub)
    return parts.scheme == "https" or (parts.hostname or "") in allowed


def asking(one: Subscription, mode: Mode, now: datetime) -> Subscription:
    """Return a subscription whose hub is about to be asked: it may call before it answers."""
    return replace(one, asked=mode, asked_at=now, confirmed_at=None, due_at=now + _ASKING)


def accepted(one: Subscription, now: datetime) -> Subscription:
    """Return a subscription whose hub said that it will call."""
    return replace(one, due_at=now + PATIENCE, failures=0, reason=None)


def refused(one: Subscription, why: str, now: datetime) -> Subscription:
    """Return a subscription whose hub said no. What it promised before lasts as long as it does."""
    why = why[:_REASON]
    if one.state is State.ACTIVE:
        return replace(one, due_at=one.lease_until, reason=why)
    if one.state is State.ENDING:
        return ended(one, now)
    return replace(one, state=State.DENIED, due_at=now + RETRY, reason=why)


def failed(one: Subscription, why: str, now: datetime, *, jitter: float) -> Subscription:
    """Return a subscription whose hub could not be asked; the wait doubles, up to a day.

    Args:
        one: As it is by now.
        why: The reason, without any secret.
        now: Aware, UTC.
        jitter: A random number from -1 to 1.
    """
    doubled = _FIRST_WAIT * 2 ** min(one.failures, _MOST_DOUBLINGS)
    due = now + min(doubled, _LONGEST_WAIT) * (1 + _SPREAD * jitter)
    if one.state is State.ACTIVE and one.lease_until and now < one.lease_until:
        due = min(due, one.lease_until)
    if one.state is State.ENDING and one.failures >= _FAILURES:
        return ended(one, now)
    return replace(one, asked=None, due_at=due, failures=one.failures + 1, reason=why[:_REASON])


def is_given_up(one: Subscription) -> bool:
    """Whether a hub that fails gives way to the feed's next one."""
    return one.state is State.PENDING and one.failures >= _FAILURES and bool(one.others)


def lease_of(seconds: str | None) -> timedelta:
    """Return the lease a hub grants, within bounds: it may say anything.

    >>> [lease_of(said).total_seconds() for said in ("864000", "1", "9" * 99, "soon", None)]
    [864000.0, 300.0, 7776000.0, 86400.0, 86400.0]
    """
    if seconds is None or not (seconds.isascii() and seconds.isdigit()):
        return _UNSAID
    if len(seconds.lstrip("0")) > len("7776000"):
        return _LONGEST
    return min(max(timedelta(seconds=int(seconds)), _SHORTEST), _LONGEST)


def verified(one: Subscription, lease: timedelta, now: datetime, *, jitter: float) -> Subscription:
    """Return a subscription that the hub has confirmed; it is renewed at about 80 % of the lease.

    Args:
        one: Awaits the hub's call.
        lease: As `lease_of` bounds it.
        now: Aware, UTC.
        jitter: A random number from -1 to 1.
    """
    return replace(
        one,
        state=State.ACTIVE,
        confirmed_at=now,
        lease_until=now + lease,
        due_at=now + lease * (_RENEW + _SPREAD * jitter),
        failures=0,
        reason=None,
        others=(),
    )


def denied(one: Subscription, reason: str | None, now: datetime) -> Subscription:
    """Return a subscription that the hub has denied, which it may do at any time."""
    why = f"the hub denies it: {reason}" if reason else "the hub denies it and does not say why"
    # With further hubs left, the next is due now.
    due = now if one.others else now + RETRY
    return replace(one, state=State.DENIED, due_at=due, reason=why[:_REASON])


def expired(one: Subscription, why: str, now: datetime) -> Subscription:
    """Return a subscription that has run out, or that no hub ever confirmed."""
    due = now if one.others or one.state is State.ACTIVE else now + RETRY
    return replace(one, state=State.EXPIRED, due_at=due, reason=why[:_REASON])


def lapsing(one: Subscription, now: datetime) -> Subscription:
    """Return a subscription that is not renewed: what the hub promised lasts to its end."""
    return replace(one, asked=None, due_at=one.lease_until or now)


def ending(one: Subscription, now: datetime) -> Subscription:
    """Return a subscription that is no longer wanted; its hub is told when there is time."""
    return replace(one, state=State.ENDING, asked=None, due_at=now, failures=0)


def ended(one: Subscription, now: datetime) -> Subscription:
    """Return a subscription that is over; whoever still delivers is told so for a while."""
    return replace(one, state=State.ENDED, secret=None, others=(), due_at=now + _REMEMBERED)
