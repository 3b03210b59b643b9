"""Authors of whom the owner wants to hear no more. Their mentions stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, or_, select
from sqlmodel import Session

from mentions.core.alerts.accounts import author_key, names_of
from mentions.errors import ConfigError
from mentions.model import Author
from mentions.store import dialect
from mentions.store.mentions import MentionFilter, conditions_of
from mentions.store.tables import ARTICLES, MENTIONS
from mentions.store.tables_running import MUTES
from mentions.store.types import short_key


@dataclass(frozen=True, kw_only=True, slots=True)
class Mute:
    """A muted author. `shown` is how the owner wrote them."""

    key: str
    shown: str
    since: datetime


def load_mutes(session: Session) -> frozenset[str]:
    """Return the muted authors in the form of `core.alerts.accounts.author_key`."""
    return frozenset(session.connection().execute(select(MUTES.c.key)).scalars())


def muted_among(session: Session, wanted: MentionFilter) -> frozenset[int]:
    """Return the ids of the wanted mentions whose authors are muted."""
    mutes = load_mutes(session)
    if not mutes:
        return frozenset()
    mention = MENTIONS.c
    # The database finds candidates, `names_of` decides: a part of a name is no name.
    named = (
        and_(*(dialect.holds(mention.author_search, word) for word in key.split())) for key in mutes
    )
    query = (
        select(mention.id, mention.author_name, mention.author_handle, mention.author_url)
        .join(ARTICLES)
        .where(or_(*named), *conditions_of(wanted))
    )
    return frozenset(
        row.id
        for row in session.connection().execute(query)
        if not names_of(_author(row)).isdisjoint(mutes)
    )


def _author(row: Any) -> Author:
    return Author(name=row.author_name, handle=row.author_handle, url=row.author_url)


def list_mutes(session: Session) -> list[Mute]:
    """Return the muted authors, the latest first."""
    query = select(MUTES).order_by(MUTES.c.since.desc(), dialect.bytewise(MUTES.c.key))
    rows = session.connection().execute(query)
    return [Mute(key=row.key, shown=row.shown, since=row.since) for row in rows]


def add_mute(session: Session, author: str, *, now: datetime) -> bool:
    """Mute an author by name, handle or address; returns whether they were not muted before.

    Raises:
        ConfigError: These words name nobody.
    """
    key = _key(author)
    if key in load_mutes(session):
        return False
    row = {"key": key, "shown": " ".join(author.split()), "since": now}
    dialect.insert_missing(session.connection(), MUTES, [row])
    return True


def remove_mute(session: Session, author: str) -> bool:
    """Hear of an author again; returns whether they were muted."""
    query = delete(MUTES).where(MUTES.c.key == _key(author))
    return session.connection().execute(query).rowcount > 0


def _key(author: str) -> str:
    key = author_key(author)
    if not key:
        raise ConfigError(f"{author!r} names nobody; give a name, a handle or an address")
    return short_key(key)
