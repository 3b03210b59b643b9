"""Any feed: RSS, RDF, Atom, JSON Feed; a blog's posts or an article's comments."""

from __future__ import annotations

from mentions.asking import Batch, Profile, Questions, Request, Watch, ask, read


class Feed:
    """A feed. A page where a feed was expected is read as a page, not refused."""

    name, title = "feed", "RSS, Atom or JSON Feed"
    profile = Profile()

    def poll(self, watch: Watch) -> Questions:
        """Ask for the feed, with the validators of last time."""
        page = yield from ask(Request(url=watch.address, cursor=watch.cursor))
        if page.unchanged:
            return Batch(unchanged=True, cursor=page.cursor)
        document = yield from read(page, url=watch.base_url)
        return Batch(documents=(document,), cursor=page.cursor)


SOURCE = Feed()
