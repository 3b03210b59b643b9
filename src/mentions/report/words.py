"""A mention in words, as lists and pages about it show them. Every foreign word is safe here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

from mentions.model import Author, Channel, Counts, Evidence, Kind, Mention, Reporter
from mentions.report.plain import safe

NAME = 80  # characters of a name; longer ones are no names
_HOST = re.compile(r"https?://(?:www\.)?([^/?#@\s]{1,253})", re.IGNORECASE)
_PLURALS = {Kind.REPLY: "replies"}
_SINGULARS = {"replies": "reply"}

EVIDENCE = {
    Evidence.LINK: "it links to the article",
    Evidence.REDIRECT: "it links to an address that redirects to the article",
    Evidence.CANONICAL: "it links to a page that names the article as its canonical address",
    Evidence.CONTEXT: "it stands in the article's own comment section",
    Evidence.ATTRIBUTED: "somebody else's words say so",
}


def who(mention: Mention) -> tuple[str, str]:
    """Return name and @handle; what is not known is empty.

    Of a report that could not be taken apart this is who reports, and that he does.
    """
    if mention.reported_by and mention.unread_report:
        return _reporter(mention.reported_by), "(not read)"
    name = safe(mention.author.name or "", limit=NAME)
    handle = safe(mention.author.handle or "", limit=NAME)
    at = f"@{handle}" if handle else ""
    if name:
        return name, at
    return (at, "") if at else ("author unknown", "")


def act(mention: Mention) -> str:
    """Return what the author did, in one word."""
    return "report" if mention.unread_report else mention.kind.value


def what(mention: Mention, *, limit: int) -> str:
    """Return the words on one line."""
    text = safe(mention.text or "", limit=limit)
    if mention.reported_by and mention.unread_report:
        name = _reporter(mention.reported_by)
        said = f"{name} reports mentions that could not be read with certainty"
        return f"{said}: {text}" if text else said
    return text


def where(mention: Mention) -> str:
    """Return the network; of the open web the host.

    >>> from mentions.report.words import host_of
    >>> host_of("https://www.blog.example/2009/07/"), host_of("mailto:x")
    ('blog.example', None)
    """
    if mention.platform == "web" and mention.url:
        return host_of(mention.url) or "web"
    return safe(mention.platform, limit=NAME)


def host_of(url: str) -> str | None:
    """Return the host of an address without `www.`, None where there is none."""
    found = _HOST.match(url)
    return safe(found[1], limit=NAME) if found else None


def via(mention: Mention) -> str:
    """Return from whom the author had it: `← @clab ← @anna`, nearest first."""
    return " ".join(f"← @{safe(handle, limit=NAME)}" for handle in mention.via[:10])


def known_by(mention: Mention) -> str:
    """Return in which form it came, and how we know that it is about the article."""
    words = [mention.channel.value, mention.evidence.value]
    if mention.reported_by:
        words.append(f"told by {_reporter(mention.reported_by)}")
    return " · ".join(words)


def day(mention: Mention) -> tuple[str, str]:
    """Return the day it was published; where that is not known when first seen, and that so."""
    if mention.published is not None:
        return f"{mention.published:%Y-%m-%d}", ""
    return f"{mention.first_seen:%Y-%m-%d}", "first seen"


def minute(moment: datetime, *, zone_known: bool = True) -> str:
    """Return date and time as somebody reads them.

    >>> minute(datetime(2009, 7, 14, 9, 42, tzinfo=UTC), zone_known=False)
    '2009-07-14 09:42, zone not stated'
    """
    zone = " UTC" if zone_known else ", zone not stated"
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}{zone}"


def told(counts: Counts) -> str:
    """Return what was counted: `12 likes, 1 repost`; what is not known is left out."""
    return ", ".join(
        counted(number, _SINGULARS.get(many, many.removesuffix("s")), many)
        for many, number in counts.numbers().items()
        if number is not None
    )


def summed_up(mentions: Iterable[Mention]) -> str:
    """Return how many there are of whom and of what: `3 people: 2 mentions, 1 repost`.

    Who wrote a pingback or trackback is not known, only which site sent it. Reports that could
    not be read are counted apart, and so is what has no author.
    """
    given = list(mentions)
    read = [mention for mention in given if not mention.unread_report]
    sites = {_identity(mention) for mention in read if _is_site(mention)}
    named = [one for one in read if one.author != Author() and not _is_site(one)]
    parts = [
        _some(len({_identity(mention) for mention in named}), "person", "people"),
        _some(len(sites), "site"),
        _some(
            sum(one.author == Author() and not _is_site(one) for one in read),
            "without author",
            "without author",
        ),
    ]
    kinds = Counter(mention.kind for mention in read)
    acts = [_some(kinds[kind], kind, _PLURALS.get(kind)) for kind in Kind]
    acts.append(_some(len(given) - len(read), "report not read", "reports not read"))
    *first, last = list(filter(None, parts)) or [""]
    whom = " and ".join(filter(None, (", ".join(first), last)))
    return ": ".join(filter(None, (whom, ", ".join(filter(None, acts)))))


def _reporter(reporter: Reporter) -> str:
    return safe(reporter.name, limit=NAME) or "an aggregator"


def _is_site(mention: Mention) -> bool:
    is_ping = mention.channel in {Channel.PINGBACK, Channel.TRACKBACK}
    return is_ping and mention.reported_by is None and mention.author.handle is None


def _identity(mention: Mention) -> tuple[str, str]:
    """Return what makes two authors one: the account, else the name, else the page."""
    author = mention.author
    if author.handle:
        return mention.platform, author.handle.casefold()
    return "", (author.name or author.url or mention.url or "").casefold()


def _some(number: int, one: str, many: str | None = None) -> str:
    """Like `counted`; nothing where there is none."""
    return counted(number, one, many) if number else ""


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun.

    >>> counted(1, "mention"), counted(1200, "mention"), counted(2, "person", "people")
    ('1 mention', '1,200 mentions', '2 people')
    """
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
