import zlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from mentions.asking import Watch
from mentions.errors import StoreError
from mentions.store.engine import Store
from mentions.store.snapshots import Snapshot, save_snapshots, stream_snapshots
from mentions.store.tables import SNAPSHOTS
from mentions.store.watches import add_watch, remove_watch

NOW = datetime(2009, 7, 15, 12, 0, tzinfo=UTC)


@pytest.fixture
def snapshot(store: Store) -> Snapshot:
    with store.writing() as session:
        watch_id = add_watch(session, Watch(source="feed", address="https://blog.example/feed"))
    return Snapshot(
        watch_id=watch_id,
        url="https://blog.example/feed",
        body=b"\0<p>\xff" * 1000,
        fetched_at=NOW,
        base_url="https://blog.example/feed/",
        content_type="text/html",
    )


def test_the_last_body_of_each_address_is_kept(store: Store, snapshot: Snapshot) -> None:
    second = replace(snapshot, url="https://blog.example/feed?page=2", base_url=None, body=b"")
    newer = replace(snapshot, body=b"newer", content_type=None)
    with store.writing() as session:
        save_snapshots(session, [snapshot, second])
        assert list(stream_snapshots(session)) == [snapshot, second]
        save_snapshots(session, [newer])
        assert list(stream_snapshots(session)) == [newer, second]


def test_what_was_kept_with_zlib_stays_readable(store: Store, snapshot: Snapshot) -> None:
    with store.writing() as session:
        save_snapshots(session, [snapshot])
        older = update(SNAPSHOTS).values(body=zlib.compress(snapshot.body))
        session.connection().execute(older)
        assert list(stream_snapshots(session)) == [snapshot]


def test_those_of_a_removed_watch_are_dropped(store: Store, snapshot: Snapshot) -> None:
    """It must not cost the others theirs: they are stored together."""
    with store.writing() as session:
        save_snapshots(session, [replace(snapshot, watch_id=99), snapshot])
        assert list(stream_snapshots(session)) == [snapshot]
        save_snapshots(session, [])
        assert list(stream_snapshots(session)) == [snapshot]


def test_they_go_with_their_watch(store: Store, snapshot: Snapshot) -> None:
    with store.writing() as session:
        save_snapshots(session, [snapshot])
        remove_watch(session, snapshot.watch_id)
        assert list(stream_snapshots(session)) == []


def test_an_endless_address_is_one_like_any_other(store: Store, snapshot: Snapshot) -> None:
    long = replace(snapshot, url="https://blog.example/" + "x" * 9000)
    with store.writing() as session:
        save_snapshots(session, [long, replace(long, url=long.url + "y")])
        assert [one.url for one in stream_snapshots(session)] != [long.url, long.url]


@pytest.mark.parametrize("body", [b"", b"x", b"\x28\xb5\x2f\xfd", b"\x28\xb5\x2f\xfdx"])
def test_a_damaged_body_is_named(store: Store, snapshot: Snapshot, body: bytes) -> None:
    with store.writing() as session:
        save_snapshots(session, [snapshot])
        session.connection().execute(update(SNAPSHOTS).values(body=body))
    with (
        store.reading() as session,
        pytest.raises(StoreError, match=r"blog\.example/feed is damaged"),
    ):
        list(stream_snapshots(session))
