"""Asking only for what changed: ETag, Last-Modified, and the hash of the last body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import blake2b
from typing import Any

from mentions.asking import Page


def condition_headers(cursor: Mapping[str, Any] | None) -> dict[str, str]:
    """Return the headers that make a request conditional; both validators go together."""
    known = cursor or {}
    headers = {}
    if isinstance(etag := known.get("etag"), str):
        headers["If-None-Match"] = etag
    if isinstance(modified := known.get("last_modified"), str):
        headers["If-Modified-Since"] = modified
    return headers


def with_cursor(page: Page, headers: Mapping[str, str], before: Mapping[str, Any] | None) -> Page:
    """Return the page with the validators for next time, and whether it is the same as before.

    Args:
        page: As fetched.
        headers: Of the answer; names in lower case.
        before: The cursor that was sent.
    """
    if page.unchanged:
        return replace(page, cursor=before)
    digest = blake2b(page.body, digest_size=16).hexdigest()
    validators = {"etag": headers.get("etag"), "last_modified": headers.get("last-modified")}
    cursor = {name: value for name, value in validators.items() if value}
    cursor["body"] = digest
    same = before is not None and before.get("body") == digest
    return replace(page, cursor=cursor, unchanged=same)
