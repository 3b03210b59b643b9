"""A report's data as it was cut, to be rendered again as it was: bytes and back.

The text is canonical: the same cut gives the same bytes, so its digest names it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from mentions.core.summary.codec import CodecError, decoded, encoded
from mentions.core.summary.model import Act, Summary

VERSION = 1  # of the text; fields that are added later have a default and need no other one


class FrozenError(ValueError):
    """Bytes that are no cut, or one of a newer version; says which."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """When a mention was new, or its kind or words last changed."""

    id: int
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """All that any form of a report needs.

    Attributes:
        acts: Every mention of the period, oldest first; a summary holds only those it shows.
        changed: Of those that changed last, newest first, as a feed tells them.
    """

    summary: Summary
    acts: tuple[Act, ...]
    changed: tuple[Changed, ...] = ()

    def news(self) -> Iterator[tuple[Act, datetime]]:
        """Yield the mentions that changed last, each with when that was."""
        acts = {act.id: act for act in self.acts}
        yield from ((acts[one.id], one.at) for one in self.changed if one.id in acts)


def freeze(cut: Cut) -> bytes:
    """Return the cut as canonical JSON."""
    value = {"version": VERSION, "cut": encoded(cut)}
    text = json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return text.encode("ascii")


def thaw(data: bytes) -> Cut:
    """Return the cut of some bytes.

    Raises:
        FrozenError: They are something else.
    """
    try:
        value: Any = json.loads(data)
        version = value["version"]
        if version != VERSION:
            raise FrozenError(f"of version {version}, this program knows {VERSION}")
        cut = decoded(Cut, value["cut"], "cut")
    except (CodecError, KeyError, TypeError, RecursionError, ValueError) as error:
        if isinstance(error, FrozenError):
            raise
        raise FrozenError(f"cannot be read: {error}") from error
    if not isinstance(cut, Cut):
        raise FrozenError("holds something else")
    return cut


def digest_of(data: bytes) -> str:
    """Return the digest of frozen bytes."""
    return sha256(data).hexdigest()
