"""Which answers are kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from mentions.asking import Setup
from mentions.store.snapshots import stream_snapshots
from mentions.tracker.poll import poll_watches, select_watches

if TYPE_CHECKING:
    from conftest import Blog


def kept(blog: Blog) -> list[str]:
    with blog.store.reading() as session:
        return [snapshot.url for snapshot in stream_snapshots(session)]


def test_pages_are_kept_also_those_that_hold_nothing(blog: Blog, comment_page: Callable) -> None:
    blog.track()
    blog.serve("/post-1", comment_page())
    blog.serve("/elsewhere", "<p>Nichts davon.</p>")
    blog.watch("webpage", "/post-1")
    blog.watch("webpage", blog.server.url_for("/elsewhere").replace("localhost", "127.0.0.1"))
    watches = select_watches(blog.store, now=blog.now, everything=True)
    asyncio.run(poll_watches(blog.polling(), watches))
    assert [url.rpartition("/")[2] for url in kept(blog)] == ["post-1", "elsewhere"]


def test_no_key_reaches_the_database(blog: Blog) -> None:
    """The interface of webmention.io takes its key in the address."""
    blog.track()
    blog.serve("/api/mentions.jf2", '{"type": "feed", "children": []}', "application/json")
    blog.watch("webmentionio", blog.server.url_for("/").replace("localhost", "127.0.0.1"))
    setup = Setup(instances=(blog.server.url_for("").rstrip("/"),), token="s3cret-key")  # noqa: S106 - not a real one
    polling = blog.polling(setups={"webmentionio": setup})
    watches = select_watches(blog.store, now=blog.now, everything=True)
    (result,) = asyncio.run(poll_watches(polling, watches))
    asked = [request.args.get("token") for request, _ in blog.server.log]
    assert "s3cret-key" in asked
    assert "s3cret-key" not in str(result)
    assert kept(blog) == []
    assert blog.store.folder is not None
    for file in blog.store.folder.iterdir():
        assert b"s3cret-key" not in file.read_bytes()
