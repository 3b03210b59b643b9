"""Looking again: fetch a page, ask a network, and tell what was seen of the mentions there."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from mentions.asking import Batch, Page, Questions, Read, Request, Source, Watch
from mentions.core.health.seen import Shown, Sought, see_entry, see_page, see_section
from mentions.core.health.states import Observation, Sight
from mentions.core.health.ways import Place, Way
from mentions.errors import FetchError, GoneError, MissingError, SourceError
from mentions.model import Counts, Document, Entry, Mention
from mentions.sources import find_source, source_names
from mentions.sources._again import Again, Verifies
from mentions.tracker.ask import Means, ask_source
from mentions.tracker.budget import Purse
from mentions.tracker.setups import prepared
from mentions.urls.hosts import host_of, same_site

if TYPE_CHECKING:
    from mentions.asking import LoggingIn, LoginSource, Session, Setup
    from mentions.tracker.poll import Run

# A comment section that goes on for longer is not read to its end.
MOST_PAGES = 20
# Where the requests for pages are counted.
_PAGES = "webpage"
_UNNAMED = "its address is not enough to ask the network about it"
# Networks whose source has another name.
ALSO_CALLED = {"stackoverflow": "stackexchange"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What a look saw of one mention, and what else it told.

    Attributes:
        counts: What its network counts of it now; None where that was not told.
        told_by: The host that told it.
        address: Who answered, None where nobody did.
    """

    observation: Observation
    counts: Counts | None = None
    told_by: str = ""
    address: str | None = None


def verifier_of(platform: str) -> Source | None:
    """Return the source that can look up posts of a network; None where there is none."""
    name = ALSO_CALLED.get(platform, platform)
    if name not in source_names():
        return None
    source = find_source(name)
    return source if isinstance(source, Verifies) else None


def batch_size(place: Place | None) -> int:
    """Return how many mentions one look may take; any number of those on one page."""
    if place is None or place.way is not Way.POST:
        return sys.maxsize
    source = verifier_of(place.platform)
    return source.at_once if isinstance(source, Verifies) else sys.maxsize


def blind(why: str) -> Seen:
    """Return a look that saw nothing."""
    return Seen(observation=Observation(sight=Sight.UNKNOWN, why=why))


async def look_at_page(
    run: Run, place: Place, wanted: Sequence[Sought], spent: dict[str, int]
) -> list[Seen]:
    """Look at a page of the open web, for the link or for comments in it.

    Args:
        run: With all that is open in it.
        place: The page.
        wanted: What was found there.
        spent: By the names of sources; the requests made are added to it. A page is what the
            source "webpage" reads, so it is counted there.

    Returns:
        What was seen of each of those wanted, in their order.
    """
    purse = run.budget.purse(_PAGES)
    try:
        shown = await _read_again(run, place, purse)
    except SourceError as error:
        return [_failed(error, place.address)] * len(wanted)
    finally:
        spent[_PAGES] = spent.get(_PAGES, 0) + purse.spent
    address = shown.documents[0].url
    if place.way is Way.PAGE:
        seen = [see_page(shown, one) for one in wanted]
    else:
        found = shown.found()
        seen = [see_section(shown, one, found) for one in wanted]
    return [Seen(observation=one, address=address) for one in seen]


async def look_at_posts(
    run: Run, platform: str, wanted: Sequence[Sought], spent: dict[str, int]
) -> list[Seen]:
    """Ask a network about posts.

    Args:
        run: With all that is open in it.
        platform: The network.
        wanted: With permalinks; at most `at_once` of the source.
        spent: By the names of sources; the requests made are added to it.

    Returns:
        What was seen of each of those wanted, in their order.
    """
    source = verifier_of(platform)
    if source is None:
        return [blind(f"single posts of {platform} cannot be looked up")] * len(wanted)
    named = [_name_of(one.mention, source) for one in wanted]
    posts = tuple(dict.fromkeys(filter(None, named)))
    if not posts:
        return [blind(_UNNAMED)] * len(wanted)
    lookup = _Lookup(source, posts)
    watch = Watch(source=source.name, address=wanted[0].mention.url or "")
    purse = run.budget.purse(source.name)
    try:
        asked = prepared(watch, source, run.polling.setups, run.polling.off)
        answer = await ask_source(lookup, asked, _means(run), purse)
    except SourceError as error:
        # That one is missing says nothing of the others it was asked for with.
        alone = len(posts) == 1 and None not in named
        return [_failed(error, error.url) if alone else blind(error.why)] * len(wanted)
    finally:
        spent[source.name] = spent.get(source.name, 0) + purse.spent
    address = answer.pages[-1].url if answer.pages else watch.address
    pairs = zip(wanted, named, strict=True)
    return [await _of_post(run, lookup.found, one, name, address) for one, name in pairs]


