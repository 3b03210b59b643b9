"""Two sessions at once: the second waits for the first and then sees what it stored."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWaits
from datetime import UTC, datetime
from typing import Any

import pytest

from mentions.core.changes import Changes
from mentions.store.changes import save_changes
from mentions.store.engine import Store
from mentions.store.mentions import count_mentions, load_known

NOW = datetime(2009, 7, 15, 12, 0, tzinfo=UTC)


def assert_waits(future: "Future[Any]") -> None:
    with pytest.raises(StillWaits):
        future.result(timeout=0.3)


def test_whoever_looks_up_what_is_known_waits_for_who_did_before(
    store: Store, article_id: int, a_change: Callable[..., Any]
) -> None:
    def look_up() -> set[str]:
        with store.writing() as session:
            return set(load_known(session, article_id, ["a"]))

    with ThreadPoolExecutor(1) as threads:
        with store.writing() as session:
            assert load_known(session, article_id, ["a"]) == {}
            second = threads.submit(look_up)
            assert_waits(second)
            save_changes(session, Changes(changes=(a_change("a"),)), now=NOW)
        assert second.result(timeout=30) == {"a"}


def test_whoever_stores_waits_for_who_stored_before(
    store: Store, article_id: int, a_change: Callable[..., Any], save: Callable[..., Any]
) -> None:
    with ThreadPoolExecutor(1) as threads:
        with store.writing() as session:
            save_changes(session, Changes(changes=(a_change(),)), now=NOW)
            second = threads.submit(save, a_change())
            assert_waits(second)
        assert second.result(timeout=30).new == ()
    with store.reading() as session:
        assert count_mentions(session) == 1
