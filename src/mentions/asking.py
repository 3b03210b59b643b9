"""How a place is asked: a source yields `Request`s and gets `Page`s back. All of it is frozen."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from mentions.model import Document


@dataclass(frozen=True, kw_only=True, slots=True)
class Watch:
    """A place that is looked at again and again.

    Attributes:
        source: Name of the source module that knows how to ask.
        address: What to ask: an absolute URL, or `file:` for files the owner's config names.
        base_url: The public address of a `file:` watch; relative links are resolved against it.
        cursor: Opaque JSON the source gave back last time.
        interval: Seconds between polls, at least.
        failures: Failed polls in a row; 0 after a success.
    """

    source: str
    address: str
    base_url: str | None = None
    cursor: Mapping[str, Any] | None = None
    interval: int = 3600
    failures: int = 0
    id: int | None = None
    next_poll_at: datetime | None = None
    last_success_at: datetime | None = None
    last_error: str | None = None
    from_config: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """A question a source asks; only `tracker/` puts it on the wire.

    Attributes:
        url: Absolute http(s) address, or `file:` for a watch of the owner's own config.
        params: Query parameters to add.
        cursor: Validators from the last answer to the same question, opaque.
    """

    url: str
    params: Mapping[str, str] = field(default_factory=dict)
    cursor: Mapping[str, Any] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """An answer: bytes, and what was said about them.

    Attributes:
        url: The address that finally answered, after redirects.
        body: At most the configured number of bytes.
        content_type: The Content-Type header, None where none came.
        status: HTTP status; 200 for files.
        unchanged: True for 304: there is no body and nothing needs reading.
        cursor: Validators to send next time, opaque.
        asked: The address first asked, before redirects.
    """

    url: str
    body: bytes = b""
    content_type: str | None = None
    status: int = 200
    unchanged: bool = False
    cursor: Mapping[str, Any] | None = None
    asked: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Batch:
    """What one poll of a watch gave.

    Attributes:
        documents: Everything read, in order.
        cursor: Opaque JSON the source gets back as `watch.cursor`.
        unchanged: True when the place said that nothing changed.
        incomplete: Why not everything could be read; None when it could. What was read counts,
            but the place was not fully looked at.
    """

    documents: tuple[Document, ...] = ()
    cursor: Mapping[str, Any] | None = None
    unchanged: bool = False
    incomplete: str | None = None


class Source(Protocol):
    """A kind of place to ask: one module in `sources/`, exported as `SOURCE`."""

    name: str
    title: str

    def poll(self, watch: Watch) -> Generator[Request, Page, Batch]:
        """Yield questions, receive answers, return what was read."""
        ...
