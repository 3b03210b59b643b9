"""When two mentions are the same act, and what they say together.

Keys make candidates cheap to find; `is_same_act` decides. A key says what it is by its prefix:

    url:   a permalink, the author's own or that of the comment that shows it: certain
    text:  platform, author and words agree
    who:   platform and author agree; decides only where one side is hearsay
    bare:  no address, and no author or no words: platform, kind and what there is agree
    ping:  the same name in the same comment section; a theme shows the link, the feed the words
    report: the same report; one without a body joins what was read from its body
    told:  the same aggregator, where one side does not say which of its reports
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from mentions.core.counting import latest_counts, numbers_of
from mentions.core.text import fold_name, text_key
from mentions.model import (
    Author,
    Channel,
    Evidence,
    Kind,
    Mention,
    MentionLink,
    Reporter,
    iso,
)
from mentions.urls.canonical import canonical_url
from mentions.urls.identity import page_of, permalink_key

PINGS = frozenset({Channel.PINGBACK, Channel.TRACKBACK})
_STRENGTH = {evidence: rank for rank, evidence in enumerate(Evidence)}
_FORMS = [Channel.COMMENT, Channel.TRACKBACK, Channel.PINGBACK, Channel.WEBMENTION, Channel.POST]


def mention_keys(mention: Mention) -> tuple[str, ...]:
    """Return the keys under which a mention of one article is found again, surest first."""
    permalinks = [f"url:{key}" for key in sorted(_permalinks(mention))]
    keys = [*permalinks, *_report_keys(mention)]
    if mention.unread_report:
        return tuple(keys)
    names, platform = _names(mention.author), mention.platform
    if mention.reported_by and not names and mention.author.url:
        # Whose tweet a digest shows is often known by the digest's page alone.
        names = (canonical_url(mention.author.url),)
    words = text_key(mention.text) if mention.text else ""
    digest = blake2b(words.encode("utf-8", "replace"), digest_size=12).hexdigest()
    is_ping = mention.channel in PINGS and not mention.reported_by
    if words:
        # Only a page that shows where a ping came from tells the platform; a feed does not.
        keys += [f"text:{'web' if is_ping else platform}:{name}:{digest}" for name in names]
    if is_ping:
        keys += [f"ping:{name}" for name in names]
    elif platform != "web":
        keys += [f"who:{platform}:{name}" for name in names]
    if not permalinks and not (words and names):
        # Without one of these it would be stored anew with every look.
        keys += [f"bare:{platform}:{mention.kind}:{what}" for what in names or (digest,)]
    return tuple(dict.fromkeys(keys))


def _report_keys(mention: Mention) -> Iterator[str]:
    if mention.reported_by is None:
        return
    addressed = not mention.unread_report and bool(_permalinks(mention))
    # A post that a plugin stored as a comment is itself, not a part of some report.
    if addressed and _addresses(mention, on_article=True):
        return
    reporter = fold_name(mention.reported_by.name)
    if mention.reported_by.url:
        yield f"report:{reporter}:{canonical_url(mention.reported_by.url)}"
    if not addressed:
        yield f"told:{reporter}"


def is_same_act(one: Mention, other: Mention, key: str) -> bool:
    """Whether two mentions of one article that share `key` are the same act."""
    prefix = key.partition(":")[0]
    if prefix == "url":
        return True
    if prefix in {"report", "told"}:
        unread = one.unread_report or other.unread_report
        return unread and (prefix == "report" or not _reports_differ(one, other))
    if one.unread_report or other.unread_report or _permalinks_differ(one, other):
        return False
    if prefix in {"text", "bare"}:
        return True
    if prefix == "ping":
        return not one.text or not other.text
    return _is_hearsay(one) or _is_hearsay(other)


def _is_hearsay(mention: Mention) -> bool:
    """Whether others only say that this act took place: no address, and no words of its own."""
    reported = mention.reported_by is not None and not mention.text
    return (reported or mention.evidence is Evidence.ATTRIBUTED) and not _permalinks(mention)


def _reports_differ(one: Mention, other: Mention) -> bool:
    urls = [m.reported_by.url for m in (one, other) if m.reported_by and m.reported_by.url]
    return len({canonical_url(url) for url in urls}) > 1


def merge_mentions(one: Mention, other: Mention) -> Mention:
    """Return what two sightings of one act say together; the order does not matter.

    The one nearer to the act leads: its author's own page before a pingback, a pingback before a
    feed that shows it as a comment, a post with a permalink before a quotation, anything before
    hearsay. The other fills what the first leaves open. Merging either of the two in again
    changes nothing, and no permalink is ever lost.
    """
    rest, lead = sorted((one, other), key=nearness)
    counted = replace(
        lead,
        first_seen=min(lead.first_seen, rest.first_seen),
        merged_from=max(lead.merged_from, rest.merged_from),
    )
    if rest.unread_report and not lead.unread_report:
        # The report's address, date and words are the aggregator's, not the author's.
        return replace(counted, syndication=_other_permalinks(lead.url, lead, rest))
    url = lead.url or rest.url
    merged = replace(
        counted,
        kind=_merged_kind(lead, rest),
        text=lead.text or rest.text,
        url=url,
        language=lead.language or rest.language,
        hashtags=lead.hashtags or rest.hashtags,
        via=lead.via or rest.via,
        links=_merged_links(lead.links, rest.links),
        evidence=min(lead.evidence, rest.evidence, key=_STRENGTH.__getitem__),
        syndication=_other_permalinks(url, lead, rest),
        parent=lead.parent or rest.parent,
    )
    # What another network counts of a copy is not counted of this one.
    if lead.platform == rest.platform:
        merged = replace(merged, counts=latest_counts(lead.counts, rest.counts))
    # What a ping or a report says of author and date does not fill the gaps of a page itself.
    near = lead.channel == rest.channel or Channel.POST not in (lead.channel, rest.channel)
    return _with_person_and_date(merged, lead, rest) if near else merged


def _with_person_and_date(merged: Mention, lead: Mention, rest: Mention) -> Mention:
    dated = _better_dated(lead, rest)
    return replace(
        merged,
        author=lead.author if lead.unread_report else filled_author(lead.author, rest.author),
        published=dated.published,
        published_zone_known=dated.published_zone_known,
        reported_by=lead.reported_by or rest.reported_by,
    )


def filled_author(author: Author, other: Author) -> Author:
    """Return an author with the gaps filled from another sighting of the same one."""
    return Author(
        name=author.name or other.name,
        handle=author.handle or other.handle,
        url=author.url or other.url,
        photo=author.photo or other.photo,
    )


def _names(author: Author) -> tuple[str, ...]:
    # A name of signs only, such as a star, has nothing to fold.
    folded = (fold_name(name) or name for name in (author.handle, author.name) if name)
    return tuple(dict.fromkeys(folded))


@lru_cache(maxsize=16_384)
def _key_of(url: str, *, is_comment: bool) -> str:
    """Like `permalink_key`; each mention asks for the same few addresses again and again."""
    return permalink_key(url, is_comment=is_comment)


@lru_cache(maxsize=16_384)
def _page_of(url: str) -> str:
    return canonical_url(page_of(url))


def _permalinks(mention: Mention) -> frozenset[str]:
    urls = (mention.url, *mention.syndication)
    return frozenset(_key_in(mention, url) for url in urls if url)


def _key_in(mention: Mention, url: str) -> str:
    """Return the key of one of its addresses: on the article's own page all are of comments."""
    is_comment = mention.channel is Channel.COMMENT or _is_on(url, mention.article)
    return _key_of(url, is_comment=is_comment)


