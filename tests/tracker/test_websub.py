"""Subscribing, over real sockets: a hub, a callback server, a feed, a real database."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.servers.callback import MAX_BYTES, open_callback
from tests.servers.hub import CHALLENGE, Hub, call, open_hub
from werkzeug import Response

from mentions.asking import Watch
from mentions.core.websub.subscription import State, Subscription
from mentions.errors import StoreError
from mentions.looking import Outcome
from mentions.store.engine import open_store
from mentions.store.subscriptions import load_delivery, load_subscriptions
from mentions.store.watches import load_watches, remove_watch
from mentions.tracker.hubs.hubcalls import HubCall, receive
from mentions.tracker.keeper import Keeper
from mentions.tracker.poll import poll_watches, select_watches
from mentions.tracker.polling import PollResult

if TYPE_CHECKING:
    from conftest import Blog

ENTRY = """<entry><id>{0}</id><title>Schöne Antwort {0}</title>
<updated>2026-03-14T10:00:00Z</updated>
<author><name>Zoë</name></author><link href="https://zoe.example/{0}"/>
<content type="html">Lest &lt;a href="{1}"&gt;das&lt;/a&gt;!</content></entry>"""


class World:
    """A blog, a neighbour's feed that names a hub, the hub, and our callback address."""

    def __init__(self, blog: Blog, hub: Hub, callback: str) -> None:
        self.blog = blog
        self.hub = hub
        self.callback = callback
        self.hubs = [hub.url]
        self.topic = "/feed"
        self.entries: list[str] = []
        self.header: str | None = None
        blog.track()
        blog.server.expect_request("/feed").respond_with_handler(self._feed)
        self.watch_id = blog.watch("feed", "/feed", interval=3600)

    def _feed(self, _: object) -> Response:
        headers = {"Link": self.header} if self.header else {}
        return Response(
            self.feed(*self.entries), content_type="application/atom+xml", headers=headers
        )

    def feed(self, *entries: str) -> str:
        links = "".join(f'<link rel="hub" href="{hub}"/>' for hub in self.hubs)
        return f"""<?xml version="1.0" encoding="utf-8"?>
        <feed xmlns="http://www.w3.org/2005/Atom"><title>Nachbarin</title>{links}
        <link rel="self" href="{self.blog.server.url_for(self.topic)}"/>{"".join(entries)}</feed>"""

    def news(self, name: str) -> bytes:
        return self.feed(ENTRY.format(name, self.blog.article)).encode()

    def poll(self, *, everything: bool = False, callback: str | None = "") -> list[PollResult]:
        polling = self.blog.polling(callback=self.callback if callback == "" else callback)
        watches = select_watches(self.blog.store, now=self.blog.now, everything=everything)
        return asyncio.run(poll_watches(polling, watches))

    def subscribe(self) -> None:
        self.hub.calls = True
        self.poll()

    @property
    def subscriptions(self) -> list[Subscription]:
        with self.blog.store.reading() as session:
            return load_subscriptions(session)

    @property
    def watch(self) -> Watch:
        with self.blog.store.reading() as session:
            return load_watches(session)[0]

    @property
    def waits(self) -> bool:
        with self.blog.store.reading() as session:
            return load_delivery(session) is not None


@pytest.fixture
def hub() -> Iterator[Hub]:
    with open_hub() as opened:
        yield opened


@pytest.fixture
def second() -> Iterator[Hub]:
    with open_hub() as opened:
        yield opened


@pytest.fixture
def world(blog: Blog, hub: Hub) -> Iterator[World]:
    with open_callback(blog.store, clock=lambda: blog.now) as callback:
        yield World(blog, hub, callback)


def test_from_a_feed_that_names_a_hub_to_a_stored_mention(world: World) -> None:
    world.poll()
    (form,) = world.hub.asked
    assert form["hub.mode"] == "subscribe"
    assert form["hub.topic"] == world.blog.server.url_for("/feed")
    assert form["hub.callback"].startswith(world.callback)
    assert 20 < len(form["hub.secret"]) < 200
    assert world.subscriptions[0].state is State.PENDING
    answer = world.hub.verify()
    assert (answer.status, answer.body) == (200, CHALLENGE.encode())
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert world.subscriptions[0].state is State.ACTIVE
    assert world.hub.deliver(world.news("a")).status == 202
    world.poll()
    (mention,) = world.blog.mentions()
    assert (mention.author.name, mention.url) == ("Zoë", "https://zoe.example/a")
    assert not world.waits


