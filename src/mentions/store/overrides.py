"""The owner's own word in place of what was found: kept until it is taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlmodel import Session

from mentions.core.summary.overrides import Override, Overrides, Said, Subject
from mentions.core.summary.people import person_key
from mentions.core.summary.record import record_of
from mentions.store.dialect import bytewise, holds
from mentions.store.records import folded, mention_of
from mentions.store.tables import ARTICLES, MENTIONS
from mentions.store.tables_reports import OVERRIDES
from mentions.store.types import clean

LONGEST_KEY = 500  # characters; longer ones are no names, and do not fit into an index


def load_overrides(session: Session) -> list[Override]:
    """Return all of the owner's words, those about one subject together."""
    row = OVERRIDES.c
    query = select(OVERRIDES).order_by(*map(bytewise, (row.subject, row.key, row.field)))
    return [
        Override(
            subject=Subject(one.subject),
            key=one.key,
            field=Said(one.field),
            value=one.value,
            at=one.at,
        )
        for one in session.connection().execute(query)
    ]


def overrides_of(session: Session) -> Overrides:
    """Return the same as it is looked up."""
    return Overrides(load_overrides(session))


def save_override(
    session: Session, subject: Subject, key: str, field: Said, value: Any, *, now: datetime
) -> None:
    """Keep what the owner says; what he said before of the same is replaced."""
    _drop(session, subject, key, field)
    values = {"subject": subject.value, "key": key, "field": field.value, "value": value, "at": now}
    session.connection().execute(insert(OVERRIDES), [values])


def reset_overrides(session: Session, subject: Subject, key: str) -> int:
    """Take back everything the owner said of a subject; returns how many words that were."""
    return _drop(session, subject, key, None)


def _drop(session: Session, subject: Subject, key: str, field: Said | None) -> int:
    row = OVERRIDES.c
    drop = delete(OVERRIDES).where(row.subject == subject.value, row.key == clean(key))
    if field is not None:
        drop = drop.where(row.field == field.value)
    return session.connection().execute(drop).rowcount


def find_people(session: Session, text: str) -> dict[str, str]:
    """Return the keys of the people whose account, name or page this is, each with its name.

    Args:
        session: Open.
        text: An account with or without `@`, a name, an address or a key of `person_key`; letter
            case does not matter.
    """
    text = text.strip()
    # Of a key what stands behind the network; whose it is shows then.
    wanted = folded(text.rpartition("/")[2].removeprefix("@"))
    address = folded(text)
    article = ARTICLES.c.canonical.label("article")
    query = (
        select(MENTIONS, article, MENTIONS.c.merged_from.label("sightings"))
        .join(ARTICLES)
        .where(holds(MENTIONS.c.author_search, wanted))
        .where(MENTIONS.c.deleted_at.is_(None))
        .execution_options(yield_per=500)
    )
    found: dict[str, str] = {}
    with session.connection().execute(query) as rows:
        for row in rows:
            key = person_key(record_of(row.id, row.article_id, mention_of(row)))
            if key is None or len(key) > LONGEST_KEY:
                continue
            name = row.author_name or row.author_handle or row.author_url
            if key == text:
                return {key: name}
            author = row.author_name, row.author_handle, row.author_url
            parts = {folded(part).removeprefix("@") for part in author if part}
            if address.removeprefix("@") in parts:
                found[key] = name
    return found
