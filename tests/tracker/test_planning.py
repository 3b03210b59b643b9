"""Looks are planned: real polls of a loopback server, with a clock that is moved."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from werkzeug import Response

from mentions.asking import Batch, Watch
from mentions.looking import Outcome
from mentions.model import Article
from mentions.store.asked import add_spent
from mentions.store.changes import Saved
from mentions.store.notes import load_note
from mentions.store.plan import Kept, load_habits, load_kept
from mentions.store.watches import add_watch, load_watches
from mentions.tracker.ask import Answer
from mentions.tracker.plans.planning import Planner, replan
from mentions.tracker.poll import open_run, poll_watches, select_watches
from mentions.tracker.polling import Polling, PollResult, Told
from mentions.tracker.track import track_article
from mentions.tracker.tracked import load_tracked

if TYPE_CHECKING:
    from conftest import Blog

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
COMMENT = """<li class="comment" id="comment-{}"><div class="comment-body">
<cite class="fn"><a href="https://zoe.example/" class="url">Zoë</a></cite>
<div class="comment-content"><p>Ja, {}.</p></div></div></li>"""


def publish(blog: Blog, published: datetime | None, max_delay: int | None = None) -> None:
    article = Article(url=blog.article, published=published, max_delay=max_delay)
    track_article(blog.store, article, now=blog.now)


def poll(polling: Polling, *, everything: bool = False) -> list[PollResult]:
    watches = select_watches(polling.store, now=polling.clock(), everything=everything)
    return asyncio.run(poll_watches(polling, watches))


def wait_of(blog: Blog, number: int = 1) -> float:
    """Return the seconds until the next look at a watch."""
    with blog.store.reading() as session:
        (watch,) = (one for one in load_watches(session) if one.id == number)
    assert watch.next_poll_at is not None
    return (watch.next_poll_at - blog.now).total_seconds()


def kept(blog: Blog, number: int = 1) -> Kept:
    with blog.store.reading() as session:
        return load_kept(session)[number]


def found(blog: Blog, number: int = 1) -> float:
    record = kept(blog, number).record
    assert record is not None
    return record.found


@pytest.fixture
def planned(blog: Blog, comment_page: Callable[..., str]) -> Blog:
    """An article's page that is watched without an interval of its own."""
    blog.serve("/post-1", comment_page())
    blog.watch("webpage", "/post-1", interval=0)
    return blog


def test_a_fresh_article_is_looked_at_within_minutes(planned: Blog) -> None:
    publish(planned, planned.now)
    poll(planned.polling())
    assert MINUTE <= wait_of(planned) < 10 * MINUTE


def test_an_old_silent_one_is_left_for_days(planned: Blog) -> None:
    publish(planned, planned.now)
    polling = planned.polling()
    waits = []
    for days in (0, 1, 9, 50, 200):
        planned.wait(days=days)
        poll(polling)
        waits.append(wait_of(planned))
    assert waits == sorted(waits)
    assert waits[-1] > 2 * DAY


@pytest.mark.parametrize("jitter", [-1.0, 0.0, 1.0])
def test_max_delay_wins_over_age_and_budget(planned: Blog, jitter: float) -> None:
    publish(planned, planned.now - timedelta(days=900), max_delay=900)
    poll(planned.polling(budget=1, jitter=lambda: jitter))
    assert 800 < wait_of(planned) <= 900


def test_half_the_budget_means_longer_waits(planned: Blog) -> None:
    publish(planned, planned.now)
    waits = []
    for budget in (100, 50, 25):
        planned.wait(minutes=1)
        poll(planned.polling(budget=budget), everything=True)
        waits.append(wait_of(planned))
    assert waits[0] * 1.5 < waits[1]
    assert waits[1] * 1.5 < waits[2]


def test_what_comes_is_looked_at_more_often(blog: Blog, comment_page: Callable[..., str]) -> None:
    publish(blog, blog.now - timedelta(days=20))
    comments: list[str] = []
    blog.server.expect_request("/post-1").respond_with_handler(
        lambda _: Response(comment_page(*comments), mimetype="text/html")
    )
    blog.watch("webpage", "/post-1", interval=0)
    poll(blog.polling())
    silent = wait_of(blog)
    blog.wait(hours=1)
    comments += [COMMENT.format(number, number) for number in range(6)]
    (result,) = poll(blog.polling(), everything=True)
    assert len(result.saved.new) == 6
    assert wait_of(blog) < silent / 5
    assert found(blog) == pytest.approx(6)
    with blog.store.reading() as session:
        assert sum(load_habits(session)["webpage"].history.counts) == pytest.approx(6)


def test_what_stood_there_already_is_not_found(
    planned: Blog, comment_page: Callable[..., str]
) -> None:
    publish(planned, planned.now)
    planned.server.clear()
    planned.serve("/post-1", comment_page(COMMENT.format(1, 1)))
    (result,) = poll(planned.polling())
    assert len(result.saved.new) == 1
    assert found(planned) == 0
    with planned.store.reading() as session:
        assert load_habits(session) == {}


def test_an_interval_of_the_owners_stays(blog: Blog, comment_page: Callable[..., str]) -> None:
    publish(blog, blog.now, max_delay=60)
    blog.serve("/post-1", comment_page())
    blog.watch("webpage", "/post-1", interval=7200)
    poll(blog.polling(budget=1))
    assert wait_of(blog) == 7200
    assert kept(blog).planned == 7200


