"""Which line of a TOML text holds a key: what `tomllib` knows while reading, and does not tell."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right

Place = tuple[str | int, ...]

_BLANK = re.compile(r"[ \t]*")
_GAP = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRINGS = (
    re.compile(r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}', re.DOTALL),
    re.compile(r"'''(?:[^']|'{1,2}(?!'))*'{3,5}"),
    re.compile(r'"(?:[^"\\\n]|\\.)*"'),
    re.compile(r"'[^'\n]*'"),
)
_SCALAR = re.compile(r"[^,\]}#\n]*")


def lines_of(text: str) -> dict[Place, int]:
    r"""Return the line, from 1, of every table, key and array element of a valid TOML text.

    A place is the path that leads to a value in what `tomllib.loads` returns; for a text that
    `tomllib` refuses the answer is of no use. A key that several tables share (`[a.b]`, `[a.c]`)
    stands where it was first named.

    >>> lines_of('[poll]\ninterval = 1')[("poll", "interval")]
    2
    """
    return _Walk(text).document()


class _Walk:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.ends = [match.end() for match in re.finditer("\n", text)]
        self.lines: dict[Place, int] = {}
        self.sizes: dict[Place, int] = {}  # how many [[tables]] were begun so far

    def document(self) -> dict[Place, int]:
        table: Place = ()
        self.skip(_GAP)
        while self.at < len(self.text):
            if self.text.startswith("[[", self.at):
                table = self.header(brackets=2)
            elif self.text.startswith("[", self.at):
                table = self.header(brackets=1)
            else:
                self.pair(table)
            self.skip(_GAP)
        return self.lines

    def header(self, *, brackets: int) -> Place:
        """Read `[a.b]` or `[[a.b]]` and return the place of the table that begins."""
        self.at += brackets
        place: Place = ()
        parts = self.keys()
        self.at += brackets
        for number, part in enumerate(parts, 1):
            place = (*place, part)
            if brackets == 2 and number == len(parts):  # noqa: PLR2004 - two brackets
                self.sizes[place] = self.sizes.get(place, 0) + 1
            self.mark(place)
            if place in self.sizes:
                place = (*place, self.sizes[place] - 1)
                self.mark(place)
        return place

    def pair(self, table: Place) -> None:
        """Read `key = value`."""
        place = table
        for part in self.keys():
            place = (*place, part)
            self.mark(place)
        self.at += 1  # the equals sign
        self.skip(_BLANK)
        self.value(place)

    def keys(self) -> list[str]:
        """Read a dotted key and what blank space follows it."""
        parts: list[str] = []
        while True:
            self.skip(_BLANK)
            bare = _BARE_KEY.match(self.text, self.at)
            parts.append(self.take(bare) if bare else self.quoted_key())
            self.skip(_BLANK)
            if not self.text.startswith(".", self.at):
                return parts
            self.at += 1

    def quoted_key(self) -> str:
        raw = next(filter(None, (string.match(self.text, self.at) for string in _STRINGS[2:])))
        return str(tomllib.loads(f"key = {self.take(raw)}")["key"])

    def value(self, place: Place) -> None:
        if self.text.startswith("[", self.at):
            self.array(place)
        elif self.text.startswith("{", self.at):
            self.inline_table(place)
        else:
            strings = (string.match(self.text, self.at) for string in _STRINGS)
            self.take(next(filter(None, strings), None) or _SCALAR.match(self.text, self.at))

    def array(self, place: Place) -> None:
        self.at += 1
        number = 0
        while self.more("]"):
            self.mark((*place, number))
            self.value((*place, number))
            number += 1

    def inline_table(self, place: Place) -> None:
        self.at += 1
        while self.more("}"):
            self.pair(place)

    def more(self, end: str) -> bool:
        """Go on to the next member; False, and behind the bracket, where there is none."""
        self.skip(_GAP)
        if self.text.startswith(",", self.at):
            self.at += 1
            self.skip(_GAP)
        if self.text.startswith(end, self.at):
            self.at += 1
            return False
        return self.at < len(self.text)

    def mark(self, place: Place) -> None:
        self.lines.setdefault(place, bisect_right(self.ends, self.at) + 1)

    def skip(self, pattern: re.Pattern[str]) -> None:
        self.take(pattern.match(self.text, self.at))

    def take(self, match: re.Match[str] | None) -> str:
        if match is None:
            return ""
        self.at = match.end()
        return match[0]
