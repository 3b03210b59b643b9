"""Reads the word tables that ship beside this module; reading and saying stay apart."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any


@cache
def load_table(name: str) -> dict[str, Any]:
    """Return a table of `core/data/`; read once."""
    text = resources.files("mentions.core").joinpath("data", f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


def any_of(words: Iterable[str]) -> str:
    r"""Return a regular expression for any of these words, longest first.

    >>> any_of(["van", "van de"])
    '(?:van\\s{1,3}de|van)'
    """
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(_spaced(word) for word in longest_first) + ")"


def _spaced(word: str) -> str:
    # Bounded: an open \s+ beside another one would try every split of a long gap.
    return r"\s{1,3}".join(re.escape(part) for part in word.split())
