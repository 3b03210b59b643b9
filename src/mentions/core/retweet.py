"""Reads who passes on whose words: retweets, quotes and credits in plain text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from mentions.core.credits import Credit, find_credits
from mentions.core.handles import MAX_HANDLES
from mentions.core.markers import QUOTE_MARKS, Passage, next_passage
from mentions.model import Kind

_AT = re.compile("[@＠]")
_LEAD = 40  # the longest marker with its white space
# How markers and credits end, loosely: what is one is decided by those who read them.
_LEADS = re.compile(
    r"(?:t|ｔ|weeted|osted|eeting|osting|from|by|v[ií]a|c/o|h/t|tip|hat|to"
    rf"|[♺♻♲🔁]\ufe0f?|[{QUOTE_MARKS}])[\s:：»>\-–—|/{QUOTE_MARKS}]{{0,20}}\Z",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_NO_WORDS = re.compile(r"(?:https?://|www\.)\S+|[@＠][\w.@-]+|(?<!\w)RT(?!\w)")
# An emoji is a word of its own; arrows and stars are ornaments.
_EMOJI = "\U0001f300"
_GESTURES = frozenset("☝☺☹♥❤✊✋✌")
_ARROWS = "<«←→"
_POINTER = re.compile(rf"\A[{_ARROWS}]+\s+")
_TAIL = " \t\r\n:：-–—|/>»([{（"
_ENCLOSED = {'"': '"', "“": "”", "„": "“", "«": "»", "「": "」"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Retweet:
    """How a text reads as a chain of people who passed it on.

    Attributes:
        kind: REPOST for another's words alone, QUOTE where the author's own stand beside them,
            MENTION where nothing is passed on or only a source is credited.
        own_words: The author's own part, None where there is none. Of a plain text all of it.
        via: Handles without `@` in the order of the text, which is nearest first.
        root_text: The innermost passed-on text; where a source is credited and the credit stands
            at an end, the text without it. None where there is no chain.
        passed: Each handle of `via` with all the words it is said to have written; None for
            handles that are only credited.
    """

    kind: Kind = Kind.MENTION
    own_words: str | None = None
    via: tuple[str, ...] = ()
    root_text: str | None = None
    passed: tuple[tuple[str, str | None], ...] = ()


def read_retweet(text: str) -> Retweet:
    """Read a text's chain of retweets and credits; total, and linear in its length.

    What is not certain is no chain: a reply to `@a`, "Please RT", "Thanks for the RT @a",
    "RT @a's link", "via @a we met". At most 32 handles are read; what lies deeper stays text.

    >>> found = read_retweet("LOL RT @a: RT @b: so ist es (via @c)")
    >>> found.kind.value, found.own_words, found.via, found.root_text
    ('quote', 'LOL', ('a', 'b', 'c'), 'so ist es')
    >>> found.passed
    (('a', 'RT @b: so ist es (via @c)'), ('b', 'so ist es (via @c)'), ('c', None))
    >>> read_retweet("Weg damit http://ow.ly/x via @a").root_text
    'Weg damit http://ow.ly/x'
    >>> read_retweet("Please RT: weg damit").via
    ()
    """
    if not _may_name_anybody(text):
        return Retweet(own_words=text.strip() or None)
    passages = _passages(text)
    inner = (passages[-1].start, passages[-1].end) if passages else (0, len(text))
    own, own_credits = _own(text, passages)
    root, root_credits = _without_credits(text, *inner)
    named = [*own_credits, *_between(text, passages), *root_credits]
    passed = _passed(text, passages, named)
    if not passages:
        # `inner` is the whole text here, and so are the author's own words.
        return Retweet(
            own_words=root or None,
            via=tuple(handle for handle, _ in passed),
            root_text=(root or None) if passed else None,
            passed=passed,
        )
    return Retweet(
        kind=Kind.QUOTE if own else Kind.REPOST,
        own_words=own,
        via=tuple(handle for handle, _ in passed),
        root_text=_bare(root) or None,
        passed=passed,
    )


def _may_name_anybody(text: str) -> bool:
    """Whether a marker of any sort stands before an account: most texts hold none."""
    return any(
        _LEADS.search(text, max(0, at.start() - _LEAD), at.start()) for at in _AT.finditer(text)
    )


def _passages(text: str) -> list[Passage]:
    found: list[Passage] = []
    start, end = 0, len(text)
    while len(found) < MAX_HANDLES and (passage := next_passage(text, start, end)):
        found.append(passage)
        start, end = passage.start, passage.end
    return found


def _own(text: str, passages: list[Passage]) -> tuple[str | None, list[Credit]]:
    """Return the author's own words before the passed-on text, else those behind its quotes."""
    if not passages:
        return None, []
    first = passages[0]
    before, named = _without_credits(text, 0, first.marker)
    before = _without_arrows(before.rstrip(_TAIL)).lstrip()
    if _has_words(before):
        return before, named
    behind, named_behind = _without_credits(text, first.after, len(text))
    behind = _POINTER.sub("", behind.strip(" \t\r\n,;:)]-–—|/"))
    return (behind if _has_words(behind) else None), named + named_behind


def _without_arrows(own: str) -> str:
    """Take off what only points at what is passed on ("ja << RT @a: text"), not half of ">.<"."""
    left = own.rstrip(_ARROWS)
    return left.rstrip(_TAIL) if left[-1:].isspace() else own


def _has_words(text: str) -> bool:
    """Whether something is said: links, handles, "RT", a date and punctuation say nothing."""
    said = _NO_WORDS.sub(" ", _DATE.sub(" ", text) if len(text) < len("2012-06-14: ") else text)
    return any(char.isalnum() or char in _GESTURES or char >= _EMOJI for char in said)


def _between(text: str, passages: list[Passage]) -> list[Credit]:
    """Return the credits that stand between two markers."""
    found: list[Credit] = []
    for outer, inner in pairwise(passages):
        found += find_credits(text, outer.start, inner.marker)
    return found


def _without_credits(text: str, start: int, end: int) -> tuple[str, list[Credit]]:
    """Return a stretch of text without the credits at its ends, and all of its credits."""
    found = list(find_credits(text, start, end))
    for credit in found:
        if text[start : credit.start].strip() or not credit.apart:
            break
        start = credit.end
    for credit in reversed(found):
        if credit.start < start or not credit.apart or text[credit.end : end].strip(" \t\r\n.!"):
            break
        end = credit.start
    left = text[start:end].strip()
    # What is left of "via @a." says nothing.
    return "" if found and not left.strip(".,;:!") else left, found


def _passed(
    text: str, passages: list[Passage], named: list[Credit]
) -> tuple[tuple[str, str | None], ...]:
    """Return everybody in the order of the text, each once, with their words."""
    chain = [
        (passage.marker, handle, _bare(text[passage.start : passage.end].strip()) or None)
        for passage in passages
        for handle in passage.handles
    ]
    chain += [(credit.start, handle, None) for credit in named for handle in credit.handles]
    chain.sort(key=lambda link: link[0])
    unique: dict[str, tuple[str, str | None]] = {}
    for _, handle, words in chain[: MAX_HANDLES * 2]:
        unique.setdefault(handle.casefold(), (handle, words))
    return tuple(unique.values())[:MAX_HANDLES]


def _bare(words: str) -> str:
    """Take off quotation marks that enclose all of a passed-on text: `RT @a "text"`."""
    closer = _ENCLOSED.get(words[:1])
    if closer and len(words) > 1 and words.endswith(closer) and words.count(closer, 1) == 1:
        return words[1:-1].strip()
    return words
