"""Killed between answering a hub and reading what it delivered: nothing is lost."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.servers.hub import call

from mentions.core.websub.subscription import State, Subscription
from mentions.store.subscriptions import add_subscription
from mentions.tracker.poll import poll_watches

if TYPE_CHECKING:
    from conftest import Blog

# Answers hubs, and never reads what they deliver.
SERVER = """
import sys, time
from pathlib import Path
from tests.servers.callback import open_callback
from mentions.store.engine import open_store

with open_store(Path(sys.argv[1])) as store, open_callback(store) as callback:
    print(callback, flush=True)
    time.sleep(60)
"""

FEED = """<rss version="2.0"><channel><title>Nachbar</title><item><title>Gelesen</title>
<link>https://jörg.example/1</link><description>&lt;a href="{}"&gt;das da&lt;/a&gt;</description>
</item></channel></rss>"""


def test_a_delivery_that_was_answered_is_read_by_the_next_poll(blog: Blog) -> None:
    blog.track()
    watch_id = blog.watch("feed", "https://jörg.example/feed")
    one = Subscription(
        token="unguessable",  # noqa: S106 - invented
        base="http://127.0.0.1/",
        hub="https://hub.example/",
        topic="https://jörg.example/feed",
        feed="https://jörg.example/feed",
        state=State.ACTIVE,
        watch_id=watch_id,
    )
    with blog.store.writing() as session:
        add_subscription(session, one)
    command = [sys.executable, "-c", SERVER, blog.store.name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        callback = server.stdout.readline().strip()
        delivered = FEED.format(blog.article).encode()
        assert call(f"{callback}unguessable", data=delivered).status == 202
        server.kill()
    assert server.returncode == -signal.SIGKILL
    assert blog.mentions() == []
    asyncio.run(poll_watches(blog.polling(), []))
    (mention,) = blog.mentions()
    assert mention.source == "https://jörg.example/feed"
