"""The facts of this room, kept as data beside the code and read once, when first needed."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


def _text(name: str) -> str:
    return (files("mentions.urls") / "data" / name).read_text("utf-8")


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the words of each line of a package data file; `#` starts a comment."""
    lines = (line.partition("#")[0].split() for line in _text(name).splitlines())
    return tuple(tuple(words) for words in lines if words)


@cache
def document(name: str) -> dict[str, Any]:
    """Return a TOML file of the package data. Nobody may change what comes back."""
    return tomllib.loads(_text(name))
