"""Feeds of known services, as users name and see them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]
HNRSS = "https://hnrss.org/newest?q=blog.example&search_attrs=url&count=100"


@pytest.fixture(autouse=True)
def _offline(project: Path) -> None:
    config = project / "config.toml"
    config.write_text("[fetch]\noffline = true\n")


def test_words_and_the_name_of_a_feed_are_enough(mentions: Command) -> None:
    done = mentions("watches", "add", "hnrss", "blog.example")
    assert (done.code, done.out.strip()) == (0, f"Watch 1: feed (hnrss) {HNRSS}")


def test_an_address_is_recognised_by_itself(mentions: Command) -> None:
    done = mentions("watches", "add", "feed", "https://social.example/tags/linkrot.rss")
    assert "feed (mastodon-rss) https://social.example/tags/linkrot.rss" in done.out
    mentions("watches", "add", "feed", "https://blog.example/feed/")
    listed = mentions("watches", "list").out.splitlines()
    assert "feed (mastodon-rss)" in listed[0]
    assert "(" not in listed[1]
    as_json = json.loads(mentions("watches", "list", "--json").out)
    assert [one["preset"] for one in as_json] == ["mastodon-rss", None]
    assert "feed (mastodon-rss)" in mentions("watches", "show", "1").out
    assert json.loads(mentions("watches", "show", "1", "--json").out)["preset"] == "mastodon-rss"


@pytest.mark.parametrize("address", ["blog.example", "https://blog.example/feed/"])
def test_what_makes_no_feed_is_wrong_usage(mentions: Command, address: str) -> None:
    done = mentions("watches", "add", "google-alerts", address)
    assert done.code == 2
    assert "https://www.google.com/alerts/feeds/USER/ALERT" in done.err


def test_the_feeds_are_listed_with_the_sources(mentions: Command) -> None:
    assert "google-alerts  https://www.google.com/alerts/feeds/" in mentions("sources").out
    (feed,) = (one for one in json.loads(mentions("sources", "--json").out) if "presets" in one)
    assert feed["name"] == "feed"
    found = {one["name"]: one for one in feed["presets"]}
    assert found["hnrss"]["takes_words"]
    assert not found["google-alerts"]["takes_words"]
