"""Documents in, mentions out: match, extract and merge in one pure step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from mentions.core.answers import with_permalinks
from mentions.core.changes import Found, plan_changes
from mentions.core.extract import extract_mentions_of
from mentions.core.index import ArticleIndex
from mentions.core.match import judge_entry
from mentions.model import Document, Mention, Resolution


def find_mentions(
    documents: Iterable[Document],
    *,
    index: ArticleIndex,
    now: datetime,
    resolutions: Mapping[str, Resolution] | None = None,
) -> Iterator[Found]:
    """Yield every mention in the documents, in order, unmerged; the blog's own pings marked.

    Args:
        documents: As `parse/` reads them.
        index: The articles that are tracked.
        now: Becomes `first_seen`; aware, UTC.
        resolutions: Where short links lead, by address as found.
    """
    resolved = resolutions or {}
    for document in map(with_permalinks, documents):
        for entry in document.entries:
            judgement = judge_entry(entry, document, index, resolved)
            for match in (*judgement.matches, *judgement.own):
                for found in extract_mentions_of(
                    entry, match, document=document, index=index, resolutions=resolved, now=now
                ):
                    yield replace(found, own=match in judgement.own)


def merge_found(found: Iterable[Found]) -> list[Mention]:
    """Return each act once, in the order of first appearance; nothing is known beforehand."""
    by_article: dict[str, list[Found]] = {}
    for one in found:
        by_article.setdefault(one.mention.article, []).append(one)
    plans = [plan_changes(group, {}) for group in by_article.values()]
    return [change.mention for plan in plans for change in plan.changes if not change.own]
