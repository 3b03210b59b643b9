"""The owner's budget: counted, kept between runs, and never overdrawn."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from mentions.errors import RateLimitError
from mentions.looking import Outcome
from mentions.store.asked import load_spent
from mentions.tracker.budget import Budget
from mentions.tracker.poll import poll_watches, select_watches
from mentions.tracker.polling import Polling, PollResult

if TYPE_CHECKING:
    from conftest import Blog

EVENING = datetime(2026, 3, 14, 23, 0, tzinfo=UTC)


def poll(polling: Polling) -> list[PollResult]:
    watches = select_watches(polling.store, now=polling.clock(), everything=True)
    return asyncio.run(poll_watches(polling, watches))


def spent(blog: Blog, day: date) -> dict[str, int]:
    with blog.store.reading() as session:
        return load_spent(session, day)


def test_what_is_used_up_waits_for_the_next_day() -> None:
    budget = Budget({"x": 2}, {"x": 1}, clock=lambda: EVENING)
    purse = budget.purse("x")
    purse.spend("https://a.example/")
    with pytest.raises(
        RateLimitError, match=r"budget of 2 requests a day under \[sources.x\]"
    ) as e:
        purse.spend("https://a.example/")
    assert (purse.spent, e.value.retry_after) == (1, timedelta(hours=1))


def test_a_new_day_begins_at_nothing() -> None:
    time = EVENING
    budget = Budget({"x": 1}, clock=lambda: time)
    budget.spend("x", "https://a.example/")
    time += timedelta(hours=1)
    budget.spend("x", "https://a.example/")
    with pytest.raises(RateLimitError):
        budget.spend("x", "https://a.example/")


def test_others_are_counted_and_never_stopped() -> None:
    purse = Budget({"x": 1}, clock=lambda: EVENING).purse("feed")
    for _ in range(3):
        purse.spend("https://a.example/")
    assert purse.spent == 3


def test_every_request_of_a_poll_is_counted(blog: Blog) -> None:
    blog.track()
    blog.serve("/feed", "<rss version='2.0'><channel/></rss>", "application/rss+xml")
    blog.watch("feed", "/feed")
    blog.watch("feed", "/missing")  # a request that fails is one, too
    poll(blog.polling())
    assert spent(blog, date(2026, 3, 14)) == {"feed": 2}
    poll(blog.polling())
    assert spent(blog, date(2026, 3, 14)) == {"feed": 4}
    blog.wait(days=1)
    poll(blog.polling())
    assert spent(blog, date(2026, 3, 14)) == {"feed": 4}
    assert spent(blog, date(2026, 3, 15)) == {"feed": 2}


def test_a_poll_beyond_the_budget_is_throttled_until_midnight(blog: Blog) -> None:
    blog.track()
    blog.serve("/feed", "<rss version='2.0'><channel/></rss>", "application/rss+xml")
    blog.watch("feed", "/feed")
    (first,) = poll(blog.polling(budgets={"feed": 1}))
    (second,) = poll(blog.polling(budgets={"feed": 1}))
    assert (first.outcome, second.outcome) == (Outcome.EMPTY, Outcome.THROTTLED)
    assert spent(blog, date(2026, 3, 14)) == {"feed": 1}
    with blog.store.reading() as session:
        assert load_spent(session, date(2026, 3, 13)) == {}
    (watch,) = select_watches(blog.store, now=blog.now, everything=True)
    assert watch.last_error
    assert "used up" in watch.last_error
    assert watch.next_poll_at is not None
    assert watch.next_poll_at >= datetime(2026, 3, 15, tzinfo=UTC)
    blog.now = watch.next_poll_at
    (third,) = poll(blog.polling(budgets={"feed": 1}))
    assert third.outcome in {Outcome.EMPTY, Outcome.UNCHANGED}
