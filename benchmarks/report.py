"""How long a report takes: `python -m benchmarks.report [MENTIONS [ARTICLES]]`.

Fills a database with invented mentions, then measures the data of one article and of all, each in
a process of its own, and the command as its users run it. Times are CPU seconds: other programs on
the machine change them least.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import insert

from mentions.core.summary.model import Scope
from mentions.store.engine import Store, open_store
from mentions.store.tables import ARTICLES, MENTIONS
from mentions.tracker.reports.summarise import summarise

START = datetime(2009, 1, 1, tzinfo=UTC)
AT_ONCE = 20_000
RUNS = 5
PLATFORMS = ("twitter", "mastodon", "bluesky", "web", "hackernews")
CONFIG = '[database]\npath = "mentions.db"\n'


def fill(store: Store, mentions: int, articles: int) -> None:
    """Write articles and mentions; one mention in four names whom it is from."""
    chance = random.Random(7)  # noqa: S311 - the same mentions each time
    with store.writing() as session:
        connection = session.connection()
        rows = [_article(number) for number in range(1, articles + 1)]
        connection.execute(insert(ARTICLES), rows)
        for begin in range(0, mentions, AT_ONCE):
            numbers = range(begin, min(begin + AT_ONCE, mentions))
            rows = [_mention(number, articles, chance) for number in numbers]
            connection.execute(insert(MENTIONS), rows)


def _article(number: int) -> dict[str, Any]:
    url = f"https://blog.example/2009/artikel-{number}"
    return {"id": number, "url": url, "canonical": url, "from_config": False, "added_at": START}


def _mention(number: int, articles: int, chance: random.Random) -> dict[str, Any]:
    person, platform = chance.randrange(50_000), chance.choice(PLATFORMS)
    moment = START + timedelta(seconds=chance.randrange(300_000_000))
    told = chance.random() < 0.5
    return {
        "article_id": number % articles + 1,
        "kind": chance.choice(("mention", "repost", "reply", "like")),
        "channel": "post",
        "platform": platform,
        "author_name": f"Person {person}",
        "author_handle": None if platform == "web" else f"p{person}",
        "author_search": f"person {person}",
        "text": "Weg mit der Social Media Firewall, sehr guter Text von @clab. " * 2,
        "url": f"https://{platform}{person % 500}.example/p{person}/{number}",
        "published": moment,
        "published_zone_known": True,
        "language": chance.choice(("de", "en", None)),
        "hashtags": [],
        "via": [f"p{chance.randrange(50_000)}"] if chance.random() < 0.25 else [],
        "links": [],
        "evidence": "link",
        "source": f"https://{platform}.example/search",
        "syndication": [],
        "merged_from": 1,
        "happened_at": moment,
        "first_seen": moment,
        "last_seen": moment,
        "updated_at": moment,
        "likes": chance.randrange(100) if told else None,
        "followers": chance.randrange(5000) if told else None,
        "counted_at": moment if told else None,
    }


def measure(database: Path, article: int | None) -> Iterator[float]:
    """Yield the CPU seconds that the data of a report takes."""
    with open_store(database) as store:
        for _ in range(RUNS if article else 1):
            begin = process_time()
            only = None if article is None else [article]
            summary = summarise(store, only, Scope(made_at=datetime.now(UTC)))
            assert summary.numbers.mentions > 0
            yield process_time() - begin


def _print_measured(database: Path, article: int | None) -> None:
    seconds = list(measure(database, article))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    what = f"article {article}" if article else "all articles"
    print(f"data of {what:<14} {min(seconds):8.3f} s (first {seconds[0]:.3f} s), {peak:.0f} MB")


def _print_command(folder: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "mentions", "report", *arguments]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=folder, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    taken = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"{' '.join(['mentions report', *arguments]):<22} {taken:8.3f} s, {len(done.stdout)} bytes"
    )


def main() -> None:
    given = [int(one) for one in sys.argv[1:3]]
    mentions, articles = (given + [1_000_000, 10_000][len(given) :])[:2]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = folder / "mentions.db"
        (folder / "config.toml").write_text(CONFIG, "utf-8")
        begin = perf_counter()
        with open_store(database) as store:
            fill(store, mentions, articles)
        print(f"{mentions:,} mentions of {articles:,} articles: {perf_counter() - begin:.0f} s")
        for article in ("7", ""):
            code = "import sys, benchmarks.report as own; own.run_one(*sys.argv[1:])"
            arguments = [sys.executable, "-c", code, str(database), article]
            subprocess.run(arguments, check=True)
        for arguments in (["7"], ["7", "--format", "md"], []):
            _print_command(folder, *arguments)


def run_one(database: str, article: str) -> None:
    """Measure in this process alone."""
    _print_measured(Path(database), int(article) if article else None)


if __name__ == "__main__":
    main()
