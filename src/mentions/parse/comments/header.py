"""The line above or below a comment that says who wrote it and when, as plain text.

"Jens sagt:", "Kommentar von Jens am 14.07.09", "Posted by: Jens | July 14, 2009 11:42 AM | #":
labels and words from `words`, the date from `dates`; what is left is the name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from mentions.model import Channel
from mentions.parse.comments import words
from mentions.parse.dates import find_date
from mentions.parse.datewords import NOISE, month_names

# Longer lines are sentences, longer names are texts.
_MAX_HEADER, _MAX_NAME, _MAX_EDGE = 220, 120, 4
_MAX_LABEL, _MAX_SAYS = 30, 40
_EDGES = " \t|·•—–-,;:@#/»«→>()[]~*¶∞.↓"
_CLOSERS = " \t|·•—–-,;:@#/»→>~*¶∞↓"
_DASHES, _MAX_WORDS = ("—", "–", "-", "|", "·", "•"), 5
_DASHED = re.compile(r"\s?[|·•—–]\s|\s-\s")
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?\s?(?:[ap]\.?m\.?|uhr)?", re.IGNORECASE)
# Twoday leaves the year out: "Eva meinte am 3. Mai, 14:12:".
_NO_YEAR = re.compile(
    rf"(?:\s(?:am|on|at))?[\s,]{{1,2}}\d{{1,2}}\.?\s?(?:{'|'.join(sorted(month_names()))})\.?,?\s"
    r"(?:(?:um|at)\s)?\d{1,2}[:.]\d{2}(?:\suhr)?\s?:?\s*\Z",
    re.IGNORECASE,
)
_SMALL_ROWS = (
    "am on at um le el il den d op på vom the der die o dne dnia w a à alle om kl",
    "permalink link uhr",
)
_SMALL_WORDS = frozenset(word for row in _SMALL_ROWS for word in row.split())


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """What a header line says.

    Attributes:
        name: Who wrote the comment, None where the line names nobody.
        moment: When, aware and UTC, None where it does not say.
        zone_known: Whether the zone was stated.
        said: Whether a word such as "says" or "Comment by" marks the name.
        parted: Whether that or punctuation parts the name from the date.
        channel: What a label says: PINGBACK, TRACKBACK or COMMENT.
        rest: Text of the same line that is the comment's own.
    """

    name: str | None = None
    moment: datetime | None = None
    zone_known: bool = False
    said: bool = False
    parted: bool = False
    channel: Channel | None = None
    rest: str = ""


def read_header(line: str, *, language: str | None = None) -> Header:
    """Take a line apart; everything is None where it is no header.

    A word such as "says" counts at the end of the line or before the date, and text goes on after
    a date only behind a colon: anything else is a sentence that names a day.
    """
    if len(line) > _MAX_HEADER:
        return Header(rest=line)
    channel, said_line = cut_label(line)
    found = find_date(said_line, language=language)
    if found is None:
        return _without_date(said_line, channel)
    head, rest = said_line[: found.start], said_line[found.end :]
    if channel is None and words.BY_LABEL.match(head):
        channel, head = Channel.COMMENT, words.BY_LABEL.sub("", head, count=1)
    name, said, after = _cut_says(head)
    who = _name(name)
    by = words.COMMENT_LABEL.match(rest.lstrip(_CLOSERS)) or words.BY_LABEL.match(
        rest.lstrip(_CLOSERS)
    )
    teller = words.SAYS_WORD.match(rest.lstrip(_CLOSERS))
    if who is None and teller and _is_clock(found.moment) and rest.rstrip().endswith(":"):
        # The name stands behind the date: "Am 14. Juli um 11:42 Uhr schrieb Eva".
        who, said, rest = _short_name(rest.lstrip(_CLOSERS)[teller.end() :]), True, ""
    elif who is None and by:
        who, said, rest = _name(rest.lstrip(_CLOSERS)[by.end() :]), True, ""
    elif not is_filler(after) or not (said or channel or _may_follow(rest)):
        return Header(rest=line, channel=channel)
    rest = _strip_start(rest)
    return Header(
        name=who,
        moment=found.moment,
        zone_known=found.zone_known,
        said=said or channel is not None,
        parted=said or channel is not None or _is_parted(name),
        channel=channel,
        rest="" if is_filler(rest) else rest,
    )


def _without_date(line: str, channel: Channel | None) -> Header:
    name, said, after = _cut_says(_NO_YEAR.sub("", line, count=1))
    said = said and not after.strip(_EDGES + "…")
    who = _name(name if said else line)
    known = said or channel is not None
    return Header(name=who, said=known, parted=known, channel=channel)


def name_after_date(line: str, *, language: str | None = None) -> str | None:
    """Return the name that a dash parts from the date before it, in a line known to be a frame.

    >>> name_after_date("Tue, 07/14/2009 - 11:42 — Sol (not verified)")
    'Sol'
    """
    found = find_date(line, language=language)
    if found is None or not line[found.end :].lstrip(" )").startswith(_DASHES):
        return None
    parts = [part.strip() for part in _DASHED.split(line[found.end :])]
    named = [part for part in parts if not is_filler(part)]
    if len(named) != 1 or len(named[0].split()) > _MAX_WORDS or named[0][-1] in ".!?:":
        return None
    return person_in(named[0])


def _is_clock(moment: datetime) -> bool:
    return bool(moment.hour or moment.minute)


def _short_name(text: str) -> str | None:
    name = _name(text)
    return name if name and len(name.split()) <= _MAX_WORDS and name[0].isupper() else None


def _may_follow(rest: str) -> bool:
    """Whether what stands after a date is a frame's: nothing, filler, a colon, "says"."""
    text = rest.lstrip(" )")
    if text.startswith("."):
        return False
    return is_filler(text) or text.startswith((":", "|", "»")) or bool(words.SAYS_WORD.match(text))


