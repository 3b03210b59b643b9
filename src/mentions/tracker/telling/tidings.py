"""What is news becomes notices: read from the database, noted together with how far it was read.

Killed anywhere, the next run reads the same again; what is noted already has its unique key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from mentions.core.alerts.marks import Mark, begin
from mentions.core.alerts.model import Recipient
from mentions.core.alerts.trouble import OVERDUE, observe
from mentions.store.engine import Session, Store
from mentions.store.mutes import load_mutes
from mentions.store.news import load_fresh, load_top, load_trouble
from mentions.store.notes import load_note, save_note
from mentions.store.notices import Notice, add_notices, known_keys, reschedule
from mentions.tracker.telling.newsdesk import Desk, gone_notices, mention_notices, place_notices
from mentions.tracker.telling.recipients import due_at

_AT_ONCE = 5000
_TROUBLE = "notify.trouble"
# Events of links are stored some time after they were seen; so much is read again.
_OVERLAP = timedelta(hours=1)
_MOVE_AFTER = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class _State:
    """How far everything was read for a recipient; times are aware, UTC.

    Attributes:
        start: From when on they are told.
        mentions: How far mentions were read.
        events: Up to when link events were.
        schedule: When they were to be told by the config of then.
    """

    start: datetime
    mentions: Mark
    events: datetime
    schedule: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Plan:
    """What is to be noted."""

    state: _State
    notices: Sequence[Notice] = ()
    due_at: datetime | None = None


def plan_notices(store: Store, recipients: Iterable[Recipient], now: datetime) -> None:
    """Note what has come since the last time, for everybody who wants to be told of it.

    Whoever is new among the recipients is told what comes from now on.

    Raises:
        StoreError: The database failed; the next run does it again.
    """
    trouble = _observe(store, now)
    for recipient in recipients:
        with store.reading() as session:
            before = _load(session, recipient)
            plan = _plan(session, recipient, before, trouble, now)
        if not plan.notices and plan.state == before:
            continue  # the usual case, in which nobody has to wait for a lock
        with store.writing() as session:
            before = _load(session, recipient, lock=True)
            _save(session, recipient, _plan(session, recipient, before, trouble, now), now)


def _plan(
    session: Session,
    recipient: Recipient,
    state: _State | None,
    trouble: Mapping[int, datetime],
    now: datetime,
) -> _Plan:
    """Return what is to be noted for a recipient."""
    schedule, top = _schedule(recipient), load_top(session)
    if state is None:
        new = _State(start=now, mentions=begin(top, now), events=now, schedule=schedule)
        return _Plan(state=new)
    due = due_at(recipient, now)
    desk = Desk(session=session, recipient=recipient, mutes=load_mutes(session), due=due, now=now)
    fresh, last = load_fresh(session, state.mentions.low, limit=_AT_ONCE)
    notices = (
        *mention_notices(desk, fresh),
        *gone_notices(desk, max(state.events - _OVERLAP, state.start)),
        *place_notices(desk, trouble, state.start),
    )
    read = _State(
        start=state.start,
        mentions=begin(last, now) if last is not None else state.mentions.moved(top, now),
        events=now if now - state.events >= _MOVE_AFTER else state.events,
        schedule=schedule,
    )
    known = known_keys(session, recipient.name, [one.key for one in notices])
    news = tuple(one for one in notices if one.key not in known)
    return _Plan(state=read, notices=news, due_at=due if schedule != state.schedule else None)


def _save(session: Session, recipient: Recipient, plan: _Plan, now: datetime) -> None:
    add_notices(session, plan.notices, now=now)
    if plan.due_at is not None:
        reschedule(session, recipient.name, plan.due_at)
    save_note(session, _name(recipient), _values(plan.state), now=now)


def _load(session: Session, recipient: Recipient, *, lock: bool = False) -> _State | None:
    noted = load_note(session, _name(recipient), lock=lock)
    if noted is None:
        return None
    mark = noted["mentions"]
    return _State(
        start=datetime.fromisoformat(noted["start"]),
        mentions=Mark(**mark | {"at": datetime.fromisoformat(mark["at"])}),
        events=datetime.fromisoformat(noted["events"]),
        schedule=noted["schedule"],
    )


def _values(state: _State) -> dict[str, Any]:
    """Return JSON-ready values."""
    return {
        "start": state.start.isoformat(),
        "mentions": asdict(state.mentions) | {"at": state.mentions.at.isoformat()},
        "events": state.events.isoformat(),
        "schedule": state.schedule,
    }


def _name(recipient: Recipient) -> str:
    return f"notify.to.{recipient.name}"


def _schedule(recipient: Recipient) -> str:
    quiet = recipient.quiet and "-".join(f"{one:%H:%M}" for one in recipient.quiet)
    return f"{recipient.cron or 'at once'}; {recipient.zone.key}; {quiet or 'never quiet'}"


def _observe(store: Store, now: datetime) -> dict[int, datetime]:
    """Note which places are in trouble, and since when they were seen to be."""
    with store.writing() as session:
        noted = load_note(session, _TROUBLE, lock=True) or {"places": {}, "at": None}
        before = {int(key): datetime.fromisoformat(at) for key, at in noted["places"].items()}
        last = datetime.fromisoformat(noted["at"]) if noted["at"] else None
        found = load_trouble(session, overdue_since=now - OVERDUE)
        observed = observe(before, found, now=now, last=last)
        places = {str(watch): since.isoformat() for watch, since in sorted(observed.items())}
        save_note(session, _TROUBLE, {"places": places, "at": now.isoformat()}, now=now)
    return observed
