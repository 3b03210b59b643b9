"""What core/alerts/sharers.py needs to know of some accounts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlmodel import Session

from mentions.core.alerts.accounts import account_of
from mentions.core.alerts.sharers import Share, auto_sharers
from mentions.model import Author, Kind, Mention
from mentions.store.tables import ARTICLES, MENTIONS

_SHARES = (Kind.MENTION.value, Kind.REPOST.value)
# Of a busier account the newest are enough to know its habit.
_MOST = 5000

# More than these before one's own is "not among the first", however many there were.
_FIRST = 10

_OTHER = MENTIONS.alias()
_BEFORE = (
    select(func.count())
    .select_from(
        select(_OTHER.c.id)
        .where(
            _OTHER.c.article_id == MENTIONS.c.article_id,
            _OTHER.c.deleted_at.is_(None),
            _OTHER.c.happened_at < MENTIONS.c.happened_at,
        )
        .limit(_FIRST)
        .correlate(MENTIONS)
        .subquery()
    )
    .scalar_subquery()
)
_BEGAN = func.coalesce(ARTICLES.c.published, ARTICLES.c.added_at, type_=ARTICLES.c.added_at.type)


def load_auto_sharers(session: Session, mentions: Collection[Mention]) -> frozenset[str]:
    """Return which authors of these mentions share every post, as `account_of` names them."""
    return sharers_among(session, [(one.author, one.platform) for one in mentions])


def sharers_among(session: Session, authors: Collection[tuple[Author, str]]) -> frozenset[str]:
    """Do the same for authors, each with the network of their account."""
    wanted = {account_of(author, platform) for author, platform in authors} - {None}
    if not wanted:
        return frozenset()
    shares: dict[tuple[str, int], Share] = {}
    began: dict[str, datetime] = {}
    for account, row in _rows(session, [author for author, _ in authors]):
        if account in wanted:
            began[account] = min(row.began, began.get(account, row.began))
            # The earliest is last: the newest come first.
            shares[account, row.article_id] = _share(account, row)
    since = {account: _articles_since(session, at) for account, at in began.items()}
    return auto_sharers(shares.values(), since)


def _rows(session: Session, authors: Collection[Author]) -> Iterator[tuple[str, Any]]:
    mention = MENTIONS.c
    named = or_(
        mention.author_handle.in_({one.handle for one in authors if one.handle}),
        mention.author_url.in_({one.url for one in authors if one.url}),
        mention.author_name.in_({one.name for one in authors if one.name}),
    )
    columns = (
        *(mention.platform, mention.author_name, mention.author_handle, mention.author_url),
        *(mention.article_id, mention.published, ARTICLES.c.published.label("out")),
    )
    query = (
        select(*columns, _BEFORE.label("before"), _BEGAN.label("began"))
        .join(ARTICLES, ARTICLES.c.id == mention.article_id)
        .where(mention.deleted_at.is_(None), mention.kind.in_(_SHARES), named)
        .order_by(mention.happened_at.desc(), mention.id.desc())
        .limit(_MOST)
    )
    for row in session.connection().execute(query):
        author = Author(name=row.author_name, handle=row.author_handle, url=row.author_url)
        if account := account_of(author, row.platform):
            yield account, row


def _share(account: str, row: Any) -> Share:
    return Share(
        account=account,
        article_id=row.article_id,
        at=row.published,
        published=row.out,
        before=row.before,
    )


def _articles_since(session: Session, at: datetime) -> int:
    query = select(func.count()).select_from(ARTICLES).where(at <= _BEGAN)
    return session.connection().execute(query).scalar_one()