def _is_parted(head: str) -> bool:
    """Whether punctuation parts a name from the date after it; "Das war am" is a sentence."""
    words_before = head.split()
    while words_before and words_before[-1].lower() in _SMALL_WORDS:
        words_before.pop()
    return bool(words_before) and words_before[-1][-1] in "|,—–-·@(•:»>~"


def cut_label(line: str) -> tuple[Channel | None, str]:
    """Cut "Pingback:", "Trackback von" or "Comment by" off the beginning of a line.

    >>> cut_label("Pingback: Linkschau")
    (<Channel.PINGBACK: 'pingback'>, 'Linkschau')
    """
    for channel, label in (
        (Channel.PINGBACK, words.PINGBACK_LABEL),
        (Channel.TRACKBACK, words.TRACKBACK_LABEL),
        (Channel.COMMENT, words.COMMENT_LABEL),
    ):
        match = label.match(line)
        if match:
            return channel, line[match.end() :]
    return None, line


def _cut_says(head: str) -> tuple[str, bool, str]:
    """Return the words before "says", whether it is there, and the words after it."""
    for match in words.SAYS_WORD.finditer(head[: _MAX_NAME + 20]):
        if match.start():
            return head[: match.start()], True, head[match.end() :]
    return head, False, ""


def _name(text: str) -> str | None:
    name = words.NAME_NOTE.sub("", text).strip(_EDGES.replace(")", "").replace(".", ""))
    while name:
        shorter, _, last = name.rpartition(" ")
        if last.lower() not in _SMALL_WORDS:
            break
        name = shorter.rstrip(_CLOSERS)
    if is_filler(name) or all(word.strip(_EDGES).lower() in NOISE for word in name.split()):
        return None
    return name if name and len(name) <= _MAX_NAME else None


def _strip_start(text: str) -> str:
    text = text.lstrip(_CLOSERS + ")")
    if text.lower() in words.REPLY_LINES:
        return ""
    match = words.SAYS_WORD.match(text)
    return text[match.end() :].strip() if match else text


def person_in(text: str) -> str | None:
    """Return the name in what an author's element shows: no label, no "says:", no note, no time.

    >>> person_in("posted by Eva (not verified)"), person_in("Eva a dit :"), person_in("Sagt Ja")
    ('Eva', 'Eva', 'Sagt Ja')
    """
    name = words.COMMENT_LABEL.sub("", text, count=1)
    said = words.SAYS_LAST.search(name[-_MAX_SAYS:])
    if said:
        name = name[: len(name) - len(said[0])]
    name = words.NAME_NOTE.sub("", name).strip(" \t\u00a0:,")
    if name.startswith("(") and name.endswith(")"):
        name = name[1:-1].strip()
    return name if name and not _CLOCK.fullmatch(name) else None


def is_label(text: str) -> bool:
    """Whether a text beside a name only introduces it: a label, "says", a note, punctuation.

    >>> is_label("From:"), is_label(" schreibt am"), is_label("Klein")
    (True, True, False)
    """
    rest = words.NAME_NOTE.sub(" ", words.COMMENT_LABEL.sub("", text, count=1))
    said = words.SAYS_WORD.match(rest.strip())
    rest = rest.strip()[said.end() :] if said else rest
    return is_filler(rest) or (len(rest) <= _MAX_LABEL and rest.rstrip().endswith((":", "：")))


def is_filler(text: str) -> bool:
    """Whether a text holds nothing but punctuation, small words and labels of links.

    >>> is_filler("| #"), is_filler("Antworten"), is_filler("Gut!")
    (True, True, False)
    """
    bare = text.strip(_EDGES).lower()
    return not bare or bare in words.REPLY_LINES or set(bare.split()) <= _SMALL_WORDS


def trim(lines: list[str], *, language: str | None = None) -> tuple[list[str], Header]:
    """Cut the lines that belong to the frame off both ends of a comment's text.

    Returns:
        The comment's own lines, and what the frame said (a date, a label).
    """
    said = Header()
    first, last = 0, len(lines)
    while first < min(last, _MAX_EDGE):
        header = _frame_line(lines[first], language)
        if header is None:
            break
        said = _richer(said, header)
        if header.rest:
            lines = [*lines[:first], header.rest, *lines[first + 1 :]]
            break
        first += 1
    while last > max(first, len(lines) - _MAX_EDGE):
        header = _frame_line(lines[last - 1], language)
        if header is None or header.rest:
            break
        said = _richer(said, header)
        last -= 1
    return lines[first:last], said


def _frame_line(line: str, language: str | None) -> Header | None:
    """Return what a line of the frame says; None for a line of the text."""
    if is_filler(line) or words.FIELD_LINE.match(line):
        return Header()
    channel, rest = cut_label(line)
    if channel is not None and is_filler(rest):
        return Header(channel=channel)
    header = read_header(words.DATE_LABEL.sub("", line, count=1), language=language)
    if header.moment is not None and header.name is None and not header.rest:
        return header
    return _after_says(line)


def _after_says(line: str) -> Header | None:
    match = words.SAYS_WORD.match(line)
    if match and match[0].rstrip().endswith(":"):
        return Header(said=True, rest=line[match.end() :].strip())
    return None


def _richer(first: Header, second: Header) -> Header:
    better = first if first.moment is not None else second
    return Header(
        moment=better.moment,
        zone_known=better.zone_known,
        channel=first.channel or second.channel,
    )
