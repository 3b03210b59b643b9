"""The peer of `benchmarks.poll`: lemon24/reader with one worker."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from reader import make_reader

from benchmarks.feeds import Feeds
from benchmarks.used import cpu, rss_mb


def run(feeds: Feeds) -> dict[str, float]:
    """Return the CPU seconds of each phase, and memory."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for kind, phases in (("etag", ("cold", "warm")), ("plain", ("first", "same"))):
            reader = make_reader(str(Path(folder) / f"{kind}.sqlite"))
            for number in range(feeds.count):
                reader.add_feed(feeds.url(number, kind=kind))
            for phase in phases:
                began = cpu()
                reader.update_feeds(scheduled=False)  # all of them, however lately they were
                found[phase] = cpu() - began
            reader.close()
    return found | {"rss_mb": rss_mb()}


if __name__ == "__main__":
    port, count = map(int, sys.argv[1:3])
    feeds = Feeds(port=port, count=count, scheme=sys.argv[4])
    print(json.dumps(run(feeds)))
