"""Authors who share every post, by a machine or as if by one: counted, but no news."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

# Fewer articles tell nothing about a habit.
FEWEST_ARTICLES = 5
# So soon after publication nobody has read it.
AT_ONCE = timedelta(minutes=10)
# Feeds and pages give the minute only, and clocks differ.
_CLOCKS = timedelta(minutes=2)
# "Always among the first": at most so many came before.
_BEFORE = 2
_NEARLY_ALL = 0.8


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """One author's first share of an article.

    Attributes:
        account: As `accounts.account_of` gives it.
        article_id: Of the article.
        at: When it was shared; None where that is not known. Aware.
        published: When the article was; None where that is not known. Aware.
        before: How many others had mentioned the article by then.
    """

    account: str
    article_id: int
    at: datetime | None
    published: datetime | None
    before: int


def auto_sharers(shares: Iterable[Share], articles_since: Mapping[str, int]) -> frozenset[str]:
    """Return the accounts that share every post.

    They shared at least five articles, and either each within ten minutes of its publication, or
    always among the first, and at least four fifths of all articles since their own first share.

    Args:
        shares: One for each account and article.
        articles_since: How many articles there were from the account's first share on, that one
            included, by account.
    """
    by_account: dict[str, list[Share]] = {}
    for one in shares:
        by_account.setdefault(one.account, []).append(one)
    return frozenset(
        account
        for account, own in by_account.items()
        if len({one.article_id for one in own}) >= FEWEST_ARTICLES
        and (_always_at_once(own) or _always_first(own, articles_since.get(account)))
    )


def _always_at_once(shares: list[Share]) -> bool:
    # Where one of the two dates is unknown, nothing is known about haste.
    return all(
        one.at is not None
        and one.published is not None
        and -_CLOCKS <= one.at - one.published <= AT_ONCE
        for one in shares
    )


def _always_first(shares: list[Share], articles: int | None) -> bool:
    if not articles:
        return False
    return len(shares) >= _NEARLY_ALL * articles and all(one.before <= _BEFORE for one in shares)
