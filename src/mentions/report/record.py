"""The record of a mention, read back: JSON-ready values -> Recorded. docs/record.md tells of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, ValidationError
from pydantic_core import PydanticCustomError

from mentions.core.counting import counted
from mentions.core.health.states import State
from mentions.core.standing import STATES, Recorded
from mentions.counts import NUMBERS
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

_ADDRESS = re.compile(r"https?://\S+")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_SHOWN = 60  # characters of a wrong value in a message


class RecordError(ValueError):
    """A record that is none.

    Args:
        path: The field, such as ("author", "url").
        why: What is wrong with it.
    """

    def __init__(self, path: tuple[str, ...], why: str) -> None:
        super().__init__(f"{'.'.join(path)}: {why}")
        self.path = path
        self.why = why


def mention_of(record: object) -> Mention:
    """Return the mention of a record; see `recorded_of`.

    Raises:
        RecordError: See `recorded_of`.
    """
    return recorded_of(record).mention


def recorded_of(record: object) -> Recorded:
    """Return what a record says: the mention whose `as_dict` it is, and how it stands.

    Half characters (lone surrogates), which no file can hold, become U+FFFD. `parent`, `counts`,
    `health` and `health_at` may be missing, as in early exports.

    Raises:
        RecordError: A field is missing, unknown or not what it should be; names the first one.
    """
    try:
        read = _Record.model_validate(record)
    except ValidationError as error:
        raise _explained(error) from error
    if (read.health is None) != (read.health_at is None):
        expected = "when that was seen" if read.health else "empty where health is"
        raise RecordError(("health_at",), f"should be {expected}")
    return Recorded(mention=_mention(read), health=read.health, health_at=read.health_at)


def _mention(read: _Record) -> Mention:
    return Mention(
        article=read.article,
        kind=read.kind,
        channel=read.channel,
        platform=read.platform,
        author=Author(**dict(read.author)),
        text=read.text,
        url=read.url,
        published=read.published,
        published_zone_known=read.published_zone_known,
        first_seen=read.first_seen,
        language=read.language,
        hashtags=read.hashtags,
        via=read.via,
        links=tuple(MentionLink(**dict(link)) for link in read.links),
        reported_by=Reporter(**dict(read.reported_by)) if read.reported_by else None,
        evidence=read.evidence,
        source=read.source,
        merged_from=read.merged_from,
        parent=read.parent,
        counts=_counted(read.counts),
    )


def whole_characters(text: str) -> str:
    """Return the text with U+FFFD in place of every half of a character."""
    return _SURROGATE.sub("\ufffd", text)


def _counted(read: _Counts) -> Counted:
    """Return the counts: numbers have a date, and a date has numbers."""
    counts = counted((getattr(read, name) for name in NUMBERS), read.seen_at)
    if counts.seen_at == read.seen_at and (read.seen_at or counts == Counted()):
        return counts
    expected = "empty where no number is given" if read.seen_at else "when the numbers were seen"
    raise RecordError(("counts", "seen_at"), f"should be {expected}")


def _words(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise _unlike("a text, not an empty one")
    return whole_characters(value)


def _address(value: object) -> str:
    if not isinstance(value, str) or not _ADDRESS.fullmatch(value):
        raise _unlike("an address that begins with http:// or https://")
    return whole_characters(value)


def _moment(value: object) -> datetime:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        if moment is not None and moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):  # no such day; in UTC before the year 1
        pass
    raise _unlike("a date and time with its zone, such as 2009-07-14T09:42:00Z")


def _state(value: object) -> State:
    if isinstance(value, str) and value in STATES:
        return State(value)
    raise _unlike(f"one of {', '.join(STATES)}")


def _unlike(expected: str) -> PydanticCustomError:
    return PydanticCustomError("unlike", "should be {expected}", {"expected": expected})


_Words = Annotated[str, BeforeValidator(_words)]
_Address = Annotated[str, BeforeValidator(_address)]
_Moment = Annotated[datetime, BeforeValidator(_moment)]
_State = Annotated[State, BeforeValidator(_state)]
_Number = Annotated[int, Field(strict=True, ge=-(2**63) + 1, le=2**63 - 1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Author(_Part):
    name: _Words | None
    handle: _Words | None
    url: _Address | None
    photo: _Address | None


class _Link(_Part):
    found: _Address
    resolved: _Address | None


class _Reporter(_Part):
    name: _Words
    url: _Address | None


class _Counts(_Part):
    likes: _Number | None
    reposts: _Number | None
    replies: _Number | None
    quotes: _Number | None
    followers: _Number | None
    seen_at: _Moment | None


_UNCOUNTED = _Counts(
    likes=None, reposts=None, replies=None, quotes=None, followers=None, seen_at=None
)


class _Record(_Part):
    article: _Address
    kind: Kind
    channel: Channel
    platform: _Words
    author: _Author
    text: _Words | None
    url: _Address | None
    published: _Moment | None
    published_zone_known: StrictBool
    first_seen: _Moment
    language: _Words | None
    hashtags: tuple[_Words, ...]
    via: tuple[_Words, ...]
    links: tuple[_Link, ...]
    reported_by: _Reporter | None
    evidence: Evidence
    source: _Words
    merged_from: Annotated[int, Field(strict=True, ge=1, le=2**31 - 1)]
    parent: _Address | None = None
    counts: _Counts = _UNCOUNTED
    health: _State | None = None
    health_at: _Moment | None = None


def _explained(error: ValidationError) -> RecordError:
    first = error.errors(include_url=False)[0]
    path = tuple(str(part) for part in first["loc"])
    if first["type"] == "missing":
        return RecordError(path, "is missing")
    if first["type"] == "extra_forbidden":
        return RecordError(path, "is no field of a mention")
    if first["type"] == "model_type":
        return RecordError(path, f"should be an object, not {_shown(first['input'])}")
    why = first["msg"].removeprefix("Input ")
    return RecordError(path, f"{why}, not {_shown(first['input'])}")


def _shown(value: Any) -> str:
    """Return a value short, and without anything that a terminal would obey."""
    whole = "empty" if value is None else repr(value)
    return whole if len(whole) <= _SHOWN else f"{whole[:_SHOWN]}..."
