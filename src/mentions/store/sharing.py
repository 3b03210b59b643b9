"""What core/alerts/sharers.py needs to know of some accounts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlmodel import Session

from mentions.core.alerts.accounts import account_of
from mentions.core.alerts.sharers import Share, auto_sharers
from mentions.model import Author, Kind, Mention
from mentions.store.tables import ARTICLES, MENTIONS

_SHARES = frozenset({Kind.MENTION.value, Kind.REPOST.value})
# A habit is what somebody does now, and who shares every post is among the first of each.
_ARTICLES, _MENTIONS = 30, 200

_BEGAN = func.coalesce(ARTICLES.c.published, ARTICLES.c.added_at, type_=ARTICLES.c.added_at.type)


def load_auto_sharers(session: Session, mentions: Collection[Mention]) -> frozenset[str]:
    """Return which authors of these mentions share every post, as `account_of` names them."""
    return sharers_among(session, [(one.author, one.platform) for one in mentions])


def sharers_among(session: Session, authors: Collection[tuple[Author, str]]) -> frozenset[str]:
    """Do the same for authors, each with the network of their account.

    The first 200 mentions of each of the 30 newest articles are looked at, so this takes no longer
    with very many.
    """
    wanted = {account_of(author, platform) for author, platform in authors} - {None}
    if not wanted:
        return frozenset()
    began = _newest(session)
    shares: dict[tuple[str, int], Share] = {}
    for account, row in _rows(session, began, [author for author, _ in authors]):
        if account in wanted:
            # The earliest is last: the newest come first.
            shares[account, row.article_id] = _share(account, row)
    since = {account: _articles_since(account, shares, began) for account, _ in shares}
    return auto_sharers(shares.values(), since)


def _newest(session: Session) -> dict[int, datetime]:
    """Return when the newest articles began to be there, by their ids."""
    query = select(ARTICLES.c.id, _BEGAN.label("began")).where(ARTICLES.c.removed_at.is_(None))
    rows = session.connection().execute(
        query.order_by(_BEGAN.desc(), ARTICLES.c.id.desc()).limit(_ARTICLES)
    )
    return {row.id: row.began for row in rows}


def _rows(
    session: Session, articles: Collection[int], authors: Collection[Author]
) -> Iterator[tuple[str, Any]]:
    mention = MENTIONS.c
    rank = func.row_number().over(
        partition_by=mention.article_id, order_by=(mention.happened_at, mention.id)
    )
    columns = (
        *(mention.platform, mention.author_name, mention.author_handle, mention.author_url),
        *(mention.article_id, mention.published, mention.kind),
    )
    ranked = (
        select(*columns, (rank - 1).label("before"))
        .where(mention.article_id.in_(articles), mention.deleted_at.is_(None))
        .subquery()
    )
    named = or_(
        ranked.c.author_handle.in_({one.handle for one in authors if one.handle}),
        ranked.c.author_url.in_({one.url for one in authors if one.url}),
        ranked.c.author_name.in_({one.name for one in authors if one.name}),
    )
    query = (
        select(ranked, ARTICLES.c.published.label("out"))
        .join(ARTICLES, ARTICLES.c.id == ranked.c.article_id)
        .where(ranked.c.before < _MENTIONS, named)
        .order_by(ranked.c.before.desc())
    )
    for row in session.connection().execute(query):
        author = Author(name=row.author_name, handle=row.author_handle, url=row.author_url)
        account = account_of(author, row.platform)
        if account and row.kind in _SHARES:
            yield account, row


def _share(account: str, row: Any) -> Share:
    return Share(
        account=account,
        article_id=row.article_id,
        at=row.published,
        published=row.out,
        before=row.before,
    )


def _articles_since(
    account: str, shares: Collection[tuple[str, int]], began: Mapping[int, datetime]
) -> int:
    """Return how many articles there were from the first one that an account shared."""
    first = min(began[article] for who, article in shares if who == account)
    return sum(first <= at for at in began.values())
