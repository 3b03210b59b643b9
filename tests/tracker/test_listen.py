"""Listening over a real WebSocket into a real database: each mention once, whatever ends."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from tests.servers.jetstream import Stream
from tests.servers.posts import ARTICLE, a_post, did, micros, shown

from mentions.asking import Setup, Watch
from mentions.looking import Gap, Look, Outcome
from mentions.model import Article
from mentions.store.ledger import load_gaps
from mentions.store.watches import load_watches, save_looks
from mentions.tracker.hearing.listen import Pace, listen_to, select_listeners
from mentions.tracker.poll import poll_watches, select_watches
from mentions.tracker.polling import PollResult
from mentions.tracker.track import track_article

if TYPE_CHECKING:
    from conftest import Blog

PACE = Pace(tick=0.05, linger=0.01, idle=2.0)


@pytest.fixture
def stream() -> Iterator[Stream]:
    with Stream() as server:
        yield server


class Listening:
    """Listens to the stream until told to stop."""

    def __init__(self, blog: Blog, stream: Stream, pace: Pace = PACE, **changes: Any) -> None:
        self.states: list[str] = []
        self.results: list[PollResult] = []
        self._blog = blog
        self._pace = pace
        view = Setup(instances=(stream.url,))
        usual = {
            "clock": lambda: datetime.now(UTC),
            "setups": {"jetstream": view},
            "on_done": self.results.append,
        }
        self._polling = blog.polling(**(usual | changes))

    def until(self, done: Callable[[], object], *, seconds: float = 10) -> None:
        """Listen until something holds."""
        asyncio.run(self._until(done, seconds))

    async def _until(self, done: Callable[[], object], seconds: float) -> None:
        watches = select_listeners(self._blog.store)
        say: Callable[[Watch, str], None] = lambda _, state: self.states.append(state)  # noqa: E731
        task = asyncio.create_task(listen_to(self._polling, watches, on_state=say, pace=self._pace))
        try:
            async with asyncio.timeout(seconds):
                while not done():
                    if task.done():
                        task.result()
                        return
                    await asyncio.sleep(0.02)
        finally:
            task.cancel()
            await asyncio.wait([task])


@pytest.fixture
def listening(blog: Blog, stream: Stream) -> Listening:
    track_article(blog.store, Article(url=ARTICLE), now=blog.now)
    blog.watch("jetstream", f"{stream.url}/")
    return Listening(blog, stream)


def watch_of(blog: Blog) -> Watch:
    with blog.store.reading() as session:
        return load_watches(session)[0]


def gaps_of(blog: Blog) -> list[Gap]:
    with blog.store.reading() as session:
        return load_gaps(session)


def position(blog: Blog) -> int:
    return int((watch_of(blog).cursor or {})["position"])


def texts(blog: Blog) -> list[str]:
    return sorted(str(one.text) for one in blog.mentions())


def heard(blog: Blog, number: int) -> Callable[[], bool]:
    return lambda: len(blog.mentions()) >= number


def test_hits_are_kept_and_misses_are_not(blog: Blog, stream: Stream, listening: Listening) -> None:
    hit = a_post(1)
    stream.posts = shown(hit)

    def tell() -> bool:
        if stream.listeners and not stream.told:
            stream.tell(a_post(2, link="https://other.example/"))
            stream.tell(hit)
            stream.tell(a_post(3, link="https://blog.example/2026/03/another/"))
        return bool(blog.mentions())

    listening.until(tell)
    (mention,) = blog.mentions()
    assert mention.text == "Nummer 1 🧵 über Ärger"
    assert (mention.author.name, mention.author.handle) == ("Ä 3mkey1", "3mkey1.example")
    assert mention.source == f"{stream.url}/subscribe"
    assert mention.merged_from == 1
    assert stream.headers[0]["User-Agent"] == "mentions/test"
    assert stream.lookups == [[f"at://{did(1)}/app.bsky.feed.post/3mkey1"]]
    assert listening.states == ["connected"]


def test_it_is_stored_where_we_are(blog: Blog, stream: Stream, listening: Listening) -> None:
    last = micros()
    listening.until(
        lambda: (
            stream.listeners
            and (stream.told or stream.tell(a_post(2, link="https://other.example/", at=last)))
            and watch_of(blog).cursor
        )
    )
    watch = watch_of(blog)
    assert watch.cursor == {"position": last}
    assert (watch.outcome, watch.last_error) == (Outcome.EMPTY, None)
    assert gaps_of(blog) == []


def test_it_goes_on_where_it_was(blog: Blog, stream: Stream, listening: Listening) -> None:
    """A cut connection: back with a cursor a little earlier, and each mention once."""
    start = micros() - 2_000_000
    for number in range(6):
        stream.tell(a_post(number, at=start + number * 1000))
    remember(blog, start)
    stream.leave_after += [3, 2]
    listening.until(heard(blog, 6))
    assert texts(blog) == [f"Nummer {number} 🧵 über Ärger" for number in range(6)]
    assert {one.merged_from for one in blog.mentions()} == {1}
    cursors = [int(asked["cursor"]) for asked in stream.asked]
    assert len(cursors) == 3
    assert cursors[0] == start - 5_000_000
    assert cursors[1] == start + 2000 - 5_000_000, "a little earlier than what was heard last"
    assert [state for state in listening.states if state.startswith("not connected")] == [
        "not connected: ended the stream"
    ] * 2


def remember(blog: Blog, where: int) -> None:
    """Let the watch have heard up to a position before."""
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=where)
    look = Look(
        watch_id=watch_of(blog).id or 0,
        at=at,
        outcome=Outcome.EMPTY,
        next_poll_at=at,
        cursor={"position": where},
    )
    with blog.store.writing() as session:
        save_looks(session, [look])


def test_while_not_connected_there_is_a_gap(
    blog: Blog, stream: Stream, listening: Listening
) -> None:
    remember(blog, micros() - 1_000_000)
    stream.refusals += [(500, {})] * 2
    stream.tell(a_post(1))
    listening.until(lambda: gaps_of(blog) and gaps_of(blog)[0].until)
    (gap,) = gaps_of(blog)
    assert gap.outcome is Outcome.BROKEN
    assert "answers with status 500" in gap.why
    assert watch_of(blog).last_error is None


def test_a_refusal_that_asks_for_patience_gets_it(
    blog: Blog, stream: Stream, listening: Listening
) -> None:
    stream.refusals.append((429, {"Retry-After": "3000"}))
    listening.until(lambda: any("again in" in state for state in listening.states))
    assert listening.states[0].startswith("not connected: asks us to come back later (429)")
    (again,) = [state for state in listening.states if "again in" in state]
    assert again in {"connecting again in 3000 s", "connecting again in 2999 s"}
    assert len(stream.asked) == 1
    assert watch_of(blog).outcome is Outcome.THROTTLED
    listening.until(lambda: len(listening.states) >= 4)
    assert len(stream.asked) == 1, "remembered from one run to the next"


def test_what_is_no_longer_kept_is_a_gap_and_said(
    blog: Blog, stream: Stream, listening: Listening
) -> None:
    """A cursor that is too old is answered with the oldest there is, without a word."""
    old = micros() - 40 * 3600 * 10**6
    remember(blog, old)
    stream.kept_from = micros() - 10_000
    stream.tell(a_post(1, at=old + 1000))
    stream.tell(a_post(2))
    listening.until(lambda: watch_of(blog).outcome is Outcome.OK and gaps_of(blog)[0].until)
    assert texts(blog) == ["Nummer 2 🧵 über Ärger"]
    (gap,) = gaps_of(blog)
    assert (gap.since, gap.outcome) == (
        datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=old),
        Outcome.BROKEN,
    )
    assert "is no longer kept there, so it was missed" in gap.why
    assert gap.why in listening.states


def test_what_is_kept_leaves_no_gap(blog: Blog, stream: Stream, listening: Listening) -> None:
    remember(blog, micros() - 3_000_000)
    stream.tell(a_post(1, at=micros() - 2_000_000))
    listening.until(heard(blog, 1))
    assert gaps_of(blog) == []


def test_far_behind_is_not_looked_at(blog: Blog, stream: Stream, listening: Listening) -> None:
    """Whoever replays is told what was; only at the present the place counts as looked at."""
    old = micros() - 3600 * 10**6
    remember(blog, old)
    stream.tell(a_post(1, at=old + 1000))
    listening.until(heard(blog, 1))
    assert (watch_of(blog).last_error or "").startswith("heard up to 20")
    assert old < position(blog) <= old + 1000
    stream.tell(a_post(2))
    listening.until(heard(blog, 2))
    assert watch_of(blog).last_error is None


HOSTILE = [
    b"\x00\xff" * 50,
    "",
    "{",
    "null",
    "[" * 50_000,
    '{"did":null,"time_us":null,"kind":null,"commit":null}',
    '{"did":"' + "x" * 900_000 + f'","link":"{ARTICLE}"}}',
    f'{{"did":7,"time_us":1773482401000000,"kind":["{ARTICLE}"],"commit":{{"record":[]}}}}',
    f'{{"did":"did:plc:a","time_us":{10**30},"x":"{ARTICLE}"}}',
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_messages_cost_nothing_else(
    blog: Blog, stream: Stream, listening: Listening, text: str | bytes
) -> None:
    now = micros()
    stream.tell(text, at=now)
    stream.tell(a_post(1))
    remember(blog, now)
    listening.until(heard(blog, 1))
    assert listening.states == ["connected"]
    assert position(blog) <= micros()


def test_a_stream_of_nonsense_is_no_silence(
    blog: Blog, stream: Stream, listening: Listening
) -> None:
    remember(blog, micros())
    stream.tell("hello", at=micros())
    listening.until(lambda: watch_of(blog).last_error)
    assert watch_of(blog).last_error == "tells nothing that can be read; check the address"
    assert watch_of(blog).outcome is Outcome.BROKEN


def test_a_time_to_come_is_not_believed(blog: Blog, stream: Stream, listening: Listening) -> None:
    remember(blog, micros())
    stream.tell(a_post(1, at=micros() + 10**12))
    listening.until(heard(blog, 1))
    assert position(blog) <= micros()


def test_a_huge_message_ends_the_connection(
    blog: Blog, stream: Stream, listening: Listening
) -> None:
    remember(blog, micros())
    stream.tell("x" * 1_100_000, at=micros())
    listening.until(lambda: any("larger than" in state for state in listening.states))
    assert "1,000,000 bytes" in (watch_of(blog).last_error or "")


def test_a_silent_stream_is_taken_for_dead(blog: Blog, stream: Stream) -> None:
    blog.watch("jetstream", f"{stream.url}/")
    hurried = Listening(blog, stream, Pace(tick=0.05, linger=0.01, idle=0.1))
    hurried.until(lambda: len(stream.asked) > 1)
    assert "not connected: told nothing for 0.1 s; will be tried again" in hurried.states


def test_who_posted_is_not_guessed(blog: Blog, stream: Stream, listening: Listening) -> None:
    """The AppView is down: the post is kept, under its author's number."""
    remember(blog, micros() - 1000)
    stream.tell(a_post(1))
    listening.until(heard(blog, 1))
    (mention,) = blog.mentions()
    assert (mention.author.name, mention.author.handle) == (None, None)
    assert mention.author.url == f"https://bsky.app/profile/{did(1)}"