def _name_of(mention: Mention, source: Source) -> str | None:
    """Return what the network calls a post, by any of its permalinks."""
    verifier = cast("Verifies", source)
    urls = (url for url in (mention.url, *mention.syndication) if url)
    return next(filter(None, map(verifier.post_in, urls)), None)


async def _of_post(run: Run, found: Again, sought: Sought, name: str | None, address: str) -> Seen:
    if name is None:
        return blind(_UNNAMED)
    if name not in found:
        return blind("the network tells nothing of this post")
    entry = found[name]
    read = [] if entry is None else [_alone(entry, address)]
    shown = await _understood(run, read, asked=sought.mention.url or "")
    seen = see_entry(entry, shown, sought)
    host = host_of(address)
    return Seen(
        observation=seen, counts=entry.counts if entry else None, told_by=host, address=address
    )


def _alone(entry: Entry, address: str) -> tuple[Document, bytes]:
    return Document(url=address, form="search", entries=(entry,)), b""


class _Lookup:
    """A source that is asked about posts in place of its search."""

    def __init__(self, source: Source, posts: Sequence[str]) -> None:
        self.name, self.title, self.profile = source.name, source.title, source.profile
        self.found: Again = {}
        self._source = source
        self._posts = posts

    def poll(self, watch: Watch) -> Questions:
        """Ask about the posts."""
        again = cast("Verifies", self._source)
        self.found = yield from again.look_again(self._posts, watch.setup)
        return Batch()

    def login(self, setup: Setup, old: Session | None) -> LoggingIn:
        """Log in as the source does; only one that can asks for it."""
        return cast("LoginSource", self._source).login(setup, old)


def _means(run: Run) -> Means:
    return Means(
        gate=run.gate,
        reader=run.reader,
        scanner=run.keeper.tracked.scanner,
        sessions=run.sessions,
    )


async def _read_again(run: Run, place: Place, purse: Purse) -> Shown:
    """Fetch and read a page; of a comment section all its pages.

    Raises:
        SourceError: It could not be fetched or read.
    """
    # The owner tracks the article; every other address was found by the program itself.
    first = await purse.fetch(run.gate, Request(url=place.address, discovered=not place.ours))
    read = [(await _read(run, first), first.body)]
    cut = await _read_on(run, read, purse) if place.way is Way.SECTION else None
    return await _understood(run, read, asked=place.address, cut=cut)


async def _read_on(run: Run, read: list[tuple[Document, bytes]], purse: Purse) -> str | None:
    """Read the further pages of a comment section; return why not to its end."""
    first = read[0][0]
    todo = list(first.next_pages)
    seen = {first.url, *todo}
    while todo:
        if len(read) >= MOST_PAGES:
            return f"only the first {MOST_PAGES} comment pages were read"
        try:
            page = await purse.fetch(run.gate, Request(url=todo.pop(0), discovered=True))
            document = await _read(run, page)
        except SourceError as error:
            return f"a comment page could not be read: {error}"
        read.append((document, page.body))
        todo += [url for url in document.next_pages if url not in seen]
        seen.update(document.next_pages)
    return None


async def _read(run: Run, page: Page) -> Document:
    return await run.reader.read(Read(page=page, url=page.url))


async def _understood(
    run: Run, read: Iterable[tuple[Document, bytes]], *, asked: str, cut: str | None = None
) -> Shown:
    pairs = list(read)
    documents = tuple(document for document, _ in pairs)
    return Shown(
        documents=documents,
        bodies=tuple(body for _, body in pairs),
        asked=asked,
        index=run.keeper.tracked.index,
        resolutions=await run.resolve(Batch(documents=documents)),
        now=run.polling.clock(),
        cut=cut,
    )


def _failed(error: SourceError, asked: str) -> Seen:
    """Return what an error says of a mention: only 404 and 410 of its own place say anything."""
    at_home = not isinstance(error, FetchError) or error.hop is None or same_site(error.hop, asked)
    if at_home and isinstance(error, GoneError):
        seen = Observation(sight=Sight.GONE, why="its place says that it is gone for good (410)")
    elif at_home and isinstance(error, MissingError):
        seen = Observation(sight=Sight.ABSENT, why="its place says that there is none (404)")
    else:
        return blind(error.why)
    return Seen(observation=seen, address=asked)
