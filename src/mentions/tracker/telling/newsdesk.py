"""What one recipient is told: what has come, held against what they want to hear of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mentions.core.alerts.accounts import account_of, is_muted
from mentions.core.alerts.model import Event, Recipient, State
from mentions.core.alerts.rules import event_of, is_news, matches, wants_article
from mentions.core.alerts.spike import AGAIN_AFTER, find_spike
from mentions.core.alerts.trouble import to_tell
from mentions.model import Mention
from mentions.store.blogs import is_backfilled
from mentions.store.engine import Session
from mentions.store.news import (
    Fresh,
    load_acts,
    load_addresses_of,
    load_earlier,
    load_gone,
    load_mentions_by_id,
    load_places,
)
from mentions.store.notices import Notice, known_keys, load_told_of
from mentions.store.sharing import load_auto_sharers

_EARLIER = 50
# Trouble that was told longer ago than this is not said to be over.
_REMEMBERED = timedelta(days=90)


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """What is needed to decide what one recipient is told.

    Attributes:
        mutes: As `store.mutes.load_mutes` gives them.
        due: When what is news now is to be sent; aware, UTC.
        now: Aware, UTC.
    """

    session: Session
    recipient: Recipient
    mutes: frozenset[str]
    due: datetime
    now: datetime


def mention_notices(desk: Desk, fresh: Sequence[Fresh]) -> Iterator[Notice]:
    """Yield what is to be told of new mentions."""
    recipient, session = desk.recipient, desk.session
    known = known_keys(session, recipient.name, [_key(one) for one in fresh])
    backfilled = is_backfilled(session, {one.article_id for one in fresh})
    news = [
        one
        for one in fresh
        if _key(one) not in known
        and not is_muted(one.mention, desk.mutes)
        and is_news(
            one.mention,
            published=one.published,
            added=one.added,
            looked_before=one.looked_before,
            backfilled=one.article_id in backfilled,
        )
    ]
    addresses = load_addresses_of(session, {one.article_id for one in news})
    usual = load_auto_sharers(session, [one.mention for one in news])
    for one in news:
        if matches(recipient.rules, one.mention, addresses[one.article_id]):
            yield from _of_mention(desk, one, usual)
    if Event.SPIKE in recipient.rules.events:
        yield from _of_spikes(desk, news, addresses)


def _of_mention(desk: Desk, one: Fresh, usual: Collection[str]) -> Iterator[Notice]:
    as_always = _account(one.mention) in usual
    wants_first = Event.FIRST in desk.recipient.rules.events
    first = wants_first and not as_always and _is_first(desk, one)
    event = event_of(desk.recipient.rules, first=first)
    if event is not None:
        folded = as_always and desk.recipient.cron is None
        yield Notice(
            recipient=desk.recipient.name,
            key=_key(one),
            event=event,
            mention_id=one.id,
            article_id=one.article_id,
            told={"usual": True} if as_always else {},
            state=State.FOLDED if folded else State.WAITING,
            due_at=desk.due,
        )


def _is_first(desk: Desk, one: Fresh) -> bool:
    """Whether nobody mentioned the article before; whoever is muted or shares all does not count.

    Where there are more of those than are looked at, it is not: then there is much about it.
    """
    earlier = load_earlier(desk.session, one.article_id, one.id, limit=_EARLIER)
    if len(earlier) == _EARLIER:
        return False
    heard = [mention for mention in earlier if not is_muted(mention, desk.mutes)]
    usual = load_auto_sharers(desk.session, heard)
    return all(_account(mention) in usual for mention in heard)


def _of_spikes(
    desk: Desk, news: Iterable[Fresh], addresses: Mapping[int, frozenset[str]]
) -> Iterator[Notice]:
    name = desk.recipient.name
    lately = load_told_of(desk.session, name, [Event.SPIKE], since=desk.now - AGAIN_AFTER)
    told = {one.article_id for one in lately}
    for article_id, one in {one.article_id: one for one in news}.items():
        wanted = wants_article(desk.recipient.rules, addresses[article_id])
        if article_id in told or not wanted:
            continue
        acts = load_acts(desk.session, article_id)
        since = min([one.published or one.added, *acts])
        if spike := find_spike(acts, begin=since, now=desk.now):
            yield Notice(
                recipient=name,
                key=f"spike:{article_id}:{spike.until.isoformat()}",
                event=Event.SPIKE,
                article_id=article_id,
                told={
                    "number": spike.number,
                    "until": spike.until.isoformat(),
                    "usual": spike.usual,
                },
                due_at=desk.due,
            )


def gone_notices(desk: Desk, since: datetime) -> Iterator[Notice]:
    """Yield what is to be told of mentions found gone after a moment."""
    if Event.GONE not in desk.recipient.rules.events:
        return
    gone = load_gone(desk.session, since)
    mentions = load_mentions_by_id(desk.session, {one.mention_id for one in gone})
    addresses = load_addresses_of(desk.session, {one.article_id for one in gone})
    for one in gone:
        mention = mentions[one.mention_id]
        if is_muted(mention, desk.mutes):
            continue
        if matches(desk.recipient.rules, mention, addresses[one.article_id]):
            yield Notice(
                recipient=desk.recipient.name,
                key=f"gone:{one.mention_id}:{one.at.isoformat()}",
                event=Event.GONE,
                mention_id=one.mention_id,
                article_id=one.article_id,
                told={"at": one.at.isoformat(), "link_only": one.link_only},
                due_at=desk.due,
            )


def place_notices(desk: Desk, trouble: Mapping[int, datetime], start: datetime) -> Iterator[Notice]:
    """Yield what is to be told of places in trouble, and of those that are no more.

    Args:
        desk: Of the recipient.
        trouble: Since when each watch is seen to be in trouble.
        start: What was so before this was never news to this recipient.
    """
    if Event.FAILING not in desk.recipient.rules.events:
        return
    name, failing = desk.recipient.name, to_tell(trouble, now=desk.now, start=start)
    since = desk.now - _REMEMBERED
    told = load_told_of(desk.session, name, [Event.FAILING], since=since)
    over = {int(one.told["watch"]): one.told for one in told if one.told["watch"] not in trouble}
    places = load_places(desk.session, {*failing, *over})
    for watch, moment in failing.items():
        if watch in places:
            yield _place_notice(desk, Event.FAILING, watch, moment.isoformat(), places[watch])
    for watch, before in over.items():
        if watch in places:
            yield _place_notice(desk, Event.WORKS, watch, before["since"], places[watch])


def _place_notice(
    desk: Desk, event: Event, watch: int, since: str, place: tuple[str, str, str | None]
) -> Notice:
    source, address, why = place
    return Notice(
        recipient=desk.recipient.name,
        key=f"{event.value}:{watch}:{since}",
        event=event,
        told={
            "watch": watch,
            "source": source,
            "address": address,
            "since": since,
            "why": why,
        },
        due_at=desk.due,
    )


def _key(one: Fresh) -> str:
    return f"mention:{one.id}"


def _account(mention: Mention) -> str | None:
    return account_of(mention.author, mention.platform)