def test_a_failure_teaches_nothing_and_waits_longer_each_time(planned: Blog) -> None:
    publish(planned, planned.now)
    poll(planned.polling())
    before = kept(planned)
    planned.server.clear()
    planned.server.expect_request("/post-1").respond_with_data("", status=500)
    waits = []
    for _ in range(3):
        planned.wait(hours=1)
        poll(planned.polling(), everything=True)
        waits.append(wait_of(planned))
    assert waits[0] >= 15 * MINUTE
    assert waits == sorted(set(waits))
    after = kept(planned)
    assert (after.record, after.cost) == (before.record, before.cost)


def test_a_server_that_wants_patience_gets_it(
    planned: Blog, comment_page: Callable[..., str]
) -> None:
    publish(planned, planned.now)
    planned.server.clear()
    planned.server.expect_request("/post-1").respond_with_data(
        comment_page(), content_type="text/html", headers={"Cache-Control": "max-age=14400"}
    )
    poll(planned.polling())
    assert wait_of(planned) == 4 * HOUR
    assert asyncio.run(replanned(planned.polling(budget=1_000_000))) is None
    assert wait_of(planned) == 4 * HOUR


async def replanned(polling: Polling) -> str | None:
    async with AsyncExitStack() as stack:
        run = await open_run(polling, stack)
        return await replan(run)


def test_more_budget_brings_looks_forward_but_no_failed_ones(planned: Blog) -> None:
    publish(planned, planned.now - timedelta(days=2))
    planned.server.expect_request("/broken").respond_with_data("", status=500)
    broken = planned.watch("webpage", "/broken", interval=0)
    poll(planned.polling(budget=1))
    late, failed = wait_of(planned), wait_of(planned, broken)
    planned.wait(minutes=30)
    asyncio.run(replanned(planned.polling(budget=10_000)))
    assert wait_of(planned) < late - 2 * HOUR
    assert wait_of(planned, broken) == failed - 30 * MINUTE


def test_a_plan_that_holds_moves_nothing(planned: Blog) -> None:
    publish(planned, planned.now)
    poll(planned.polling())
    assert asyncio.run(replanned(planned.polling())) is None


def test_what_was_overspent_is_saved_on_the_coming_day(planned: Blog) -> None:
    publish(planned, planned.now)
    polling = planned.polling(budget=40)
    poll(polling)
    usual = price(planned)
    with planned.store.writing() as session:
        add_spent(session, {"hackernews": 60}, planned.now.date())
    planned.wait(minutes=61)
    poll(polling, everything=True)
    assert price(planned) > 2 * usual


def price(blog: Blog) -> float:
    with blog.store.reading() as session:
        found: float = load_note(session, "planner.prices")["all"]
    return found


def test_the_plan_is_made_anew_every_hour_and_not_before(planned: Blog) -> None:
    publish(planned, None)
    at = []
    for minutes in (0, 59, 1):
        planned.wait(minutes=minutes)
        poll(planned.polling())
        with planned.store.reading() as session:
            at.append(load_note(session, "planner.prices")["at"])
    assert at == [at[0], at[0], at[0] + HOUR]


class _KilledError(Exception):
    pass


def test_killed_before_the_end_nothing_counts_twice(planned: Blog) -> None:
    publish(planned, planned.now)
    poll(planned.polling())
    planned.wait(hours=1)
    polling = planned.polling()
    with planned.store.reading() as session:
        (watch,) = load_watches(session)
        tracked = load_tracked(session, polling.shorteners)
    told = Told(watch=watch, answer=Answer(batch=Batch()), spent=3)
    result = PollResult(watch=watch, outcome=Outcome.OK, saved=Saved(new=(1, 2)))
    before, planner = kept(planned), Planner(polling)
    with suppress(_KilledError), planned.store.writing() as session:
        planner.after_polls(session, [told], [result], tracked)
        raise _KilledError
    assert kept(planned) == before
    with planned.store.writing() as session:
        planner.after_polls(session, [told], [result], tracked)
    assert found(planned) == pytest.approx(2)
    with planned.store.reading() as session:
        assert sum(load_habits(session)["webpage"].history.counts) == pytest.approx(2)


def test_a_watch_that_was_removed_meanwhile_stays_removed(planned: Blog) -> None:
    publish(planned, planned.now)
    with planned.store.reading() as session:
        tracked = load_tracked(session, planned.polling().shorteners)
    gone = Watch(id=99, source="feed", address="https://gone.example/", interval=7200)
    told = Told(watch=gone, answer=Answer(batch=Batch()))
    result = PollResult(watch=gone, outcome=Outcome.EMPTY)
    with planned.store.writing() as session:
        waits = Planner(planned.polling()).after_polls(session, [told], [result], tracked)
        assert waits == [7200]
        assert 99 not in load_kept(session)


def test_what_a_look_costs_is_learned(planned: Blog) -> None:
    publish(planned, None)
    poll(planned.polling())
    assert kept(planned).cost == 1.0


def test_a_source_is_planned_within_its_own_budget(planned: Blog) -> None:
    publish(planned, planned.now)
    poll(planned.polling(budgets={"webpage": 6}), everything=True)
    tight = wait_of(planned)
    planned.wait(hours=1)
    poll(planned.polling(), everything=True)
    assert tight > 3 * wait_of(planned)


def test_watches_added_later_are_planned_at_once(planned: Blog) -> None:
    publish(planned, planned.now)
    poll(planned.polling())
    with planned.store.writing() as session:
        for number in range(40):
            address = planned.server.url_for(f"/place-{number}")
            add_watch(session, Watch(source="webpage", address=address))
    planned.wait(minutes=1)
    poll(planned.polling(budget=20_000))
    with planned.store.reading() as session:
        assert load_note(session, "planner.prices")["watches"] == 41
