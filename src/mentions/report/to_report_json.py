"""A report as JSON: the fields of core/summary/model.py under their names.

Moments are ISO 8601 in UTC, durations whole or broken seconds; unknown is null.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from typing import Any

from mentions.core.summary.model import Summary, Unseen
from mentions.model import Mention, iso

# What a place told later than others; without an obstacle there is neither.
_LATER = frozenset({"obstacle", "next_look"})


def render_json(summary: Summary) -> str:
    """Return a report as one JSON object, readable; a mention is the record of docs/record.md."""
    text = json.dumps(summary_as_dict(summary), ensure_ascii=False, indent=2)
    return text.encode("utf-8", "replace").decode("utf-8") + "\n"


def summary_as_dict(summary: Summary) -> dict[str, Any]:
    """Return a report as JSON-ready values."""
    return {one.name: _value(getattr(summary, one.name)) for one in fields(summary)}


def _unseen(one: Unseen) -> dict[str, Any]:
    """Return a place; a report frozen before there were names of obstacles stays as it was."""
    told = {field.name: _value(getattr(one, field.name)) for field in fields(one)}
    return {name: told[name] for name in told if one.obstacle or name not in _LATER}


def _value(value: Any) -> Any:
    for kind, written in _WRITTEN.items():
        if isinstance(value, kind):
            return written(value)
    if is_dataclass(value):
        return {one.name: _value(getattr(value, one.name)) for one in fields(value)}
    return value


# A datetime is a date, too, so it stands before it.
_WRITTEN: Mapping[type[Any], Callable[[Any], Any]] = {
    Mention: Mention.as_dict,
    Unseen: _unseen,
    datetime: iso,
    date: date.isoformat,
    timedelta: timedelta.total_seconds,
    Mapping: lambda value: {_value(key): _value(one) for key, one in value.items()},
    tuple: lambda value: [_value(one) for one in value],
}
