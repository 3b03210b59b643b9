"""Storing polls: what cannot be stored fails alone, and whoever waits hears of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from mentions.asking import Batch, Watch
from mentions.errors import StoreError
from mentions.looking import Outcome
from mentions.store.watches import load_watches
from mentions.tracker.ask import Answer
from mentions.tracker.keeper import Keeper
from mentions.tracker.polling import PollResult, Told

if TYPE_CHECKING:
    from conftest import Blog

# No JSON: a source from elsewhere may give that.
UNFIT = {"seen": {1, 2}}


def watches_of(blog: Blog) -> list[Watch]:
    with blog.store.reading() as session:
        return load_watches(session)


def told(watch: Watch, cursor: dict[str, object]) -> Told:
    return Told(watch=watch, answer=Answer(batch=Batch(cursor=cursor)), spent=1)


async def keep(keeper: Keeper, *some: Told) -> list[PollResult | BaseException]:
    async with asyncio.timeout(60):
        return await asyncio.gather(*map(keeper.keep, some), return_exceptions=True)


def test_what_cannot_be_stored_is_a_failure_of_its_watch_alone(blog: Blog) -> None:
    for number in range(3):
        blog.watch("feed", f"/feed-{number}")

    async def check() -> list[PollResult | BaseException]:
        async with Keeper(blog.polling()) as keeper:
            one, two, three = watches_of(blog)
            first = await keep(keeper, told(one, {"a": 1}), told(two, UNFIT), told(three, {"b": 2}))
            return first + await keep(keeper, told(one, {"a": 3}))

    results = asyncio.run(check())
    assert [isinstance(one, PollResult) and one.outcome for one in results] == [
        Outcome.EMPTY,
        Outcome.BROKEN,
        Outcome.EMPTY,
        Outcome.EMPTY,
    ]
    one, two, three = watches_of(blog)
    assert (one.cursor, two.cursor, three.cursor) == ({"a": 3}, None, {"b": 2})
    assert two.failures == 1
    assert "bug" in str(two.last_error)


def test_where_not_even_that_can_be_stored_whoever_waits_hears_of_it(blog: Blog) -> None:
    """Nothing can be planned without a random number; once there are some, it goes on."""
    blog.watch("feed", "/feed")
    chances = [0.0]

    async def check() -> list[PollResult | BaseException]:
        async with Keeper(blog.polling(jitter=lambda: chances[0])) as keeper:
            (watch,) = watches_of(blog)
            good = chances.pop()
            failed = await keep(keeper, told(watch, {"a": 1}), told(watch, {"a": 1}))
            chances.append(good)
            return failed + await keep(keeper, told(watch, {"a": 2}))

    *failed, stored = asyncio.run(check())
    assert [type(one) for one in failed] == [IndexError, IndexError]
    assert isinstance(stored, PollResult)
    assert watches_of(blog)[0].cursor == {"a": 2}


def test_nobody_waits_for_a_keeper_that_has_ended(blog: Blog) -> None:
    blog.watch("feed", "/feed")

    async def check() -> None:
        keeper = Keeper(blog.polling())
        async with keeper:
            (watch,) = watches_of(blog)
            waiting = asyncio.create_task(keeper.keep(told(watch, {"a": 1})))
            await asyncio.sleep(0)
        with pytest.raises(asyncio.CancelledError):
            await waiting
        with pytest.raises(RuntimeError):
            await keeper.keep(told(watch, {"a": 2}))

    asyncio.run(asyncio.wait_for(check(), 60))
    assert watches_of(blog)[0].cursor is None


def test_a_database_that_fails_is_told_to_whoever_waits(blog: Blog) -> None:
    blog.watch("feed", "/feed")

    async def check() -> list[PollResult | BaseException]:
        async with Keeper(blog.polling()) as keeper:
            (watch,) = watches_of(blog)
            with blog.store.writing() as session:
                session.connection().exec_driver_sql("ALTER TABLE watches RENAME TO w")
            return await keep(keeper, told(watch, {"a": 1}))

    (failed,) = asyncio.run(check())
    assert not isinstance(failed, PollResult)
    assert not isinstance(failed, StoreError), "what nobody can put right is no StoreError"
