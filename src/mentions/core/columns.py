"""Mentions in columns: one for each leaf of the record in docs/record.md.

Exports carry columns instead of records, because making a million records takes longer than all the
rest, and what is done with a column at once is cheap.
Moments are text in ISO 8601, lists are JSON text, so that a database can give them as they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from itertools import islice
from typing import Any

from mentions.core.standing import Standing, record_of
from mentions.counts import NUMBERS

Cell = str | int | None
Batch = Sequence[Sequence[Cell]]  # some mentions: a sequence of cells for each of COLUMNS
BATCH = 250  # mentions at once: more is hardly faster


class Holds(Enum):
    """What stands in a column."""

    TEXT = "text"  # from anywhere
    WORD = "word"  # one of ours
    MOMENT = "moment"  # ISO 8601, UTC
    NUMBER = "number"
    TRUTH = "truth"  # 0 or 1
    LIST = "list"  # a JSON array of texts
    LINKS = "links"  # a JSON array of {"found": ..., "resolved": ...}


# Where each stands in the record: "author.name" is `record["author"]["name"]`. New ones come last.
_PATHS: Mapping[str, Holds] = {
    "article": Holds.TEXT,
    **dict.fromkeys(("kind", "channel"), Holds.WORD),
    "platform": Holds.TEXT,
    **dict.fromkeys(("author.name", "author.handle", "author.url", "author.photo"), Holds.TEXT),
    **dict.fromkeys(("text", "url"), Holds.TEXT),
    "published": Holds.MOMENT,
    "published_zone_known": Holds.TRUTH,
    "first_seen": Holds.MOMENT,
    "language": Holds.TEXT,
    "hashtags": Holds.LIST,
    "via": Holds.LIST,
    "links": Holds.LINKS,
    **dict.fromkeys(("reported_by.name", "reported_by.url"), Holds.TEXT),
    "evidence": Holds.WORD,
    "source": Holds.TEXT,
    "merged_from": Holds.NUMBER,
    "parent": Holds.TEXT,
    **{f"counts.{name}": Holds.NUMBER for name in NUMBERS},
    "counts.seen_at": Holds.MOMENT,
    "health": Holds.TEXT,  # a word of ours, or nothing
    "health_at": Holds.MOMENT,
}
PATHS = tuple(_PATHS)


def _name(path: str) -> str:
    """Return how the column of a path is called."""
    if path == "counts.seen_at":
        return "counted_at"
    return path.removeprefix("counts.").replace(".", "_")


COLUMNS: Mapping[str, Holds] = {_name(path): holds for path, holds in _PATHS.items()}


def row_of(one: Standing) -> tuple[Cell, ...]:
    """Return what stands in each of COLUMNS."""
    record = record_of(one)
    return tuple(_leaf(record, path.split("."), holds) for path, holds in _PATHS.items())


def _leaf(record: Mapping[str, Any], path: Sequence[str], holds: Holds) -> Cell:
    value: Any = record
    for part in path:
        value = value and value[part]
    if holds in {Holds.LIST, Holds.LINKS}:
        return json.dumps(value, ensure_ascii=False)
    found: Cell = value
    return found


def batches_of(mentions: Iterable[Standing]) -> Iterator[Batch]:
    """Yield the mentions in columns, some at a time."""
    given = iter(mentions)
    while rows := [row_of(one) for one in islice(given, BATCH)]:
        yield list(zip(*rows, strict=True))
