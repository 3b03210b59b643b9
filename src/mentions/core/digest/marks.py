"""Splits a digest into its tweets at the marks between them: days, `#`, bullets, times, lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import islice, pairwise

_CLOCK = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?:\s?[ap]m(?!\w))?"
_DAY = rf"(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}\.\d{{1,2}}\.\d{{4}})(?:(?:T|,?\s|\s@\s){_CLOCK})?"
_ORNAMENT = r"(?:\s?[:–—|-](?=\s))?"
_TIME = rf"[\[(]?{_CLOCK}[\])]?{_ORNAMENT}(?=\s)"
_LINE_START = r"(?<![^\n])"
_SIGN = r"\[#\]|(?<!\S)#(?!\S)"


def _marks(before_time: str) -> re.Pattern[str]:
    return re.compile(
        r"(?P<line>\n)"
        # Not inside an address or a number; words may be glued to its end: "2012-06-14RT @a".
        rf"|(?P<day>[\[(]?(?<![\w/.=&%+#-]){_DAY}(?![\d-]|[:.]\d|T\d)[\])]?{_ORNAMENT})"
        rf"|(?P<sign>{_SIGN})"
        rf"|(?P<bullet>(?<!\S)[•▪‣◦●■](?=\s)|{_LINE_START}[*·–—-](?=\s))"
        rf"|(?P<time>{before_time}{_TIME})",
        re.IGNORECASE,
    )


_MARK = _marks(_LINE_START)
_TIMED_MARK = _marks(rf"(?:{_LINE_START}|(?<=[#\]]\s))")
_END_OF_TWEET = re.compile(rf"(?:{_SIGN})(?P<timed>\s{_TIME})?", re.IGNORECASE)
_STAMP = re.compile(
    r"(?:(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)|(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4}))"
    r"(?:\D{1,3}(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?\s?(?P<half>[ap]m)?)?",
    re.IGNORECASE,
)
# A day that is glued to a word or an address: two tweets may be run together here.
_GLUED = re.compile(r"(?<![/\s])\d{4}-\d\d-\d\d|\d\d:\d\d[ap]m\w", re.IGNORECASE)
_LONGEST_DIGEST = timedelta(days=62)
_NOON = 12
_FEWEST_LINES = 3  # that nothing but their ends shows to be tweets
_LONGEST_LINE = 200  # characters: a tweet with a long address
_MOST = 2000  # markers; a digest holds a week's tweets


class Mark(StrEnum):
    """What stands between two tweets."""

    LINE = "line"
    DAY = "day"
    SIGN = "sign"
    BULLET = "bullet"
    TIME = "time"


class Place(StrEnum):
    """Where a digest writes a tweet's day."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, kw_only=True, slots=True)
class Marker:
    """One mark; `number` counts those of its sort from 0, `moment` is that of a day."""

    mark: Mark
    text: str
    start: int
    end: int
    number: int
    moment: datetime | None = None


