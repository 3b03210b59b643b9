"""Splits "A, B und C" into names that may hold commas, full stops and "und" themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mentions.core.tables import load_table
from mentions.core.text import fold_name

MAX_LIST = 1500  # characters; Topsy names five people of twenty characters at most
_LONGEST_NAME = 80
_COMMA = r"(?:\s{0,3},\s{1,3}|\s{0,3}[、，،]\s{0,3})"
_STOPS = str.maketrans("", "", ".- ")
# What no name holds: an address, a gap in the excerpt, markup, control characters.
_NO_NAME = re.compile(
    r"https?://|www\.|\[(?:\.{2,}|…)\]|[\x00-\x1f]|</?[a-z]{1,10}[\s/>]", re.IGNORECASE
)
# Marks of direction and joiners that come along at the ends of names.
_INVISIBLE = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff "


def _title_key(text: str) -> str:
    """Fold full stops, hyphens and case away; "A & B" is no "AB"."""
    return text.translate(_STOPS).casefold()


_TITLES = frozenset(map(_title_key, load_table("names")["belongs_to_the_name_before"]))


@dataclass(frozen=True, kw_only=True, slots=True)
class ListWords:
    """How a language writes the end of a list, as regular expressions with the white space.

    Attributes:
        and_: What joins the last two names.
        and_beside: The same beside a name that is known otherwise; may be looser.
        doubt: What may be an "and" or a part of a name; None where the two look different.
        others: "and others", "und 12 weiteren" at the end; its groups are numbers.
    """

    and_: re.Pattern[str]
    and_beside: str
    doubt: re.Pattern[str] | None
    others: re.Pattern[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class NameList:
    """The people of a list in its order, each once.

    Attributes:
        more: Whether it ends in "and others".
        others: How many others, None where no number stands there.
    """

    names: tuple[str, ...]
    more: bool = False
    others: int | None = None

    def spelled(self, name: str) -> str:
        """Return a name as the list spells it: "EVA, Eva" is one person."""
        key = _key(name)
        return next((listed for listed in self.names if _key(listed) == key), name)


def split_names(text: str, words: ListWords, quoted: str | None = None) -> NameList | None:
    """Split a list of names; None where it cannot be done with certainty.

    Names may hold everything a separator is made of, so only what is certain is split. Where
    "and" stands beside the quoted name, or "and others" follows, every further "and" is part of a
    name, because the template writes one. A degree or a legal form belongs to the name before it.

    Args:
        text: The list alone: no sentence around it.
        words: The language's own words.
        quoted: A name known to stand in the list, because its words follow.
    """
    folded = " ".join(text[: MAX_LIST + 1].split())
    if not folded or len(folded) > MAX_LIST or _NO_NAME.search(folded):
        return None
    found = words.others.search(folded)
    listed = folded[: found.start()].rstrip(" ,、，") if found else folded
    names = _split(listed, words, " ".join(quoted.split()) if quoted else None, more=bool(found))
    if not names:
        return None
    number = next(filter(None, found.groups()), None) if found else None
    return NameList(names=_unique(names), more=bool(found), others=int(number) if number else None)


def stands_in(text: str, words: ListWords, name: str) -> bool:
    """Whether a name is an item of the list: a separator or an end on both of its sides."""
    folded = " ".join(text[: MAX_LIST + 1].split())
    found = words.others.search(folded)
    listed = folded[: found.start()].rstrip(" ,、，") if found else folded
    return _place(listed, words, " ".join(name.split())) is not None


def _split(listed: str, words: ListWords, quoted: str | None, *, more: bool) -> list[str] | None:
    if quoted is None:
        return _items(listed, words, one_and=not more)
    place = _place(listed, words, quoted)
    if not place:
        return None
    if words.others.search(listed[: place.start()]):
        return None  # "A and others, B": whoever wrote this, it is not the template
    left, right = listed[: place.start()], listed[place.end() + len(place["after"]) :]
    # The template's one "and" is the last separator, and it may be spent beside the quoted name.
    beside = bool(_is_and(place["before"]) or _is_and(place["after"]))
    spent = more or beside
    if not spent and left and right and words.and_.search(left):
        return None
    before = _items(left, words, one_and=not spent and not right) if left else []
    behind = _items(right, words, one_and=not spent) if right else []
    return None if before is None or behind is None else [*before, quoted, *behind]


def _place(listed: str, words: ListWords, quoted: str) -> re.Match[str] | None:
    """Find the quoted name between separators: at the end if it stands there, else the first."""
    if not quoted or len(quoted) > _LONGEST_NAME:
        return None
    border = rf"{_COMMA}|{words.and_beside}"
    pattern = rf"(?P<before>^|{border}){re.escape(quoted)}(?=(?P<after>$|{border}))"
    found = list(re.finditer(pattern, listed, re.IGNORECASE))
    exact = [place for place in found if place[0].endswith(quoted)]
    if not exact:
        return None
    return exact[-1] if exact[-1].end() == len(listed) else exact[0]


def _is_and(separator: str) -> bool:
    return bool(separator.strip(" ,、，،"))


def _items(text: str, words: ListWords, *, one_and: bool) -> list[str] | None:
    if words.doubt and words.doubt.search(text):
        return None
    joints = list(words.and_.finditer(text)) if one_and else []
    if not joints:
        return _by_commas(text)
    if len(joints) > 1:
        return None
    head = _by_commas(text[: joints[0].start()])
    tail = _by_commas(text[joints[0].end() :])
    return [*head, *tail] if head and tail and len(tail) == 1 else None


def _by_commas(text: str) -> list[str] | None:
    items: list[str] = []
    start = 0
    for comma in [*re.finditer(_COMMA, text), None]:
        end = comma.start() if comma else len(text)
        item = text[start:end].strip(_INVISIBLE)
        if items and _title_key(item) in _TITLES:
            # "Eva Klein, PhD": one name, as it is written there.
            first = text.rindex(items[-1], 0, start)
            items[-1] = text[first:end].strip()
        else:
            items.append(item)
        start = comma.end() if comma else end
    return items if all(map(_may_be_name, items)) else None


def _may_be_name(item: str) -> bool:
    said = any(char.isalnum() or char > "\u2190" for char in item)
    # A name cut off behind a comma of its own: who knows which other comma is its own, too.
    cut = item.endswith((",", "、"))
    return said and not cut and len(item) <= _LONGEST_NAME and _title_key(item) not in _TITLES


def _unique(names: list[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(_key(name), name)
    return tuple(found.values())


def _key(name: str) -> str:
    """Fold a name; one without letters is itself."""
    return fold_name(name) or name
