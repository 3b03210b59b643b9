from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.programs import needed
from werkzeug import Request, Response

from mentions.fetch.gate import Gate
from mentions.store.evidence import Kept, load_unpictured
from mentions.tracker.evidence.archive import Archive
from mentions.tracker.evidence.evidence import evidence_of, prune_evidence, read_evidence
from mentions.tracker.evidence.pictures import picture
from mentions.tracker.poll import poll_watches, select_watches

if TYPE_CHECKING:
    from conftest import Blog

Poll = Callable[[], list[Kept]]
PAGE = """<html lang="de"><head><link rel="stylesheet" href="/style.css"><title>Fund</title></head>
<body><article class="h-entry"><h1>Die Woche</h1><div class="e-content">
<p>Ganz anders: Sehr lesenswert ist <a href="{article}">dieser Beitrag</a> über Hafenkräne.</p>
</div></article><script>fetch("/secret")</script></body></html>"""


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(folder=tmp_path / "evidence", max_bytes=100_000)


@pytest.fixture
def polled(blog: Blog, archive: Archive) -> Poll:
    """Poll a page that links to the article, with an archive."""
    blog.track()
    blog.watch("webpage", blog.server.url_for("/woche").replace("localhost", "127.0.0.1"))
    blog.serve("/woche", PAGE.format(article=blog.article))

    def poll() -> list[Kept]:
        watches = select_watches(blog.store, now=blog.now, everything=True)
        asyncio.run(poll_watches(blog.polling(archive=archive), watches))
        return evidence_of(blog.store, 1)

    return poll


def test_link_sentence_and_answer_are_kept(blog: Blog, archive: Archive, polled: Poll) -> None:
    (kept,) = polled()
    assert kept.link == blog.article
    assert kept.sentence == "Ganz anders: Sehr lesenswert ist dieser Beitrag über Hafenkräne."
    body = read_evidence(archive, kept)
    assert body == PAGE.format(article=blog.article).encode()
    assert kept.size == len(body)


def test_it_is_kept_once_as_it_was_first_seen(blog: Blog, polled: Poll) -> None:
    first = polled()
    blog.server.clear()
    blog.serve("/woche", PAGE.format(article=blog.article).replace("Ganz", "Völlig"))
    blog.wait(hours=2)
    assert polled() == first


def test_without_room_the_words_are_kept_all_the_same(
    archive: Archive, polled: Poll, tmp_path: Path
) -> None:
    tmp_path.joinpath("evidence").write_text("a file where the folder should be")
    (kept,) = polled()
    assert kept.place is None
    assert kept.sentence
    assert read_evidence(archive, kept) is None


def test_too_large_an_answer_leaves_its_hash(blog: Blog, polled: Poll, archive: Archive) -> None:
    small = replace(archive, max_bytes=50)
    blog.track()
    watches = select_watches(blog.store, now=blog.now, everything=True)
    asyncio.run(poll_watches(blog.polling(archive=small), watches))
    (kept,) = evidence_of(blog.store, 1)
    assert kept.place is None
    assert len(kept.digest) == 64


def test_what_is_older_than_the_owner_wants_goes(
    blog: Blog, archive: Archive, polled: Poll
) -> None:
    polled()
    blog.wait(days=29)
    assert prune_evidence(blog.store, archive, days=30, now=blog.now) == 0
    blog.wait(days=2)
    assert prune_evidence(blog.store, archive, days=None, now=blog.now) == 0
    assert prune_evidence(blog.store, archive, days=30, now=blog.now) == 1
    (kept,) = evidence_of(blog.store, 1)
    assert kept.place is None
    assert kept.sentence
    assert list(archive.folder.iterdir()) == []


def test_a_picture_shows_the_kept_page(blog: Blog, archive: Archive, polled: Poll) -> None:
    needed("chromium", package="chromium", left_out="no picture of a page was taken")
    polled()
    asked = []

    def style(request: Request) -> Response:
        asked.append(request.path)
        return Response("body { background: #ff0000 }", content_type="text/css")

    blog.server.clear()  # the page itself is gone by now
    blog.server.expect_request("/robots.txt").respond_with_data("", status=404)
    blog.server.expect_request("/style.css").respond_with_handler(style)
    with blog.store.reading() as session:
        waiting = load_unpictured(session, since=blog.now, limit=5)

    async def take() -> dict[int, str | None]:
        async with Gate(blog.polling().limits) as gate:
            return await picture(waiting, archive, gate)

    (name,) = asyncio.run(take()).values()
    assert name is not None
    data = (archive.folder / "screenshots" / name).read_bytes()
    assert data.startswith(b"\x89PNG")
    assert asked == ["/style.css"]
    assert len(data) > 2000