def _permalinks_differ(one: Mention, other: Mention) -> bool:
    """Whether both have an address of the same sort, and not the same one."""
    for on_article in (True, False):
        mine, theirs = (_addresses(m, on_article=on_article) for m in (one, other))
        if mine and theirs and not mine & theirs:
            return True
    return False


def _addresses(mention: Mention, *, on_article: bool) -> frozenset[str]:
    urls = (url for url in (mention.url, *mention.syndication) if url)
    here = (url for url in urls if _is_on(url, mention.article) is on_article)
    return frozenset(_key_in(mention, url) for url in here)


def _is_on(url: str, article: str) -> bool:
    return _page_of(url) == article


def nearness(mention: Mention) -> tuple[Any, ...]:
    """Return how near a sighting is to the act, as a value for sorting; equal only for equals.

    Filling a gap never lowers it: a merged mention leads before each of those it was made of.
    """
    words = mention.text
    return (*standing(mention), words is not None, len(words or ""), *_tie_break(mention))


def standing(mention: Mention) -> tuple[bool | int, ...]:
    """Return the part of `nearness` that its author's edits do not change."""
    return (
        not mention.unread_report,
        mention.evidence is not Evidence.ATTRIBUTED,
        mention.platform != "web",
        mention.url is not None and not _is_on(mention.url, mention.article),
        # A feed names neither the aggregator's address nor the form; the page shows both.
        mention.reported_by is not None and mention.reported_by.url is not None,
        _FORMS.index(mention.channel),
    )


def _tie_break(mention: Mention) -> Iterator[Any]:
    """Yield everything else: neither is nearer, but the order has to be always the same."""
    author, reporter = mention.author, mention.reported_by or Reporter(name="")
    yield from (mention.text or "", mention.source, mention.platform, mention.article)
    yield from (mention.kind is not Kind.MENTION, mention.kind.value, mention.url or "")
    yield tuple(part or "" for part in (author.name, author.handle, author.url, author.photo))
    yield from (mention.published_zone_known, iso(mention.published) or "", mention.language or "")
    yield from (mention.hashtags, mention.via)
    yield tuple((link.found, link.resolved or "") for link in mention.links)
    yield from (reporter.name, reporter.url or "", -_STRENGTH[mention.evidence])
    yield from (-mention.first_seen.timestamp(), mention.merged_from, mention.syndication)
    yield from (mention.parent or "", iso(mention.counts.seen_at) or "")
    yield tuple((number is not None, number or 0) for number in numbers_of(mention.counts))


def _merged_kind(lead: Mention, rest: Mention) -> Kind:
    """A feed shows a reply as a mere mention; its page knows better."""
    same_form = lead.channel == rest.channel and rest.evidence is not Evidence.ATTRIBUTED
    return rest.kind if lead.kind is Kind.MENTION and same_form else lead.kind


def _better_dated(lead: Mention, rest: Mention) -> Mention:
    """Return the one whose date to believe: a stated zone beats none, a time beats nothing."""
    if rest.published is None or (lead.published and lead.published_zone_known):
        return lead
    return rest if lead.published is None or rest.published_zone_known else lead


def _merged_links(
    lead: tuple[MentionLink, ...], rest: tuple[MentionLink, ...]
) -> tuple[MentionLink, ...]:
    merged = {link.found: link for link in (*lead, *rest)}
    merged |= {link.found: link for link in (*rest, *lead) if link.resolved}
    return tuple(merged.values())


def _other_permalinks(shown: str | None, *mentions: Mention) -> tuple[str, ...]:
    urls = (url for one in mentions for url in (one.url, *one.syndication))
    return tuple(dict.fromkeys(url for url in urls if url and url != shown))