def test_a_new_article_is_listened_for(blog: Blog, stream: Stream, listening: Listening) -> None:
    new = "https://blog.example/new/"
    steps: list[str] = []

    def done() -> bool:
        if stream.listeners and not steps:
            track_article(blog.store, Article(url=new), now=blog.now)
            steps.append("tracked")
        stream.tell(a_post(1, link=new))
        return bool(blog.mentions())

    listening.until(done)
    assert blog.mentions()[0].article == new.rstrip("/")


def test_a_stream_that_is_gone_is_stopped(blog: Blog, stream: Stream, listening: Listening) -> None:
    stream.refusals.append((410, {}))
    listening.until(lambda: False)
    assert watch_of(blog).stopped_at
    assert select_listeners(blog.store) == []


def test_a_source_switched_off_is_not_listened_to(blog: Blog, stream: Stream) -> None:
    blog.watch("jetstream", f"{stream.url}/")
    off = Listening(blog, stream, off={"jetstream"})
    off.until(lambda: False)
    assert stream.asked == []
    assert "switched off" in off.states[0]


def test_two_places_next_to_each_other(blog: Blog, stream: Stream, listening: Listening) -> None:
    with Stream() as other:
        blog.watch("jetstream", f"{other.url}/")
        stream.refusals += [(500, {})] * 50
        listening.until(lambda: other.tell(a_post(2)) or blog.mentions())
    assert texts(blog) == ["Nummer 2 🧵 über Ärger"]


