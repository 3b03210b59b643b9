from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from mentions.asking import Watch
from mentions.fetch.limits import Limits
from mentions.model import Article, Mention
from mentions.store.engine import Store, open_store
from mentions.store.mentions import load_mentions
from mentions.store.watches import add_watch
from mentions.tracker.polling import Polling
from mentions.tracker.track import track_article

START = datetime(2026, 3, 14, 12, tzinfo=UTC)
EVERY_HOUR = {"interval": 3600}


class Blog:
    """A tracked article on a loopback server, a real database, and a clock that can be moved."""

    def __init__(self, store: Store, server: HTTPServer) -> None:
        self.store = store
        self.server = server
        self.now = START
        self.article = server.url_for("/post-1")
        server.expect_request("/robots.txt").respond_with_data("", status=404)

    def track(self, *aliases: str) -> None:
        track_article(self.store, Article(url=self.article, aliases=aliases), now=self.now)

    def watch(self, source: str, path: str, **more: object) -> int:
        address = path if ":" in path else self.server.url_for(path)
        with self.store.writing() as session:
            return add_watch(session, Watch(source=source, address=address, **EVERY_HOUR | more))

    def serve(self, path: str, body: str, content_type: str = "text/html; charset=utf-8") -> None:
        self.server.expect_request(path).respond_with_data(body, content_type=content_type)

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)

    def polling(self, **changes: object) -> Polling:
        limits = Limits(
            user_agent="mentions/test",
            timeout=2.0,
            min_gap=0.0,
            allow_hosts=frozenset({"localhost", "127.0.0.1"}),
        )
        usual = {
            "store": self.store,
            "limits": limits,
            "clock": lambda: self.now,
            "jitter": lambda: 0.0,
        }
        return Polling(**(usual | changes))

    def mentions(self) -> list[Mention]:
        with self.store.reading() as session:
            return [one.mention for one in load_mentions(session)]


@pytest.fixture
def blog(tmp_path: Path, httpserver: HTTPServer) -> Iterator[Blog]:
    with open_store(tmp_path / "mentions.db") as store:
        yield Blog(store, httpserver)


@pytest.fixture
def comment_page() -> Callable[..., str]:
    """Return a WordPress-like article page with the comments given as list items."""

    def page(*comments: str, head: str = "") -> str:
        items = "".join(comments)
        return f"""<html lang="de"><head><title>Beitrag</title>{head}</head><body>
        <article class="post"><h1>Beitrag</h1><p>Text des Beitrags.</p></article>
        <div id="comments"><h3>Kommentare</h3><ol class="commentlist">{items}</ol></div>
        </body></html>"""

    return page
