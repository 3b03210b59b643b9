"""to_csv and from_csv: they are one another's test."""

import csv
import io
import itertools
import re
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings

from mentions.core.health.states import State
from mentions.core.standing import Recorded
from mentions.errors import ParseError
from mentions.model import (
    Author,
    Channel,
    Counted,
    Evidence,
    Kind,
    Mention,
    MentionLink,
    Reporter,
)
from mentions.report.cells import printable
from mentions.report.from_csv import read_csv
from mentions.report.to_csv import COLUMNS, write_csv

MENTION = Mention(
    article="https://blog.example.org/2009/07/firewall/",
    kind=Kind.REPOST,
    channel=Channel.TRACKBACK,
    platform="twitter",
    author=Author(name="Jörg Ölmann"),
    text="=RT @clab: Weg, weg!\nhttp://ow.ly/rDsf",
    first_seen=datetime(2026, 11, 23, 8, tzinfo=UTC),
    language="de",
    hashtags=("fb", "firewall"),
    via=("clab", "anna"),
    links=(
        MentionLink(found="http://ow.ly/rDsf"),
        MentionLink(found="https://b.example/?a=1", resolved="https://b.example/"),
    ),
    reported_by=Reporter(name="Topsy"),
    evidence=Evidence.REDIRECT,
    source="https://blog.example.org/feed/",
    merged_from=2,
    parent="https://zweit.example/1",
    counts=Counted(likes=-3, replies=5, seen_at=datetime(2026, 11, 24, 8, tzinfo=UTC)),
)
ROW = (
    "https://blog.example.org/2009/07/firewall/,repost,trackback,twitter,Jörg Ölmann,,,,"
    '"\'=RT @clab: Weg, weg!\nhttp://ow.ly/rDsf",,,false,2026-11-23T08:00:00Z,de,fb firewall,'
    "clab anna,http://ow.ly/rDsf https://b.example/?a=1,? https://b.example/,Topsy,,redirect,"
    "https://blog.example.org/feed/,2,https://zweit.example/1,-3,,5,,,2026-11-24T08:00:00Z,,\r\n"
)
HEADER = ",".join(COLUMNS) + "\r\n"


def written(*mentions: Mention, excel: bool = False) -> str:
    out = io.StringIO(newline="")
    recorded = [Recorded(mention=one) for one in mentions]
    assert write_csv(recorded, out, excel=excel) == len(mentions)
    return out.getvalue()


def read(text: str) -> list[Mention]:
    return [one.mention for one in read_csv(io.StringIO(text, newline=""), name="m.csv")]


def printed(mention: Mention) -> Mention:
    """Return the mention as a file can hold it."""
    author, reporter = mention.author, mention.reported_by
    return replace(
        mention,
        author=replace(author, name=author.name and printable(author.name)),
        text=mention.text and printable(mention.text),
        reported_by=reporter and replace(reporter, name=printable(reporter.name)),
    )


def test_write_csv() -> None:
    assert written(MENTION) == HEADER + ROW
    assert written(MENTION, excel=True) == "\ufeff" + HEADER + ROW
    assert written() == HEADER


@settings(deadline=None)
@given(...)
def test_what_was_written_is_read(mentions: list[Mention]) -> None:
    text = written(*mentions)
    assert read(text) == [printed(mention) for mention in mentions]
    assert text.encode("utf-8").decode("utf-8") == text


GONE = Recorded(mention=MENTION, health=State.GONE, health_at=datetime(2026, 12, 1, tzinfo=UTC))


def test_how_it_stands_comes_back_and_may_be_missing() -> None:
    out = io.StringIO(newline="")
    write_csv([GONE], out)
    text = out.getvalue()
    assert text.endswith(",gone,2026-12-01T00:00:00Z\r\n")
    assert list(read_csv(io.StringIO(text, newline=""), name="m.csv")) == [GONE]
    early = text.replace(",health,health_at", "").replace(",gone,2026-12-01T00:00:00Z", "")
    assert read(early) == [MENTION]


@settings(deadline=None)
@given(...)
def test_what_a_german_excel_saves_is_read(mentions: list[Mention]) -> None:
    """With a byte order mark, semicolons, its words for true and false, and an empty last row."""
    rows = list(csv.reader(io.StringIO(written(*mentions), newline="")))
    out = io.StringIO("\ufeff", newline="")
    out.seek(0, io.SEEK_END)
    truth = {"true": "WAHR", "false": "FALSCH"}
    writer = csv.writer(out, delimiter=";")
    place = COLUMNS.index("published_zone_known")
    for row in rows:
        row[place] = truth.get(row[place], row[place])
    writer.writerows(rows)
    writer.writerow([""] * len(COLUMNS))
    assert read(out.getvalue()) == [printed(mention) for mention in mentions]


@settings(deadline=None)
@given(...)
def test_no_cell_is_a_formula(mention: Mention) -> None:
    _, *rows = csv.reader(io.StringIO(written(mention), newline=""))
    cells = itertools.chain.from_iterable(rows)
    for cell in (cell for cell in cells if not re.fullmatch("-[0-9]+", cell)):
        assert cell.lstrip(' \u00a0"')[:1] not in set("=+-@＝＋－＠\t\r\n")


