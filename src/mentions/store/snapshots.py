"""The last body of every page that a watch read, so that a new alias is looked for in them too."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from mentions.errors import StoreError
from mentions.store.dialect import bytewise, upsert
from mentions.store.tables import SNAPSHOTS, WATCHES
from mentions.store.types import chunks, short_key

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# On 2,000 feeds of 38 KB level 1 takes 0.4 s, as much room as zlib's level 3 in 1.9 s, and less
# than zlib's level 1 in 1.5 s.
_COMPRESSION = 1
# How a zstd frame begins (RFC 8878, section 3.1.1); what was kept before is zlib.
_ZSTD = b"\x28\xb5\x2f\xfd"


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
    """Keep the pages of any number of polls in place of the older ones with the same address.

    Args:
        session: Of `Store.writing`.
        snapshots: Those of a watch that was removed meanwhile are dropped.
    """
    given = list(snapshots)
    there = _still_there(session, {one.watch_id for one in given})
    rows = [_row(one) for one in given if one.watch_id in there]
    # Two processes that write the same rows in the same order never wait for each other.
    rows.sort(key=lambda row: (row["watch_id"], row["key"]))
    upsert(
        session.connection(),
        SNAPSHOTS,
        rows,
        keys=("watch_id", "key"),
        overwrite=("url", "base_url", "content_type", "body", "size", "fetched_at"),
    )


def _still_there(session: Session, watch_ids: Iterable[int]) -> set[int]:
    """Return which watches exist; PostgreSQL keeps them from being removed until the end."""
    found: set[int] = set()
    for part in chunks(sorted(watch_ids)):
        query = select(WATCHES.c.id).where(WATCHES.c.id.in_(part)).order_by(WATCHES.c.id)
        locked = query.with_for_update(read=True, key_share=True)
        found.update(session.connection().execute(locked).scalars())
    return found


def _row(one: Snapshot) -> dict[str, Any]:
    return {
        "watch_id": one.watch_id,
        "key": short_key(one.url),
        "url": one.url,
        "base_url": one.base_url,
        "content_type": one.content_type,
        "body": zstd.compress(one.body, _COMPRESSION),
        "size": len(one.body),
        "fetched_at": one.fetched_at,
    }


def stream_snapshots(session: Session) -> Iterator[Snapshot]:
    """Yield all pages, one in memory at a time; the session must stay open meanwhile.

    Raises:
        StoreError: A body is damaged.
    """
    query = select(SNAPSHOTS).order_by(SNAPSHOTS.c.watch_id, bytewise(SNAPSHOTS.c.key))
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
        if compressed.startswith(_ZSTD):
            return zstd.decompress(compressed)
        return zlib.decompress(compressed)
    except (zstd.ZstdError, zlib.error) as error:
        raise StoreError(f"the stored copy of {url} is damaged; use a backup") from error
