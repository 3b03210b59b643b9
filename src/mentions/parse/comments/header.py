"""The line above or below a comment that says who wrote it and when, as plain text.

"Jens sagt:", "Kommentar von Jens am 14.07.09", "Posted by: Jens | July 14, 2009 11:42 AM | #":
labels and words from `words`, the date from `dates`; what is left is the name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mentions.model import Channel
from mentions.parse.comments import words
from mentions.parse.dates import find_date

# Longer lines are sentences, longer names are texts.
_MAX_HEADER, _MAX_NAME, _MAX_EDGE = 220, 120, 4
_EDGES = " \t|·•—–-,;:@#/»«→>()[]~*¶∞.↓"
_CLOSERS = " \t|·•—–-,;:@#/»→>~*¶∞↓"
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
        channel: What a label says: PINGBACK, TRACKBACK or COMMENT.
        rest: Text of the same line that is the comment's own.
    """

    name: str | None = None
    moment: datetime | None = None
    zone_known: bool = False
    said: bool = False
    channel: Channel | None = None
    rest: str = ""


def read_header(line: str, *, language: str | None = None) -> Header:
    """Take a line apart; everything is None where it is no header."""
    if len(line) > _MAX_HEADER:
        return Header(rest=line)
    channel, line = cut_label(line)
    found = find_date(line, language=language)
    head = line[: found.start] if found else line
    rest = line[found.end :] if found else ""
    name, said, after = _cut_says(head)
    if not found:
        rest = after
    elif after and not is_filler(after):
        return Header(rest=line, channel=channel)
    rest = _strip_start(rest)
    return Header(
        name=_name(name),
        moment=found.moment if found else None,
        zone_known=bool(found and found.zone_known),
        said=said or channel is not None,
        channel=channel,
        rest="" if is_filler(rest) else rest,
    )


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
    name = text.strip(_EDGES.replace(")", "").replace(".", ""))
    while name:
        shorter, _, last = name.rpartition(" ")
        if last.lower() not in _SMALL_WORDS:
            break
        name = shorter.rstrip(_CLOSERS)
    if name.lower() in _SMALL_WORDS or name.lower() in words.REPLY_LINES:
        return None
    return name if name and len(name) <= _MAX_NAME else None


def _strip_start(text: str) -> str:
    text = text.lstrip(_CLOSERS + ")")
    if text.lower() in words.REPLY_LINES:
        return ""
    match = words.SAYS_WORD.match(text)
    return text[match.end() :].strip() if match else text


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
    if is_filler(line):
        return Header()
    if len(line) > _MAX_HEADER:
        return _after_says(line)
    if _is_label(line):
        return Header(channel=cut_label(line)[0])
    header = read_header(line, language=language)
    if header.moment is not None and header.name is None and not header.rest:
        return header
    return _after_says(line)


def _is_label(line: str) -> bool:
    bare = line.strip()
    return bare.endswith((":", "：")) and len(bare.split()) <= 3 and len(bare) <= 40  # noqa: PLR2004 - "Kommentar von Jens:"


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
