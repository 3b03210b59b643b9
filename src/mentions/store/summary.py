"""What a report is counted from: mentions of some articles in a time, as little of each as needed.

Deleted mentions never count. Those that no longer stand there count only where that is asked for.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, Select, func, select, type_coerce
from sqlmodel import Session

from mentions.core.alerts.accounts import is_muted
from mentions.core.summary.copies import copies_of
from mentions.core.summary.model import Act
from mentions.core.summary.overrides import Overrides, Subject
from mentions.core.summary.record import HIDDEN, MICROSECOND, Record, micros_of
from mentions.model import Evidence
from mentions.store.dialect import raw_moment
from mentions.store.evidence import load_marks
from mentions.store.mutes import load_mutes
from mentions.store.records import StoredMention, mention_of, stored_mention_of
from mentions.store.tables import ARTICLES, MENTIONS, SIGHTINGS
from mentions.store.types import chunks

_ROWS_AT_ONCE = 250  # more is slower: they fall out of the processor's cache
_OF_RECORD = {
    "name": MENTIONS.c.author_name,
    "handle": MENTIONS.c.author_handle,
    "reporter": MENTIONS.c.reporter_name,
    "happened": MENTIONS.c.happened_at,
    # As they are stored: one column of which values are to be made has every row put together anew.
    "dated": type_coerce(MENTIONS.c.published.is_not(None), Integer),
    "zone_known": type_coerce(MENTIONS.c.published_zone_known, Integer),
}
_MOMENTS = ("happened", "counted_at")
_UNSAID = datetime(1970, 1, 1)  # noqa: DTZ001 - beside moments that do not say that they are in UTC


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """Which mentions a report is about.

    Attributes:
        articles: Their ids; None is every article that is tracked.
        since: The first moment that counts, aware; by `published`, where that is unknown by
            `first_seen`.
        until: The first moment that does not count any more, aware.
        gone: Whether those count that no longer stand there.
    """

    articles: tuple[int, ...] | None = None
    since: datetime | None = None
    until: datetime | None = None
    gone: bool = False


def count_by_article(session: Session, chosen: Chosen) -> dict[int, int]:
    """Return how many mentions each article has; those without any are left out."""
    query = select(MENTIONS.c.article_id, func.count()).group_by(MENTIONS.c.article_id)
    rows = session.connection().execute(query.where(*_conditions(chosen), _stands(chosen)))
    return {number: count for number, count in rows}  # noqa: C416 - rows are no pairs to mypy


def count_hidden(session: Session, chosen: Chosen) -> int:
    """Return how many mentions do not count because they no longer stand there."""
    if chosen.gone:
        return 0
    query = select(func.count()).where(*_conditions(chosen), MENTIONS.c.health.in_(HIDDEN))
    return session.connection().execute(query).scalar_one()


def load_sites(session: Session, chosen: Chosen) -> dict[int, str]:
    """Return the canonical addresses of the chosen articles, by id."""
    query = select(ARTICLES.c.id, ARTICLES.c.canonical)
    if chosen.articles is None:
        query = query.where(ARTICLES.c.removed_at.is_(None))
    else:
        query = query.where(ARTICLES.c.id.in_(chosen.articles))
    return {number: url for number, url in session.connection().execute(query)}  # noqa: C416


def stream_records(session: Session, chosen: Chosen) -> Generator[Record]:
    """Yield what counts of each mention, in no order and constant memory."""
    connection = session.connection()
    query = select(*_record(connection)).where(*_conditions(chosen), _stands(chosen))
    options = query.execution_options(yield_per=_ROWS_AT_ONCE)
    with connection.execute(options) as rows:
        for part in rows.partitions():
            columns: list[Sequence[Any]] = list(zip(*part, strict=True))
            for name in _MOMENTS:
                place = Record._fields.index(name)
                columns[place] = list(map(_micros, columns[place]))
            yield from map(Record._make, zip(*columns, strict=True))


def _record(connection: Connection) -> Iterator[ColumnElement[Any]]:
    for name in Record._fields:
        column = _OF_RECORD[name] if name in _OF_RECORD else MENTIONS.c[name]
        yield raw_moment(connection, column) if name in _MOMENTS else column


def _micros(moment: str | datetime | None) -> int | None:
    """Return a moment as the database itself gives it as microseconds since 1970."""
    if isinstance(moment, str):
        return (datetime.fromisoformat(moment) - _UNSAID) // MICROSECOND
    return None if moment is None else micros_of(moment)


def stream_by_article(session: Session, chosen: Chosen) -> Generator[tuple[int, StoredMention]]:
    """Yield mentions with the ids of their articles; those of one article together."""
    article, row = ARTICLES.c.canonical.label("article"), MENTIONS.c
    query = (
        select(MENTIONS, article, row.merged_from.label("sightings"))
        .join(ARTICLES)
        .where(*_conditions(chosen), _stands(chosen))
        .order_by(row.article_id, row.happened_at, row.id)
        .execution_options(yield_per=_ROWS_AT_ONCE)
    )
    with session.connection().execute(query) as rows:
        for one in rows:
            yield one.article_id, stored_mention_of(one)


def load_newest(session: Session, chosen: Chosen, limit: int) -> list[int]:
    """Return the ids of the newest mentions, newest first."""
    row = MENTIONS.c
    query = select(row.id).where(*_conditions(chosen), _stands(chosen))
    query = query.order_by(row.happened_at.desc(), row.id.desc()).limit(limit)
    return list(session.connection().execute(query).scalars())


def fullest_article(
    session: Session, chosen: Chosen, *, begin: datetime, end: datetime
) -> int | None:
    """Return the article with most mentions that were surely published in a time; None for none."""
    row = MENTIONS.c
    number = func.count()
    query = (
        select(row.article_id)
        .where(*_conditions(chosen), _stands(chosen), row.published_zone_known.is_(True))
        # `happened_at` is `published` where that is known, and has an index.
        .where(row.published.is_not(None), row.happened_at >= begin, row.happened_at < end)
        .group_by(row.article_id)
        .order_by(number.desc(), row.article_id)
        .limit(1)
    )
    return session.connection().execute(query).scalar_one_or_none()


def count_marked(session: Session, chosen: Chosen, overrides: Overrides) -> int:
    """Return how many of the owner's words are about mentions that count."""
    about = {int(key): number for key, number in overrides.about(Subject.MENTION).items()}
    found = 0
    for part in chunks(about):
        query = select(MENTIONS.c.id).where(MENTIONS.c.id.in_(part))
        rows = session.connection().execute(query.where(*_conditions(chosen), _stands(chosen)))
        found += sum(about[number] for number in rows.scalars())
    return found


