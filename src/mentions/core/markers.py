"""Finds where a text passes on another's words: `RT @a:`, `♺ @a`, `"@a: ..."` and their kin."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mentions.core.handles import handles_at, is_cased
from mentions.core.tables import load_table

_TALK_BEFORE = frozenset(load_table("chains")["talk_before"])
_TALK_AFTER = frozenset(load_table("chains")["talk_after"])
_THANKS = frozenset(load_table("chains")["thanks"])
_THANKED_FOR = frozenset(load_table("chains")["for"])
_SHORT_VERB = re.compile(r"['’](?:ll|d|ve|m|re)\Z")  # "I'll RT @a", "we'd RT @a"
_CLOSERS = {
    '"': '"',
    "“": '”“"',
    "„": '“”"',
    "”": "”",
    "«": "»",
    "»": "«",
    "「": "」",
    "『": "』",
    "‘": "’",
}
QUOTE_MARKS = "".join(_CLOSERS)
# MT, QT and PRT in capitals only: in lower case they are other words.
_MARKER = re.compile(
    r"(?:(?P<word>rt|ｒｔ|re-?tweet(?:ed|ing)?|re-?post(?:ed|ing)?(?:\s(?:from|by))?|(?-i:MT|PRT|QT))"
    r"|[♺♻♲🔁]\ufe0f?)(?P<gap>[\s:：»>\-–—|/]{0,6})"
    rf"(?P<quote>[{QUOTE_MARKS}]\s?)?(?=[@＠])"
    rf"|(?P<bare>[{QUOTE_MARKS}]\s?)(?=[@＠])",
    re.IGNORECASE,
)
# A colon, unless it begins a smiley.
_COLON = re.compile(r"\s{0,2}[)\]]?\s?[:：](?!-?[()]|[DPp/](?!\w))")
_SEPARATORS = re.compile(
    r"(?:[\s\u200b\u200e\u200f]|[:：](?!-?[()]|[DPp/](?!\w))|[,;](?!-?[()])|[–—|»>]|[-.](?=\s))*+"
)
# "Helena, MT" is a town.
_TOWN = re.compile(r"[A-Z][\w.'’-]{1,30},\s\Z")
_DATE_OR_TIME = re.compile(r"(?:\d{4}-\d\d-\d\d|\d\d:\d\d)$")
_LONGEST_QUOTE = 5000  # a closing mark farther away belongs to something else
_WINDOW = 400  # how far to look for a first word behind a handle
_BEFORE = 40  # and for the words in front of a marker


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """A passed-on text: who wrote it, and where it stands.

    Attributes:
        marker: Where "RT" or the opening quotation mark begins.
        handles: To whom it is attributed; more than one for `RT @a & @b: text`.
        start: Where the passed-on text begins.
        end: Where it ends.
        after: Where the words behind a closing quotation mark begin; `end` where there are none.
    """

    marker: int
    handles: tuple[str, ...]
    start: int
    end: int
    after: int


def next_passage(text: str, start: int, end: int) -> Passage | None:
    """Return the first passed-on text that begins in `text[start:end]`, None without one."""
    for found in _MARKER.finditer(text, start, end):
        passage = _passage(text, found, start, end)
        if passage and passage.start <= end:
            return passage
    return None


def _passage(text: str, found: re.Match[str], start: int, end: int) -> Passage | None:
    if not _begins(text, found, start):
        return None
    handles, handle_end = handles_at(text, found.end())
    if not handles or handle_end > end:
        return None
    colon = bool(_COLON.match(text, handle_end, end))
    if len(handles) > 1 and not colon:
        handles, handle_end = handles[:1], _end_of_first(text, found.end())
    quote = found["quote"] or found["bare"]
    if found["bare"] and not colon:
        return None
    if not found["gap"] and "." in handles[0] and not quote:
        return None  # "rt@host.example" is a mail address
    # "RT @a RT @b": what directly follows another marker needs no words of its own.
    nested = 0 < start == found.start()
    silent = nested and not text[handle_end:end].strip()
    before = text[max(start, found.start() - _BEFORE) : found.start()].split()
    if _is_thanks(before) or (not (colon or silent) and _is_talk(text, before, handle_end, end)):
        return None
    body = _SEPARATORS.match(text, handle_end, end)
    begins = body.end() if body else handle_end
    stop, after = _closed(text, quote.strip(), begins, end) if quote else (end, end)
    if not quote and _fills_brackets(text, found.start(), begins, end):
        stop = end - 1
    return Passage(marker=found.start(), handles=handles, start=begins, end=stop, after=after)


def _fills_brackets(text: str, marker: int, begins: int, end: int) -> bool:
    """Whether brackets hold the whole of a passage: "Lesen! (RT @a: text)"."""
    pair = text[marker - 1 : marker] + text[end - 1 : end]
    return pair in {"()", "[]"} and begins < end and text.find(pair[0], begins, end) < 0


def _end_of_first(text: str, start: int) -> int:
    from_there = handles_at(text[start : start + 200].partition(" ")[0], 0)
    return start + from_there[1]


def _begins(text: str, found: re.Match[str], start: int) -> bool:
    """Whether a marker is a word of its own: not "START @a", "#RT @a", ".RT @a"."""
    at = found.start()
    if found["word"] == "MT" and _TOWN.search(text, max(start, at - 40), at):
        return False
    if at == start or text[at - 1].isspace():
        return True
    before = text[at - 1]
    if found["bare"]:
        return before in "([{:：-–—,、。！？" or before in QUOTE_MARKS
    if before in "/-.":
        # "... /RT @a" and "Great.RT @a"; but neither "ART-RT @a" nor ".RT @a".
        lonely = at - 1 == start or text[at - 2].isspace()
        return lonely if before != "." else not lonely and found[0].startswith("RT")
    if before.isdigit():
        return bool(_DATE_OR_TIME.search(text[max(start, at - 12) : at]))
    return not (before in "#＃@＠_&'’" or is_cased(before))


def _is_thanks(before: list[str]) -> bool:
    """Whether a retweet is what somebody is thanked for: "Danke für den RT @a: gern geschehen"."""
    *earlier, last = ["", *map(str.casefold, before)]
    return last in _THANKED_FOR and not _THANKS.isdisjoint(earlier)


def _is_talk(text: str, before: list[str], handle_end: int, end: int) -> bool:
    """Whether a marker without a colon is talk about retweets: "Danke für den RT @a"."""
    last = before[-1].strip("¡!¿?,.:;(").casefold() if before else ""
    if _SHORT_VERB.sub("", last) in _TALK_BEFORE:
        return True
    rest = text[handle_end : min(end, handle_end + _WINDOW)]
    first = _first_word(rest)
    # A capital letter begins a sentence of somebody else's: "RT @a To be or not to be".
    return not first or first in _TALK_AFTER or rest.lstrip().startswith((")", "]"))


def _first_word(rest: str) -> str:
    """Return the first word that is no account name; "" where nothing is said."""
    for token in rest.split():
        bare = token.strip("\"'“”„‘’.,;:!?()[]<>-–—|&+/")
        if bare and not bare.startswith(("@", "＠")) and any(map(_says, bare)):
            return bare
    return ""


def _says(char: str) -> bool:
    return char.isalnum() or char > "\u2190"


def _closed(text: str, opener: str, start: int, end: int) -> tuple[int, int]:
    """Return where quoted words end and where those behind the closing mark begin."""
    closers = _CLOSERS[opener]
    depth, last = 1, -1
    marks = re.compile(f"[{re.escape(opener + closers)}]")
    for mark in marks.finditer(text, start, min(end, start + _LONGEST_QUOTE)):
        at = mark.start()
        if _closes(text, at, opener, closers):
            depth, last = depth - 1, at
        else:
            depth += 1
        if depth == 0:
            return at, at + 1
    return (last, last + 1) if last >= 0 else (end, end)


def _closes(text: str, at: int, opener: str, closers: str) -> bool:
    if text[at] not in closers:
        return False
    if text[at] != opener:
        return True
    # One sign for both ends: a closing one follows a word, an opening one stands before it.
    opens = text[at - 1 : at].isspace() and not text[at + 1 : at + 2].isspace()
    return not opens or at + 1 == len(text)
