"""Mentions in the columns of `core/columns.py`: for exports, which take all of them."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, Text, func, select, type_coerce
from sqlmodel import Session

from mentions.core.columns import BATCH, COLUMNS, Batch, Holds
from mentions.store.dialect import iso_moments, larger, raw_moment
from mentions.store.mentions import EVERYTHING, MentionFilter, conditions_of
from mentions.store.tables import ARTICLES, MENTIONS, SIGHTINGS

_RENAMED = {"reported_by_name": "reporter_name", "reported_by_url": "reporter_url"}


def stream_columns(session: Session, wanted: MentionFilter = EVERYTHING) -> Generator[Batch]:
    """Yield mentions in columns, oldest first, some at a time; the session must stay open.

    Close it where it is not read to its end.
    """
    connection = session.connection()
    query = (
        select(*_columns(connection))
        .select_from(MENTIONS)
        .join(ARTICLES)
        .where(*conditions_of(wanted))
        .order_by(MENTIONS.c.happened_at, MENTIONS.c.id)
        .execution_options(yield_per=BATCH)
    )
    with connection.execute(query) as rows:
        for part in rows.partitions():
            columns = zip(*part, strict=True)
            yield [
                iso_moments(connection, column) if holds is Holds.MOMENT else column
                for holds, column in zip(COLUMNS.values(), columns, strict=True)
            ]


def _columns(connection: Connection) -> Iterator[ColumnElement[Any]]:
    for name, holds in COLUMNS.items():
        if name == "article":
            yield ARTICLES.c.canonical
        elif name == "merged_from":
            yield larger(connection, MENTIONS.c.merged_from, _sightings())
        else:
            column = MENTIONS.c[_RENAMED.get(name, name)]
            if holds is Holds.MOMENT:
                yield raw_moment(connection, column)
            # As they are stored: nothing is asked to make values of them. One such column would
            # have every row taken apart and put together again.
            elif holds in {Holds.LIST, Holds.LINKS}:
                yield type_coerce(column, Text)
            elif holds is Holds.TRUTH:
                yield type_coerce(column, Integer)
            else:
                yield column


def _sightings() -> ColumnElement[int]:
    return (
        select(func.count())
        .select_from(SIGHTINGS)
        .where(SIGHTINGS.c.mention_id == MENTIONS.c.id)
        .scalar_subquery()
    )
