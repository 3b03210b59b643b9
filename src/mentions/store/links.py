"""What is known of short links: where they lead, asked once and kept for ever.

A link that could not be followed is kept too, so that a dead shortener is not asked on every
poll; it may be tried again later.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from mentions.model import Resolution
from mentions.store.dialect import upsert
from mentions.store.tables import SHORT_LINKS
from mentions.store.types import chunks, clean, short_key

_UNRESOLVED = SHORT_LINKS.c.resolved.is_(None)


def load_links(
    session: Session, found: Iterable[str], *, failed_since: datetime
) -> dict[str, Resolution]:
    """Return what is known of these links, by address as written.

    Args:
        session: Open.
        found: Addresses as written.
        failed_since: A link that could not be followed counts as unknown where that was before.
    """
    asked: dict[str, list[str]] = {}
    for url in found:
        asked.setdefault(short_key(url), []).append(url)
    known: dict[str, Resolution] = {}
    link = SHORT_LINKS.c
    fresh = link.resolved.is_not(None) | (link.checked_at >= failed_since)
    for part in chunks(asked):
        query = select(SHORT_LINKS).where(link.key.in_(part), fresh)
        for row in session.connection().execute(query):
            for url in asked[row.key]:
                known[url] = Resolution(
                    found=url,
                    chain=tuple(row.chain),
                    resolved=row.resolved,
                    canonical=row.canonical,
                    why=row.why,
                )
    return known


def save_links(session: Session, resolutions: Iterable[Resolution], *, now: datetime) -> None:
    """Keep where links lead. One that led somewhere stays so, even where it is dead by now."""
    rows = {
        short_key(one.found): {
            "key": short_key(one.found),
            "found": clean(one.found),
            "chain": list(one.chain),
            "resolved": one.resolved,
            "canonical": one.canonical,
            "why": one.why,
            "checked_at": now,
        }
        for one in resolutions
    }
    upsert(
        session.connection(),
        SHORT_LINKS,
        list(rows.values()),
        keys=("key",),
        overwrite=("chain", "resolved", "canonical", "why", "checked_at"),
        where=_UNRESOLVED,
    )
