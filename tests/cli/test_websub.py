import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mentions.core.websub.subscription import State, Subscription
from mentions.store.engine import open_store
from mentions.store.subscriptions import add_subscription

Command = Callable[..., Any]
NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
ONE = Subscription(
    token="unguessable",  # noqa: S106 - invented
    base="https://mentions.example/websub/",
    hub="https://hub.example/",
    topic="https://a.example/feed",
    feed="https://a.example/feed",
    secret="geheim",  # noqa: S106 - invented
    state=State.ACTIVE,
    lease_until=NOW,
)


@pytest.fixture
def subscribed(project: Path, mentions: Command) -> Path:
    assert mentions("watches", "list").code == 0
    with open_store(project / "data" / "mentions.db") as store, store.writing() as session:
        add_subscription(session, replace(ONE, watch_id=1))
    return project


def test_show_says_which_hub_tells_of_a_feed(subscribed: Path, mentions: Command) -> None:
    shown = mentions("watches", "show", "1")
    assert "Hub             https://hub.example/: tells what is new" in shown.out
    other = mentions("watches", "show", "2")
    assert "Hub" not in other.out


def test_neither_show_nor_export_gives_secrets_away(subscribed: Path, mentions: Command) -> None:
    shown = mentions("watches", "show", "1", "--json")
    (told,) = json.loads(shown.out)["subscriptions"]
    assert told["state"] == "active"
    exported = mentions("export", "--format", "jsonl")
    for text in (shown.out, exported.out):
        assert "geheim" not in text
        assert "unguessable" not in text
