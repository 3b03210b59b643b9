"""A blog of the owner's on a loopback server, and a database that keeps watch over it."""

import asyncio
import re
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from mentions.core.blogs.model import BackfillReport, Blog, Wishes
from mentions.fetch.limits import Limits
from mentions.store.articles import StoredArticle, load_stored_articles
from mentions.store.asked import load_spent
from mentions.store.blogs import is_backfilled, load_blogs, sync_blogs
from mentions.store.engine import Store
from mentions.store.watches import load_watches
from mentions.tracker.blogs.backfill import backfill
from mentions.tracker.blogs.discover import discover
from mentions.tracker.poll import open_run
from mentions.tracker.polling import Polling

START = datetime(2026, 3, 14, 12, tzinfo=UTC)
WISHES = Wishes(watches=("hackernews", "lobsters"), comments=True, max_delay=900)
RSS = "application/rss+xml; charset=utf-8"


def item(path: str, title: str = "Beitrag", *, age: timedelta | None = None, more: str = "") -> str:
    date = f"<pubDate>{format_datetime(START - age)}</pubDate>" if age is not None else ""
    return f"<item><title>{title}</title><link>{path}</link>{date}{more}</item>"


def rss(*items: str, head: str = "") -> str:
    return (
        '<rss version="2.0" xmlns:wfw="http://wellformedweb.org/CommentAPI/">'
        f"<channel><title>Ein Blog</title>{head}{''.join(items)}</channel></rss>"
    )


class Own:
    """The owner's blog on a loopback server, and a database that keeps watch over it."""

    def __init__(self, store: Store, server: HTTPServer) -> None:
        self.store, self.server, self.now = store, server, START
        self.asked: list[str] = []
        self.bodies: dict[str, tuple[str, str, int]] = {}
        server.expect_request(re.compile("/.*")).respond_with_handler(self._answer)

    def _answer(self, request: Request) -> Response:
        self.asked.append(request.full_path.rstrip("?"))
        body, kind, status = self.bodies.get(
            request.full_path.rstrip("?"), ("not here", "text/html", 404)
        )
        if 300 <= status < 400:
            return Response("", status=status, headers={"Location": body})
        answer = Response(body, status=status, content_type=kind)
        answer.add_etag()
        return answer.make_conditional(request)

    def url(self, path: str = "/") -> str:
        return self.server.url_for(path)

    def serve(self, path: str, body: str, kind: str = "text/html; charset=utf-8") -> None:
        self.bodies[path] = (body, kind, 200)

    def feed(self, *items: str, head: str = "") -> None:
        self.serve("/feed/", rss(*items, head=head), RSS)

    def fail(self, path: str, status: int, location: str = "") -> None:
        self.bodies[path] = (location, "text/html", status)

    def name(self, path: str = "/feed/", wishes: Wishes = WISHES) -> None:
        with self.store.writing() as session:
            sync_blogs(session, {self.url(path): wishes}, now=self.now)

    def polling(self, **budgets: int) -> Polling:
        return Polling(
            budgets=budgets,
            store=self.store,
            limits=Limits(
                user_agent="mentions/test",
                timeout=5.0,
                min_gap=0.0,
                allow_hosts=frozenset({"localhost", "127.0.0.1"}),
            ),
            clock=lambda: self.now,
            jitter=lambda: 0.0,
        )

    def discover(self, **budgets: int) -> str | None:
        async def run() -> str | None:
            async with AsyncExitStack() as stack:
                return await discover(await open_run(self.polling(**budgets), stack))

        return asyncio.run(run())

    def backfill(
        self, budget: int = 100, on_request: Callable[[int, int], None] = lambda _, __: None
    ) -> BackfillReport:
        async def run() -> BackfillReport:
            async with AsyncExitStack() as stack:
                opened = await open_run(self.polling(), stack)
                return await backfill(opened, self.state(), budget=budget, on_request=on_request)

        return asyncio.run(run())

    def spent(self) -> dict[str, int]:
        with self.store.reading() as session:
            return load_spent(session, self.now.date())

    def articles(self) -> list[StoredArticle]:
        with self.store.reading() as session:
            return load_stored_articles(session)

    def urls(self) -> list[str]:
        return [one.article.url.removeprefix(self.url("")) for one in self.articles()]

    def watches(self) -> set[tuple[str, str]]:
        with self.store.reading() as session:
            found = load_watches(session)
        return {(one.source, one.address.removeprefix(self.url(""))) for one in found}

    def state(self) -> Blog:
        with self.store.reading() as session:
            (one,) = load_blogs(session)
        return one

    def old(self) -> list[str]:
        ids = {one.id: one.article.url.removeprefix(self.url("")) for one in self.articles()}
        with self.store.reading() as session:
            return sorted(ids[number] for number in is_backfilled(session, list(ids)))
