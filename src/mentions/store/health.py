"""Is the database sound, and how large has it grown?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, col, func, select

from mentions.store import dialect
from mentions.store.engine import Store
from mentions.store.renewal import Twin, find_twins
from mentions.store.tables import ArticleRow, MentionRow, WatchRow


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """What a look at the database shows.

    Attributes:
        name: As messages call it.
        folder: Where its file lies; None for a server.
        size: Bytes.
        problems: What the database itself finds wrong, in its own words.
        articles: That are tracked.
        mentions: That are not deleted.
        twins: Articles that became one page with an older one when the rules changed.
    """

    name: str
    folder: Path | None
    size: int
    problems: tuple[str, ...] = ()
    articles: int = 0
    watches: int = 0
    mentions: int = 0
    twins: tuple[Twin, ...] = ()


def check_health(store: Store) -> Health:
    """Look through the whole database; takes a second for each few hundred megabytes.

    Raises:
        StoreError: It cannot be read.
    """
    with store.reading() as session:
        connection = session.connection()
        return Health(
            name=store.name,
            folder=store.folder,
            size=dialect.database_size(connection),
            problems=dialect.integrity_problems(connection),
            articles=_count(session, ArticleRow, alive=col(ArticleRow.removed_at).is_(None)),
            watches=_count(session, WatchRow),
            mentions=_count(session, MentionRow, alive=col(MentionRow.deleted_at).is_(None)),
            twins=tuple(find_twins(session)),
        )


def _count(session: Session, table: type, *, alive: object = True) -> int:
    query = select(func.count()).select_from(table)
    return session.exec(query if alive is True else query.where(alive)).one()  # type: ignore[arg-type]
