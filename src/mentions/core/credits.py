"""Finds credits: `via @a`, `(via @a & @b)`, `H/T @a`, `c/o @a`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from mentions.core.handles import handles_at, is_cased
from mentions.core.tables import load_table

_CONTACT = frozenset(load_table("chains")["contact"])
_WORDS = re.compile(
    r"(?P<open>[(\[（]\s{0,3})?(?P<dash>[/|–—-]{1,2}\s{0,3})?"
    r"(?:(?P<via>v[ií]a|c/o)|(?P<hat>h/t|ht|hat[- ]?tip|tip of the hat)|(?P<repost>rt))"
    r"(?:\s{0,3}[:：])?(?:\s{1,3}to(?=\s))?\s{0,3}(?=[@＠])",
    re.IGNORECASE,
)
_CLOSE = re.compile(r"\s{0,3}[)\]）]")
# What may follow a credit that is one: an end, punctuation, a link, a tag, the next of its kind.
_AFTER = re.compile(
    r"\s{0,20}(?:$|[^\w\s@＠'’]|https?://|www\.|(?:via|rt|h/t|ht|c/o)\b"
    r"|(?:on|auf|bei|sur|en|su|no|op|på|na)\s\w{3,20}\s{0,3}[.!)]?\s{0,20}$)",
    re.IGNORECASE,
)
_COLON = re.compile(r"\s{0,2}[:：](?!-?[()])")
_SENTENCE_END = re.compile(r"[.!?。！？]\s|\n")
_MOST = 100  # no text that people write holds more
_REACH = 200  # how far back a sentence is looked at
_NEAR = 3  # words: farther away they belong to a title
_AHEAD = 60  # and how far ahead


@dataclass(frozen=True, kw_only=True, slots=True)
class Credit:
    """Whom a text thanks, and where the credit begins and ends.

    Attributes:
        apart: Whether it can be taken off the text: its brackets are closed.
    """

    handles: tuple[str, ...]
    start: int
    end: int
    apart: bool


def find_credits(text: str, start: int, end: int) -> Iterator[Credit]:
    """Yield the credits in `text[start:end]` in order.

    A credit by "via" ends a text or a sentence, stands at the beginning, in brackets or before
    a link. "via @a's talk", "via @a we met" inside a sentence and "contact us via @a" are none.
    """
    found = (_credit(text, words, start, end) for words in _WORDS.finditer(text, start, end))
    yield from islice(filter(None, found), _MOST)


def _credit(text: str, words: re.Match[str], start: int, end: int) -> Credit | None:
    if not _begins(text, words, start):
        return None
    handles, stop = handles_at(text, words.end())
    if not handles or stop > end or (text[words.end() - 1].isalpha() and "." in handles[0]):
        return None  # "via@host.example" is a mail address
    close = _CLOSE.match(text, stop, end)
    bracketed = bool(words["open"] and close)
    if words["repost"] and not bracketed:
        return None
    leading = not text[start : words.start()].strip()
    colon = _COLON.match(text, stop, end) if leading else None
    sure = bracketed or words["hat"] or colon
    if not sure and not (leading or _may_end(text, stop, end)):
        return None
    if not sure and _is_address(text[max(start, words.start() - _REACH) : words.start()]):
        return None
    if close and bracketed:
        stop = close.end()
    elif colon:
        stop = colon.end()
    apart = bracketed or not (words["open"] or close)
    return Credit(handles=handles, start=words.start(), end=stop, apart=apart)


def _begins(text: str, words: re.Match[str], start: int) -> bool:
    if words["open"] or words.start() == start:
        return True
    before = text[words.start() - 1]
    if words["dash"]:
        return before.isspace()
    return not (is_cased(before) or before.isdigit() or before in "#＃@＠_&'’./-")


def _may_end(text: str, stop: int, end: int) -> bool:
    return bool(_AFTER.match(text[stop : min(end, stop + _AHEAD)]))


def _is_address(before: str) -> bool:
    """Whether the sentence tells how to reach somebody: "Fragen bitte via @a"; a link ends it."""
    nearest = _SENTENCE_END.split(before)[-1].split()[-_NEAR:]
    for word in reversed(nearest):
        if "://" in word:
            return False
        if word.strip("(,:;").casefold() in _CONTACT:
            return True
    return False
