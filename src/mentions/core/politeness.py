"""Manners: when a host may be asked again, and what its robots.txt means.

Time and chance are arguments. Backoff is exponential with full jitter: any time between none and
the whole of it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum, auto

from mentions.looking import HostNote

# The name by which robots.txt knows us.
PRODUCT = "mentions"
# A host is left alone after this many failures in a row.
FAILURES_ALLOWED = 3
FIRST_PAUSE = timedelta(seconds=60)
LONGEST_PAUSE = timedelta(hours=6)
# However long a server asks us to stay away.
LONGEST_WAIT = timedelta(days=1)
# RFC 9309, 2.4: not to be used for more than 24 hours.
ROBOTS_LAST = timedelta(days=1)
# However slow its robots.txt wants us, in seconds.
LONGEST_CRAWL_DELAY = 60.0
_JITTER = 0.2
# Doubled this often, the first pause has long passed the longest.
_DOUBLINGS = 16
_LONGEST_RULE = 8192
_OK = range(200, 300)
_SLOW_DOWN, _BROKEN = 429, 500


def backoff(doublings: int, chance: float) -> timedelta:
    """Return how long to wait before trying again.

    Args:
        doublings: How often the pause has grown already.
        chance: At random, 0 to 1.

    >>> [backoff(n, 0.5).total_seconds() for n in (0, 1, 2, 30)]
    [30.0, 60.0, 120.0, 10800.0]
    """
    factor: int = 2 ** min(max(doublings, 0), _DOUBLINGS)
    return min(FIRST_PAUSE * factor, LONGEST_PAUSE) * chance


def gap_of(least: float, crawl_delay: float | None) -> float:
    """Return the seconds between two requests to a host.

    Args:
        least: What the owner's config says.
        crawl_delay: What robots.txt says, in seconds; it never shortens the gap.

    >>> gap_of(1.0, None), gap_of(1.0, 10.0), gap_of(1.0, 86_400.0)
    (1.0, 10.0, 60.0)
    """
    return max(least, min(crawl_delay or 0.0, LONGEST_CRAWL_DELAY))


def jittered(gap: float, chance: float) -> float:
    """Return a gap made longer by up to a fifth, never shorter.

    >>> jittered(10.0, 0.0), jittered(10.0, 1.0)
    (10.0, 12.0)
    """
    return gap * (1 + _JITTER * chance)


def is_closed(note: HostNote, now: datetime) -> bool:
    """Whether a host is not to be asked yet."""
    return note.closed_until is not None and now < note.closed_until


def after_answer(note: HostNote) -> HostNote:
    """Return what to remember of a host that answered."""
    if not note.failures and note.closed_until is None:
        return note
    return replace(note, failures=0, closed_until=None, why=None)


def after_failure(note: HostNote, *, why: str, now: datetime, chance: float) -> HostNote:
    """Return what to remember of a host that did not answer, or only with an error of its own.

    The third failure in a row closes it, and each further one for longer.
    """
    failures = note.failures + 1
    if failures < FAILURES_ALLOWED:
        return replace(note, failures=failures)
    until = now + backoff(failures - FAILURES_ALLOWED, chance)
    told = f"failed {failures} times in a row ({why})"
    return replace(note, failures=failures, closed_until=until, why=told)


def after_throttle(
    note: HostNote, *, why: str, now: datetime, chance: float, wait: timedelta | None
) -> HostNote:
    """Return what to remember of a host that asked us to slow down.

    It is closed at once: for as long as it said, or for a backoff of our own where it did not say.
    A host that goes on asking is given the longer of both.
    """
    failures = note.failures + 1
    own = backoff(failures - 1, chance)
    pause = min(wait, LONGEST_WAIT) if wait else own
    if failures >= FAILURES_ALLOWED:
        pause = max(pause, own)
    return replace(note, failures=failures, closed_until=now + pause, why=why)


def closed_for(note: HostNote, *, pause: timedelta, why: str, now: datetime) -> HostNote:
    """Return what to remember of a host that is left alone for a while, but has not failed."""
    return replace(note, failures=0, closed_until=now + min(pause, LONGEST_WAIT), why=why)


class Robots(Enum):
    """What the answer to a request for robots.txt means (RFC 9309, section 2.3.1)."""

    RULES = auto()  # its text holds the rules
    FREE = auto()  # there is none: everything is allowed
    UNKNOWN = auto()  # it cannot be had now: nothing is allowed until it can


def robots_meaning(status: int) -> Robots:
    """Return what the status of the last answer means.

    A redirect here is one too many: five are followed. 429 is no statement about robots.txt.

    >>> [robots_meaning(status).name for status in (200, 301, 404, 403, 429, 503)]
    ['RULES', 'FREE', 'FREE', 'FREE', 'UNKNOWN', 'UNKNOWN']
    """
    if status == _SLOW_DOWN or status >= _BROKEN:
        return Robots.UNKNOWN
    return Robots.RULES if status in _OK else Robots.FREE


def own_rules(text: str) -> str:
    r"""Return a robots.txt in which all groups that do not concern us bear one name.

    Lines longer than any address are left out. A parser keeps every rule of a group once for each
    agent the group names: 16,000 agents above 20,000 rules would be an attack on its memory.

    >>> print(own_rules("User-agent: a\nUser-agent: Mentions/2 # us\nDisallow: /x"))
    User-agent: other
    User-agent: mentions
    Disallow: /x
    """
    lines: list[str] = []
    for line in text.splitlines():
        if len(line) > _LONGEST_RULE:
            continue
        agent = _agent_in(line)
        named = line if agent is None else f"User-agent: {agent}"
        if agent is None or lines[-1:] != [named]:
            lines.append(named)
    return "\n".join(lines).rstrip("\n")


def _agent_in(line: str) -> str | None:
    """Return "mentions", "*" or "other" for a line that names an agent, None for another line."""
    words = line.partition("#")[0].strip().lower()
    if not words.startswith("user"):
        return None
    rest = words[4:].lstrip(" \t-")
    if not rest.startswith("agent"):
        return None
    name = rest[5:].lstrip(" \t:").strip()
    if name == "*":
        return name
    return PRODUCT if name.replace("*", "").partition("/")[0].strip() == PRODUCT else "other"
