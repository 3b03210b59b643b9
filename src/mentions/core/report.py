"""Opens an aggregator's comment into the people it reports."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from mentions.core.aggregators import Aggregator, aggregator_of, reporter_of
from mentions.core.digest.body import wrapped_whole
from mentions.core.frames import Sentence, Shape, read_frame
from mentions.core.handles import handle_at
from mentions.core.names import NameList
from mentions.core.reportmodel import Report, Reported
from mentions.core.single import read_single
from mentions.core.text import fold_name, strip_wrapper, unescape
from mentions.model import Author, Channel, Entry, Hyperlink, Kind, Reporter
from mentions.urls.hosts import host_of
from mentions.urls.in_text import urls_in_text
from mentions.urls.platforms import WEB

__all__ = ["Report", "Reported", "open_report"]

_PINGS = frozenset({Channel.PINGBACK, Channel.TRACKBACK, Channel.WEBMENTION})
# HTML that was escaped twice and stands there as text.
_TAG = re.compile(
    r"</?(?:p|br|div|span|strong|b|em|i|a|cite|blockquote)(?![\w-])[^<>]{0,500}>", re.IGNORECASE
)
_LEADERS = " \n.…·([<)]"  # of an excerpt whose wrapper is none of the usual ones
_HEADLINE = 600  # a title in front of the frame is no longer than this
_HEADLINE_LINES = 3
_WITH_HANDLE = re.compile(r"(.{1,60}?)\s{0,3}\([@＠]([A-Za-z0-9_]{1,30})\)")


def open_report(entry: Entry) -> Report | None:
    """Return whom a comment reports; None for what people write themselves.

    A known aggregator's comment is always a report, if need be one that is not `certain`. Of an
    unknown author the whole sentence has to stand at the beginning, quote somebody of its own
    list, and come as a ping, all of it in `[...]` or without any author. Pings of social news
    sites are no reports but ordinary pings: nobody's words are told apart there. Digests of one
    person's tweets are opened by `digest.open_digest`, which has to know where their links lead.
    """
    known = aggregator_of(entry)
    if entry.kind not in {None, Kind.MENTION} and not (known and known.one_person):
        return None  # the markup says who did what
    text = unescape(entry.text or "")
    if report := _framed(entry, text, known):
        return report
    if single := read_single(entry, text, known):
        return replace(single, is_copy=True)
    return _unread(entry, known)


def _framed(entry: Entry, text: str, known: Aggregator | None) -> Report | None:
    if not known and not _may_come(entry, text):
        return None
    for excerpt in _excerpts(text, known):
        sentence = read_frame(excerpt, known.shape if known else Shape.ANY)
        if not sentence:
            continue
        if known:
            reporter: Reporter | None = reporter_of(known, entry)
        elif sentence.platform and sentence.people and sentence.speaker:
            reporter = _unknown_reporter(entry)
        else:
            return None
        people = _whole_names(sentence.people, known)
        return Report(
            reporter=reporter,
            # A platform we do not know by name is none we could guess.
            platform=sentence.platform or WEB,
            people=tuple(_people(sentence, entry, known)) if people else (),
            more=bool(people and people.more),
            others=people.others if people else None,
            certain=people is not None,
            language=sentence.language,
        )
    return None


def _whole_names(people: NameList | None, known: Aggregator | None) -> NameList | None:
    """Return a list as it was read; None where it is longer than its writer makes them.

    A name with a comma in it was then taken for two people, and nobody can tell which.
    """
    most = known.most_people if known else None
    return None if people and most and len(people.names) > most else people


def _excerpts(text: str, known: Aggregator | None) -> Iterator[str]:
    """Yield where the frame may begin; behind a headline for those known to write one."""
    yield strip_wrapper(text)[0]
    if not known:
        return
    if text.lstrip().startswith("<"):
        yield strip_wrapper(_TAG.sub(" ", text))[0]
    yield strip_wrapper(unicodedata.normalize("NFC", text.lstrip(_LEADERS)))[0]
    for headline in (*known.first_words, *known.title_ends):
        before, found, after = text[:_HEADLINE].partition(headline)
        if found:
            yield strip_wrapper(after + text[len(before) + len(found) + len(after) :])[0]
    for number in range(1, _HEADLINE_LINES + 1):
        lines = text.split("\n", number)
        if len(lines) > number:
            yield strip_wrapper(lines[number])[0]


def _may_come(entry: Entry, text: str) -> bool:
    """Whether a report of an unknown service may come in this form; people write in another.

    Who pastes one and says something to it has words of their own outside of its `[...]`.
    """
    nobody = not (entry.author.name or entry.author.url or entry.origin)
    # Webmentions are younger than any such service.
    pinged = entry.channel in _PINGS and entry.channel is not Channel.WEBMENTION
    return pinged or nobody or wrapped_whole(text)


def _unknown_reporter(entry: Entry) -> Reporter | None:
    name = entry.author.name if entry.channel in _PINGS else None
    return Reporter(name=name, url=entry.origin or entry.author.url) if name else None


def _people(sentence: Sentence, entry: Entry, known: Aggregator | None) -> Iterator[Reported]:
    speaker = _key(sentence.speaker or "")
    for name in sentence.people.names if sentence.people else ():
        words = sentence.words if speaker and _key(name) == speaker else None
        links = _links_in(words, entry, known) if words else ()
        yield Reported(author=_author(name), text=words, links=links)


def _key(name: str) -> str:
    return fold_name(name) or name


def _author(name: str) -> Author:
    found = handle_at(name, 0)
    if found and found[1] == len(name):
        return Author(handle=found[0])
    both = _WITH_HANDLE.fullmatch(name)
    return Author(name=both[1], handle=both[2]) if both else Author(name=name)


def _links_in(words: str, entry: Entry, known: Aggregator | None) -> tuple[Hyperlink, ...]:
    """Return the links of quoted words: as the entry has them, else as they stand there."""
    found: dict[str, Hyperlink] = {}
    for url in urls_in_text(words):
        shown = (link for link in entry.links if url in {link.url, link.anchor})
        found[url] = next(shown, Hyperlink(url=url))
    for link in entry.links:
        # Aggregators link account names and hashtags to themselves.
        own = known is not None and host_of(link.url) in known.hosts
        if not own and link.anchor and "/" in link.anchor and link.anchor in words:
            found.setdefault(link.anchor, link)
    return tuple({link.url: link for link in found.values()}.values())


def _unread(entry: Entry, known: Aggregator | None) -> Report | None:
    """Keep a service's comment as it is; a person who only works there is not the service."""
    if not known:
        return None
    speaks = known.names_itself(entry.author.name) or known.names_itself(entry.title)
    if not speaks and entry.channel not in _PINGS:
        return None
    reporter = reporter_of(known, entry)
    return Report(reporter=reporter, platform=known.platform, certain=False)
