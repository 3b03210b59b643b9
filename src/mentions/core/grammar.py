"""The sentence of `data/frames.toml` as regular expressions, one set a language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from typing import Any

from mentions.core.names import MAX_LIST, ListWords
from mentions.core.tables import any_of, load_table

_LABEL = r"(?P<platform>[^\s,:;!?()\[\]\"]{1,25}?(?:\s[^\s,:;!?()\[\]\"]{1,20}?){0,2}?)"
_END = r"(?P<end>\s{0,3}(?:[.。!:：]|$))"
_FLAGS = re.IGNORECASE | re.DOTALL
# Japanese "と" is an "and" or a syllable: beside hiragana nobody can tell.
_HIRAGANA = "\u3041-\u309f"
_NOT_BESIDE = r"\s、,，"


@dataclass(frozen=True, kw_only=True, slots=True)
class Grammar:
    """One language's frame.

    Attributes:
        head: "This post was".
        orders: What follows it, in each order; groups `platform`, `names` and `end`. Without a
            group `names` they are what follows the match.
        said: "said:" with the white space around it.
        words: For the list of names.
        honorific: What goes with a name and is none of it; "" in most languages.
    """

    tag: str
    head: re.Pattern[str]
    orders: tuple[re.Pattern[str], ...]
    said: re.Pattern[str]
    words: ListWords
    honorific: str


@cache
def heads() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return each language's tag and the beginning of its frame."""
    return tuple((row["tag"], _head(row)) for row in load_table("frames")["language"])


@cache
def grammar_of(tag: str) -> Grammar:
    """Return a language's frame, built when its first sentence is met."""
    row = next(row for row in load_table("frames")["language"] if row["tag"] == tag)
    gap = gap_of(row)
    # A verb in brackets, "napisał(a)", is one of the listed words.
    said = rf"{gap}{any_of(row['said'])}\s{{0,3}}[:：]\s{{0,20}}"
    return Grammar(
        tag=tag,
        head=_head(row),
        orders=tuple(_orders(row)),
        said=re.compile(said, _FLAGS),
        words=_list_words(row),
        honorific=row.get("honorific", ""),
    )


def gap_of(row: dict[str, Any]) -> str:
    """Return what stands between the words of a language: a blank, or maybe none."""
    return r"\s{1,3}" if row.get("spaced", True) else r"[\s、]{0,3}"


def _head(row: dict[str, Any]) -> re.Pattern[str]:
    gap = gap_of(row)
    this = any_of(row["this"])
    was = rf"(?:{any_of(row['was'])}{gap})?" if row["was"] else ""
    between = rf"(?:(?<=['’])|{gap})"
    return re.compile(rf"{this}{between}{any_of(row['post'])}{gap}{was}", _FLAGS)


def _orders(row: dict[str, Any]) -> Iterable[re.Pattern[str]]:
    """Yield "mentioned", "on Twitter" and "by A" in every order; names at the end come last."""
    gap = gap_of(row)
    by_after = rf"{gap}{any_of(row['by_after'])}" if row.get("by_after") else ""
    by = rf"{any_of(row['by'])}\s{{1,3}}" if row["by"] else ""
    on = rf"{any_of(row['on'])}{gap}" if row["on"] else ""
    on_after = any_of(row["on_after"]) if row.get("on_after") else ""
    slots = {
        "verb": any_of(row["mentioned"]),
        "on": on + _LABEL + (r"\s?" if gap != r"\s{1,3}" else "") + on_after,
        "by": rf"{by}(?P<names>.{{1,{MAX_LIST}}}?){by_after}",
    }
    for order in sorted(permutations(slots), key=lambda slot: slot[-1] == "by"):
        if order[-1] == "by" and not by_after:
            yield re.compile(gap.join([*(slots[name] for name in order[:-1]), by]), _FLAGS)
        else:
            yield re.compile(gap.join(slots[name] for name in order) + _END, _FLAGS)


def _list_words(row: dict[str, Any]) -> ListWords:
    gap = gap_of(row)
    spaced = row.get("spaced", True)
    and_ = any_of(row["and"])
    # No comma follows an "and"; what looks like one before it ends a name.
    beside = rf"\s{{0,3}},?{gap}{and_}" + (gap if spaced else r"\s{0,3}")
    return ListWords(
        and_=re.compile(beside, _FLAGS) if spaced else _joint_without_blanks(row["and"]),
        and_beside=beside,
        doubt=None if spaced else _doubtful(row["and"]),
        others=_others(row),
    )


def _others(row: dict[str, Any]) -> re.Pattern[str]:
    """Return "and others", "et 3 autres", "e altre 3 persone", "ほか3人" at the end of a list."""
    gap = gap_of(row)
    forms = []
    if row["others"]:
        many = f"|{any_of(row['many'])}" if row.get("many") else ""
        before = rf"(?:(?:(?P<before>\d{{1,6}}){many})\s{{1,3}})?"
        behind = r"(?:\s{1,3}(?P<behind>\d{1,6}))?"
        forms.append(rf"{gap}{any_of(row['and'])}{gap}{before}{any_of(row['others'])}{behind}")
    if row.get("others_alone"):
        forms.append(rf"\s{{0,3}}{any_of(row['others_alone'])}\s{{0,3}}(?P<alone>\d{{1,6}})?")
    people = rf"(?:\s{{0,3}}{any_of(row['people'])})?" if row.get("people") else ""
    return re.compile(rf"(?:{'|'.join(forms)}){people}\s{{0,3}}$", _FLAGS)


def _joint_without_blanks(words: list[str]) -> re.Pattern[str]:
    """One-letter words join only what is no hiragana; longer ones always."""
    short, long = _by_length(words)
    other = rf"[^{_HIRAGANA}{_NOT_BESIDE}]"
    return re.compile(
        rf"\s{{0,3}}{any_of(long)}\s{{0,3}}|\s{any_of(short)}\s"
        rf"|(?<={other}){any_of(short)}\s?(?={other})"
    )


def _doubtful(words: list[str]) -> re.Pattern[str]:
    short, _ = _by_length(words)
    other, syllable = rf"[^{_HIRAGANA}{_NOT_BESIDE}]", f"[{_HIRAGANA}]"
    return re.compile(
        rf"(?<={syllable}){any_of(short)}(?={other})|(?<={other}){any_of(short)}(?={syllable})"
    )


def _by_length(words: list[str]) -> tuple[list[str], list[str]]:
    return [word for word in words if len(word) == 1], [word for word in words if len(word) > 1]
