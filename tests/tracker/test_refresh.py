"""Asking again for the numbers of young posts; the same answer tells that they still stand."""

import asyncio
import json
from contextlib import AsyncExitStack
from typing import Any

import pytest
from tests.tracker.conftest import Blog
from werkzeug import Request, Response

from mentions.asking import Setup
from mentions.core.changes import Changes, Found, Sighting, keys_of, plan_changes
from mentions.core.health.states import State, Step
from mentions.model import Author, Channel, Counts, Evidence, Kind, Mention
from mentions.store.asked import load_spent
from mentions.store.changes import save_changes
from mentions.store.counts import load_counts
from mentions.store.link_events import load_events
from mentions.store.mentions import load_known, load_mentions
from mentions.tracker.checks.refresh import countable, refresh_counts
from mentions.tracker.poll import open_run

DID = "did:plc:sven"


class Sky:
    """A server that answers like Bluesky's, on the loopback."""

    def __init__(self, blog: Blog) -> None:
        self.blog = blog
        self.likes = 1
        self.gone: set[str] = set()
        self.status = 200
        self.asked: list[list[str]] = []
        blog.server.expect_request("/xrpc/app.bsky.feed.getPosts").respond_with_handler(self.answer)

    def answer(self, request: Request) -> Response:
        uris = request.args.getlist("uris")
        self.asked.append(uris)
        views = [self.view(uri) for uri in uris if uri.rpartition("/")[2] not in self.gone]
        body = json.dumps({"posts": views})
        return Response(body, status=self.status, content_type="application/json")

    def view(self, uri: str) -> dict[str, Any]:
        facet = {
            "index": {"byteStart": 0, "byteEnd": 4},
            "features": [{"$type": "app.bsky.richtext.facet#link", "uri": self.blog.article}],
        }
        return {
            "uri": uri,
            "author": {"did": DID, "handle": "sven.example"},
            "record": {"text": "Hier", "facets": [facet], "createdAt": "2026-03-14T12:00:00Z"},
            "likeCount": self.likes,
            "repostCount": 3,
        }

    def add(self, *keys: str) -> None:
        with self.blog.store.writing() as session:
            found = [_found(self.blog, key) for key in keys]
            known = load_known(session, 1, keys_of(found))
            changes: Changes = plan_changes(found, known)
            save_changes(session, changes, now=self.blog.now)

    def refresh(self, **more: Any) -> str | None:
        async def run() -> str | None:
            setups = {"bluesky": Setup(instances=(self.blog.server.url_for("").rstrip("/"),))}
            async with AsyncExitStack() as stack:
                polling = self.blog.polling(setups=setups, **more)
                return await refresh_counts(await open_run(polling, stack))

        return asyncio.run(run())


def _found(blog: Blog, key: str) -> Found:
    mention = Mention(
        article=blog.article.replace("http:", "https:"),
        kind=Kind.MENTION,
        channel=Channel.POST,
        platform="bluesky",
        author=Author(handle=f"sven{key}.example"),
        text="Hier",
        url=f"https://bsky.app/profile/sven.example/post/{key}",
        syndication=(f"https://bsky.app/profile/{DID}/post/{key}",),
        first_seen=blog.now,
        evidence=Evidence.LINK,
        source="https://api.bsky.example/search",
    )
    place = Sighting(source=mention.source, channel=mention.channel, evidence=mention.evidence)
    return Found(mention=mention, sighting=place)


@pytest.fixture
def sky(blog: Blog) -> Sky:
    blog.track()
    return Sky(blog)


def test_numbers_of_a_young_post_become_a_series(blog: Blog, sky: Sky) -> None:
    sky.add("3a")
    assert sky.refresh() is None
    blog.wait(hours=1)
    assert sky.refresh() == "looked at 1: 1 live"
    assert sky.refresh() is None
    blog.wait(hours=5)
    sky.likes = 7
    assert sky.refresh() == "looked at 1: nothing new"
    (mention,) = blog.mentions()
    assert (mention.counts.likes, mention.counts.reposts) == (7, 3)
    assert mention.counts.seen_at == blog.now
    with blog.store.reading() as session:
        series = load_counts(session, 1)
        assert load_spent(session, blog.now.date()) == {"bluesky": 2}
    assert [one.counts.likes for one in series] == [1, 7]


def test_many_posts_are_asked_for_at_once(blog: Blog, sky: Sky) -> None:
    sky.add(*(f"3a{n}" for n in range(30)))
    blog.wait(hours=1)
    sky.refresh()
    assert [len(uris) for uris in sky.asked] == [25, 5]


def test_one_look_serves_both(blog: Blog, sky: Sky) -> None:
    sky.add("3a", "3b")
    sky.gone = {"3b"}
    for _ in range(6):
        blog.wait(days=1)
        sky.refresh()
    with blog.store.reading() as session:
        steps = [one.event.step for one in load_events(session) if one.mention_id == 2]
    assert steps == [Step.MISSING]
    blog.wait(days=2)
    sky.refresh()
    with blog.store.reading() as session:
        health = {one.id: one.health for one in load_mentions(session)}
    assert health == {1: State.LIVE, 2: State.GONE}


@pytest.mark.parametrize("status", [403, 429, 500])
def test_a_refusal_changes_nothing_and_is_not_repeated_at_once(
    blog: Blog, sky: Sky, status: int
) -> None:
    sky.add("3a")
    sky.status = status
    blog.wait(hours=1)
    assert sky.refresh() == "looked at 1: 1 not seen"
    assert sky.refresh() is None
    assert blog.mentions()[0].counts == Counts() or blog.mentions()[0].counts.seen_at is None


def test_a_budget_that_is_used_up_is_kept(blog: Blog, sky: Sky) -> None:
    sky.add("3a")
    blog.wait(hours=1)
    assert sky.refresh(budgets={"bluesky": 0}) == "looked at 1: 1 not seen"
    assert sky.asked == []


def test_a_source_switched_off_is_not_asked(blog: Blog, sky: Sky) -> None:
    sky.add("3a")
    blog.wait(hours=1)
    sky.refresh(off=("bluesky",))
    assert sky.asked == []


def test_an_old_post_is_left_alone(blog: Blog, sky: Sky) -> None:
    sky.add("3a")
    blog.wait(days=40)
    assert sky.refresh() is None


def test_networks_that_tell() -> None:
    assert countable() >= {"bluesky", "hackernews", "lemmy", "lobsters", "mastodon"}
    assert countable() >= {"stackexchange", "stackoverflow"}
    assert "twitter" not in countable()
