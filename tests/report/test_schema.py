import copy
import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator, FormatChecker

from mentions.core.standing import STATES, Recorded, record_of
from mentions.model import Channel, Evidence, Kind
from mentions.report.record import RecordError, recorded_of
from mentions.report.schema import load_schema

# The formats are checked here: the package asks for further packages to do so.
CHECKER = FormatChecker(())


@CHECKER.checks("date-time", ValueError)
def is_moment(value: object) -> bool:
    return not isinstance(value, str) or bool(datetime.fromisoformat(value))


@CHECKER.checks("uri")
def is_uri(value: object) -> bool:
    return not isinstance(value, str) or (value.isascii() and value.isprintable())


SCHEMA = load_schema()
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=CHECKER)

RECORD: dict[str, Any] = {
    "article": "https://blog.example.org/2009/07/weg-mit-der-social-media-firewall/",
    "kind": "repost",
    "channel": "trackback",
    "platform": "twitter",
    "author": {"name": "Jörg Ölmann", "handle": None, "url": None, "photo": None},
    "text": "RT @clab: Weg damit http://ow.ly/rDsf #fb",
    "url": None,
    "published": None,
    "published_zone_known": False,
    "first_seen": "2026-11-23T08:00:00Z",
    "language": "de",
    "hashtags": ["fb"],
    "via": ["clab"],
    "links": [{"found": "http://ow.ly/rDsf", "resolved": None}],
    "reported_by": {"name": "Topsy", "url": "http://topsy.com/tb/bit.ly/x"},
    "evidence": "redirect",
    "source": "https://blog.example.org/feed/",
    "merged_from": 2,
    "parent": "https://social.example/@clab/1",
    "counts": {
        "likes": 12,
        "reposts": 3,
        "replies": 0,
        "quotes": None,
        "followers": None,
        "seen_at": "2026-11-23T08:00:00Z",
    },
    "health": "link_removed",
    "health_at": "2026-12-01T08:00:00Z",
}
NOTHING_COUNTED = dict.fromkeys(RECORD["counts"])
WRONG: list[tuple[tuple[str | int, ...], Any]] = [
    (("article",), None),
    (("article",), "javascript:alert(1)"),
    (("kind",), "retweet"),
    (("channel",), ""),
    (("platform",), ""),
    (("author",), None),
    (("author", "name"), ""),
    (("author", "url"), "me@example.org"),
    (("author", "age"), 3),
    (("text",), ""),
    (("url",), "/relative"),
    (("published",), "2009-07-14"),
    (("published",), "2009-07-14T09:42:00"),
    (("published",), "2009-02-30T09:42:00Z"),
    (("published_zone_known",), "true"),
    (("published_zone_known",), None),
    (("first_seen",), None),
    (("hashtags",), "fb"),
    (("via", 0), ""),
    (("links", 0, "found"), None),
    (("links", 0, "found"), "ow.ly/rDsf"),
    (("links", 0, "why"), "404"),
    (("reported_by", "name"), None),
    (("evidence",), "proof"),
    (("source",), None),
    (("merged_from",), 0),
    (("merged_from",), True),
    (("merged_from",), "2"),
    (("parent",), "#comment-5"),
    (("counts",), None),
    (("counts", "likes"), "12"),
    (("counts", "likes"), 1.5),
    (("counts", "likes"), 2**63),
    (("counts", "shares"), 3),
    (("counts", "seen_at"), None),
    (("counts", "seen_at"), "2026-11-23"),
    (("syndication",), []),
    (("health",), "unknown"),
    (("health",), 1),
    (("health_at",), "2026-12-01"),
    (("health_at",), None),
]


def changed(place: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    record: Any = copy.deepcopy(RECORD)
    inner = record
    for part in place[:-1]:
        inner = inner[part]
    inner[place[-1]] = value
    return record  # type: ignore[no-any-return]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@given(...)
def test_every_record_satisfies_it(one: Recorded) -> None:
    record = json.loads(json.dumps(record_of(one)))
    VALIDATOR.validate(record)
    assert list(record) == list(SCHEMA["properties"])
    # What the database adds may be missing.
    assert SCHEMA["required"] == list(one.mention.as_dict())
    VALIDATOR.validate({key: record[key] for key in SCHEMA["required"]})


def test_its_words_are_those_of_the_model() -> None:
    for field, words in (("kind", Kind), ("channel", Channel), ("evidence", Evidence)):
        assert SCHEMA["properties"][field]["enum"] == [word.value for word in words]
    assert SCHEMA["properties"]["health"]["enum"] == [*STATES, None]


def test_the_example_is_right_in_both() -> None:
    for record in (RECORD, RECORD | {"parent": None, "counts": NOTHING_COUNTED}):
        VALIDATOR.validate(record)
        assert record_of(recorded_of(record)) == record


def test_a_date_without_numbers_is_refused() -> None:
    record = RECORD | {"counts": NOTHING_COUNTED | {"seen_at": "2026-11-23T08:00:00Z"}}
    assert not VALIDATOR.is_valid(record)
    with pytest.raises(RecordError, match=r"^counts\.seen_at: should be empty where no number is"):
        recorded_of(record)


@pytest.mark.parametrize(("place", "value"), WRONG)
def test_what_the_schema_refuses_is_not_read(place: tuple[str | int, ...], value: Any) -> None:
    record = changed(place, value)
    assert not VALIDATOR.is_valid(record)
    with pytest.raises(RecordError) as caught:
        recorded_of(record)
    assert caught.value.path == tuple(str(part) for part in place)


def test_a_date_without_a_state_is_refused() -> None:
    record = {**RECORD, "health": None}
    assert not VALIDATOR.is_valid(record)
    with pytest.raises(RecordError, match=r"^health_at: should be empty where health is$"):
        recorded_of(record)


LATER = ("counts", "parent")
LOOKS = ("health", "health_at")


@pytest.mark.parametrize("field", LATER)
def test_what_came_later_is_written_and_may_be_missing(field: str) -> None:
    record = {key: value for key, value in RECORD.items() if key != field}
    assert not VALIDATOR.is_valid(record)
    assert record_of(recorded_of(record))[field] in (None, NOTHING_COUNTED)


@pytest.mark.parametrize("field", [field for field in RECORD if field not in (*LATER, *LOOKS)])
def test_every_field_is_required(field: str) -> None:
    record = {key: value for key, value in RECORD.items() if key != field}
    assert not VALIDATOR.is_valid(record)
    with pytest.raises(RecordError, match=f"^{field}: is missing$"):
        recorded_of(record)
