"""What is tracked, as one run sees it: read once, and again when something was learned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mentions.core.index import ArticleIndex
from mentions.core.scan.scanner import Scanner
from mentions.core.shortlinks import Shorteners
from mentions.store.articles import load_addresses
from mentions.store.engine import Session


@dataclass(frozen=True, kw_only=True, slots=True)
class Tracked:
    """The articles, made ready for being found.

    Attributes:
        ids: Of the articles, by canonical URL.
        index: Finds an article by any of its addresses.
        scanner: Tells what is worth reading.
    """

    ids: Mapping[str, int]
    index: ArticleIndex
    scanner: Scanner


def load_tracked(session: Session, shorteners: Shorteners) -> Tracked:
    """Load what is tracked.

    Args:
        session: Open.
        shorteners: Which links are short ones.
    """
    addresses = load_addresses(session)
    index = ArticleIndex.of_canonical((form, article) for form, article, _ in addresses)
    return Tracked(
        ids=article_ids(addresses), index=index, scanner=Scanner(index, shorteners=shorteners)
    )


def article_ids(addresses: Iterable[tuple[str, str, int]]) -> dict[str, int]:
    """Return the ids of articles by canonical URL, from what `load_addresses` gives."""
    return {article: number for _, article, number in addresses}
