"""Feeds of YouTube channels: descriptions that are cut off."""

from datetime import UTC, datetime

import pytest
from tests.sources.feeds import ARTICLE, NAME, YOUTUBE, polled, watch_of
from tests.sources.fuzzing import run
from tests.sources.replaying import mentions_in, replayed

from mentions.asking import Page, Request
from mentions.errors import SourceError
from mentions.sources.feed import SOURCE

VIDEO = "https://www.youtube.com/watch?v=inVented002"


def test_a_description_that_is_cut_off_is_read_from_its_page() -> None:
    """Checklist 28: YouTube's truncated description is fetched again."""
    batch, asked = run(SOURCE.poll(watch_of("youtube-channel")), replayed(NAME))
    assert [(one.url, one.discovered) for one in asked] == [(YOUTUBE, False), (VIDEO, True)]
    mention = mentions_in(batch, ARTICLE)[1]
    assert (mention.url, mention.author.name) == (VIDEO, "Ida")
    assert mention.published == datetime(2026, 3, 12, 10, tzinfo=UTC)
    batch, asked = run(
        SOURCE.poll(watch_of("youtube-channel", cursor=batch.cursor)), replayed(NAME)
    )
    assert len(asked) == 1


def test_the_beginning_of_an_address_is_no_link() -> None:
    batch = polled("youtube-channel")
    assert mentions_in(batch, "https://blog.example/") == []
    cut = batch.documents[0].entries[1]
    assert [link.url for link in cut.links] == ["https://old.example/1"]


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>Before you continue</body></html>",
        b'<script>{"videoDetails":{"videoId":"other","shortDescription":"x"}}</script>',
        b'<script>{"videoDetails":{"videoId":"inVented002"',
        b'<script>{"videoDetails":' + b"[" * 100_000,
        b'<script>{"videoDetails":' + b'{"a":' * 100_000,
    ],
)
def test_a_page_without_the_description_is_said(body: bytes) -> None:
    def answer(request: Request) -> Page | SourceError:
        page = Page(url=VIDEO, body=body, content_type="text/html")
        return page if request.url == VIDEO else replayed(NAME)(request)

    batch, _ = run(SOURCE.poll(watch_of("youtube-channel")), answer)
    assert "does not show all of it" in str(batch.incomplete)
    assert len(mentions_in(batch, ARTICLE)) == 1
