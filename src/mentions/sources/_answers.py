"""Reading what search APIs answer, and asking several servers of one kind."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from mentions.asking import Given, Page, Question, Request, Watch, ask
from mentions.errors import (
    GoneError,
    ParseError,
    RateLimitError,
    SourceError,
    UnsupportedError,
)
from mentions.model import Document
from mentions.parse.dates import read_date
from mentions.parse.html import one_line
from mentions.parse.jsontext import load_json, text
from mentions.urls.join import absolute_url

Place = TypeVar("Place")
# What a server of several gave, and why that is not all.
Part = tuple[Document, SourceError | None]
Asked = Generator[Question, Given, Part]
Parts = Generator[Question, Given, tuple[list[Document], SourceError | None]]
Answered = Generator[Question, Given, Mapping[str, Any]]

# Nothing that is asked about is longer; what is, is an attack.
_MAX_LINE = 2_000
_MAX_NUMBER = 1 << 63


def ask_object(request: Request) -> Answered:
    """Ask for a JSON object; to be used with `yield from`.

    Raises:
        FetchError: No usable answer came.
        ParseError: It is anything but a JSON object.
    """
    page = yield from ask(request)
    return object_in(page.body, page, request)


def object_in(body: bytes, page: Page, request: Request) -> Mapping[str, Any]:
    """Return the JSON object in a body.

    Raises:
        ParseError: It holds anything else.
    """
    answer = load_json(body, url=request.url, content_type=page.content_type)
    if not isinstance(answer, Mapping):
        raise ParseError(request.url, "the answer is no JSON object; check the address")
    return answer


def ask_each(places: Iterable[Place], ask_one: Callable[[Place], Asked]) -> Parts:
    """Ask several servers; one that fails does not cost the others theirs.

    Returns:
        What they gave, and why that is not all.

    Raises:
        SourceError: None of them gave anything.
    """
    documents: list[Document] = []
    problems: list[SourceError] = []
    for place in places:
        try:
            document, problem = yield from ask_one(place)
        except SourceError as error:
            problems.append(error)
            continue
        documents.append(document)
        if problem:
            problems.append(problem)
    if problems and not documents:
        raise min(problems, key=lambda error: isinstance(error, GoneError))
    return documents, part_failed(problems[0]) if problems else None


def part_failed(error: SourceError) -> SourceError:
    """Return an error of one question among several.

    What a single page or server says of itself (gone for good, a login) does not hold for the
    watch; only "come back later" does.
    """
    if type(error) is SourceError or isinstance(error, RateLimitError | UnsupportedError):
        return error
    return SourceError(error.url, f"not everything could be read: {error.why}")


def not_after_success(seconds: int, watch: Watch) -> int:
    """Return a time in seconds since 1970, at the latest when the watch last succeeded.

    A post dated in the future by a wrong clock must not hide what is written until then.
    """
    last = watch.last_success_at
    return min(seconds, int(last.timestamp())) if last else seconds


def line(holder: Mapping[str, Any], key: str) -> str | None:
    """Return a text in one line; None where there is none, or one of absurd length."""
    found = one_line(whole(text(holder, key)))
    return found if found and len(found) <= _MAX_LINE else None


def whole(value: str) -> str:
    """Return a text that every file and URL can hold: half characters become question marks."""
    return value.encode("utf-8", "replace").decode("utf-8")


def number(holder: Mapping[str, Any], key: str) -> int | None:
    """Return a whole number that a database can hold; None where there is none (True is none)."""
    value = holder.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if abs(value) < _MAX_NUMBER else None


def number_id(holder: Mapping[str, Any], key: str) -> int | None:
    """Return a number that names something: not 0, not below."""
    value = number(holder, key)
    return value if value is not None and value > 0 else None


def moment(holder: Mapping[str, Any], key: str) -> datetime | None:
    """Return a time that names its zone: ISO 8601, or seconds since 1970; None for others."""
    seconds = number(holder, key)
    found = read_date(str(seconds) if seconds is not None else text(holder, key))
    return found[0] if found and found[1] else None


def web_address(holder: Mapping[str, Any], key: str, base: str) -> str | None:
    """Return an http(s) address, absolute; None where there is none."""
    written = text(holder, key)
    return absolute_url(whole(written), base) if written.strip() else None