def test_a_hub_is_known_before_its_feed_counts_as_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def killed(*_: object) -> None:
        raise StoreError("nothing is stored any more")

    with monkeypatch.context() as patch:
        patch.setattr(Keeper, "keep", killed)
        with pytest.raises(StoreError):
            world.poll()
    assert [one.topic for one in world.subscriptions] == [world.blog.server.url_for("/feed")]
    world.poll()
    assert len(world.hub.asked) == 1


def test_without_a_callback_address_nobody_is_asked(world: World) -> None:
    world.poll(callback=None)
    assert (world.hub.asked, world.subscriptions) == ([], [])


def test_a_hub_may_call_back_before_it_answers(world: World) -> None:
    world.subscribe()
    (one,) = world.subscriptions
    assert (one.state, one.failures, one.reason) == (State.ACTIVE, 0, None)
    assert one.lease_until == world.blog.now + timedelta(days=10)
    assert one.due_at == world.blog.now + timedelta(days=8)


def test_the_link_header_goes_before_the_feed(world: World, second: Hub) -> None:
    topic = world.blog.server.url_for("/feed?from=header")
    world.header = f'<{second.url}>; rel="hub", <{topic}>; rel="self"'
    world.poll()
    assert world.hub.asked == []
    assert second.asked[0]["hub.topic"] == topic


def test_a_feed_that_a_hub_tells_of_is_polled_daily(world: World) -> None:
    world.subscribe()
    assert world.watch.next_poll_at == world.blog.now + timedelta(hours=1)
    world.blog.wait(hours=2)
    world.poll()
    assert world.watch.next_poll_at == world.blog.now + timedelta(days=1)
    assert world.hub.deny(reason="no more").status == 200
    assert world.watch.next_poll_at == world.blog.now
    world.poll()
    assert world.watch.next_poll_at == world.blog.now + timedelta(hours=1)


def test_a_feed_that_fails_is_asked_again_soon(world: World) -> None:
    world.subscribe()
    world.blog.server.clear()
    world.blog.server.expect_request("/feed").respond_with_data("", status=500)
    world.blog.wait(hours=2)
    world.poll()
    assert world.watch.next_poll_at == world.blog.now + timedelta(hours=2)


def test_a_delivery_is_no_look_at_the_feed(world: World) -> None:
    world.subscribe()
    before = world.watch
    world.blog.wait(minutes=5)
    world.hub.deliver(world.news("a"))
    assert world.poll() == []
    assert len(world.blog.mentions()) == 1
    assert world.watch == before


@pytest.mark.parametrize("signature", ["", "sha256=00", "md5=00", "sha1=" + "0" * 40, "nonsense"])
def test_what_is_not_signed_as_agreed_is_left_out(world: World, signature: str) -> None:
    world.subscribe()
    answer = world.hub.deliver(world.news("a"), signature=signature)
    assert (answer.status, world.waits) == (202, False)
    world.poll()
    assert world.blog.mentions() == []
    assert world.subscriptions[0].delivered_at is None


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_every_way_of_signing_is_understood(world: World, method: str) -> None:
    world.subscribe()
    world.hub.deliver(world.news("a"), method=method)
    assert world.waits


def test_a_repeated_delivery_is_stored_once(world: World) -> None:
    world.subscribe()
    for _ in range(2):
        assert world.hub.deliver(world.news("a")).status == 202
    world.poll()
    world.hub.deliver(world.news("a"))
    world.entries = [ENTRY.format("a", world.blog.article)]
    world.poll(everything=True)
    (mention,) = world.blog.mentions()
    assert mention.merged_from == 1


def test_nobody_elses_callback(world: World) -> None:
    world.subscribe()
    form = {**world.hub.asked[0], "hub.callback": f"{world.callback}somebody"}
    assert world.hub.verify(form).status == 404
    assert world.hub.deny(form).status == 404
    assert world.hub.deliver(world.news("a"), form).status == 404
    assert world.subscriptions[0].state is State.ACTIVE


def test_what_was_not_asked_for_is_not_confirmed(world: World) -> None:
    world.poll()
    assert world.hub.verify(mode="unsubscribe").status == 404
    assert world.hub.verify(topic="https://other.example/feed").status == 404
    assert world.hub.verify(challenge="").status == 404
    assert world.subscriptions[0].state is State.PENDING


def test_a_challenge_without_end_is_not_sent_back(world: World) -> None:
    world.poll()
    answer = world.hub.verify(challenge="x" * 7_000)  # servers themselves stop at 8,190
    assert (answer.status, answer.body) == (404, b"")
    token = world.subscriptions[0].token
    query = f"hub.mode=subscribe&hub.challenge={'x' * 10_000_000}"
    call_in = HubCall(method="GET", token=token, query=query, headers={})
    told = receive(world.blog.store, call_in, max_bytes=MAX_BYTES)
    assert (told.status, told.body) == (404, b"")


