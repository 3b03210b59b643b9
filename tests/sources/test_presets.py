"""Feeds of known services: recognised by their addresses, built from words."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.sources.feeds import ADDRESSES, NAME, watch_of
from tests.sources.replaying import SAMPLES

from mentions.asking import Watch
from mentions.errors import ConfigError
from mentions.sources._presets import Preset, feed_for, preset_of, preset_of_watch, presets
from mentions.sources.feed import SOURCE

DOCS = Path(__file__).parents[2] / "docs" / "sources" / "feed.md"


def test_every_preset_has_a_sample_and_its_line_in_the_docs() -> None:
    assert [one.name for one in presets()] == list(ADDRESSES)
    page = DOCS.read_text("utf-8")
    assert [one.name for one in presets() if f"`{one.name}`" not in page] == []
    assert [one.cannot for one in presets() if one.cannot not in page] == []
    assert len(list((SAMPLES / NAME).glob("*.xml"))) == 15


@pytest.mark.parametrize("name", ADDRESSES)
def test_it_is_recognised(name: str) -> None:
    preset = preset_of(ADDRESSES[name])
    assert preset is not None
    assert preset.name == name
    assert preset_of_watch(watch_of(name)) is preset
    assert preset_of_watch(replace(watch_of(name), source="webpage")) is None


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("http://google.com/alerts/feeds/1/2", "google-alerts"),
        ("https://news.google.com/rss?hl=de", "google-news"),
        ("https://www.bing.com/search?format=RSS&q=x", "bing-web"),
        ("https://bsky.app/profile/mara.example/rss", "bluesky-profile"),
        ("https://www.youtube.com/feeds/videos.xml?playlist_id=PL1", "youtube-channel"),
        ("https://hnrss.org/newcomments.jsonfeed?q=x", "hnrss"),
        ("https://old.reddit.com/r/blogs/new/.rss", "reddit-rss"),
        ("https://www.reddit.com/domain/blog.example/new/.rss", "reddit-rss"),
        ("https://www.reddit.com/.rss?feed=f00&user=x", "reddit-rss"),
        ("https://lobste.rs/t/web,practices.rss", "lobsters-rss"),
        ("https://lobste.rs/rss", "lobsters-rss"),
        ("https://github.com/ida.atom", "github-atom"),
        ("https://github.com/ida/shortener/commits/main/docs.atom", "github-atom"),
        ("https://cooking.stackexchange.com/feeds", "stackexchange-tag"),
        ("https://social.example/@nele.rss", "mastodon-rss"),
        ("https://social.example/@nele/tagged/linkrot.rss", "mastodon-rss"),
        ("https://lemmy.example/feeds/c/web.xml", "lemmy-rss"),
        ("https://forum.example/t/short-links/55.rss", "discourse-rss"),
    ],
)
def test_other_forms_of_an_address(address: str, name: str) -> None:
    preset = preset_of(address)
    assert preset is not None
    assert preset.name == name


@pytest.mark.parametrize(
    "address",
    [
        "https://google.com.evil.example/alerts/feeds/1/2",
        "https://evilgoogle.com/alerts/feeds/1/2",
        "https://google.com@evil.example/alerts/feeds/1/2",
        "https://evil.example/www.google.com/alerts/feeds/1/2",
        "https://www.google.com/alerts/feeds/1/2/../../../url",
        "https://www.google.com/search?q=/alerts/feeds/1/2",
        "https://news.google.com.example/rss/search?q=x",
        "https://notbing.com/news/search?format=rss",
        "https://www.bing.com/news/search?q=format%3Drss",
        "https://bsky.app.example/profile/mara.example/rss",
        "https://bsky.app/profile/mara.example/feed/rss",
        "https://youtube.com/feeds/videos.xml",
        "https://myreddit.com/search.rss",
        "https://hnrss.org.example/newest",
        "https://lobste.rs.example/newest.rss",
        "https://github.com/ida/shortener/issues.atom",
        "https://github.io/ida/shortener/releases.atom",
        "https://substack.com.example/feed",
        "https://blog.example/feed/",
        "https://blog.example/feed.xml",
        "file:///tmp/www.google.com/alerts/feeds/1/2",
        "no address",
        "",
    ],
)
def test_look_alikes_are_like_any_feed(address: str) -> None:
    assert preset_of(address) is None


@pytest.mark.parametrize(
    ("name", "words", "address"),
    [
        (
            "google-news",
            '"blog.example" when:7d',
            (
                "https://news.google.com/rss/search?q=%22blog.example%22%20when:7d"
                "&hl=en-US&gl=US&ceid=US:en"
            ),
        ),
        (
            "hnrss",
            "blog.example",
            "https://hnrss.org/newest?q=blog.example&search_attrs=url&count=100",
        ),
        ("bluesky-profile", "did:plc:a", "https://bsky.app/profile/did:plc:a/rss"),
        ("bing-web", "a&b=c#d", "https://www.bing.com/search?q=a%26b%3Dc%23d&format=rss"),
        ("dev-feed", "x/../y", "https://dev.to/feed/x%2F..%2Fy"),
    ],
)
def test_words_become_an_address(name: str, words: str, address: str) -> None:
    assert feed_for(name, words) == ("feed", address)
    preset = preset_of(address)
    assert preset is not None
    assert preset.name == name


@pytest.mark.parametrize("preset", [one for one in presets() if one.template], ids=lambda p: p.name)
def test_what_a_template_builds_is_recognised(preset: Preset) -> None:
    built = preset.address_for("blog.example")
    assert built is not None
    assert preset_of(built) is preset


def test_an_address_is_taken_as_it_is() -> None:
    address = ADDRESSES["google-alerts"]
    assert feed_for("google-alerts", address) == ("feed", address)
    assert feed_for("webpage", "blog.example") == ("webpage", "blog.example")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("google-alerts", "blog.example"),
        ("google-alerts", "https://blog.example/feed/"),
        ("hnrss", "https://www.google.com/alerts/feeds/1/2"),
        ("hnrss", "  "),
    ],
)
def test_what_makes_no_feed_is_refused_with_the_form(name: str, words: str) -> None:
    with pytest.raises(ConfigError, match="https://"):
        feed_for(name, words)


def test_a_private_feeds_key_is_not_shown() -> None:
    address = "https://www.reddit.com/r/blogs/.rss?sort=new&feed=f00dcafe%2B1&user=me"
    request = next(SOURCE.poll(Watch(source=NAME, address=address)))
    assert request.url == "https://www.reddit.com/r/blogs/.rss?sort=new&user=me"
    assert request.secrets == {"feed": "f00dcafe+1"}
    assert "f00dcafe" not in repr(request)
