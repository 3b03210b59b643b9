"""Values as both databases can hold them: clean text, JSON, keys short enough for an index."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Any, TypeVar

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

_T = TypeVar("_T")

# Bytes, of an address that is indexed whole; PostgreSQL takes 2,704 for all columns of an index.
_LONGEST_ADDRESS = 2_000

# 500 characters of four bytes each still fit into an index of PostgreSQL.
_LONGEST_KEY = 500


def clean(text: str) -> str:
    """Return the text as both databases can hold it.

    PostgreSQL refuses NUL and SQLite refuses halves of surrogate pairs; pages hold both. NUL goes,
    a half becomes U+FFFD, two halves that belong together become their character.
    """
    text = text.replace("\0", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def short_key(text: str) -> str:
    """Return the text itself, or its beginning and a hash where it is too long to be indexed."""
    text = clean(text)
    if len(text) <= _LONGEST_KEY:
        return text
    digest = blake2b(text.encode(), digest_size=20).hexdigest()
    return f"{text[: _LONGEST_KEY - 41]}#{digest}"


def is_indexable(address: str) -> bool:
    """Whether an address is short enough to be looked for as it is."""
    return len(clean(address).encode()) <= _LONGEST_ADDRESS


def is_id(number: int) -> bool:
    """Whether a number the user typed can be an id at all; the databases fail on larger ones."""
    return 0 < number < 2**31


def chunks(values: Iterable[_T], size: int = 500) -> Iterator[list[_T]]:
    """Yield the distinct values in lists short enough for one `IN (...)` anywhere.

    >>> list(chunks([1, 2, 1, 3], 2))
    [[1, 2], [3]]
    """
    distinct = list(dict.fromkeys(values))
    for start in range(0, len(distinct), size):
        yield distinct[start : start + size]


class CleanText(TypeDecorator[str]):
    """Text from anywhere; see `clean`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Clean what goes in."""
        return None if value is None else clean(value)


class JsonText(TypeDecorator[Any]):
    """A JSON value kept as text, readable in any tool; None is NULL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 - as above
        """Write JSON."""
        return None if value is None else clean(json.dumps(value, ensure_ascii=False))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002 - as above
        """Read JSON."""
        return None if value is None else json.loads(value)
