"""What the searches of GitHub share: the question, and what is said of people."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from mentions.asking import Watch
from mentions.model import Author
from mentions.parse.jsontext import mapping
from mentions.sources._answers import line, not_after_success, number_id, web_address
from mentions.sources._sought import Sought

PLATFORM = "github"
# A search index is late: this many seconds are asked for again.
OVERLAP = 900
# A query may have 256 characters; the rest is for its date and order.
_MAX_PHRASE = 180
_WORD_END = re.compile(r"[^A-Za-z0-9]+[A-Za-z0-9]*\Z")
_LAST_SECOND = 4_102_444_800  # of the year 2099
# Stands for every account that was deleted.
_GHOST = "ghost"


def seen_before(watch: Watch, key: str) -> int:
    """Return up to when all was seen, in seconds since 1970; 0 where nothing was."""
    since = number_id(watch.cursor or {}, key) or 0
    return min(not_after_success(since, watch), _LAST_SECOND)


def query_for(address: str, since: int) -> str:
    """Return the question for what holds an address and was touched since a time."""
    query = f'"{_phrase(Sought.of(address).phrase)}"'
    if not since:
        return query
    moment = datetime.fromtimestamp(max(0, since - OVERLAP), UTC)
    return f"{query} updated:>={moment:%Y-%m-%dT%H:%M:%SZ}"


def read_author(user: object, base: str, *, page: str, photo: str) -> Author:
    """Return an account; of a deleted one nothing.

    Args:
        user: As served.
        base: Against which its addresses are resolved.
        page: The key of its own page.
        photo: The key of its picture.
    """
    account = mapping(user)
    login = line(account, "login")
    if login is None or login == _GHOST:
        return Author()
    return Author(
        handle=login,
        url=web_address(account, page, base),
        photo=web_address(account, photo, base),
    )


def _phrase(phrase: str) -> str:
    """Return what a query has room for, cut between two words."""
    if len(phrase) <= _MAX_PHRASE:
        return phrase
    return _WORD_END.sub("", phrase[:_MAX_PHRASE])
