"""What is tracked, as one run sees it: read once, and again when something was learned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
        addresses: All of that as the database gave it.
    """

    ids: Mapping[str, int]
    index: ArticleIndex
    scanner: Scanner
    addresses: Sequence[tuple[str, str, int]] = ()


def load_tracked(
    session: Session, shorteners: Shorteners, *, known: Tracked | None = None
) -> Tracked:
    """Load what is tracked.

    Args:
        session: Open.
        shorteners: Which links are short ones.
        known: What was loaded before; returned as it is where nothing has changed since.
    """
    addresses = load_addresses(session)
    if known and known.addresses == addresses:
        return known
    index = ArticleIndex.of_canonical((form, article) for form, article, _ in addresses)
    return Tracked(
        ids=article_ids(addresses),
        index=index,
        scanner=Scanner(index, shorteners=shorteners),
        addresses=addresses,
    )


def article_ids(addresses: Iterable[tuple[str, str, int]]) -> dict[str, int]:
    """Return the ids of articles by canonical URL, from what `load_addresses` gives."""
    return {article: number for _, article, number in addresses}
