"""Any page: an article with its comment section, or a page that may link to one."""

from __future__ import annotations

from collections.abc import Generator

from mentions.asking import Batch, Page, Request, Watch
from mentions.errors import SourceError
from mentions.model import Document
from mentions.parse.document import read_document

# A comment section that goes on for longer is read up to here.
MOST_PAGES = 20


class WebPage:
    """A page, read with the further pages of its comment section."""

    name, title = "webpage", "Web page"

    def poll(self, watch: Watch) -> Generator[Request, Page, Batch]:
        """Ask for the page, then for the comment pages it names."""
        page = yield Request(url=watch.address, cursor=watch.cursor)
        if page.unchanged:
            return Batch(unchanged=True, cursor=page.cursor)
        documents = [_read(page, watch)]
        # A file stands for itself: what it names is not asked for.
        is_file = watch.address.startswith("file:")
        problem = None if is_file else (yield from _further_pages(documents))
        # What could not be read whole is asked for again, validators or not.
        cursor = None if problem else page.cursor
        return Batch(documents=tuple(documents), cursor=cursor, incomplete=problem)


def _read(page: Page, watch: Watch) -> Document:
    url = watch.base_url or page.url
    return read_document(page.body, url=url, content_type=page.content_type)


def _further_pages(documents: list[Document]) -> Generator[Request, Page, str | None]:
    """Read on until the section ends; return why it could not be read to the end."""
    todo = list(documents[0].next_pages)
    seen = {documents[0].url, *todo}
    while todo:
        if len(documents) > MOST_PAGES:
            return f"only the first {MOST_PAGES} comment pages were read"
        try:
            page = yield Request(url=todo.pop(0))
            document = read_document(page.body, url=page.url, content_type=page.content_type)
        except SourceError as error:
            return f"a comment page could not be read: {error}"
        documents.append(document)
        todo += [url for url in document.next_pages if url not in seen]
        seen.update(document.next_pages)
    return None


SOURCE = WebPage()
