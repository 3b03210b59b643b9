"""This program's side of `benchmarks.poll`; started by `poll_mentions`."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.feeds import Feeds, article, host, is_hit
from benchmarks.used import cpu, rss_mb
from mentions.asking import Watch
from mentions.cli.runtime import set_up_logs
from mentions.fetch.limits import Limits
from mentions.model import Article
from mentions.store.articles import add_article
from mentions.store.engine import Store, open_store
from mentions.store.mentions import load_mentions
from mentions.store.watches import add_watch
from mentions.tracker.poll import poll_watches, select_watches
from mentions.tracker.polling import Polling


def run(feeds: Feeds, articles: int) -> dict[str, float]:
    """Return the CPU seconds of each phase, memory, and the recall of links."""
    set_up_logs(verbose=False)
    hosts = frozenset(host(number) for number in range(feeds.count))
    limits = Limits(user_agent="mentions/benchmark", min_gap=0.0, concurrency=32, allow_hosts=hosts)
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for kind, phases in (("etag", ("cold", "warm")), ("plain", ("first", "same"))):
            with open_store(Path(folder) / f"{kind}.db") as store:
                _fill(store, feeds, kind, articles)
                polling = Polling(store=store, limits=limits)
                for phase in phases:
                    found[phase] = _poll(polling)
                found["recall"] = min(found.get("recall", 1.0), _recall(store, feeds))
    return found | {"rss_mb": rss_mb()}


def _fill(store: Store, feeds: Feeds, kind: str, articles: int) -> None:
    hits = [number for number in range(feeds.count) if is_hit(number)]
    with store.writing() as session:
        for number in dict.fromkeys([*hits, *range(articles)]):
            add_article(session, Article(url=article(number)), now=datetime.now(UTC))
        for number in range(feeds.count):
            add_watch(session, Watch(source="feed", address=feeds.url(number, kind=kind)))


def _poll(polling: Polling) -> float:
    watches = select_watches(polling.store, now=polling.clock(), everything=True)
    began = cpu()
    results = asyncio.run(poll_watches(polling, watches))
    used = cpu() - began
    failed = [result for result in results if result.error]
    assert not failed, failed[0]
    return used


def _recall(store: Store, feeds: Feeds) -> float:
    with store.reading() as session:
        seen = {one.mention.article for one in load_mentions(session)}
    hits = [number for number in range(feeds.count) if is_hit(number)]
    return sum(article(number) in seen for number in hits) / len(hits)
