"""What the owner says of a source reaches it, or keeps it from being asked."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from mentions.asking import Batch, Key, Profile, Questions, Request, Setup, Watch
from mentions.errors import AuthRequiredError, SourceError
from mentions.looking import Outcome
from mentions.tracker.poll import poll_watches, select_watches
from mentions.tracker.setups import prepared

if TYPE_CHECKING:
    from conftest import Blog

WATCH = Watch(source="forum", address="https://blog.example/")


class Forum:
    name, title = "forum", "Forum"

    def __init__(self, key: Key) -> None:
        self.profile = Profile(searches=True, key=key)

    def poll(self, watch: Watch) -> Questions:
        yield Request(url=watch.address)
        return Batch()


@pytest.mark.parametrize("key", [Key.NONE, Key.OPTIONAL])
def test_a_source_can_do_without_a_setup(key: Key) -> None:
    assert prepared(WATCH, Forum(key), {}, ()).setup == Setup()


def test_a_source_gets_its_setup() -> None:
    setup = Setup(token="x", instances=("https://a.example",))  # noqa: S106 - no secret
    assert prepared(WATCH, Forum(Key.NEEDED), {"forum": setup}, ()).setup is setup


def test_a_missing_key_is_told_with_what_to_do() -> None:
    with pytest.raises(AuthRequiredError, match=r"needs a key: set token_env under \[sources.for"):
        prepared(WATCH, Forum(Key.NEEDED), {"lemmy": Setup()}, ())


def test_a_source_that_is_off_is_not_asked() -> None:
    with pytest.raises(SourceError, match=r"set enabled = true under \[sources.forum\]"):
        prepared(WATCH, Forum(Key.NONE), {}, {"forum"})


def test_a_watch_of_a_source_that_is_off_does_not_count_as_looked_at(blog: Blog) -> None:
    blog.watch("feed", "/feed")
    polling = blog.polling(off=frozenset({"feed"}))
    watches = select_watches(blog.store, now=blog.now, everything=True)
    (result,) = asyncio.run(poll_watches(polling, watches))
    assert result.outcome is Outcome.BROKEN
    assert result.error == "feed is switched off; set enabled = true under [sources.feed]"
    assert not blog.server.log
