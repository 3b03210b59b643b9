"""Whom a chain of reposts credits: people known only through somebody else's words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mentions.core.retweet import Retweet, read_retweet
from mentions.core.scene import Scene
from mentions.core.text import fold_name, hashtags
from mentions.model import Author, Evidence, Mention
from mentions.urls.in_text import urls_in_text


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
    for place, (handle, passed) in enumerate(words.passed):
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
            via=words.via[place + 1 :],
            links=links,
            reported_by=mention.reported_by,
            evidence=Evidence.ATTRIBUTED,
        )
