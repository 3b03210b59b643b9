"""A story on Hacker News, polled twice over real sockets: its points, and what was said."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug import Request, Response

from mentions.asking import Setup
from mentions.core.spread import spread_of
from mentions.model import Counted
from mentions.store.counts import load_counts
from mentions.store.mentions import load_mentions
from mentions.tracker.poll import poll_watches, select_watches
from mentions.tracker.polling import PollResult

if TYPE_CHECKING:
    from conftest import Blog

STORY, FIRST, SECOND, GONE, ORPHAN = "47500001", "47500050", "47500055", "47500060", "47500061"


def comment(number: str, parent: str, *children: dict[str, Any], text: str = "Gut.") -> Any:
    return {
        "id": int(number),
        "created_at_i": 1773484200,
        "author": f"user{number}",
        "text": text,
        "parent_id": int(parent),
        "points": None,
        "children": list(children),
    }


ANSWER = comment(SECOND, FIRST)
THREAD = [comment(FIRST, STORY, ANSWER), comment(GONE, STORY, comment(ORPHAN, GONE), text="")]


class HackerNews:
    """Its interface on a loopback server; the points of its one story change."""

    def __init__(self, blog: Blog) -> None:
        self.blog, self.points = blog, 10
        answer = blog.server.expect_request
        answer("/api/v1/search_by_date").respond_with_handler(self._search)
        answer(f"/api/v1/items/{STORY}").respond_with_json({"id": int(STORY), "children": THREAD})

    def _search(self, request: Request) -> Response:
        stories = [self._story()] if request.args["tags"] != "comment" else []
        found = {"hits": stories, "nbHits": len(stories), "nbPages": 1, "page": 0}
        return Response(json.dumps(found), content_type="application/json")

    def _story(self) -> dict[str, Any]:
        return {
            "objectID": STORY,
            "author": "tilda",
            "title": "Short links considered",
            "url": self.blog.article,
            "points": self.points,
            "num_comments": 4,
            "created_at_i": 1773483000,
        }

    def poll(self) -> PollResult:
        setup = Setup(instances=(self.blog.server.url_for("").rstrip("/"),))
        polling = self.blog.polling(setups={"hackernews": setup})
        watches = select_watches(polling.store, now=self.blog.now, everything=True)
        (result,) = asyncio.run(poll_watches(polling, watches))
        assert result.error is None
        return result


@pytest.fixture
def news(blog: Blog) -> HackerNews:
    blog.track()
    blog.watch("hackernews", blog.article)
    return HackerNews(blog)


def test_points_that_change_are_kept_and_no_news(news: HackerNews) -> None:
    assert len(news.poll().saved.new) == 4
    first, news.points = news.blog.now, 25
    news.blog.wait(hours=2)
    saved = news.poll().saved
    assert (saved.new, saved.updated) == ((), ())
    with news.blog.store.reading() as session:
        (story,) = (
            one for one in load_mentions(session) if one.mention.text == "Short links considered"
        )
        series = [one.counts for one in load_counts(session, story.id)]
    assert story.id in saved.seen
    assert story.mention.counts == Counted(likes=25, replies=4, seen_at=news.blog.now)
    assert series == [Counted(likes=10, replies=4, seen_at=first), story.mention.counts]


def test_comments_hang_under_what_they_answer(news: HackerNews) -> None:
    news.poll()
    with news.blog.store.reading() as session:
        tree = spread_of(load_mentions(session))
    drawn = [(node.depth, node.handle) for node in tree.nodes]
    assert drawn == [
        (1, "tilda"),
        (2, f"user{FIRST}"),
        (3, f"user{SECOND}"),
        (1, f"user{ORPHAN}"),
    ]
    assert tree.nodes[1].mention
    assert tree.nodes[1].mention.parent == f"https://news.ycombinator.com/item?id={STORY}"
