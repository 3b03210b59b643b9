"""The owner's budget: counted, kept between runs, and never overdrawn."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from mentions.asking import Request
from mentions.core.shortlinks import Shorteners
from mentions.errors import RateLimitError
from mentions.looking import Outcome
from mentions.store.asked import load_spent
from mentions.tracker.budget import PICTURES, SHORT_LINKS, Budget
from mentions.tracker.poll import open_run, poll_watches, select_watches
from mentions.tracker.polling import Polling, PollResult
from mentions.tracker.service.duties import if_left

if TYPE_CHECKING:
    from conftest import Blog
    from mentions.tracker.poll import Run

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
    purse.count()
    with pytest.raises(
        RateLimitError, match=r"budget of 2 requests a day under \[sources.x\]"
    ) as e:
        purse.spend("https://a.example/")
    assert (purse.spent, e.value.retry_after) == (1, timedelta(hours=1))


def test_what_one_is_about_to_ask_another_may_not() -> None:
    budget = Budget({"x": 1}, clock=lambda: EVENING)
    first, second = budget.purse("x"), budget.purse("x")
    first.spend("https://a.example/")
    with pytest.raises(RateLimitError):
        second.spend("https://a.example/")
    first.release()  # it never left
    second.spend("https://a.example/")
    assert (first.spent, second.spent) == (0, 0)


def test_what_a_request_leads_to_is_counted_and_never_refused() -> None:
    purse = Budget({"x": 1}, clock=lambda: EVENING).purse("x")
    purse.spend("https://a.example/")
    for _ in range(3):
        purse.count()
    assert purse.spent == 3


def test_a_new_day_begins_at_nothing() -> None:
    time = EVENING
    budget = Budget({"x": 1}, total=1, clock=lambda: time)
    budget.purse("x").spend("https://a.example/")
    assert budget.is_used_up
    time += timedelta(hours=1)
    assert not budget.is_used_up
    budget.purse("x").spend("https://a.example/")
    with pytest.raises(RateLimitError):
        budget.purse("x").spend("https://a.example/")


def test_others_are_counted_and_never_stopped() -> None:
    purse = Budget({"x": 1}, clock=lambda: EVENING).purse("feed")
    for _ in range(3):
        purse.spend("https://a.example/")
        purse.count()
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


def a_page(*links: str) -> str:
    return "".join(f"<p><a href='{link}'>das da</a></p>" for link in links)


def test_the_server_saw_as_many_requests_as_were_counted(blog: Blog) -> None:
    blog.track()
    blog.server.expect_request("/old").respond_with_data(
        "", status=301, headers={"Location": blog.server.url_for("/page")}
    )
    short = blog.server.url_for("/s/1")
    blog.server.expect_request("/s/1").respond_with_data(
        "", status=302, headers={"Location": blog.article}
    )
    blog.serve("/page", a_page(short))
    blog.serve("/style.css", "")
    blog.watch("webpage", "/old")
    shorteners = Shorteners(extra_hosts={blog.server.host})

    async def picture(run: Run) -> None:
        address = blog.server.url_for("/style.css")
        await run.gate.fetch(Request(url=address, discovered=True))

    async def once(budget: int) -> None:
        polling = blog.polling(shorteners=shorteners, budget=budget)
        async with AsyncExitStack() as stack:
            run = await open_run(polling, stack)
            for watch in select_watches(blog.store, now=blog.now, everything=True):
                await run.poll(watch)
            await if_left(picture, counted=PICTURES)(run)

    asyncio.run(once(20_000))
    asked = [request.path for request, _ in blog.server.log]
    assert {"/old", "/page", "/s/1", "/robots.txt", "/style.css"} == set(asked)
    day = blog.now.date()
    counted = spent(blog, day)
    assert sum(counted.values()) == len(asked), (counted, asked)
    assert counted["webpage"] == 2
    assert counted[SHORT_LINKS] >= 1
    assert counted[PICTURES] >= 1
    # A later run knows of it; what may wait waits, what is due is polled and counted.
    asyncio.run(once(len(asked)))
    later = [request.path for request, _ in blog.server.log][len(asked) :]
    assert "/style.css" not in later
    assert "/page" in later
    assert sum(spent(blog, day).values()) == len(asked) + len(later)


def test_what_never_leaves_is_not_counted(blog: Blog) -> None:
    blog.track()
    blog.watch("feed", "http://10.0.0.1/feed")  # private: refused
    poll(blog.polling())
    assert spent(blog, blog.now.date()) == {}
