"""Columns straight from the database hold what the records hold."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mentions.core.changes import Change, Changes
from mentions.core.columns import COLUMNS, Batch, batches_of
from mentions.core.health.states import State
from mentions.core.standing import Recorded
from mentions.counts import Counted
from mentions.errors import StoreError
from mentions.model import Article, Author, Mention, MentionLink, Reporter
from mentions.report.cells import guard, printable
from mentions.report.to_csv import write_csv, write_csv_columns
from mentions.report.to_jsonl import to_json, write_jsonl_columns
from mentions.store.articles import add_article
from mentions.store.changes import save_changes
from mentions.store.checks import save_stated
from mentions.store.engine import Store, open_store
from mentions.store.export import stream_columns
from mentions.store.mentions import MentionFilter, delete_mention, stream_mentions
from mentions.store.records import StoredMention

NOW = datetime(2009, 7, 15, 12, 0, tzinfo=UTC)
HOSTILE = (
    *("=1+1", "+49 30", "-5", "@clab", "\t=x", " =1", '"=1"', "'=1", "＝1+1", "\u00a0=1"),
    *("a;=HYPERLINK(1)", "a\n=cmd|'/C calc'!A0", "Na ;-)", "- Liste\n- (Klammer)", "'tis"),
    *('"', "a,b;c\td", "a\r\nb", "\u2028\x85\x9b", "\u202eevil", "<b>&amp;</b>", "\\n", "%s"),
    *("👩‍👧", "مرحبا", "\u200b\ufeff", "ä" * 10_000, "\x1b[31m", "null", "?"),
)


@pytest.fixture
def hostile(
    a_mention: Callable[..., Mention], a_change: Any, save: Any, article_id: int, store: Store
) -> int:
    changes = []
    for number, words in enumerate(HOSTILE):
        mention = a_mention(
            author=Author(name=words, handle=words if number % 2 else None),
            text=words,
            url=f"https://s.example/{number}?a=,;'=x(",
            published=None if number % 3 else NOW + timedelta(microseconds=number),
            published_zone_known=bool(number % 2),
            hashtags=(words, "b") if number % 4 else (),
            via=(words,) * (number % 3),
            links=(MentionLink(found=f"http://l.example/ {number}"),) * (number % 3),
            reported_by=Reporter(name=words) if number % 5 == 0 else None,
            merged_from=number + 1,
            counts=Counted(likes=-number, seen_at=NOW) if number % 2 else Counted(),
        )
        changes.append(a_change(str(number), mention=mention))
    save(*changes)
    gone = Recorded(mention=a_mention(), health=State.GONE, health_at=NOW)
    with store.writing() as session:
        save_stated(session, [(number, gone) for number in range(1, len(HOSTILE), 7)])
    return article_id


def columns(store: Store, wanted: MentionFilter | None = None) -> list[Batch]:
    with store.reading() as session:
        return list(stream_columns(session, wanted or MentionFilter()))


def records(store: Store) -> list[StoredMention]:
    with store.reading() as session:
        return list(stream_mentions(session, oldest_first=True))


def cells(batches: Any) -> list[list[Any]]:
    return [[int(cell) if cell is True else cell for cell in column] for column in next(batches)]


@pytest.mark.usefixtures("hostile")
def test_columns_hold_what_records_hold(store: Store) -> None:
    found = columns(store)
    assert len(found) == 1
    assert cells(iter(found)) == cells(batches_of(records(store)))
    assert len(found[0]) == len(COLUMNS)
    assert len(found[0][0]) == len(HOSTILE)


@pytest.mark.usefixtures("hostile")
def test_csv_is_what_the_csv_module_writes(store: Store) -> None:
    ours, plain = io.StringIO(newline=""), io.StringIO(newline="")
    assert write_csv_columns(columns(store), ours) == len(HOSTILE)
    rows = list(csv.reader(io.StringIO(ours.getvalue(), newline="")))
    csv.writer(plain, lineterminator="\r\n").writerows(rows)
    assert ours.getvalue() == plain.getvalue()
    texts = [row[rows[0].index("text")] for row in rows[1:]]
    assert sorted(texts) == sorted(guard(printable(text)) for text in HOSTILE)
    again = io.StringIO(newline="")
    write_csv(records(store), again)
    assert again.getvalue() == ours.getvalue()


@pytest.mark.usefixtures("hostile")
def test_json_lines_are_those_of_the_records(store: Store) -> None:
    out = io.StringIO(newline="")
    assert write_jsonl_columns(columns(store), out) == len(HOSTILE)
    lines = out.getvalue().split("\n")[:-1]
    assert lines == [to_json(one) for one in records(store)]
    assert json.loads(lines[0])["article"] == "https://blog.example/firewall"


def test_only_what_is_wanted(store: Store, hostile: int) -> None:
    with store.writing() as session:
        delete_mention(session, 1, now=NOW)
    assert len(columns(store, MentionFilter(article_id=hostile))[0][0]) == len(HOSTILE) - 1
    assert columns(store, MentionFilter(article_id=hostile + 1)) == []


def test_a_damaged_database_is_told(tmp_path: Any, a_mention: Any) -> None:
    file = tmp_path / "m.db"
    fill(file, a_mention)
    data = bytearray(file.read_bytes())
    half = len(data) // 2
    data[half:] = b"\xff" * (len(data) - half)
    file.write_bytes(data)
    with pytest.raises(StoreError, match="damaged"), open_store(file) as store:
        columns(store)


def fill(file: Any, a_mention: Callable[..., Mention]) -> None:
    with open_store(file) as store, store.writing() as session:
        add_article(session, Article(url="https://blog.example/firewall"), now=NOW)
        made = [
            Change(mention=a_mention(text=f"{number} {'x' * 900}"), keys=(str(number),))
            for number in range(600)
        ]
        save_changes(session, Changes(changes=tuple(made)), now=NOW)