def load_acts(session: Session, ids: Iterable[int], overrides: Overrides) -> dict[int, Act]:
    """Return mentions as a report shows them, by id."""
    acts: dict[int, Act] = {}
    mutes = load_mutes(session)
    for part in chunks(ids):
        places = _load_places(session, part)
        kept = load_marks(session, part)
        for row in session.connection().execute(_select_shown().where(MENTIONS.c.id.in_(part))):
            mention = mention_of(row)
            acts[row.id] = Act(
                id=row.id,
                mention=mention,
                copies=copies_of(mention, places.get(row.id, ())),
                health=row.health,
                health_at=row.health_at,
                tags=overrides.tags(Subject.MENTION, str(row.id)),
                sentiment=overrides.sentiment(row.id),
                evidence=kept.get(row.id),
                muted=is_muted(mention, mutes),
            )
    return acts


def stream_acts(session: Session, chosen: Chosen, overrides: Overrides) -> Generator[Act]:
    """Yield mentions as a report shows them, oldest first, in little memory."""
    row = MENTIONS.c
    query = select(row.id).where(*_conditions(chosen), _stands(chosen))
    ids = session.connection().execute(query.order_by(row.happened_at, row.id)).scalars().all()
    for part in chunks(ids):
        acts = load_acts(session, part, overrides)
        yield from (acts[number] for number in part if number in acts)


def stream_news(
    session: Session, chosen: Chosen, overrides: Overrides, *, limit: int
) -> Generator[tuple[Act, datetime]]:
    """Yield the mentions that were new or changed last, each with when that was, newest first."""
    row = MENTIONS.c
    query = select(row.id, row.updated_at).where(*_conditions(chosen), _stands(chosen))
    query = query.order_by(row.updated_at.desc(), row.id.desc()).limit(limit)
    changed = {number: updated for number, updated in session.connection().execute(query)}  # noqa: C416
    acts = load_acts(session, changed, overrides)
    yield from ((acts[number], updated) for number, updated in changed.items() if number in acts)


def _select_shown() -> Select[Any]:
    seen = select(func.count()).where(SIGHTINGS.c.mention_id == MENTIONS.c.id).scalar_subquery()
    article = ARTICLES.c.canonical.label("article")
    return select(MENTIONS, article, seen.label("sightings")).join(ARTICLES)


def _load_places(session: Session, ids: Iterable[int]) -> Mapping[int, list[str]]:
    """Return under which addresses mentions were seen, in the order of the first time.

    Where somebody else tells of a mention is no copy of it.
    """
    seen = SIGHTINGS.c
    query = (
        select(seen.mention_id, seen.url)
        .where(seen.mention_id.in_(ids), seen.url.is_not(None))
        .where(seen.evidence != Evidence.ATTRIBUTED.value)
        .order_by(seen.first_at, seen.id)
    )
    found: dict[int, list[str]] = {}
    for number, url in session.connection().execute(query):
        found.setdefault(number, []).append(url)
    return found


def _conditions(chosen: Chosen) -> Iterator[ColumnElement[bool]]:
    row = MENTIONS.c
    yield row.deleted_at.is_(None)
    if chosen.articles is None:
        removed = select(ARTICLES.c.id).where(ARTICLES.c.removed_at.is_not(None))
        yield row.article_id.not_in(removed)
    else:
        yield row.article_id.in_(chosen.articles)
    if chosen.since is not None:
        yield row.happened_at >= chosen.since
    if chosen.until is not None:
        yield row.happened_at < chosen.until


def _stands(chosen: Chosen) -> ColumnElement[bool]:
    health = MENTIONS.c.health
    return MENTIONS.c.id.is_not(None) if chosen.gone else health.is_(None) | health.not_in(HIDDEN)
