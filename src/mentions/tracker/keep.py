"""Finds become rows: held against what is known, article by article."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from mentions.core.changes import Changes, Found, keys_of, plan_changes
from mentions.store.changes import Saved, save_changes
from mentions.store.engine import Session
from mentions.store.mentions import load_known


def keep_found(
    session: Session,
    found: Iterable[Found],
    ids: Mapping[str, int],
    *,
    now: datetime,
) -> Saved:
    """Store what was found; returns what of it is new.

    Args:
        session: Of `Store.writing`.
        found: In any order; about tracked articles only.
        ids: Of every tracked article, by canonical URL.
        now: Aware, UTC.
    """
    by_article: dict[str, list[Found]] = {}
    for one in found:
        by_article.setdefault(one.mention.article, []).append(one)
    changes: list[Changes] = []
    # In the order of ids: two processes that lock the same articles never wait in a circle.
    for article in sorted(by_article.keys() & ids.keys(), key=ids.__getitem__):
        group = by_article[article]
        known = load_known(session, ids[article], keys_of(group))
        changes.append(plan_changes(group, known))
    together = tuple(change for plan in changes for change in plan.changes)
    return save_changes(session, Changes(changes=together), now=now)
