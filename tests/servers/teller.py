"""A process that finds mentions and tells of them, until it is killed."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from mentions.core.alerts.model import Message, Recipient, Rendered, Rules
from mentions.core.changes import Change, Changes, Sighting
from mentions.core.dedupe import mention_keys
from mentions.model import Author, Channel, Evidence, Kind, Mention
from mentions.store.changes import save_changes
from mentions.store.engine import Store, open_store
from mentions.tracker.telling.notify import tell
from mentions.tracker.telling.recipients import Telling

ARTICLE = "https://blog.example/post"


@dataclass(frozen=True)
class Plain:
    """Puts a message into as few words as a test needs: the permalinks."""

    def __call__(self, message: Message) -> Rendered:
        """Return the address of every mention in it."""
        urls = [one.url or "" for article in message.articles for one in article.new]
        return Rendered(title=f"{len(urls)} new", body="\n".join(urls) or "a test")


def a_telling(database: str, address: str, **changes: Any) -> Telling:
    """Return one recipient, "me", who is told every new mention at once."""
    fields: dict[str, Any] = {"rules": Rules(events=frozenset({"new"}))}
    return Telling(
        recipients=(Recipient(name="me", **fields | changes),),
        render=Plain(),
        database=database,
        addresses={"me": address},
        variables={"me": "MENTIONS_NOTIFY_URL"},
    )


def find(store: Store, name: str, **changes: Any) -> str:
    """Store a mention as a poll does; returns its permalink."""
    now, url = datetime.now(UTC), f"https://social.example/{name}/"
    fields: dict[str, Any] = {
        "article": ARTICLE,
        "kind": Kind.MENTION,
        "channel": Channel.POST,
        "platform": "mastodon",
        "author": Author(name=f"Jens {name}"),
        "url": url,
        "published": now,
        "first_seen": now,
        "evidence": Evidence.LINK,
        "source": "https://social.example/search",
    }
    mention = Mention(**fields | changes)
    seen = Sighting(
        source=mention.source, channel=mention.channel, evidence=mention.evidence, url=mention.url
    )
    change = Change(mention=mention, keys=mention_keys(mention), sightings=(seen,))
    with store.writing() as session:
        save_changes(session, Changes(changes=(change,)), now=now)
    return url


def work_on(database: str, address: str, number: int) -> None:
    """Find mentions and tell of them for ever."""
    telling = a_telling(database, address)
    with open_store(database) as store:
        for step in itertools.count():
            find(store, f"{number}-{step}")
            asyncio.run(tell(store, telling, lambda: datetime.now(UTC)))
