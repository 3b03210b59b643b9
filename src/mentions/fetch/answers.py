"""What a refusal means: which error, in which words, and for how long to stay away."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from mentions.errors import (
    AuthRequiredError,
    BlockedError,
    FetchError,
    GoneError,
    MissingError,
    RateLimitError,
    StatusError,
)
from mentions.fetch.said import ERROR_BYTES, Said, facts_in
from mentions.fetch.throttle import Means, dialect_of, speaks_at_200, wait_in
from mentions.urls.hosts import host_of

_OK, _ERROR, _BROKEN = 200, 400, 500
_USABLE = range(200, 300)
_SLOW_DOWN = frozenset({429, 503})
_LOOKS_WRONG = re.compile(rb'\s{0,99}\{\s{0,99}"errors?"')
_TOKEN = "give it a token, or remove the address"  # noqa: S105 - words, no secret
_KINDS: Mapping[int, tuple[type[FetchError], str]] = {
    202: (StatusError, "has not got it ready yet (202); will be tried again"),
    206: (StatusError, "sends only a part of it (206); will be tried again"),
    401: (AuthRequiredError, f"asks for a login (401); {_TOKEN}"),
    402: (AuthRequiredError, f"asks for a plan that is paid for (402); {_TOKEN}"),
    403: (BlockedError, "refuses us (403); check that the page is public"),
    404: (MissingError, "there is no such page (404); correct or remove the address"),
    407: (AuthRequiredError, "the proxy asks for a login (407); correct proxy under [fetch]"),
    410: (GoneError, "is gone for good (410); remove the watch"),
    451: (BlockedError, "is withheld for legal reasons (451)"),
}
_MEANT: Mapping[Means, tuple[type[FetchError], str]] = {
    Means.NEEDS_AUTH: (AuthRequiredError, "asks for a login or a token ({status}); " + _TOKEN),
    Means.BLOCKED: (BlockedError, "does not want us ({status}); it needs another way in"),
    Means.FAILED: (StatusError, "answers with an error although its status is {status}"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What an answer comes down to.

    Attributes:
        error: What it stands for, None where it is usable.
        pause: How long to leave the host alone all the same.
    """

    error: FetchError | None = None
    pause: timedelta | None = None


_FINE = Verdict()


def judge(
    status: int, headers: Mapping[str, str], url: str, *, now: datetime, body: bytes = b""
) -> Verdict:
    """Return what an answer means.

    Args:
        status: HTTP status code.
        headers: Of the answer; names in lower case.
        url: Who answered.
        now: Aware, UTC.
        body: What is known of it; of an error `ERROR_BYTES` are enough.
    """
    host = host_of(url)
    if status == _OK and not _may_be_wrong(headers, host, body):
        return _FINE
    said = Said(
        status=status,
        host=host,
        headers=headers,
        body=body[:ERROR_BYTES],
        now=now,
        facts=facts_in(body),
    )
    dialect = dialect_of(said)
    means = dialect.means if dialect else None
    if status in _SLOW_DOWN or means is Means.THROTTLED:
        why = f"asks us to come back later ({status}){said.quoted()}"
        return Verdict(error=RateLimitError(url, why, wait_in(said)))
    if dialect and means is Means.PAUSE:
        return Verdict(pause=dialect.wait_in(said))
    kind, words = _MEANT[means] if means else _plain(status)
    error = kind(url, words.format(status=status) + said.quoted()) if words else None
    pause = timedelta(seconds=dialect.pause) if dialect and dialect.pause else None
    return Verdict(error=error, pause=pause)


def _plain(status: int) -> tuple[type[FetchError], str]:
    """Return what a status means by itself; no words where it is usable."""
    if status in _KINDS:
        return _KINDS[status]
    if status in _USABLE:
        return StatusError, ""
    if status < _ERROR:
        return StatusError, "answers with status {status}, which leads nowhere; correct the address"
    if status < _BROKEN:
        return StatusError, "answers with status {status}; check the address"
    return StatusError, "answers with status {status}; will be tried again"


def _may_be_wrong(headers: Mapping[str, str], host: str, body: bytes) -> bool:
    """Whether an answer with status 200 is worth a second look; cheap, since nearly none is."""
    if "mediawiki-api-error" in headers or _LOOKS_WRONG.match(body):
        return True
    return speaks_at_200(host)
