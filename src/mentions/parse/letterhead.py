"""Author and date of a letter: what archives of mailing lists and newsgroups show above it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from mentions.model import Author
from mentions.parse.dates import read_date
from mentions.parse.hentry import PostFacts
from mentions.parse.names import name_of
from mentions.parse.pings import person

# RFC 5322, 3.6: a header names both; a line "From: ..." alone may be anything.
_FIELD = re.compile(r"(?P<name>from|date|von|datum)\s?:\s{0,4}(?P<value>\S.{0,200})", re.IGNORECASE)
_FROM, _DATE = ("from", "von"), ("date", "datum")
# Pipermail: a line with name and address, then one with the date as Unix writes it.
_SENDER = re.compile(r"(?P<name>\S.{0,80}?) \S{1,64} at \S{1,100}\.\w{2,20}")
_UNIX_DATE = re.compile(
    r"\w{3} (?P<month>\w{3}) {1,2}(?P<day>\d{1,2}) (?P<time>\d\d:\d\d:\d\d) (?P<zone>[A-Z]{1,5} )?"
    r"(?P<year>\d{4})"
)
_MAX_LINES, _MAX_WORDS = 40, 8


def read_letterhead(lines: Iterable[str]) -> PostFacts:
    """Return who wrote a letter and when, if its first lines say both.

    >>> head = ["From: Eva Muster <eva@mail.example>", "Date: Tue, 14 Jul 2009 11:42:00 +0200"]
    >>> read_letterhead(head).author.name
    'Eva Muster'
    """
    found: dict[str, str] = {}
    before = ""
    for line in map(str.strip, islice(lines, _MAX_LINES)):
        field = _FIELD.fullmatch(line)
        if not found and (line.endswith(":") or len(line.split()) > _MAX_WORDS) and not field:
            break  # an ordinary text that may quote a letter
        if field:
            found.setdefault(field["name"].lower(), field["value"])
        sender, date = _SENDER.fullmatch(before), _UNIX_DATE.fullmatch(line)
        if sender and date:
            return _facts(sender["name"], _from_unix(date))
        before = line
    sent = [found[name] for name in _FROM if name in found]
    dates = [found[name] for name in _DATE if name in found]
    return _facts(person(sent[0]).name, dates[0]) if sent and dates else PostFacts()


def _facts(name: str | None, date: str) -> PostFacts:
    author, published = name_of((name or "").strip(" \"'")), read_date(date)
    if author is None or published is None:
        return PostFacts()
    return PostFacts(author=Author(name=author), published=published)


def _from_unix(date: re.Match[str]) -> str:
    written = f"{date['day']} {date['month']} {date['year']} {date['time']}"
    return f"{written} {(date['zone'] or '').strip()}".strip()
