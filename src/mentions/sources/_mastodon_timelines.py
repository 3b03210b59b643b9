"""Lists of posts on servers with Mastodon's API, page by page, newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from mentions.asking import Request
from mentions.errors import MissingError, ParseError, SourceError
from mentions.model import iso
from mentions.parse.jsontext import mapping
from mentions.sources._mastodon_statuses import View, number_of, read_statuses
from mentions.sources._microblog import Answered, Findings, fetched, moment_of

PER_PAGE, MOST_PAGES = 40, 5
# Posts come late from other servers: so long before the newest of last time is looked at again.
OVERLAP = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True, slots=True)
class Timeline:
    """A list to read.

    Attributes:
        url: Its address, with the parameters that tell it from other lists.
        params: Further parameters.
        in_object: It is the list of `statuses` in an object, and is paged by numbers.
        may_miss: That there is none (404) is an answer.
        since: The date of the newest post in it last time.
    """

    url: str
    view: View
    params: Mapping[str, str] = field(default_factory=dict)
    in_object: bool = False
    may_miss: bool = False
    since: datetime | None = None


def read_timeline(timeline: Timeline, findings: Findings) -> Answered:
    """Read a list up to a day before the newest post of last time; to use with `yield from`.

    Returns:
        The date of its newest post, for the cursor; None where it has none, or failed.
    """
    seen: set[str] = set()
    params = {**timeline.params, "limit": str(PER_PAGE)}
    dates: list[datetime] = []
    for _ in range(MOST_PAGES):
        statuses = yield from _ask_page(timeline, params, findings)
        if statuses is None:
            return None
        new = [one for one in statuses if number_of(one) not in seen]
        seen |= {number_of(one) for one in new}
        if not new:
            return iso(max(dates, default=None))
        shares = (share for one in new for share in read_statuses(one, timeline.view))
        findings.add(timeline.url, shares)
        dates += filter(None, (moment_of(one.get("created_at")) for one in new))
        if _is_before(dates, timeline.since, OVERLAP):
            return iso(max(dates))
        place = str(len(seen)) if timeline.in_object else number_of(new[-1])
        params = {**params, "offset" if timeline.in_object else "max_id": place}
    if not _is_before(dates, timeline.since, timedelta(0)):
        why = f"only its newest {len(seen)} posts were read"
        findings.problems.append(SourceError(timeline.url, why))
    return iso(max(dates, default=None))


def _is_before(dates: list[datetime], since: datetime | None, overlap: timedelta) -> bool:
    """Whether the last post read is older than what was known."""
    return bool(dates and since and dates[-1] < since - overlap)


def _ask_page(timeline: Timeline, params: Mapping[str, str], findings: Findings) -> Answered:
    """Return the posts of a page; None where it failed, which is then one of the problems."""
    request = Request(url=timeline.url, params=params, headers=timeline.view.headers)
    answer = yield from fetched(request, findings)
    if answer is None:
        if timeline.may_miss and isinstance(findings.problems[-1], MissingError):
            findings.problems.pop()
            return []
        return None
    found: Any = mapping(answer).get("statuses") if timeline.in_object else answer
    if not isinstance(found, list):
        why = "the answer is no list of posts; check the address under instances"
        findings.problems.append(ParseError(timeline.url, why))
        return None
    return [one for one in found if isinstance(one, Mapping)]