def test_white_space_in_an_item_is_percent_encoded() -> None:
    mention = replace(MENTION, links=(MentionLink(found="https://b.example/a b\u00a0c"),))
    (back,) = read(written(mention))
    assert back.links == (MentionLink(found="https://b.example/a%20b%C2%A0c"),)


def test_columns_may_stand_in_another_order() -> None:
    rows = [list(reversed(row)) for row in csv.reader(io.StringIO(written(MENTION), newline=""))]
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    assert read(out.getvalue()) == [MENTION]


def test_what_came_later_may_be_missing() -> None:
    early = [row[:23] for row in csv.reader(io.StringIO(written(MENTION), newline=""))]
    out = io.StringIO(newline="")
    csv.writer(out).writerows(early)
    assert read(out.getvalue()) == [replace(MENTION, parent=None, counts=Counted())]


def test_long_texts_are_read() -> None:
    mention = replace(MENTION, text="ä" * 1_000_000)
    assert read(written(mention)) == [mention]


def with_cell(column: str, cell: str) -> str:
    """Return a file whose second row, on line 4, holds this cell."""
    header, row = csv.reader(io.StringIO(HEADER + ROW, newline=""))
    row[header.index(column)] = cell
    out = io.StringIO(newline="")
    csv.writer(out).writerow(row)
    return HEADER + ROW + out.getvalue()


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        (
            "article",
            "",
            "article: should be an address that begins with http:// or https://, not e",
        ),
        ("kind", "retweet", "kind: should be 'mention', 'repost', 'quote', 'reply', 'like' or 'b"),
        ("published", "14.07.2009 09:42", "published: should be a date and time with its zone, su"),
        ("published", "2009-07-14T09:42:00", "published: should be a date and time with its zone"),
        ("published_zone_known", "ja", "published_zone_known: should be"),
        ("first_seen", "", "first_seen: should be a date and time with its zone, such as"),
        ("author_url", "javascript:x", "author_url: should be an address"),
        ("links_found", "http://ow.ly/a", "links_resolved: 2 addresses for 1 in links_found"),
        ("links_resolved", "? x", "links_resolved: should be an address"),
        ("reported_by_name", "'=", None),
        ("reported_by_name", "", None),
        ("merged_from", "1_0", "merged_from: should be"),
        ("merged_from", "9" * 5000, "merged_from: should be"),
        ("merged_from", "", "merged_from: should be"),
        ("parent", "#comment-5", "parent: should be an address"),
        ("likes", "1,204", "likes: should be a valid integer"),
        ("likes", "9" * 19, "likes: should be less than or equal to"),
        ("likes", "9" * 5000, "likes: should be a valid integer"),
        ("counted_at", "", "counted_at: should be when the numbers were seen"),
        ("counted_at", "24.11.2026", "counted_at: should be a date and time with its zone"),
        ("source", "", "source: should be a text"),
    ],
)
def test_a_wrong_cell_is_told_with_line_and_column(
    column: str, cell: str, says: str | None
) -> None:
    if says is None:
        assert len(read(with_cell(column, cell))) == 2
        return
    with pytest.raises(ParseError) as caught:
        read(with_cell(column, cell))
    assert str(caught.value).startswith(f"m.csv: line 4, {says}")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "m.csv: line 1: no header; it should be article,kind,channel,"),
        ("a,b\r\n1,2\r\n", "m.csv: line 1: no header"),
        (HEADER.replace("via,", ""), "m.csv: line 1: no column via"),
        (HEADER.replace("via", "Vio"), "m.csv: line 1: no column via; unknown column 'Vio' (did "),
        (HEADER.replace("via", "via,via"), "m.csv: line 1: a column stands there twice"),
        (HEADER + "a,b\r\n", "m.csv: line 2: 2 cells instead of 32"),
        (HEADER + '"a', "m.csv: line 2: not CSV: unexpected end of data"),
        (HEADER + ROW + '"a"b\r\n', "m.csv: line 4: not CSV: ',' expected after '\"'"),
    ],
)
def test_what_is_no_such_csv_is_told(text: str, says: str) -> None:
    with pytest.raises(ParseError) as caught:
        read(text)
    assert str(caught.value).startswith(says)


def test_what_is_not_utf_8_is_told() -> None:
    data = (HEADER + ROW).encode("latin-1")
    lines = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="")
    with pytest.raises(ParseError, match="not UTF-8; save it as UTF-8"):
        list(read_csv(lines, name="m.csv"))


@settings(deadline=None)
@given(...)
def test_whatever_stands_in_it_only_our_error_comes(text: str) -> None:
    for whole in (text, HEADER + text, HEADER.replace(",", ";") + text):
        with suppress(ParseError):
            assert read(whole) == []


class Bin(io.TextIOBase):
    def write(self, text: str) -> int:
        return len(text)


def test_writing_and_reading_take_constant_memory() -> None:
    def lines() -> Iterator[str]:
        yield HEADER
        for _ in range(4000):
            yield from ROW.splitlines(keepends=True)

    tracemalloc.start()
    count = write_csv(read_csv(lines(), name="m.csv"), Bin())  # type: ignore[arg-type]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 4000
    assert peak < 1_500_000  # the mentions alone take 8 MB
