"""to_jsonl and from_jsonl: they are one another's test."""

import io
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings

from mentions.core.health.states import State
from mentions.core.standing import Recorded
from mentions.errors import ParseError
from mentions.model import Author, Channel, Evidence, Kind, Mention
from mentions.report.from_jsonl import read_jsonl
from mentions.report.record import whole_characters
from mentions.report.to_jsonl import to_json, write_jsonl

MENTION = Mention(
    article="https://blog.example.org/post-1",
    kind=Kind.REPLY,
    channel=Channel.COMMENT,
    platform="web",
    author=Author(name="Jürgen"),
    text="Schön!\u2028Nächste Zeile\x9b31m\0",
    first_seen=datetime(2026, 11, 23, tzinfo=UTC),
    evidence=Evidence.CONTEXT,
    source="https://blog.example.org/post-1",
)
RECORDED = Recorded(mention=MENTION)
GONE = replace(RECORDED, health=State.GONE, health_at=datetime(2026, 12, 1, tzinfo=UTC))


def whole(mention: Mention) -> Mention:
    """Return the mention as UTF-8 can hold it."""
    author, reporter = mention.author, mention.reported_by
    return replace(
        mention,
        author=replace(author, name=author.name and whole_characters(author.name)),
        text=mention.text and whole_characters(mention.text),
        reported_by=reporter and replace(reporter, name=whole_characters(reporter.name)),
    )


def test_letters_stay_and_line_ends_do_not() -> None:
    line = to_json(GONE)
    assert '"name": "Jürgen"' in line
    assert '"text": "Schön!\\u2028Nächste Zeile\\u009b31m\\u0000"' in line
    assert list(read_jsonl([line], name="m.jsonl")) == [GONE]


@settings(deadline=None)
@given(...)
def test_what_was_written_is_read(mentions: list[Mention]) -> None:
    out = io.StringIO(newline="")
    recorded = [Recorded(mention=one) for one in mentions]
    assert write_jsonl(recorded, out) == len(mentions)
    lines = out.getvalue().encode("utf-8").decode("utf-8").splitlines()
    assert len(lines) == len(mentions)
    back = [one.mention for one in read_jsonl(lines, name="m.jsonl")]
    assert back == [whole(mention) for mention in mentions]


def test_empty_lines_and_a_byte_order_mark_do_no_harm() -> None:
    lines = ["\ufeff" + to_json(RECORDED) + "\r\n", "\n", "  \n", to_json(RECORDED)]
    assert list(read_jsonl(lines, name="m.jsonl")) == [RECORDED, RECORDED]
    assert list(read_jsonl([], name="m.jsonl")) == []


GOOD = to_json(RECORDED)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "m.jsonl: line 2, column 2: not JSON: Expecting property name"),
        ("[]", "m.jsonl: line 2: should be"),
        ("NaN", "m.jsonl: line 2: should be"),
        ("[" * 100_000, "m.jsonl: line 2: brackets in brackets without end"),
        ("9" * 5000, "m.jsonl: line 2: not JSON: Exceeds the limit"),
        (GOOD.replace('"reply"', '"replie"'), "m.jsonl: line 2, kind: should be 'mention'"),
        (GOOD.replace('"photo"', '"foto"'), "m.jsonl: line 2, author.photo: is missing"),
        (GOOD.replace('"via"', '"Via"'), "m.jsonl: line 2, via: is missing"),
        (GOOD.replace('"article"', '"x": 1, "article"'), "m.jsonl: line 2, x: is no field of a m"),
    ],
)
def test_a_wrong_line_is_told(line: str, says: str) -> None:
    with pytest.raises(ParseError) as caught:
        list(read_jsonl([GOOD, line], name="m.jsonl"))
    assert str(caught.value).startswith(says)


def test_what_is_not_utf_8_is_told() -> None:
    data = f"{GOOD}\n".encode() + GOOD.encode("latin-1")
    with pytest.raises(ParseError, match="not UTF-8; save it as UTF-8"):
        list(read_jsonl(io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"), name="m.jsonl"))


@given(...)
def test_whatever_stands_in_it_only_our_error_comes(text: str) -> None:
    with suppress(ParseError):
        assert list(read_jsonl(text.splitlines(), name="m.jsonl")) == []
