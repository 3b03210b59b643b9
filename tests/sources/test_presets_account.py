"""Feeds of Bluesky profiles: whole links are asked for."""

import json
from dataclasses import replace

import pytest
from tests.sources.feeds import ARTICLE, BLUESKY, NAME, changed, watch_of
from tests.sources.fuzzing import assert_sound, fuzzed, run
from tests.sources.replaying import mentions_in, named, replayed, samples

from mentions.asking import Page, Request, Setup
from mentions.errors import ParseError, SourceError, StatusError, UnsupportedError
from mentions.model import Kind
from mentions.sources._presets_account import MOST_AT_ONCE
from mentions.sources.feed import SOURCE


def test_a_profiles_posts_are_asked_for_once() -> None:
    batch, asked = run(SOURCE.poll(watch_of("bluesky-profile")), replayed(NAME))
    assert [one.url.partition("?")[0] for one in asked] == [
        BLUESKY,
        "https://public.api.bsky.app/xrpc/app.bsky.feed.getPosts",
    ]
    assert asked[1].url.count("uris=") == 2
    again, asked = run(
        SOURCE.poll(watch_of("bluesky-profile", cursor=batch.cursor)), replayed(NAME)
    )
    assert len(asked) == 1
    assert (again.documents, again.incomplete) == ((), None)


def test_who_answers_for_the_posts_can_be_chosen() -> None:
    setup = Setup(instances=("https://view.example",))
    _, asked = run(SOURCE.poll(watch_of("bluesky-profile", setup=setup)), replayed(NAME))
    assert asked[1].url.startswith("https://view.example/xrpc/app.bsky.feed.getPosts?")


def test_posts_that_were_not_answered_are_asked_for_again_though_the_feed_went_on() -> None:
    def broken(request: Request) -> Page | SourceError:
        if "getPosts" in request.url:
            return StatusError(request.url, "answers with status 502")
        return replayed(NAME)(request)

    batch, _ = run(SOURCE.poll(watch_of("bluesky-profile")), broken)
    assert isinstance(batch.incomplete, StatusError)
    watch = watch_of("bluesky-profile", cursor=batch.cursor)

    def unchanged(request: Request) -> Page | SourceError:
        feed = Page(url=BLUESKY, unchanged=True, cursor={"etag": "x"})
        return feed if request.url == BLUESKY else replayed(NAME)(request)

    batch, asked = run(SOURCE.poll(watch), unchanged)
    assert len(asked) == 2
    assert (batch.incomplete, batch.unchanged) == (None, False)
    assert mentions_in(batch, ARTICLE)
    batch, asked = run(SOURCE.poll(replace(watch, cursor=batch.cursor)), unchanged)
    assert (len(asked), batch.unchanged) == (1, True)


def test_a_feed_of_many_posts_is_looked_up_in_turn() -> None:
    uris = [f"at://did:plc:mara/app.bsky.feed.post/3l{one}" for one in range(MOST_AT_ONCE + 5)]
    items = "".join(f"<item><title>T</title><guid>{uri}</guid></item>" for uri in uris)
    body = f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>".encode()

    def answer(request: Request) -> Page:
        return Page(url=request.url, body=body if request.url == BLUESKY else b'{"posts": []}')

    batch, asked = run(SOURCE.poll(watch_of("bluesky-profile")), answer)
    assert (len(asked), type(batch.incomplete)) == (5, UnsupportedError)
    watch = watch_of("bluesky-profile", cursor=batch.cursor)
    batch, asked = run(SOURCE.poll(watch), answer)
    assert (asked[1].url.count("uris="), batch.incomplete) == (5, None)


def test_posts_without_an_id_are_said() -> None:
    batch = changed("bluesky-profile", ("app.bsky.feed.post/3lxinvented2a2</guid>", "</guid>"))
    assert isinstance(batch.incomplete, UnsupportedError)
    assert "1 posts have no id" in str(batch.incomplete)


def test_a_profile_that_is_no_feed_is_not_empty() -> None:
    page = Page(url=BLUESKY, body=b"<html><body>Moved</body></html>", content_type="text/html")
    with pytest.raises(ParseError):
        run(SOURCE.poll(watch_of("bluesky-profile")), lambda _: page)


def test_whatever_the_network_answers_it_never_raises() -> None:
    watch = watch_of("bluesky-profile")
    for where, result in fuzzed(SOURCE, watch, samples(NAME), named(NAME)):
        assert_sound(result, where)


def test_who_quotes_and_links_has_not_merely_quoted() -> None:
    post = samples(NAME)["bluesky-posts.json"]["posts"][0]
    quoted = {
        "$type": "app.bsky.embed.record#viewRecord",
        "uri": "at://did:plc:other/app.bsky.feed.post/3lother",
        "author": {"did": "did:plc:other", "handle": "other.example"},
        "value": {
            "embed": {
                "$type": "app.bsky.embed.external",
                "external": {"uri": "https://elsewhere.example/x"},
            }
        },
    }
    view = post | {"embed": {"$type": "app.bsky.embed.record#view", "record": quoted}}

    def answer(request: Request) -> Page | SourceError:
        if "getPosts" not in request.url:
            return replayed(NAME)(request)
        return Page(url=request.url, body=json.dumps({"posts": [view]}).encode())

    batch, _ = run(SOURCE.poll(watch_of("bluesky-profile")), answer)
    (mention,) = mentions_in(batch, ARTICLE)
    assert (mention.kind, mention.via) == (Kind.MENTION, ())
