"""The columns are the leaves of the record, and none is forgotten."""

from datetime import UTC, datetime
from typing import Any

from mentions.core.columns import BATCH, PATHS, batches_of, row_of
from mentions.core.standing import Recorded, record_of
from mentions.model import Channel, Evidence, Kind, Mention, Reporter

MENTION = Mention(
    article="https://blog.example/a",
    kind=Kind.LIKE,
    channel=Channel.POST,
    platform="web",
    first_seen=datetime(2009, 7, 14, tzinfo=UTC),
    reported_by=Reporter(name="Topsy"),
    evidence=Evidence.LINK,
    source="https://blog.example/a",
)


RECORDED = Recorded(mention=MENTION)


def leaves(value: dict[str, Any], before: str = "") -> list[str]:
    found: list[str] = []
    for name, one in value.items():
        found += leaves(one, f"{before}{name}.") if isinstance(one, dict) else [f"{before}{name}"]
    return found


def test_every_leaf_of_the_record_has_its_column() -> None:
    assert leaves(record_of(RECORDED)) == list(PATHS)
    assert len(row_of(RECORDED)) == len(PATHS)


def test_batches_hold_all_of_them() -> None:
    batches = list(batches_of([RECORDED] * (BATCH + 1)))
    assert [len(batch[0]) for batch in batches] == [BATCH, 1]
    assert list(batches_of([])) == []
