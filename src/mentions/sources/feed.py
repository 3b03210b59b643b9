"""Any feed: RSS, RDF, Atom, JSON Feed; a blog's posts or an article's comments."""

from __future__ import annotations

from collections.abc import Generator

from mentions.asking import Batch, Page, Request, Watch
from mentions.parse.document import read_document


class Feed:
    """A feed. A page where a feed was expected is read as a page, not refused."""

    name, title = "feed", "RSS, Atom or JSON Feed"

    def poll(self, watch: Watch) -> Generator[Request, Page, Batch]:
        """Ask for the feed, with the validators of last time."""
        page = yield Request(url=watch.address, cursor=watch.cursor)
        if page.unchanged:
            return Batch(unchanged=True, cursor=page.cursor)
        url = watch.base_url or page.url
        document = read_document(page.body, url=url, content_type=page.content_type)
        return Batch(documents=(document,), cursor=page.cursor)


SOURCE = Feed()
