"""The comments of a WordPress post over its REST interface.

https://developer.wordpress.org/rest-api/reference/comments/
Anonymous callers see comments only: pingbacks and trackbacks stand on the page and in the feed.
"""

from __future__ import annotations

from mentions.asking import Batch, Page, Profile, Questions, Request, Watch, ask, read
from mentions.errors import ParseError, UnsupportedError
from mentions.model import Document

PER_PAGE = 100
# 100 comments each; what is older was read by an earlier poll.
MOST_PAGES = 20
# White space, and a byte order mark.
_BLANK = b" \t\r\n\xef\xbb\xbf"


class WordPress:
    """`https://blog.example/wp-json/wp/v2/comments?post=ID`, newest first, page by page."""

    name, title = "wordpress", "WordPress comments (REST)"
    profile = Profile()

    def poll(self, watch: Watch) -> Questions:
        """Ask for pages until one is not full."""
        documents: list[Document] = []
        cursor = None
        for number in range(1, MOST_PAGES + 1):
            params = {"per_page": str(PER_PAGE), "page": str(number), "order": "desc"}
            before = watch.cursor if number == 1 else None
            page = yield from ask(Request(url=watch.address, params=params, cursor=before))
            if page.unchanged:
                return Batch(unchanged=True, cursor=page.cursor)
            _check_list(page)
            cursor = cursor or page.cursor
            document = yield from read(page)
            documents.append(document)
            if len(document.entries) < PER_PAGE:
                return Batch(documents=tuple(documents), cursor=cursor)
        why = f"only the newest {MOST_PAGES * PER_PAGE:,} comments were read"
        return Batch(documents=tuple(documents), incomplete=UnsupportedError(watch.address, why))


def _check_list(page: Page) -> None:
    """Make sure that an answer is a list: a page for people holds no comments, but not none.

    Raises:
        ParseError: It is anything else.
    """
    if not page.body.lstrip(_BLANK).startswith(b"["):
        raise ParseError(page.url, "the answer is no list of comments; check the address")


SOURCE = WordPress()
