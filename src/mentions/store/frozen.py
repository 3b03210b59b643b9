"""Frozen reports: the data of a report as it was cut, kept under an id and never changed."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import insert, select
from sqlmodel import Session

from mentions.core.summary.freeze import Cut, FrozenError, digest_of, freeze, thaw
from mentions.errors import ConfigError, StoreError
from mentions.store.dialect import bytewise
from mentions.store.tables_reports import FROZEN

_SHORTEST = 4  # characters of the digest in an id


@dataclass(frozen=True, kw_only=True, slots=True)
class FrozenReport:
    """What is told of a frozen report without opening it.

    Attributes:
        id: Such as "2026-11-23-7f3a": the day, and the beginning of its digest.
        made_at: When the data was read.
        size: Bytes of the data, not compressed.
    """

    id: str
    made_at: datetime
    title: str | None
    size: int


def freeze_summary(session: Session, cut: Cut, title: str | None = None) -> str:
    """Keep a cut; return its id, which is the same for the same data."""
    data = freeze(cut)
    digest, made_at = digest_of(data), cut.summary.scope.made_at
    number = _free_id(session, made_at, digest)
    known = select(FROZEN.c.id).where(FROZEN.c.id == number)
    if session.connection().execute(known).first() is None:
        values = {
            "id": number,
            "made_at": made_at,
            "title": title or cut.summary.scope.title,
            "digest": digest,
            "data": zlib.compress(data, 9),
            "size": len(data),
        }
        session.connection().execute(insert(FROZEN).values(values))
    return number


def load_frozen(session: Session, number: str) -> Cut:
    """Return what was frozen under an id.

    Raises:
        ConfigError: There is no such id.
        StoreError: The data is damaged, or of a newer version of the program.
    """
    row = session.connection().execute(select(FROZEN).where(FROZEN.c.id == number)).first()
    if row is None:
        raise ConfigError(f"{number}: no such frozen report; `mentions reports` lists them")
    try:
        return thaw(_unpacked(row.data, row.size, row.digest))
    except (zlib.error, FrozenError) as error:
        raise StoreError(
            f"frozen report {number}: {error}; put a backup of the database in its place"
        ) from error


def frozen_reports(session: Session) -> list[FrozenReport]:
    """Return all frozen reports, newest first."""
    columns = FROZEN.c.id, FROZEN.c.made_at, FROZEN.c.title, FROZEN.c.size
    query = select(*columns).order_by(FROZEN.c.made_at.desc(), bytewise(FROZEN.c.id))
    rows = session.connection().execute(query)
    return [
        FrozenReport(id=row.id, made_at=row.made_at, title=row.title, size=row.size) for row in rows
    ]


def _free_id(session: Session, made_at: datetime, digest: str) -> str:
    """Return the shortest id that no other data has."""
    day = f"{made_at.astimezone(UTC):%Y-%m-%d}"
    rows = session.connection().execute(select(FROZEN.c.id, FROZEN.c.digest))
    taken = {row.id: row.digest for row in rows}
    lengths = range(_SHORTEST, len(digest) + 1)
    numbers = (f"{day}-{digest[:length]}" for length in lengths)
    return next(number for number in numbers if taken.get(number, digest) == digest)


def _unpacked(data: bytes, size: int, digest: str) -> bytes:
    """Return the data, and never more of it than there was."""
    whole = zlib.decompressobj().decompress(data, size + 1)
    if len(whole) != size or digest_of(whole) != digest:
        raise FrozenError("is not what was frozen")
    return whole
