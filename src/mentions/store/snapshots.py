"""The last body of every page that a watch read, so that a new alias is looked for in them too."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from mentions.errors import StoreError
from mentions.store.dialect import upsert
from mentions.store.tables import SNAPSHOTS, short_key

# Python's default of 6 takes twice the time for a few per cent less.
_COMPRESSION = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """A page as it was read.

    Attributes:
        url: The address that was asked; one watch has one snapshot of it.
        base_url: The address that answered or stands for a file, for relative links.
    """

    watch_id: int
    url: str
    body: bytes
    fetched_at: datetime
    base_url: str | None = None
    content_type: str | None = None


def save_snapshots(session: Session, snapshots: Iterable[Snapshot]) -> None:
    """Keep the pages of a poll in place of the older ones with the same address."""
    rows = [
        {
            "watch_id": one.watch_id,
            "key": short_key(one.url),
            "url": one.url,
            "base_url": one.base_url,
            "content_type": one.content_type,
            "body": zlib.compress(one.body, _COMPRESSION),
            "size": len(one.body),
            "fetched_at": one.fetched_at,
        }
        for one in snapshots
    ]
    upsert(
        session.connection(),
        SNAPSHOTS,
        rows,
        keys=("watch_id", "key"),
        overwrite=("url", "base_url", "content_type", "body", "size", "fetched_at"),
    )


def stream_snapshots(session: Session) -> Iterator[Snapshot]:
    """Yield all pages, one in memory at a time; the session must stay open meanwhile.

    Raises:
        StoreError: A body is damaged.
    """
    query = select(SNAPSHOTS).order_by(SNAPSHOTS.c.watch_id, SNAPSHOTS.c.key)
    with session.connection().execute(query.execution_options(yield_per=1)) as rows:
        for row in rows:
            yield Snapshot(
                watch_id=row.watch_id,
                url=row.url,
                body=_body(row.body, row.url),
                fetched_at=row.fetched_at,
                base_url=row.base_url,
                content_type=row.content_type,
            )


def _body(compressed: bytes, url: str) -> bytes:
    try:
        return zlib.decompress(compressed)
    except zlib.error as error:
        raise StoreError(f"the stored copy of {url} is damaged; use a backup") from error
