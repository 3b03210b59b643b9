"""Whom a chain of reposts credits: people known only through somebody else's words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mentions.core.retweet import Retweet, read_retweet
from mentions.core.scene import Scene
from mentions.core.text import fold_name, hashtags
from mentions.model import Author, Evidence, Mention
from mentions.urls.in_text import urls_in_text

# Places where a post is a line or two: all of it is what was said, and RT means a repost.
MICROBLOGS = frozenset({"twitter", "mastodon", "bluesky", "identica", "threads", "friendfeed"})


def attributed(
    scene: Scene, mention: Mention, words: Retweet, *, known: frozenset[str]
) -> Iterator[Mention]:
    """Yield those from whom the author had it: known only through these words.

    Args:
        scene: The entry that holds the words.
        mention: Whose words they are.
        words: How they read.
        known: Folded names of those who are known otherwise; they are left out.
    """
    done = set(known)
    for handle, passed in words.passed:
        if fold_name(handle) in done:
            continue
        done.add(fold_name(handle))
        inner = read_retweet(passed or "")
        links = scene.links(urls_in_text(passed or ""))
        yield replace(
            scene.base(mention.channel),
            kind=inner.kind,
            platform=mention.platform,
            author=Author(handle=handle),
            text=passed,
            hashtags=hashtags(passed or ""),
            # From whom they had it stands in their own words; a mere credit says nothing of that.
            via=inner.via,
            links=links,
            reported_by=mention.reported_by,
            evidence=Evidence.ATTRIBUTED,
        )
