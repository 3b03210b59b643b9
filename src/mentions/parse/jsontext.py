"""JSON that anybody may have written: decoded, and read without trusting its shape."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from mentions.errors import ParseError
from mentions.parse.charset import decode
from mentions.parse.html import MAX_BYTES

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def load_json(data: bytes | str, *, url: str, content_type: str | None = None) -> Any:
    """Return what a JSON text holds.

    Raises:
        ParseError: It is too large or no JSON; says where it breaks off.
    """
    if len(data) > MAX_BYTES:
        raise ParseError(url, f"{len(data):,} bytes; more than {MAX_BYTES:,} are not read")
    try:
        return _loaded(decode(data, content_type).lstrip("\ufeff"))
    except json.JSONDecodeError as error:
        why = f"no JSON (line {error.lineno}, column {error.colno}: {error.msg})"
        raise ParseError(url, f"{why}; check the address") from error
    except (ValueError, RecursionError) as error:
        raise ParseError(url, f"JSON that cannot be read: {error}") from error


def _loaded(text: str) -> Any:
    """Load JSON; halves of characters, which no text may hold, become U+FFFD."""
    value = json.loads(text)
    if not _SURROGATE.search(text):
        return value
    whole = json.dumps(value, ensure_ascii=False).encode("utf-16-le", "surrogatepass")
    return json.loads(whole.decode("utf-16-le", "replace"))


def mapping(value: object) -> Mapping[str, Any]:
    """Return an object as it is, and anything else as an empty one."""
    return value if isinstance(value, Mapping) else {}


def mappings(holder: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """Return the objects in a list; empty where there is no list."""
    value = holder.get(key)
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def text(holder: Mapping[str, Any], key: str) -> str:
    """Return a text; empty where there is none."""
    value = holder.get(key)
    return value if isinstance(value, str) else ""
