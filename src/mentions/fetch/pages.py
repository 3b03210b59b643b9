"""What a source gets of an answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import httpx

from mentions.asking import Page
from mentions.errors import DamagedAnswerError
from mentions.fetch.conditional import fresh_for, refreshed, with_cursor
from mentions.fetch.redirects import Trip

_NOT_MODIFIED = 304
_LINK = 4096  # characters of a Link header that are kept


def page_of(response: httpx.Response, body: bytes, trip: Trip, now: datetime) -> Page:
    """Return a good answer with its body, and whether that is the same as before."""
    headers = response.headers
    page = Page(
        url=trip.url,
        body=body,
        content_type=headers.get("content-type"),
        status=response.status_code,
        asked=trip.asked,
        moved_to=trip.moved_to,
        fresh_for=fresh_for(headers, now),
        link=headers.get("link", "")[:_LINK] or None,
    )
    return with_cursor(page, headers, trip.cursor, accept=trip.accept)


def unchanged_page(headers: Mapping[str, str], trip: Trip, now: datetime) -> Page:
    """Return an answer that says that nothing changed.

    Raises:
        DamagedAnswerError: Nobody asked that.
    """
    if trip.cursor is None or not trip.conditions:
        why = "answers that nothing changed (304) though it was not asked that; try again later"
        raise DamagedAnswerError(trip.url, why)
    return Page(
        url=trip.url,
        content_type=headers.get("content-type"),
        status=_NOT_MODIFIED,
        unchanged=True,
        cursor=refreshed(trip.cursor, headers),
        asked=trip.asked,
        moved_to=trip.moved_to,
        fresh_for=fresh_for(headers, now),
    )
