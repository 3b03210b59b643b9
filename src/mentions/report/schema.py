"""The JSON Schema of a mention, shipped with the package."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any


def load_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) that every record of a mention satisfies.

    >>> load_schema()["properties"]["kind"]["enum"]
    ['mention', 'repost', 'quote', 'reply', 'like', 'bookmark']
    """
    text = files("mentions").joinpath("schema", "mention.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
