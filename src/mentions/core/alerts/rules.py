"""Whether something is news, and whether somebody wants to be told of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from mentions.core.alerts.accounts import author_key, names_of
from mentions.core.alerts.model import Event, Rules
from mentions.model import Mention

# What was said longer than this before we saw it is history, not news.
NEWS_FOR = timedelta(days=3)
# What is found so soon after an article was added may have stood there for years.
_SETTLED = timedelta(hours=1)


def matches(rules: Rules, mention: Mention, addresses: Collection[str]) -> bool:
    """Whether a mention is one of those that somebody wants to be told of.

    Followers that are not known never match `min_followers`.

    Args:
        rules: What they want.
        mention: Any.
        addresses: Every canonical address of its article.
    """
    followers = mention.counts.followers
    return (
        wants_article(rules, addresses)
        and (not rules.kinds or mention.kind in rules.kinds)
        and (not rules.platforms or mention.platform.casefold() in _folded(rules.platforms))
        and (not rules.authors or not names_of(mention.author).isdisjoint(_keys(rules)))
        and (rules.text is None or rules.text.casefold() in (mention.text or "").casefold())
        and (
            rules.min_followers is None
            or (followers is not None and followers >= rules.min_followers)
        )
    )


def wants_article(rules: Rules, addresses: Collection[str]) -> bool:
    """Whether an article, by any of its canonical addresses, is one of those that are meant."""
    return not rules.articles or not rules.articles.isdisjoint(addresses)


def event_of(rules: Rules, *, first: bool) -> Event | None:
    """Return as what a new mention is told: the first one once, as that; None: not at all."""
    if first and Event.FIRST in rules.events:
        return Event.FIRST
    return Event.NEW if Event.NEW in rules.events else None


def is_news(
    mention: Mention,
    *,
    published: datetime | None,
    added: datetime,
    looked_before: bool,
    backfilled: bool = False,
) -> bool:
    """Whether a mention is new in the world, and not only to us.

    A dated one is news for three days. One without a date is news where it cannot be old, because
    its article is not, or where the place was looked at before and it was not there. Of an old post
    that a backfill brought, only what was said after that is news.

    Args:
        mention: Any.
        published: When its article was published; None where unknown.
        added: Since when the article is tracked.
        looked_before: Whether the place where it was found had been looked at before.
        backfilled: Whether a backfill brought its article.
    """
    if backfilled and mention.published is not None:
        return mention.published > added
    if mention.published is not None:
        return mention.published >= mention.first_seen - NEWS_FOR
    if published is not None and not backfilled and mention.first_seen - published <= NEWS_FOR:
        return True
    return looked_before and mention.first_seen - added > _SETTLED


def _folded(words: Collection[str]) -> set[str]:
    return {word.casefold() for word in words}


def _keys(rules: Rules) -> set[str]:
    return {author_key(one) for one in rules.authors}