Boundary = tuple[Marker, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """What stands between two boundaries.

    Attributes:
        start: Where it begins in the digest's text.
        whole: Whether it is a tweet, neither cut off nor perhaps a part or two of them.
        published: Its day at midnight, or its day and time, the zone unknown; None where it
            cannot be told which day is its own.
        signs: The markers that are its own, a permalink's where the digest links them.
    """

    text: str
    start: int
    end: int
    whole: bool
    published: datetime | None
    signs: tuple[Marker, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Split:
    """A digest taken apart, and all the markers in it."""

    pieces: tuple[Piece, ...]
    markers: tuple[Marker, ...]

    def marks(self, mark: Mark) -> list[str]:
        """Return the markers of one sort as they stand there, in order."""
        return [one.text for one in self.markers if one.mark is mark]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Rules:
    """How a digest is written.

    Attributes:
        days: Where it writes a tweet's day; None where nothing tells.
        hard: Whether more than the ends of lines parts its tweets.
        sure: Whether its days are in order.
    """

    days: Place | None
    hard: bool
    sure: bool


def begins_with_mark(text: str) -> bool:
    """Whether nothing stands before the first mark."""
    return _MARK.match(text) is not None


def split_digest(text: str, *, cut_start: bool, cut_end: bool) -> Split:
    """Split a digest's text into its tweets.

    A piece is whole where both its ends are known, its boundaries are of one sort, and the days
    of the digest are in order; a line that ends where other marks rule may be half a tweet.

    Args:
        text: Without wrapper, title and footer; each line stripped, none of them empty.
        cut_start: Whether something may have stood before it.
        cut_end: Whether something may have followed.

    >>> found = split_digest("Rainy # Open notes http://bit.ly/x # s", cut_start=True, cut_end=True)
    >>> [(piece.text, piece.whole) for piece in found.pieces]
    [('Rainy', False), ('Open notes http://bit.ly/x', True), ('s', False)]
    """
    markers = tuple(islice(_markers(text), _MOST))
    boundaries = _boundaries(text, markers)
    rules = _Rules(
        days=_place_of_days(text, boundaries, cut_start=cut_start, cut_end=cut_end),
        hard=any(one.mark is not Mark.LINE for one in markers),
        sure=len(markers) < _MOST and _in_order([one.moment for one in markers if one.moment]),
    )
    sides = pairwise([(), *boundaries, ()])
    found = [_piece(text, before, after, rules) for before, after in sides]
    pieces = [one for one in found if one.text]
    if not rules.hard and not _are_lines_of_tweets(pieces):
        pieces = [replace(one, whole=False) for one in pieces]
    if found[0].text and cut_start:
        pieces[0] = replace(pieces[0], whole=False)
    if found[-1].text and cut_end:
        pieces[-1] = replace(pieces[-1], whole=False)
    return Split(pieces=tuple(pieces), markers=markers)


def _piece(text: str, before: Boundary, after: Boundary, rules: _Rules) -> Piece:
    start, end = before[-1].end if before else 0, after[0].start if after else len(text)
    words = text[start:end]
    fits = _same_sort(before, after, hard=rules.hard) and not _GLUED.search(words)
    return Piece(
        text=words.strip(),
        start=start,
        end=end,
        whole=fits and rules.sure,
        published=_published(before, after, rules.days),
        signs=tuple(_own(before, after, rules.days)),
    )


def _markers(text: str) -> Iterator[Marker]:
    counted = dict.fromkeys(Mark, 0)
    for one in (_TIMED_MARK if _is_timed(text) else _MARK).finditer(text):
        mark = Mark(str(one.lastgroup))
        moment = _moment(one[0]) if mark is Mark.DAY else None
        if mark is Mark.DAY and moment is None:
            continue  # "2010-13-45" is no day
        yield Marker(
            mark=mark,
            text=one[0].strip(),
            start=one.start(),
            end=one.end(),
            number=counted[mark],
            moment=moment,
        )
        counted[mark] += 1


def _is_timed(text: str) -> bool:
    """Whether a time follows each `#`; where only some have one, it may be the tweet's own word."""
    timed = [bool(sign["timed"]) for sign in islice(_END_OF_TWEET.finditer(text), _MOST)]
    return len(timed) > 1 and all(timed[:-1])  # what follows the last may be cut off


def _moment(stamp: str) -> datetime | None:
    found = _STAMP.search(stamp)
    if not found:
        return None
    hour = int(found["hour"] or 0)
    if found["half"]:
        hour = hour % _NOON + (_NOON if found["half"].lower() == "pm" else 0)
    try:
        return datetime(
            int(found["year"] or found["y"]),
            int(found["month"] or found["m"]),
            int(found["day"] or found["d"]),
            hour,
            int(found["minute"] or 0),
            int(found["second"] or 0),
            tzinfo=UTC,
        )
    except ValueError:
        return None


def _boundaries(text: str, markers: Iterable[Marker]) -> list[Boundary]:
    """Gather the markers that only white space parts."""
    found: list[list[Marker]] = []
    for one in markers:
        if found and not text[found[-1][-1].end : one.start].strip():
            found[-1].append(one)
        else:
            found.append([one])
    return [tuple(group) for group in found]


def _same_sort(before: Boundary, after: Boundary, *, hard: bool) -> bool:
    """Whether what stands on both sides of a piece is how this digest parts its tweets."""
    sides = [{one.mark for one in side} for side in (before, after) if side]
    if hard and {Mark.LINE} in sides:
        return False
    return len(sides) < 2 or bool(sides[0] & sides[1])  # noqa: PLR2004 - two sides


def _are_lines_of_tweets(pieces: Sequence[Piece]) -> bool:
    """Whether lines without any mark can only be tweets: a few paragraphs are somebody's words."""
    short = all(len(one.text) <= _LONGEST_LINE for one in pieces)
    return len(pieces) == 1 or (short and len(pieces) >= _FEWEST_LINES)


def _in_order(moments: Sequence[datetime]) -> bool:
    """Whether days only rise or only fall, and not far: others stand in a tweet's own words."""
    days = [moment.date() for moment in moments]
    rising = all(one <= other for one, other in pairwise(days))
    falling = all(one >= other for one, other in pairwise(days))
    return not days or ((rising or falling) and max(days) - min(days) <= _LONGEST_DIGEST)


def _place_of_days(
    text: str, boundaries: Iterable[Boundary], *, cut_start: bool, cut_end: bool
) -> Place | None:
    """Return where the tweets' days stand, None where nothing tells, or one thing and another."""
    told: set[Place] = set()
    for group in boundaries:
        first = group[0].start == 0 and not cut_start
        last = group[-1].end >= len(text) and not cut_end
        marks = [one.mark for one in group]
        for at, mark in enumerate(marks):
            if mark is not Mark.DAY:
                continue
            if first or not {Mark.LINE, Mark.BULLET}.isdisjoint(marks[:at]):
                told.add(Place.BEFORE)
            elif last or not {Mark.LINE, Mark.BULLET, Mark.SIGN}.isdisjoint(marks[at + 1 :]):
                told.add(Place.AFTER)
    return told.pop() if len(told) == 1 else None


def _published(before: Boundary, after: Boundary, days: Place | None) -> datetime | None:
    ahead = next((one.moment for one in reversed(before) if one.moment), None)
    behind = next((one.moment for one in after if one.moment), None)
    if days is None:
        return ahead if ahead == behind else None
    return ahead if days is Place.BEFORE else behind


def _own(before: Boundary, after: Boundary, days: Place | None) -> Iterator[Marker]:
    yield from (one for one in after if one.mark is Mark.SIGN)
    if days:
        side = before if days is Place.BEFORE else after
        yield from (one for one in side if one.mark is Mark.DAY)
