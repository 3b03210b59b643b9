"""Canonical forms made anew, where a new version of the program compares addresses differently.

What was stored under the forms of before would never be met again: links to an article would not
be matched, a post the owner removed would come back, a mention would be stored a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

import structlog
from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    bindparam,
    delete,
    insert,
    literal,
    select,
    update,
)
from sqlmodel import Session

from mentions.core.dedupe import mention_keys
from mentions.store import dialect
from mentions.store.articles import LONGEST_ADDRESS
from mentions.store.posts import AGAIN, OPEN, POST, post_key
from mentions.store.records import mention_of
from mentions.store.rules import are_current, note_rules
from mentions.store.tables import ALIASES, ARTICLES, KEYS, MENTIONS
from mentions.store.tables_reports import OVERRIDES
from mentions.store.tables_running import BACKFILLS
from mentions.store.types import chunks, clean, short_key
from mentions.urls.canonical import canonical_url

_AT_ONCE = 500  # mentions
# Begins what is made of an address; an author without one has a name here, which stays.
_ADDRESS = "https://"

log = structlog.get_logger("mentions.store")


@dataclass(frozen=True, kw_only=True, slots=True)
class Twin:
    """A tracked article whose address belongs to another one: links to it count for that one.

    Attributes:
        other: The id of the article that has the address.
    """

    id: int
    url: str
    other: int


@dataclass(frozen=True, kw_only=True, slots=True)
class _Held:
    """An address that somebody has, and its form of before."""

    id: int
    article_id: int
    url: str
    canonical: str
    tracked: bool

    @property
    def form(self) -> str:
        """Return its form by the rules of this program."""
        form = clean(canonical_url(self.url))
        return form if len(form) <= LONGEST_ADDRESS else self.canonical


def renew_forms(session: Session, *, now: datetime) -> None:
    """Make all canonical forms anew; does nothing where another process was faster.

    Killed before the end, nothing has happened. Where two articles become one page, both stay, and
    the older one has the address, unless it is tracked no longer.

    Args:
        session: Of `Store.writing`.
        now: Aware, UTC.
    """
    connection = session.connection()
    dialect.lock_for_migration(connection)
    if are_current(session):
        return
    dialect.lock_tables(connection, (ARTICLES, ALIASES))
    held = _articles(connection)
    forms = _shared_out(held)
    moved = _move(connection, ARTICLES, held, forms)
    moved += _renew_aliases(connection, {forms[one.id] for one in held if one.tracked})
    if moved:
        log.info("addresses are compared by new rules", moved=moved)
    for twin in _twins(held, forms):
        log.warning("two articles are one page", article=twin.id, url=twin.url, is_now=twin.other)
    _rekey(connection, BACKFILLS, BACKFILLS.c.kind == POST, _post_key, _settled_last)
    about_addresses = OVERRIDES.c.key.startswith(_ADDRESS, autoescape=True)
    _rekey(connection, OVERRIDES, about_addresses, _author_key, attrgetter("at"))
    _add_mention_keys(connection)
    note_rules(session, now=now)


def find_twins(session: Session) -> list[Twin]:
    """Return the tracked articles whose address belongs to another one by now."""
    held = _articles(session.connection())
    return list(_twins(held, {one.id: one.canonical for one in held}))


def _articles(connection: Connection) -> list[_Held]:
    row = ARTICLES.c
    query = select(row.id, row.id.label("article_id"), row.url, row.canonical, row.removed_at)
    return _in_line(connection.execute(query))


def _aliases(connection: Connection) -> list[_Held]:
    row = ALIASES.c
    query = select(row.id, row.article_id, row.url, row.canonical, ARTICLES.c.removed_at)
    return _in_line(connection.execute(query.join(ARTICLES)))


def _in_line(rows: Iterable[Any]) -> list[_Held]:
    """Return who has an address: what is tracked before what is not, the older ones first."""
    held = [
        _Held(
            id=row.id,
            article_id=row.article_id,
            url=row.url,
            canonical=row.canonical,
            tracked=row.removed_at is None,
        )
        for row in rows
    ]
    return sorted(held, key=lambda one: (not one.tracked, one.id))


def _shared_out(held: Sequence[_Held]) -> dict[int, str]:
    """Return the form that each article has from now on, by its id.

    One that comes too late keeps the form it had, or where that is given away, too, one that no
    address has.
    """
    owners: dict[str, int] = {}
    for one in held:
        owners.setdefault(one.form, one.id)
    forms = {owner: form for form, owner in owners.items()}
    for one in held:
        if one.id not in forms:
            free = one.canonical if one.canonical not in owners else f"{one.form}#{one.id}"
            owners[free] = one.id
            forms[one.id] = free
    return forms


def _twins(held: Sequence[_Held], forms: dict[int, str]) -> Iterator[Twin]:
    owners = {form: number for number, form in forms.items()}
    for one in held:
        owner = owners.get(one.form, one.id)
        if one.tracked and owner != one.id:
            yield Twin(id=one.id, url=one.url, other=owner)


def _renew_aliases(connection: Connection, taken: set[str]) -> int:
    """Drop aliases that another address says already; returns how many of the others have moved.

    Args:
        connection: In a transaction that writes.
        taken: The forms of the tracked articles' own addresses.
    """
    forms: dict[int, str] = {}
    kept, gone = [], []
    for one in _aliases(connection):
        form = one.form
        if form in taken:
            gone.append(one)
        else:
            taken.add(form)
            forms[one.id] = form
            kept.append(one)
    for one in gone:
        log.info("an alias is another address of what is known", url=one.url, is_now=one.form)
    for some in chunks(one.id for one in gone):
        connection.execute(delete(ALIASES).where(ALIASES.c.id.in_(some)))
    return _move(connection, ALIASES, kept, forms)


def _move(
    connection: Connection, table: Table, held: Sequence[_Held], forms: dict[int, str]
) -> int:
    """Write the new forms; returns how many differ."""
    moved = [one for one in held if forms[one.id] != one.canonical]
    if not moved:
        return 0
    change = update(table).where(table.c.id == bindparam("number"))
    change = change.values(canonical=bindparam("form"))
    # One may get what another one has still; no address has a form like this.
    connection.execute(change, [{"number": one.id, "form": f"#{one.id}"} for one in moved])
    connection.execute(change, [{"number": one.id, "form": forms[one.id]} for one in moved])
    return len(moved)


def _rekey(
    connection: Connection,
    table: Table,
    which: ColumnElement[bool],
    key_of: Callable[[Any], str],
    rank: Callable[[Any], Any],
) -> None:
    """Write the new keys of a table; of rows that have one key then, the highest rank stays."""
    primary = list(table.primary_key)
    rows = sorted(connection.execute(select(table).where(which)), key=rank)
    new = {(*(_value(row, column.name, key_of) for column in primary),): row for row in rows}
    stay = {id(row) for key, row in new.items() if key == _key_in(row, primary)}
    for row in rows:
        if id(row) not in stay:
            same = (column == getattr(row, column.name) for column in primary)
            connection.execute(delete(table).where(and_(*same)))
    moved = [{**row._mapping, "key": key_of(row)} for row in new.values() if id(row) not in stay]  # noqa: SLF001 - public in spite of its name
    if moved:
        connection.execute(insert(table), moved)


def _value(row: Any, name: str, key_of: Callable[[Any], str]) -> Any:
    return key_of(row) if name == "key" else getattr(row, name)


def _key_in(row: Any, primary: Iterable[ColumnElement[Any]]) -> tuple[Any, ...]:
    return tuple(getattr(row, str(column.key)) for column in primary)


def _post_key(row: Any) -> str:
    return post_key(row.url)


def _settled_last(row: Any) -> tuple[bool, datetime]:
    """Rank what was dealt with highest: it is not to be asked for again."""
    return row.state not in {OPEN, AGAIN}, row.at


def _author_key(row: Any) -> str:
    return clean(canonical_url(row.key))


def _add_mention_keys(connection: Connection) -> None:
    """Let what is stored be found by the keys that it would get now; two that have one stay two."""
    last = 0
    columns = MENTIONS, ARTICLES.c.canonical.label("article"), literal(1).label("sightings")
    query = select(*columns).join(ARTICLES).order_by(MENTIONS.c.id).limit(_AT_ONCE)
    while rows := connection.execute(query.where(MENTIONS.c.id > last)).all():
        last = rows[-1].id
        keys = {
            (row.article_id, short_key(key)): row.id
            for row in reversed(rows)
            for key in mention_keys(mention_of(row))
        }
        found = [
            {"article_id": article, "key": key, "mention_id": owner}
            for (article, key), owner in keys.items()
        ]
        dialect.insert_missing(connection, KEYS, found)
