"""Notices that are due become one message."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from mentions.core.alerts.accounts import is_muted
from mentions.core.alerts.model import (
    ArticleNews,
    Event,
    Gone,
    Message,
    Place,
    Recipient,
    Rendered,
    Spike,
)
from mentions.model import Mention
from mentions.store.engine import Session
from mentions.store.mutes import load_mutes
from mentions.store.news import load_headings, load_mentions_by_id
from mentions.store.notices import Notice

_OF_PLACES = (Event.FAILING, Event.WORKS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Composed:
    """A message before it has words.

    Attributes:
        message: None where nothing is left to be told.
        told: Ids of the notices in it.
        dropped: Ids of those whose mention was deleted, or its author muted, meanwhile.
    """

    message: Message | None
    told: tuple[int, ...]
    dropped: tuple[int, ...]


def compose(session: Session, recipient: Recipient, notices: Sequence[Notice]) -> Composed:
    """Return one message of these notices, article by article, the oldest news first.

    A report is a message of its own: where there is one, the other notices are left for the next.
    """
    report = next((one for one in notices if one.event is Event.REPORT), None)
    if report is not None:
        return Composed(message=_of_report(report, recipient), told=(report.id,), dropped=())
    ids = {one.mention_id for one in notices if one.mention_id is not None}
    mutes = load_mutes(session)
    mentions = {
        number: mention
        for number, mention in load_mentions_by_id(session, ids).items()
        if not is_muted(mention, mutes)
    }
    left = [one for one in notices if one.mention_id is None or one.mention_id in mentions]
    message = Message(
        language=recipient.language,
        zone=recipient.zone,
        articles=_articles(session, left, mentions),
        places=tuple(_place(one) for one in left if one.event in _OF_PLACES),
        digest=recipient.cron is not None,
    )
    told = tuple(one.id for one in left)
    gone = tuple(one.id for one in notices if one not in left)
    return Composed(message=message if left else None, told=told, dropped=gone)


def _of_report(one: Notice, recipient: Recipient) -> Message:
    told = one.told
    words = Rendered(
        title=told["title"],
        body=told["body"],
        files=tuple(told["files"]),
        unattached=told["unattached"],
    )
    return Message(language=recipient.language, zone=recipient.zone, report=words)


def _articles(
    session: Session, notices: Iterable[Notice], mentions: dict[int, Mention]
) -> tuple[ArticleNews, ...]:
    groups: dict[int, list[Notice]] = {}
    for one in notices:
        if one.article_id is not None:
            groups.setdefault(one.article_id, []).append(one)
    headings = load_headings(session, groups)
    return tuple(_article(headings[key], group, mentions) for key, group in groups.items())


def _article(
    heading: tuple[str, str | None], notices: Sequence[Notice], mentions: dict[int, Mention]
) -> ArticleNews:
    url, title = heading
    acts = [
        (one, mentions[one.mention_id])
        for one in notices
        if one.mention_id is not None and one.event in {Event.NEW, Event.FIRST}
    ]
    return ArticleNews(
        url=url,
        title=title,
        new=tuple(mention for one, mention in acts if not one.told.get("usual")),
        first=any(one.event is Event.FIRST for one, _ in acts),
        usual=tuple(mention for one, mention in acts if one.told.get("usual")),
        spikes=tuple(_spike(one) for one in notices if one.event is Event.SPIKE),
        gone=tuple(
            Gone(
                mention=mentions[one.mention_id],
                at=datetime.fromisoformat(one.told["at"]),
                link_only=one.told["link_only"],
            )
            for one in notices
            if one.mention_id is not None and one.event is Event.GONE
        ),
    )


def _spike(one: Notice) -> Spike:
    until = datetime.fromisoformat(one.told["until"])
    return Spike(number=one.told["number"], until=until, usual=one.told["usual"])


def _place(one: Notice) -> Place:
    return Place(
        source=one.told["source"],
        address=one.told["address"],
        since=datetime.fromisoformat(one.told["since"]),
        why=one.told["why"],
        works=one.event is Event.WORKS,
    )
