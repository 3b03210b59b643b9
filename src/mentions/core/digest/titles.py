"""Knows the titles of tweet digests; their wording is in `data/digests.toml`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from mentions.core.handles import handle_at
from mentions.core.tables import load_table
from mentions.core.text import unescape

_LONGEST = 300  # characters of a page title that are looked at
# What stands between the parts of a page title: "Twitter Weekly Updates | Blog".
_BETWEEN = re.compile(r"\s{1,3}[|«»‹›·•:–—-]{1,3}(?:\s{1,3}|\Z)|(?<=\w):\s")
_DAY = r"\d{4}-\d\d-\d\d|\d{1,2}\.\s?\d{1,2}\.\s?\d{4}"
# ISO and dotted days, and a number beside the name of a month, in a folded title.
_DAY_FOLDED = re.compile(r"\d{4} \d\d \d\d|\d{1,2}\. ?\d{1,2}\.")
_ADORNMENT = ",.:;()[]„“”\"'"


@dataclass(frozen=True, kw_only=True, slots=True)
class DigestTitle:
    """What the title of a digest says.

    Attributes:
        sure: Whether only plugins write it; people write the others, too.
        handle: The account it names, None where it names none.
    """

    sure: bool
    handle: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Words:
    stems: tuple[str, ...]
    before: frozenset[str]
    sure: tuple[str, ...]
    dated: tuple[str, ...]
    unsure: tuple[str, ...]
    others: tuple[str, ...]
    by: frozenset[str]
    when: frozenset[str]
    months: frozenset[str]


def read_title(title: str) -> DigestTitle | None:
    """Return what a page title says where one part of it is the title of a digest.

    >>> read_title("Twitter Weekly Updates for 2010-05-02 | Corner of the Desk")
    DigestTitle(sure=True, handle=None)
    >>> read_title("Tweets by @corner on May 2nd").handle
    'corner'
    >>> read_title("My week on Twitter").sure
    False
    >>> read_title("Why I stopped my Twitter Weekly Updates") is None
    True
    """
    plain = title[:_LONGEST].casefold()
    if not any(stem in plain for stem in _words().stems):
        return None
    found = filter(None, map(_read_part, _BETWEEN.split(unescape(title[:_LONGEST]))))
    return max(found, key=lambda one: one.sure, default=None)


def headline_end(text: str) -> int:
    """Return where the title ends that a text without its own line for it begins with.

    A day that directly follows is a marker of the first tweet; only "for <day>" is of the title.

    >>> headline_end("Twitter Weekly Updates for 2010-05-02 Rainy day #")
    38
    """
    found = _headline().match(text)
    return found.end() if found else 0


def _read_part(part: str) -> DigestTitle | None:
    handle, others = _without_account(part.split())
    folded = _folded(" ".join(others))
    words = _words()
    for plain in dict.fromkeys((folded, _without_first(folded, words.before))):
        if _rests(plain, words.others):
            return None
        if _rests(plain, words.sure) or any(map(_has_day, _rests(plain, words.dated))):
            return DigestTitle(sure=True, handle=handle)
        if _rests(plain, words.unsure):
            return DigestTitle(sure=False, handle=handle)
    return None


def _without_account(tokens: list[str]) -> tuple[str | None, list[str]]:
    """Take "by @account" or "@account's" out of a title; any other account stays in it."""
    for number, token in enumerate(tokens):
        at = handle_at(token.strip(_ADORNMENT).removesuffix("'s").removesuffix("’s"), 0)
        by = tokens[number - 1].casefold() in _words().by if number else True
        if at and by:
            return at[0], tokens[: max(0, number - 1)] + tokens[number + 1 :]
    return None, tokens


def _rests(title: str, phrases: Iterable[str]) -> list[str]:
    """Return what follows a phrase that begins a title, where it is only about the time."""
    rests = (f"{title} ".removeprefix(f"{one} ") for one in phrases if _begins(title, one))
    return [rest for rest in rests if all(map(_is_when, rest.split()))]


def _begins(title: str, phrase: str) -> bool:
    return f"{title} ".startswith(f"{phrase} ")


def _is_when(token: str) -> bool:
    bare, words = token.strip(_ADORNMENT), _words()
    return not bare or bare in words.when or bare in words.months or bare[:1].isdigit()


def _has_day(rest: str) -> bool:
    tokens = [token.strip(_ADORNMENT) for token in rest.split()]
    named = any(token in _words().months for token in tokens)
    return bool(_DAY_FOLDED.search(rest)) or (named and any(t[:1].isdigit() for t in tokens))


def _without_first(title: str, before: frozenset[str]) -> str:
    first, _, rest = title.partition(" ")
    return rest if first in before else title


def _folded(title: str) -> str:
    plain = unicodedata.normalize("NFKC", title).casefold().replace("-", " ").replace("‐", " ")
    return " ".join(plain.replace(":", " ").replace(",", " ").split())


@cache
def _words() -> _Words:
    table = load_table("digests")
    rows = table["language"]

    def phrases(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_folded(one) for row in rows for one in row[name]))

    return _Words(
        stems=tuple(table["stems"]),
        before=frozenset(word for row in rows for word in row["before"]),
        sure=phrases("sure"),
        dated=phrases("dated"),
        unsure=phrases("unsure"),
        others=phrases("others"),
        by=frozenset(table["by"]),
        when=frozenset(table["when"]),
        months=frozenset(table["months"]),
    )


@cache
def _headline() -> re.Pattern[str]:
    spelled = (r"[\s-]{1,3}".join(map(re.escape, one.split())) for one in _words().sure)
    small = "|".join(sorted(map(re.escape, _words().when), key=len, reverse=True))
    ending = rf"(?:(?:\s{{1,3}}(?:{small})){{1,4}}\s{{1,3}}(?:{_DAY}))?"
    return re.compile(rf"(?:{'|'.join(spelled)})(?!\w){ending}[\s:–—-]{{0,5}}", re.IGNORECASE)
