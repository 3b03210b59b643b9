"""A database of invented mentions, large enough to time exports of it."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from time import gmtime
from typing import Any

from mentions.store.engine import open_store

ARTICLES = 1000
FIRST = 1_230_768_000  # seconds since 1970 of 2009-01-01
MONTH = 30 * 24 * 3600  # by which finding lags behind what happened, at the most
_SAID = (
    "Firewall Überblick, Blog: Artikel weg mit der lesen, Straße und nicht gut schön! warum? "
    "heute wieder share link “neu” sehr (mehr) read this great post about the web"
)
_WORDS = _SAID.split()
_STARTS = ("", "", "", "", "", "", "RT @clab: ", "@clab ", "“", "Sehr gut: ")
_PLATFORMS = ("twitter", "mastodon", "bluesky", "web", "hackernews")


def make_database(file: Path, mentions: int) -> None:
    """Create an SQLite database of the newest form and fill it.

    One text in six has several paragraphs, one in ten begins as a formula might, one in ten
    mentions was seen twice.
    """
    open_store(file).close()
    with sqlite3.connect(file) as db:
        db.execute("PRAGMA synchronous = off")
        db.executemany(
            "INSERT INTO articles (id, url, canonical, from_config, added_at)"
            " VALUES (?1, ?2, ?2, 0, '2009-01-01 00:00:00.000000')",
            (
                (one, f"https://blog.example/2009/07/artikel-{one}")
                for one in range(1, ARTICLES + 1)
            ),
        )
        columns = list(next(_rows(1)))
        names, marks = ", ".join(columns), ", ".join(f":{name}" for name in columns)
        insert = f"INSERT INTO mentions ({names}) VALUES ({marks})"  # noqa: S608 - names of ours
        db.executemany(insert, _rows(mentions))
        db.execute(_SIGHTINGS.format(place="'a'", condition="true"))
        db.execute(_SIGHTINGS.format(place="'b'", condition="id % 10 = 0"))
        db.execute("ANALYZE")
    db.close()


_SIGHTINGS = """INSERT INTO sightings
(mention_id, place, source, channel, url, evidence, links, first_at, last_at)
SELECT id, {place}, source, channel, url, evidence, links, first_seen, last_seen
FROM mentions WHERE {condition}"""


def _rows(count: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(7)  # noqa: S311 - no secret
    return (_row(number, chance) for number in range(1, count + 1))


def _row(number: int, chance: random.Random) -> dict[str, Any]:
    name = f"Person {chance.randrange(50_000)}"
    handle = name.replace("Person ", "p")
    platform = chance.choice(_PLATFORMS)
    url = f"https://{platform}.example/{handle}/{number}"
    moment = _moment(FIRST + number * 300 + chance.randrange(MONTH))
    likes = chance.choice((None, chance.randrange(100)))
    article = f"https://blog.example/2009/07/artikel-{number % ARTICLES + 1}"
    return {
        "article_id": number % ARTICLES + 1,
        "kind": chance.choice(("mention", "repost", "reply")),
        "channel": "post",
        "platform": platform,
        "author_name": name,
        "author_handle": handle,
        "author_url": f"https://{platform}.example/{handle}",
        "author_search": name.casefold(),
        "text": _text(chance),
        "url": url,
        "published": moment,
        "published_zone_known": 1,
        "language": chance.choice(("de", "en", None)),
        "hashtags": json.dumps(chance.choice(([], [], ["fb"], ["web", "straße"]))),
        "via": json.dumps(chance.choice(([], [], [], ["clab"]))),
        "links": json.dumps([{"found": f"http://short.example/{number}", "resolved": article}]),
        "evidence": "link",
        "source": f"https://{platform}.example/search?q=blog",
        "syndication": "[]",
        "merged_from": 1,
        "happened_at": moment,
        "first_seen": moment,
        "last_seen": moment,
        "updated_at": moment,
        "likes": likes,
        "counted_at": None if likes is None else moment,
    }


def _text(chance: random.Random) -> str:
    words = " ".join(chance.choices(_WORDS, k=chance.randrange(4, 36)))
    if chance.random() < 1 / 6:
        words = words.replace("! ", chance.choice(("!\n", "; ")))
    return chance.choice(_STARTS) + words


def _moment(second: int) -> str:
    return _FORMAT.format(*gmtime(second)[:6])


_FORMAT = "{:04}-{:02}-{:02} {:02}:{:02}:{:02}.000000"
