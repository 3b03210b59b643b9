from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.model import Channel, Evidence, Kind, Mention
from mentions.report.record import RecordError, mention_of, whole_characters

MENTION = Mention(
    article="https://blog.example.org/post-1",
    kind=Kind.REPLY,
    channel=Channel.COMMENT,
    platform="web",
    first_seen=datetime(2026, 11, 23, tzinfo=UTC),
    evidence=Evidence.CONTEXT,
    source="https://blog.example.org/post-1",
)


def test_dates_come_back_in_utc() -> None:
    record = MENTION.as_dict() | {"published": "2009-07-14T11:42:00.5+02:00"}
    assert mention_of(record).published == datetime(2009, 7, 14, 9, 42, 0, 500_000, tzinfo=UTC)


def test_half_characters_are_replaced() -> None:
    assert mention_of(MENTION.as_dict() | {"text": "a\ud800b"}).text == "a\ufffdb"
    assert whole_characters("Straße 👍") == "Straße 👍"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        (
            "kind",
            "x",
            "kind: should be 'mention', 'repost', 'quote', 'reply', 'like' or 'bookmark'",
        ),
        ("published", "0001-01-01T00:00:00+14:00", "published: should be a date and time with its"),
        (
            "url",
            "\u202e",
            "url: should be an address that begins with http:// or https://, not '\\u",
        ),
        ("source", None, "source: should be a text, not an empty one, not empty"),
        ("text", 3, "text: should be a text, not an empty one, not 3"),
        ("merged_from", 10**30, "merged_from: should be"),
        ("also", 1, "also: is no field of a mention"),
    ],
)
def test_errors_name_the_field(field: str, value: Any, says: str) -> None:
    with pytest.raises(RecordError) as caught:
        mention_of(MENTION.as_dict() | {field: value})
    assert str(caught.value).startswith(says)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(JSON, st.sampled_from([*MENTION.as_dict(), "x"]), JSON)
def test_whatever_comes_only_our_error_comes(value: Any, field: str, whole: Any) -> None:
    for record in (whole, MENTION.as_dict() | {field: value}):
        with suppress(RecordError):
            assert isinstance(mention_of(record), Mention)
