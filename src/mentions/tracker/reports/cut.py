"""A report with every mention it is about, all of it read at one moment."""

from __future__ import annotations

from collections.abc import Sequence

from mentions.core.summary.freeze import Changed, Cut
from mentions.core.summary.model import Scope
from mentions.store.engine import Store
from mentions.store.overrides import overrides_of
from mentions.store.summary import Chosen, stream_acts, stream_news
from mentions.tracker.reports.summarise import LIMITS, Limits, summarise

NEWS = 200  # mentions of a feed


def make_cut(
    store: Store,
    articles: Sequence[int] | None,
    scope: Scope,
    *,
    gone: bool = False,
    limits: Limits = LIMITS,
) -> Cut:
    """Return the numbers of a report and its mentions; the arguments are those of `summarise`.

    Raises:
        StoreError: The database cannot be used.
    """
    ids = None if articles is None else tuple(articles)
    chosen = Chosen(articles=ids, since=scope.since, until=scope.until, gone=gone)
    summary = summarise(store, articles, scope, gone=gone, limits=limits)
    with store.reading() as session:
        overrides = overrides_of(session)
        acts = tuple(stream_acts(session, chosen, overrides))
        news = stream_news(session, chosen, overrides, limit=NEWS)
        changed = tuple(Changed(id=act.id, at=at) for act, at in news)
    return Cut(summary=summary, acts=acts, changed=changed)
