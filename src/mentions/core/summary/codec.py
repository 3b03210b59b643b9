"""Frozen dataclasses as JSON and back, without loss: the types of the fields say what is meant."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints


class CodecError(ValueError):
    """JSON that is not what was written; says where."""


def encoded(value: Any) -> Any:
    """Return a value as JSON can hold it, with every field: a default may change some day."""
    if value is None or isinstance(value, str | int | float | date | timedelta):
        return _plain(value)
    if isinstance(value, Mapping):
        return [[encoded(key), encoded(one)] for key, one in value.items()]
    if isinstance(value, tuple | list | frozenset):
        return [encoded(one) for one in value]
    if is_dataclass(value):
        return {field.name: encoded(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"{type(value).__name__}: no form in JSON is known for it")


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return [value.days, value.seconds, value.microseconds]
    return value


def decoded(kind: Any, value: Any, where: str = "") -> Any:
    """Return the value of a type that was encoded.

    Args:
        kind: The type, as a field of a dataclass names it.
        value: What `encoded` gave.
        where: For messages.

    Raises:
        CodecError: It is something else.
    """
    origin, inner = get_origin(kind), get_args(kind)
    if origin in {Union, types.UnionType}:
        return None if value is None else _one_of(inner, value, where)
    if origin is tuple:
        return tuple(decoded(inner[0], one, where) for one in _list(value, where))
    if origin is not None and issubclass(origin, Mapping):
        pairs = (_list(one, where) for one in _list(value, where))
        return {decoded(inner[0], key, where): decoded(inner[1], one, where) for key, one in pairs}
    if is_dataclass(kind):
        return _record(kind, value, where)
    return _leaf(kind, value, where)


def _record(kind: Any, value: Any, where: str) -> Any:
    if not isinstance(value, dict):
        raise CodecError(f"{where}: should be a {kind.__name__}")
    hints, known = _hints(kind), {field.name for field in fields(kind)}
    if unknown := sorted(value.keys() - known):
        raise CodecError(f"{where}: {kind.__name__} has no {', '.join(unknown)}")
    given = {name: decoded(hints[name], one, f"{where}.{name}") for name, one in value.items()}
    try:
        return kind(**given)
    except TypeError as error:
        raise CodecError(f"{where}: {error}") from error


def _leaf(kind: Any, value: Any, where: str) -> Any:
    try:
        if kind is timedelta:
            return timedelta(*_list(value, where))
        if issubclass(kind, datetime | date):
            return kind.fromisoformat(value)
        if issubclass(kind, Enum):
            return kind(value)
    except (TypeError, ValueError) as error:
        raise CodecError(f"{where}: {error}") from error
    if type(value) is kind or (kind is float and type(value) is int):
        return value
    raise CodecError(f"{where}: should be {kind.__name__}, not {type(value).__name__}")


def _one_of(kinds: tuple[Any, ...], value: Any, where: str) -> Any:
    (kind,) = [one for one in kinds if one is not type(None)]
    return decoded(kind, value, where)


def _list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise CodecError(f"{where}: should be a list")
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
