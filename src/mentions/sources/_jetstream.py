"""Events of Jetstream, as the AppView would show the posts in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from mentions.model import Entry, iso
from mentions.parse.jsontext import mapping
from mentions.sources._bluesky_posts import post_id, read_links, read_share

_START = datetime(1970, 1, 1, tzinfo=UTC)
# Sixteen digits: below are numbers of the server's own, above is no year of ours.
_POSITIONS = range(10**15, 10**16)
# An edit is the same post in other words.
_SAID = ("create", "update")


def position_of(event: object) -> int | None:
    """Return when the server told of an event, in microseconds since 1970; None for no such."""
    told = mapping(event).get("time_us")
    return told if type(told) is int and told in _POSITIONS else None


def view_of(event: object) -> Mapping[str, Any] | None:
    """Return the post that an event tells of, as a `postView` without author and counts.

    None for what is no post: what was deleted, likes, accounts that come, change and go.
    """
    told, commit = mapping(event), mapping(mapping(event).get("commit"))
    post = post_id(told.get("did"), commit.get("collection"), commit.get("rkey"))
    when = position_of(event)
    if post is None or when is None or told.get("kind") != "commit":
        return None
    if commit.get("operation") not in _SAID:
        return None
    return {
        "uri": post.uri,
        "author": {"did": post.did},
        "record": mapping(commit.get("record")),
        # The date that the post bears itself is whatever its author's app claims.
        "indexedAt": iso(_START + timedelta(microseconds=when)),
    }


def read_post(view: Mapping[str, Any]) -> Entry | None:
    """Return a post; None where it links to nothing, or is not for the public.

    Args:
        view: As in `posts` of an answer (`postView`). What it links to first is taken for what it
            is about: that tells a quote from a mention.
    """
    links = read_links(mapping(view.get("record")))
    share = read_share(view, links[0].url) if links else None
    return share.entry if share else None