def test_a_delivery_that_is_too_large_is_refused(world: World) -> None:
    world.subscribe()
    assert world.hub.deliver(b"x" * (MAX_BYTES + 1)).status == 413
    assert not world.waits


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(world: World, method: str) -> None:
    answer = call(f"{world.callback}x", method=method)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, POST")


def test_a_denial_is_told_and_tried_again_after_a_week(world: World) -> None:
    world.poll()
    assert world.hub.deny(reason="not for\nyou").status == 200
    (one,) = world.subscriptions
    assert (one.state, one.reason) == (State.DENIED, "the hub denies it: not for you")
    world.blog.wait(days=6)
    world.poll()
    assert len(world.hub.asked) == 1
    world.blog.wait(days=2)
    world.subscribe()
    assert [one.state for one in world.subscriptions] == [State.ENDED, State.ACTIVE]
    first, again = (form["hub.callback"] for form in world.hub.asked)
    assert first != again


def test_a_hub_that_never_calls_back_is_given_up(world: World) -> None:
    world.poll()
    world.blog.wait(hours=23)
    world.poll()
    assert world.subscriptions[0].state is State.PENDING
    world.blog.wait(hours=2)
    world.poll()
    (one,) = world.subscriptions
    assert one.state is State.EXPIRED
    assert "did not call back" in (one.reason or "")
    assert world.hub.verify().status == 404
    assert world.watch.next_poll_at == world.blog.now + timedelta(hours=1)


def test_hubs_are_tried_in_order(world: World, second: Hub) -> None:
    world.hubs.append(second.url)
    world.hub.status, second.calls = 400, True
    world.poll()
    assert len(world.hub.asked) == 1
    former, one = world.subscriptions
    assert (former.state, one.state, one.hub) == (State.ENDED, State.ACTIVE, second.url)
    assert world.hub.asked[0]["hub.callback"] != second.asked[0]["hub.callback"]


def test_the_next_hub_when_the_first_never_calls_back(world: World, second: Hub) -> None:
    world.hubs.append(second.url)
    world.poll()
    world.blog.wait(hours=25)
    world.poll()
    assert len(second.asked) == 1
    assert [one.state for one in world.subscriptions] == [State.ENDED, State.PENDING]


def test_a_hub_that_fails_is_asked_again_later(world: World) -> None:
    world.hub.status = 500
    world.poll()
    (one,) = world.subscriptions
    assert (one.state, one.failures) == (State.PENDING, 1)
    assert one.due_at == world.blog.now + timedelta(minutes=10)
    world.blog.wait(minutes=11)
    world.hub.status = 202
    world.subscribe()
    assert world.subscriptions[0].state is State.ACTIVE


def test_a_hub_that_sends_us_on_is_followed(world: World, second: Hub) -> None:
    world.hub.status, world.hub.elsewhere = 307, second.url
    world.poll()
    assert second.asked == world.hub.asked
    assert second.verify().status == 200


def test_a_hub_that_sends_us_round_in_circles_is_left(world: World) -> None:
    world.hub.status, world.hub.elsewhere = 308, world.hub.url
    world.poll()
    assert len(world.hub.asked) == 4
    assert world.subscriptions[0].state is State.DENIED


@pytest.mark.parametrize(
    ("elsewhere", "why"),
    [
        ("https://10.0.0.1/hub", "private network"),
        ("http://hub.example/", "no secret is safe"),
        ("file:///etc/passwd", "not followed"),
    ],
)
def test_where_we_do_not_follow_a_hub(world: World, elsewhere: str, why: str) -> None:
    world.hub.status, world.hub.elsewhere = 307, elsewhere
    world.poll()
    (one,) = world.subscriptions
    assert one.state is State.DENIED
    assert why in (one.reason or "")


def test_it_is_renewed_before_the_lease_ends(world: World) -> None:
    world.subscribe()
    world.blog.wait(days=7)
    world.poll()
    assert len(world.hub.asked) == 1
    world.blog.wait(days=1, hours=1)
    world.poll()
    first, again = world.hub.asked
    assert first["hub.callback"] == again["hub.callback"]
    (one,) = world.subscriptions
    assert one.lease_until == world.blog.now + timedelta(days=10)


def test_a_renewal_that_fails_leaves_what_was_promised(world: World) -> None:
    world.subscribe()
    world.hub.calls, world.hub.status = False, 500
    world.blog.wait(days=8, hours=1)
    world.poll()
    assert world.hub.deliver(world.news("a")).status == 202
    world.blog.wait(days=2)
    world.poll()
    former, again = world.subscriptions
    assert (former.state, again.state) == (State.ENDED, State.PENDING)
    assert world.hub.deliver(world.news("b"), world.hub.asked[0]).status == 410
    assert world.watch.next_poll_at == world.blog.now


