"""Names that are stored: whether anybody has one, and whose are nearest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import islice

from sqlalchemy import Select, func, or_, select
from sqlmodel import Session

from mentions.core.alerts.accounts import author_key
from mentions.core.summary.outlets import shown_host, site_of
from mentions.model import Channel, Evidence
from mentions.store.dialect import bytewise
from mentions.store.tables import MENTIONS
from mentions.urls.platforms import WEB

_NEAREST = 3
_COMPARED = 50_000  # names; holding one against as many takes about a second


def nearest_authors(session: Session, author: str) -> list[str] | None:
    """Return the names nearest to one that nobody has; None where somebody has it.

    Args:
        session: Open.
        author: A name, handle or address; what was deleted does not count.
    """
    row = MENTIONS.c
    query = select(row.author_name, row.author_handle, row.author_url).distinct()
    # A dictionary keeps them in order: the same answer each time.
    names = {author_key(name): name for name in _texts(session, query)}
    return _nearest(author_key(author), names)


def nearest_outlets(session: Session, host: str) -> list[str] | None:
    """Return the sites nearest to one that mentions nothing; None where it does.

    Args:
        session: Open.
        host: In the form of `core.summary.outlets.outlet_named`.
    """
    row = MENTIONS.c
    # What stands in a comment section is no word of the site's own.
    own = or_(row.channel != Channel.COMMENT.value, row.evidence != Evidence.CONTEXT.value)
    query = select(row.url).where(row.platform == WEB, own).distinct()
    sites = {site: shown_host(site) for url in _texts(session, query) if (site := site_of(url))}
    return _nearest(host, sites)


def _texts(session: Session, query: Select[tuple[str | None, ...]]) -> Iterator[str]:
    found = query.where(MENTIONS.c.deleted_at.is_(None)).subquery()
    # Databases differ in where NULL sorts; and what is distinct sorts by nothing but its columns.
    order = [bytewise(func.coalesce(column, "")) for column in found.c]
    ordered = select(found).order_by(*order).execution_options(yield_per=500)
    with session.connection().execute(ordered) as rows:
        for row in rows:
            yield from filter(None, row)


def _nearest(key: str, known: dict[str, str]) -> list[str] | None:
    if key in known:
        return None
    return [known[one] for one in get_close_matches(key, _some(known), n=_NEAREST)]


def _some(known: Iterable[str]) -> list[str]:
    return list(islice(known, _COMPARED))
