"""What two sightings of one act say together, and which of them is nearer to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from mentions.core.counting import latest_counts, numbers_of
from mentions.core.permalinks import is_on
from mentions.core.text import text_key
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

_STRENGTH = {evidence: rank for rank, evidence in enumerate(Evidence)}
_FORMS = [Channel.COMMENT, Channel.TRACKBACK, Channel.PINGBACK, Channel.WEBMENTION, Channel.POST]
_CUT = re.compile(r"(?:…|\.\.\.)[\s\])]{0,4}\Z")
_BEGINNING = 20  # characters that two texts begin with alike; fewer may be chance


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
    worded = rest if is_cut_from(lead, rest) else lead
    merged = replace(
        counted,
        kind=_merged_kind(lead, rest),
        text=worded.text or rest.text,
        url=url,
        language=lead.language or rest.language,
        hashtags=worded.hashtags or lead.hashtags or rest.hashtags,
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


def is_cut_from(part: Mention, whole: Mention) -> bool:
    """Whether the words of one sighting are the beginning of the other's, cut off there.

    Dots at its end show that, or half a word where a report, which is cut without them, is one
    of the two. What is only attributed may have been written on by others; it is no whole.
    """
    if not part.text or not whole.text or whole.evidence is Evidence.ATTRIBUTED:
        return False
    has_dots = _CUT.search(part.text) is not None
    if not has_dots and part.reported_by is None and whole.reported_by is None:
        return False
    start, full = text_key(part.text), text_key(whole.text)
    if not (_BEGINNING <= len(start) < len(full) and full.startswith(start)):
        return False
    return has_dots or full[len(start) - 1 : len(start) + 1].isalpha()


def filled_author(author: Author, other: Author) -> Author:
    """Return an author with the gaps filled from another sighting of the same one."""
    return Author(
        name=author.name or other.name,
        handle=author.handle or other.handle,
        url=author.url or other.url,
        photo=author.photo or other.photo,
    )


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
        mention.url is not None and not is_on(mention.url, mention.article),
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
    """Return the one whose date to believe: a stated zone beats none, a time beats a mere day."""
    if rest.published is None or (lead.published and lead.published_zone_known):
        return lead
    if lead.published is None or rest.published_zone_known:
        return rest
    return rest if lead.published == _day_of(rest.published) else lead


def _day_of(moment: datetime) -> datetime:
    """Return the midnight as which a date without a time is kept."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _merged_links(
    lead: tuple[MentionLink, ...], rest: tuple[MentionLink, ...]
) -> tuple[MentionLink, ...]:
    merged = {link.found: link for link in (*lead, *rest)}
    merged |= {link.found: link for link in (*rest, *lead) if link.resolved}
    return tuple(merged.values())


def _other_permalinks(shown: str | None, *mentions: Mention) -> tuple[str, ...]:
    urls = (url for one in mentions for url in (one.url, *one.syndication))
    return tuple(dict.fromkeys(url for url in urls if url and url != shown))
