"""How many messages of Jetstream a second are let go by their bytes, and what reading would cost.

    python -m benchmarks.stream [--messages N]

Made-up posts, as most are: a third are answers, one in seven has a link, none leads to an article.
"listening" is all that is done with a message; "reading" would be to decode every one and gather
its links; "JSON alone" says nothing of links yet. CPU seconds, the best of three rounds.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Sequence

from mentions.asking import Watch
from mentions.core.index import ArticleIndex
from mentions.core.scan.scanner import Scanner
from mentions.model import Article
from mentions.sources.jetstream import SOURCE

_WORDS = ("heute", "gelesen", "über", "straße", "the", "cat", "is", "on", "mat", "😀")
_WATCH = Watch(source="jetstream", address="https://stream.example/")
_START, _ROUNDS = 1_773_482_400_000_000, 3


def message(number: int, chance: random.Random) -> bytes:
    """Return a message as the server writes it."""
    record = {
        "$type": "app.bsky.feed.post",
        "createdAt": "2026-03-14T10:00:00.123Z",
        "langs": ["de"],
        "text": chance.choice((" ", " ", "\n")).join(chance.choices(_WORDS, k=30)),
    }
    kind = chance.random()
    if kind < 1 / 7:
        link = f"https://news{chance.randrange(999)}.example/2026/03/a-b-c/?utm_source=x"
        feature = {"$type": "app.bsky.richtext.facet#link", "uri": link}
        record["facets"] = [{"index": {"byteStart": 2, "byteEnd": 9}, "features": [feature]}]
        card = {"uri": link, "title": "Title", "description": "words " * 20}
        record["embed"] = {"$type": "app.bsky.embed.external", "external": card}
    elif kind < 1 / 2:
        other = {"cid": "bafy" * 14, "uri": "at://did:plc:abc/app.bsky.feed.post/3lx"}
        record["reply"] = {"root": other, "parent": other}
    commit = {
        "rev": "3lxrev",
        "operation": "create",
        "collection": "app.bsky.feed.post",
        "rkey": f"3lx{number}",
        "cid": "bafy" * 14,
        "record": record,
    }
    event = {"did": "did:plc:a", "time_us": _START + number, "kind": "commit", "commit": commit}
    return json.dumps(event, separators=(",", ":"), ensure_ascii=False).encode()


def main() -> None:
    """Print messages a CPU second."""
    parser = argparse.ArgumentParser(description="Let messages go, or read them.")
    parser.add_argument("--messages", type=int, default=20_000)
    chance = random.Random(1)  # noqa: S311 - the same posts each time
    messages = [message(number, chance) for number in range(parser.parse_args().messages)]
    articles = [Article(url=f"https://blog.example/2026/03/p{n}/") for n in range(100)]
    scanner = Scanner(ArticleIndex(articles))
    ways: dict[str, Callable[[bytes], object]] = {
        "listening": lambda one: (SOURCE.position(one), scanner.may_link(one)),
        "reading": lambda one: SOURCE.hear(one, _WATCH),
        "JSON alone": json.loads,
    }
    size = sum(map(len, messages)) / len(messages)
    print(f"{len(messages):,} messages of {size:.0f} bytes; messages a second:")
    for name, way in ways.items():
        print(f"{name:>12}: {len(messages) / min(_round(way, messages)):>9,.0f}")


def _round(way: Callable[[bytes], object], messages: Sequence[bytes]) -> list[float]:
    taken = []
    for _ in range(_ROUNDS):
        begun = time.process_time()
        for one in messages:
            way(one)
        taken.append(time.process_time() - begun)
    return taken


if __name__ == "__main__":
    main()
