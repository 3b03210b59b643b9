"""Public Telegram channels that the owner names, read from their preview pages.

https://telegram.org/faq_channels
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from mentions.asking import (
    Batch,
    Given,
    Page,
    Profile,
    Question,
    Questions,
    Request,
    Watch,
    ask,
)
from mentions.errors import SourceError, UnsupportedError
from mentions.model import Document, Entry
from mentions.parse.jsontext import mapping
from mentions.parse.telegram import message_number, read_channel
from mentions.sources._answers import number_id, part_failed

# Of some 20 messages each: of a channel that is new here, and until what is known is reached.
FIRST_PAGES, MOST_PAGES = 5, 50

_Steps = Generator[Question, Given, SourceError | None]


class Telegram:
    """A channel, read backwards to the last message that was seen."""

    name, title = "telegram", "Telegram channel"
    profile = Profile(limits="none documented")

    def poll(self, watch: Watch) -> Questions:
        """Ask for the newest messages, then for older ones until they are known."""
        known = number_id(mapping(watch.cursor), "newest")
        page = yield from ask(Request(url=watch.address, cursor=watch.cursor))
        if page.unchanged:
            kept = {"newest": known} if known else {}
            return Batch(unchanged=True, cursor={**(page.cursor or {}), **kept})
        documents = [_read(page)]
        problem = yield from _read_older(watch.address, documents, known)
        numbers = [message_number(entry) for one in documents for entry in one.entries]
        newest = max(numbers, default=0)
        seen = {"newest": max(newest, known or 0)} if newest or known else {}
        linking = (replace(one, entries=_linking(one), next_pages=()) for one in documents)
        return Batch(
            documents=tuple(linking),
            cursor={**(page.cursor or {}), **seen},
            incomplete=problem,
        )


def _read_older(address: str, documents: list[Document], known: int | None) -> _Steps:
    """Read page after page; return why what is known was not reached.

    What was written before the channel was watched is read as far as a feed would show it.
    """
    most = MOST_PAGES if known else FIRST_PAGES
    before = _oldest(documents[-1])
    while before and documents[-1].next_pages and (known is None or before > known):
        if len(documents) == most:
            note = f"only the newest {most} pages were read"
            documents[-1] = replace(documents[-1], notes=(note,))
            return UnsupportedError(address, note) if known else None
        try:
            page = yield from ask(Request(url=address, params={"before": str(before)}))
            document = _read(page)
        except SourceError as error:
            return part_failed(error)
        oldest = _oldest(document)
        if not oldest or oldest >= before:
            return None
        documents.append(document)
        before = oldest
    return None


def _oldest(document: Document) -> int | None:
    return min(map(message_number, document.entries), default=None)


def _read(page: Page) -> Document:
    return read_channel(page.body, url=page.url, content_type=page.content_type)


def _linking(document: Document) -> tuple[Entry, ...]:
    return tuple(entry for entry in document.entries if entry.links)


SOURCE = Telegram()
