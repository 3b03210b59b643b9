"""Which mentions a poll has seen on their own pages, with the link."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select

from mentions.model import Evidence
from mentions.store.tables import SIGHTINGS
from mentions.store.types import chunks
from mentions.urls.canonical import canonical_url
from mentions.urls.identity import page_of

# Of a sighting: its page held the link.
_BY_LINK = [one.value for one in (Evidence.LINK, Evidence.REDIRECT, Evidence.CANONICAL)]


def seen_at_home(connection: Connection, urls: Mapping[int, str | None]) -> set[int]:
    """Return the mentions whose own page held the link: not a feed or a list that names it.

    Args:
        connection: Open.
        urls: The permalink of each mention by its id; None where it has none.
    """
    row = SIGHTINGS.c
    pages = {number: canonical_url(page_of(url)) for number, url in urls.items() if url}
    found: set[int] = set()
    for part in chunks(pages):
        query = select(row.mention_id, row.source).where(
            row.mention_id.in_(part), row.evidence.in_(_BY_LINK)
        )
        for number, source in connection.execute(query):
            if canonical_url(page_of(source)) == pages[number]:
                found.add(number)
    return found
