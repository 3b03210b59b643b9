"""Frozen reports: kept as they were, or told to be damaged."""

import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, update
from tests.report.summaries import NOW, a_summary, hostile_acts

from mentions.core.summary.freeze import Cut
from mentions.errors import ConfigError, StoreError
from mentions.store import frozen
from mentions.store.engine import Store
from mentions.store.frozen import freeze_summary, frozen_reports, load_frozen
from mentions.store.tables_reports import FROZEN


def a_cut(days: int = 0) -> Cut:
    acts = hostile_acts()
    return Cut(summary=a_summary(*acts, made_at=NOW + timedelta(days)), acts=tuple(acts))


@pytest.fixture
def kept(store: Store) -> Iterator[str]:
    with store.writing() as session:
        session.connection().execute(delete(FROZEN))
        number = freeze_summary(session, a_cut(), "Woche")
    yield number
    with store.writing() as session:
        session.connection().execute(delete(FROZEN))


def test_it_comes_back(store: Store, kept: str) -> None:
    assert kept.startswith("2026-11-23-")
    assert len(kept) == len("2026-11-23-7f3a")
    with store.reading() as session:
        assert load_frozen(session, kept) == a_cut()


def test_they_are_listed_newest_first(store: Store, kept: str) -> None:
    with store.writing() as session:
        later = freeze_summary(session, a_cut(1))
        assert freeze_summary(session, a_cut(), "Woche") == kept
    with store.reading() as session:
        found = frozen_reports(session)
    assert [(one.id, one.title) for one in found] == [(later, "Rückblick"), (kept, "Woche")]
    assert found[0].made_at == NOW + timedelta(1)
    assert found[0].size > 10_000


def test_an_id_that_is_taken_gets_longer(
    store: Store, kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = kept[-4:] + "0" * 60
    monkeypatch.setattr(frozen, "digest_of", lambda _: digest)
    cut = a_cut()
    other = replace(cut, summary=replace(cut.summary, notes=()))
    with store.writing() as session:
        assert freeze_summary(session, other) == f"{kept}0"


def test_an_unknown_id_is_told(store: Store) -> None:
    with store.reading() as session, pytest.raises(ConfigError, match="`mentions reports` lists"):
        load_frozen(session, "2026-11-23-ffff")


@pytest.mark.parametrize(
    "data", [b"", b"x", zlib.compress(b"{}"), zlib.compress(b"x" * 10_000_000)]
)
def test_damaged_data_is_told(store: Store, kept: str, data: bytes) -> None:
    with store.writing() as session:
        session.connection().execute(update(FROZEN).values(data=data))
    with store.reading() as session, pytest.raises(StoreError, match=f"{kept}: .*backup"):
        load_frozen(session, kept)
