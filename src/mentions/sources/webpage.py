"""Any page: an article with its comment section, or a page that may link to one."""

from __future__ import annotations

from collections.abc import Generator

from mentions.asking import (
    Batch,
    Given,
    Profile,
    Question,
    Questions,
    Request,
    Watch,
    ask,
    read,
)
from mentions.errors import SourceError, UnsupportedError
from mentions.model import Document

# A comment section that goes on for longer is read up to here.
MOST_PAGES = 20


class WebPage:
    """A page, read with the further pages of its comment section."""

    name, title = "webpage", "Web page"
    profile = Profile()

    def poll(self, watch: Watch) -> Questions:
        """Ask for the page, then for the comment pages it names."""
        page = yield from ask(Request(url=watch.address, cursor=watch.cursor))
        if page.unchanged:
            return Batch(unchanged=True, cursor=page.cursor)
        documents = [(yield from read(page, url=watch.base_url))]
        # A file stands for itself: what it names is not asked for.
        is_file = watch.address.startswith("file:")
        problem = None if is_file else (yield from _further_pages(documents))
        # What could not be read whole is asked for again, validators or not.
        cursor = None if problem else page.cursor
        return Batch(documents=tuple(documents), cursor=cursor, incomplete=problem)


def _further_pages(
    documents: list[Document],
) -> Generator[Question, Given, SourceError | None]:
    """Read on until the section ends; return why it could not be read to the end."""
    todo = list(documents[0].next_pages)
    seen = {documents[0].url, *todo}
    while todo:
        if len(documents) > MOST_PAGES:
            why = f"only the first {MOST_PAGES} comment pages were read"
            return UnsupportedError(documents[0].url, why)
        try:
            page = yield from ask(Request(url=todo.pop(0), discovered=True))
            document = yield from read(page)
        except SourceError as error:
            error.why = f"a comment page could not be read: {error}"
            return error
        documents.append(document)
        todo += [url for url in document.next_pages if url not in seen]
        seen.update(document.next_pages)
    return None


SOURCE = WebPage()
