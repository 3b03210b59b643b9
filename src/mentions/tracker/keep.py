"""Finds become rows: held against what is known, article by article."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from mentions.core.changes import Changes, Found, keys_of, plan_changes
from mentions.model import Article
from mentions.store.changes import Saved, save_changes
from mentions.store.engine import Session
from mentions.store.mentions import load_known
from mentions.urls.canonical import canonical_url


def keep_found(
    session: Session,
    found: Iterable[Found],
    articles: Sequence[tuple[int, Article]],
    *,
    now: datetime,
) -> Saved:
    """Store what was found; returns what of it is new.

    Args:
        session: Of `Store.writing`.
        found: In any order; about tracked articles only.
        articles: Every tracked article with its id.
        now: Aware, UTC.
    """
    by_article: dict[str, list[Found]] = {}
    for one in found:
        by_article.setdefault(one.mention.article, []).append(one)
    changes: list[Changes] = []
    # In the order of ids: two processes that lock the same articles never wait in a circle.
    for article_id, article in sorted(articles, key=lambda pair: pair[0]):
        group = by_article.get(canonical_url(article.url))
        if group:
            known = load_known(session, article_id, keys_of(group))
            changes.append(plan_changes(group, known))
    together = tuple(change for plan in changes for change in plan.changes)
    return save_changes(session, Changes(changes=together), now=now)
