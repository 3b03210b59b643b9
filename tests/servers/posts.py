"""Events of Jetstream made up for a test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

ARTICLE = "https://blog.example/2026/03/short-links/"
_START = datetime(1970, 1, 1, tzinfo=UTC)


def micros(moment: datetime | None = None) -> int:
    """Return a moment, or now, as a position."""
    return ((moment or datetime.now(UTC)) - _START) // timedelta(microseconds=1)


def a_post(number: int, *, link: str = ARTICLE, at: int | None = None) -> dict[str, Any]:
    """Return the event of a post that links somewhere."""
    at = micros() if at is None else at
    return {
        "did": did(number),
        "time_us": at,
        "kind": "commit",
        "commit": {
            "rev": f"3mrev{number}",
            "operation": "create",
            "collection": "app.bsky.feed.post",
            "rkey": f"3mkey{number}",
            "cid": "bafyrei",
            "record": {
                "$type": "app.bsky.feed.post",
                "createdAt": (_START + timedelta(microseconds=at)).isoformat(),
                "langs": ["de"],
                "text": f"Nummer {number} 🧵 über Ärger",
                "embed": {
                    "$type": "app.bsky.embed.external",
                    "external": {"uri": link, "title": "Kurz", "description": ""},
                },
            },
        },
    }


def shown(*events: dict[str, Any]) -> dict[str, Any]:
    """Return what the AppView says of posts."""
    return {"posts": [_view(event) for event in events]}


def did(number: int) -> str:
    """Return the number of an account."""
    return f"did:plc:person{number:018}"


def _view(event: dict[str, Any]) -> dict[str, Any]:
    key = event["commit"]["rkey"]
    return {
        "uri": f"at://{event['did']}/app.bsky.feed.post/{key}",
        "cid": "bafyrei",
        "author": {"did": event["did"], "handle": f"{key}.example", "displayName": f"Ä {key}"},
        "record": event["commit"]["record"],
        "likeCount": 0,
        "repostCount": 0,
        "replyCount": 0,
        "quoteCount": 0,
        "indexedAt": "2026-03-14T10:00:03.000Z",
    }