def test_a_feed_whose_topic_moved_is_followed(world: World) -> None:
    world.subscribe()
    old = world.hub.asked[0]
    world.topic = "/feed?moved"
    world.hub.calls = False
    world.blog.wait(days=8, hours=1)
    world.poll()
    assert world.hub.asked[-1]["hub.topic"] == world.blog.server.url_for("/feed?moved")
    assert world.hub.deliver(world.news("a"), old).status == 202, "until the new one is confirmed"
    new = world.hub.asked[-1]
    assert world.hub.verify(new).status == 200
    assert [one.state for one in world.subscriptions] == [State.ENDING, State.ACTIVE]
    world.poll()
    assert world.hub.asked[-1]["hub.mode"] == "unsubscribe"
    assert world.hub.asked[-1]["hub.callback"] == old["hub.callback"]
    assert world.hub.verify().status == 200
    assert [one.state for one in world.subscriptions] == [State.ENDED, State.ACTIVE]
    assert world.hub.deliver(world.news("b"), old).status == 410


def test_a_feed_that_names_no_hub_any_more_is_left_at_the_end_of_the_lease(world: World) -> None:
    world.subscribe()
    world.hubs = []
    world.blog.wait(days=8, hours=1)
    world.poll()
    assert world.subscriptions[0].state is State.ACTIVE
    world.blog.wait(days=2)
    world.poll()
    assert [one.state for one in world.subscriptions] == [State.ENDED]
    assert len(world.hub.asked) == 1


def test_whoever_removes_a_watch_takes_leave_of_its_hub(world: World) -> None:
    world.subscribe()
    form = world.hub.asked[0]
    with world.blog.store.writing() as session:
        remove_watch(session, world.watch_id)
    world.hub.calls = False
    world.poll()
    assert world.hub.asked[-1]["hub.mode"] == "unsubscribe"
    assert world.hub.deliver(world.news("a"), form).status == 410
    assert world.hub.verify().status == 200
    assert world.subscriptions[0].state is State.ENDED
    world.blog.wait(days=31)
    world.poll()
    assert world.subscriptions == []


def test_a_callback_address_that_changed_is_told_to_the_hub(world: World) -> None:
    world.subscribe()
    with open_callback(world.blog.store, clock=lambda: world.blog.now) as other:
        world.poll(callback=other)
        assert world.hub.asked[-1]["hub.callback"].startswith(other)
        assert world.subscriptions[-1].state is State.ACTIVE


def test_a_delivery_that_cannot_be_read_makes_the_feed_due(world: World) -> None:
    world.subscribe()
    world.blog.wait(hours=2)
    world.poll()
    broken = bytes(range(32)) * 9 + world.blog.article.encode()
    assert world.hub.deliver(broken).status == 202
    world.entries = [ENTRY.format("a", world.blog.article)]
    world.poll()
    assert world.watch.next_poll_at == world.blog.now
    (result,) = world.poll()
    assert (result.outcome, world.waits) == (Outcome.OK, False)


def test_more_than_can_be_read_does_not_fill_the_disk(world: World) -> None:
    world.subscribe()
    world.blog.wait(hours=2)
    world.poll()
    for number in range(21):
        assert world.hub.deliver(b"<feed/>" + bytes(str(number), "ascii")).status == 202
    assert world.watch.next_poll_at == world.blog.now


def test_a_database_that_cannot_be_written_makes_the_hub_come_again(world: World) -> None:
    world.subscribe()
    with (
        world.blog.store.writing() as session,
        open_store(world.blog.store.name, wait=0.05) as impatient,
        open_callback(impatient, clock=lambda: world.blog.now) as callback,
    ):
        session.connection()  # takes the lock
        token = world.hub.asked[0]["hub.callback"].rpartition("/")[2]
        answer = call(f"{callback}{token}", data=b"<feed/>")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "60")


def test_no_secret_is_told(
    world: World, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    world.hub.status = 400  # explains itself with the whole form
    world.poll()
    (form,) = world.hub.asked
    (one,) = world.subscriptions
    world.hub.deliver(world.news("a"), signature="sha256=00")
    assert "will not do" in (one.reason or "")
    shown = "".join([*capsys.readouterr(), caplog.text, repr(one), one.reason or ""])
    assert "hub" in shown
    assert form["hub.secret"] not in shown
    assert form["hub.callback"].rpartition("/")[2] not in shown
