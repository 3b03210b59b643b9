"""What tests of extraction have in common: an entry on the article's page, read."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from mentions.core.index import ArticleIndex
from mentions.core.read import find_mentions
from mentions.model import Article, Document, Entry, Mention

ARTICLE = "https://blog.example.org/post-1"
Extract = Callable[..., list[Mention]]


@pytest.fixture
def extract() -> Extract:
    """Return every mention that entries on the article's page give, unmerged."""

    def of(*entries: Entry) -> list[Mention]:
        document = Document(url=ARTICLE, form="page", entries=entries)
        index = ArticleIndex([Article(url=ARTICLE)])
        found = find_mentions([document], index=index, now=datetime(2026, 1, 1, tzinfo=UTC))
        return [one.mention for one in found]

    return of
