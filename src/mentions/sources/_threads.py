"""What is said under a share: which threads are worth asking for, and what of them is kept."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from mentions.asking import Given, Question, Watch
from mentions.errors import MissingError, SourceError
from mentions.model import Document, Entry
from mentions.parse.jsontext import mapping
from mentions.sources._answers import number, part_failed
from mentions.urls.hosts import same_site

# In one poll: so many threads, the newest shares first; of each so many replies, so deep.
MOST_THREADS, MOST_REPLIES, MAX_DEPTH = 5, 100, 5
# Against it only an absolute address is one.
NOWHERE = "about:blank"
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """A post that links to what is searched for.

    Attributes:
        id: By which its thread is asked for.
        home: The server it was found on, where there are several.
        url: Its permalink.
        on: The address it shares.
        replies: How many it has, None where the network does not say.
    """

    id: str
    url: str
    on: str
    replies: int | None = None
    published: datetime | None = None
    home: str = ""


@dataclass(kw_only=True, slots=True)
class Threads:
    """What the threads of a poll gave.

    Attributes:
        known: For the cursor: by permalink of a share, how many replies it had when it was read.
        problem: Why not all of them could be read.
    """

    documents: list[Document] = field(default_factory=list)
    known: dict[str, int | None] = field(default_factory=dict)
    problem: SourceError | None = None


Asking = Generator[Question, Given, Document]
Asked = Generator[Question, Given, Threads]


def ask_threads(
    shares: Iterable[Share],
    watch: Watch,
    ask_one: Callable[[Share], Asking],
    *,
    before: Mapping[str, Any] | None = None,
) -> Asked:
    """Ask for the threads under the newest shares that have grown since they were last read.

    Args:
        shares: All that were found; those of other sites are passed over.
        watch: What is searched for.
        ask_one: Asks for the thread of a share.
        before: `Threads.known` of the last poll, as the cursor kept it.
    """
    threads, read = Threads(), mapping(before)
    for share in _newest(shares, watch.address):
        if share.replies is None or count(read, share.url) != share.replies:
            try:
                threads.documents.append((yield from ask_one(share)))
            except MissingError:
                pass  # the share is gone, and its thread with it
            except SourceError as error:
                threads.problem = part_failed(error)
                break
        threads.known[share.url] = share.replies
    return threads


def _newest(shares: Iterable[Share], address: str) -> list[Share]:
    about = [share for share in shares if share.replies != 0 and same_site(share.on, address)]
    about.sort(key=lambda share: share.published or _LONG_AGO, reverse=True)
    return about[:MOST_THREADS]


def thread(url: str, replies: Iterable[tuple[int, Entry]]) -> Document:
    """Return a thread as far as it is kept, direct answers first.

    Args:
        url: Where it was read.
        replies: Each with its depth; 1 answers the share itself.
    """
    ordered = sorted(replies, key=lambda reply: reply[0])
    kept = [entry for depth, entry in ordered if depth <= MAX_DEPTH][:MOST_REPLIES]
    left = len(ordered) > len(kept)
    notes = (f"only the first {MOST_REPLIES} replies, {MAX_DEPTH} deep, were kept",) if left else ()
    return Document(url=url, form="comments", entries=tuple(kept), notes=notes)


def count(holder: Mapping[str, Any], key: str) -> int | None:
    """Return what a network counts; None where it does not say, or more than can be stored."""
    value = number(holder, key)
    return value if value is not None and abs(value) < 1 << 63 else None