# --- mentions poll ---


def poll(blog: Blog, stream: Stream) -> PollResult:
    view = {"jetstream": Setup(instances=(stream.url,))}
    polling = blog.polling(clock=lambda: datetime.now(UTC), setups=view)
    watches = select_watches(blog.store, now=blog.now, everything=True)
    (result,) = asyncio.run(poll_watches(polling, watches))
    return result


def test_a_poll_catches_up(blog: Blog, stream: Stream, listening: Listening) -> None:
    old = micros() - 3600 * 10**6
    remember(blog, old)
    events = [a_post(number, at=old + number) for number in range(60)]
    stream.posts = shown(*events)
    for event in [*events, a_post(99, link="https://other.example/")]:
        stream.tell(event)
    result = poll(blog, stream)
    assert (result.outcome, result.error, len(result.saved.new)) == (Outcome.OK, None, 60)
    assert [len(one) for one in stream.lookups] == [25, 25, 10]
    assert gaps_of(blog) == []
    assert poll(blog, stream).saved.new == ()
    assert len(blog.mentions()) == 60


def test_a_poll_says_where_it_stopped(
    blog: Blog, stream: Stream, listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mentions.tracker.hearing.hear.CATCH_UP", 0.3)
    old = micros() - 3600 * 10**6
    remember(blog, old)
    stream.tell(a_post(1, at=old + 1))
    result = poll(blog, stream)
    assert len(result.saved.new) == 1
    assert (result.error or "").startswith("heard up to 20")
    assert position(blog) == old + 1


def test_a_poll_of_a_closed_stream(blog: Blog, stream: Stream, listening: Listening) -> None:
    stream.refusals.append((403, {}))
    assert poll(blog, stream).outcome is Outcome.BLOCKED
