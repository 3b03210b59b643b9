"""What places counted of a mention, over time; what a series is stands in core/counting.py."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select
from sqlmodel import Session

from mentions.core.changes import Sighting
from mentions.core.counting import is_change, series_of
from mentions.model import Counted
from mentions.store.dialect import bytewise
from mentions.store.records import counted_of
from mentions.store.tables import COUNTS
from mentions.store.types import chunks, is_id, short_key

_Series = dict[tuple[int, str], list[Counted]]
_ENOUGH = 2  # rows with which a series goes on; see `series_of`


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredCounts:
    """What a place counted of a mention from a moment on.

    Attributes:
        place: The host that told it; None where that is not known.
    """

    place: str | None
    counts: Counted


def load_counts(session: Session, mention_id: int) -> list[StoredCounts]:
    """Return the series of a mention, oldest first; those of several places stand mixed."""
    if not is_id(mention_id):
        return []
    query = select(COUNTS).where(COUNTS.c.mention_id == mention_id)
    rows = session.connection().execute(query.order_by(COUNTS.c.seen_at, bytewise(COUNTS.c.place)))
    told = ((row.place or None, counted_of(row, row.seen_at)) for row in rows)
    return [StoredCounts(place=place, counts=counts) for place, counts in told]


def save_counts(connection: Connection, told: Iterable[tuple[int, Sighting]]) -> None:
    """Let the series grow by what sightings told.

    Args:
        connection: In a transaction that writes.
        told: Each with the id of its mention; those of one mention nearest first.
    """
    fresh: _Series = {}
    for mention_id, sighting in told:
        if sighting.counts.seen_at is not None:
            # Of the same moment the last one counts.
            key = mention_id, short_key(sighting.told_by)
            fresh.setdefault(key, []).insert(0, sighting.counts)
    known = _load_ends(connection, {mention_id for mention_id, _ in fresh})
    _drop_old_news(fresh, known)
    older = {key[0] for key, rows in fresh.items() if _is_older(rows, known.get(key, ()))}
    known |= _load_all(connection, older)
    after = {key: series_of([*known.get(key, ()), *rows]) for key, rows in fresh.items()}
    _replace(connection, known, after)


def unite_counts(connection: Connection, target: int, absorbed: Collection[int]) -> None:
    """Make what is known of several mentions the series of one; the others keep theirs."""
    known = _load_all(connection, {target, *absorbed})
    united: _Series = {}
    for (_, place), rows in known.items():
        united.setdefault((target, place), []).extend(rows)
    _replace(connection, known, {key: series_of(rows) for key, rows in united.items()})


def _drop_old_news(fresh: _Series, known: _Series) -> None:
    """Leave out what an import, which does not say who told it, has from a place we know."""
    lasts: dict[int, list[Counted]] = {}
    for (mention_id, _), series in known.items():
        lasts.setdefault(mention_id, []).append(series[-1])
    for key in [key for key in fresh if not key[1]]:
        rows = [row for row in fresh[key] if _is_news(row, lasts.get(key[0], ()))]
        fresh[key] = rows


def _is_news(row: Counted, lasts: Iterable[Counted]) -> bool:
    return all(is_change(last, row) and _is_later(row, last) for last in lasts)


def _is_older(rows: Sequence[Counted], known: Sequence[Counted]) -> bool:
    """Whether something is told of a time before the last row, as an import can do."""
    return bool(known) and any(_is_later(known[-1], row) for row in rows)


def _is_later(one: Counted, other: Counted) -> bool:
    return one.seen_at is not None and other.seen_at is not None and one.seen_at > other.seen_at


def _load_ends(connection: Connection, mentions: Collection[int]) -> _Series:
    number = func.row_number().over(
        partition_by=(COUNTS.c.mention_id, COUNTS.c.place), order_by=COUNTS.c.seen_at.desc()
    )
    found: _Series = {}
    for part in chunks(mentions):
        rows = select(COUNTS, number.label("back")).where(COUNTS.c.mention_id.in_(part)).subquery()
        _add(found, connection, select(rows).where(rows.c.back <= _ENOUGH).order_by(rows.c.seen_at))
    return found


def _load_all(connection: Connection, mentions: Collection[int]) -> _Series:
    found: _Series = {}
    for part in chunks(mentions):
        query = select(COUNTS).where(COUNTS.c.mention_id.in_(part))
        _add(found, connection, query.order_by(COUNTS.c.seen_at))
    return found


def _add(found: _Series, connection: Connection, query: Any) -> None:
    for row in connection.execute(query):
        found.setdefault((row.mention_id, row.place), []).append(counted_of(row, row.seen_at))


def _replace(
    connection: Connection,
    before: Mapping[tuple[int, str], Sequence[Counted]],
    after: Mapping[tuple[int, str], Sequence[Counted]],
) -> None:
    """Write the rows that are new and drop those that are gone, of the series in `after`."""
    gone, new = [], []
    for (mention_id, place), rows in after.items():
        known = before.get((mention_id, place), ())
        kept = set(rows).intersection(known)
        name = {"of": mention_id, "at": place}
        gone += [name | {"since": row.seen_at} for row in known if row not in kept]
        new += [_values(mention_id, place, row) for row in rows if row not in kept]
    if gone:
        its = COUNTS.c.mention_id == bindparam("of"), COUNTS.c.place == bindparam("at")
        connection.execute(delete(COUNTS).where(*its, COUNTS.c.seen_at == bindparam("since")), gone)
    if new:
        connection.execute(insert(COUNTS), new)


def _values(mention_id: int, place: str, row: Counted) -> dict[str, Any]:
    named = {"mention_id": mention_id, "place": place, "seen_at": row.seen_at}
    return named | row.numbers()
