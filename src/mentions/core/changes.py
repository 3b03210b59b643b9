"""What a poll found, held against what is known: an intent the store carries out.

Identity of an act, in this order: its permalink, its syndicated copies, then (article, platform,
author, words). What is only said by others (a name in Topsy's list, an @handle in a retweet
chain) joins the act itself once that is seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any

from mentions.core.dedupe import is_same_act, mention_keys
from mentions.core.merging import (
    filled_author,
    is_cut_from,
    merge_mentions,
    nearness,
    standing,
)
from mentions.counts import NEVER_COUNTED
from mentions.model import Author, Channel, Counted, Evidence, Mention, MentionLink


@dataclass(frozen=True, kw_only=True, slots=True)
class Sighting:
    """One place where a mention was seen.

    Attributes:
        source: The address of the page, feed or answer we looked at.
        url: The permalink under which it was seen there, None where none is shown.
        text: Its words as they stood there.
        counts: What was counted of it there and then; kept as a series, not with the sighting.
        told_by: The host that told these numbers, "" where that is not known.
    """

    source: str
    channel: Channel
    evidence: Evidence
    url: str | None = None
    text: str | None = None
    links: tuple[MentionLink, ...] = ()
    counts: Counted = NEVER_COUNTED
    told_by: str = ""

    @property
    def place(self) -> tuple[str, Channel, str | None]:
        """What makes two sightings the same one, seen again."""
        return self.source, self.channel, self.url


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A mention as one look at one place gave it.

    Attributes:
        own: The blog pinged itself. A comment feed shows that ping like any other's, so it is
            kept as known, and put aside.
    """

    mention: Mention
    sighting: Sighting
    own: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """A mention the store holds.

    Attributes:
        keys: Every identity key that belongs to it.
        deleted: The owner removed it; it must not come back.
    """

    id: int
    mention: Mention
    keys: frozenset[str]
    deleted: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One mention to insert or update.

    Attributes:
        mention: All fields as they shall stand.
        keys: Identity keys to add; none of them belongs to another mention.
        known_id: The row to update; None to insert.
        absorbed: Rows that turned out to be the same act: their keys and sightings move here.
        sightings: Where it was seen this time.
        is_news: Whether the owner would want to hear of it: inserted, or its kind or words
            changed. A new display name or picture is no news.
        own: It is the blog's own ping, to be put aside with the deleted ones.
    """

    mention: Mention
    keys: tuple[str, ...]
    known_id: int | None = None
    absorbed: tuple[int, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    is_news: bool = True
    own: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """Everything one poll changes, to be stored in one transaction."""

    changes: tuple[Change, ...] = ()


@dataclass(slots=True)
class _Act:
    """One act while its sightings are being gathered.

    `mention` is all of it merged so far, `first` the number of its first find.
    """

    mention: Mention
    keys: dict[str, None]
    known: list[Known] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    first: int = -1


def keys_of(found: Iterable[Found]) -> frozenset[str]:
    """Return every key under which the store must look for what is known already."""
    return frozenset(key for one in found for key in mention_keys(one.mention))


def plan_changes(found: Iterable[Found], known: Mapping[str, Known]) -> Changes:
    """Return what has to be stored so that every act is there once, with all its sightings.

    The order of the finds decides only the order of the changes: what is nearest to the act is
    placed first, hearsay joins what is there by then. Planned again against its own result,
    nothing is new.

    Args:
        found: What was seen, all about one article.
        known: By key, what the store holds under any key of `keys_of(found)`.
    """
    owners: dict[str, _Act] = {}
    for row in sorted({row.id: row for row in known.values()}.values(), key=lambda row: row.id):
        act = _Act(mention=row.mention, keys=dict.fromkeys(row.keys), known=[row])
        owners.update(dict.fromkeys(row.keys, act))
    touched: dict[int, _Act] = {}
    for number, one in sorted(enumerate(found), key=lambda pair: _order(pair[1]), reverse=True):
        act = _place(one, owners, touched)
        act.first = number if act.first < 0 else min(act.first, number)
        touched[id(act)] = act
    acts = sorted(touched.values(), key=lambda act: act.first)
    return Changes(changes=tuple(_change(act) for act in acts))


def _order(one: Found) -> tuple[Any, ...]:
    return nearness(one.mention), one.sighting.url or "", one.sighting.text or ""


def _place(one: Found, owners: dict[str, _Act], touched: dict[int, _Act]) -> _Act:
    """Put a find where it belongs: into the act it is the same as, or a new one.

    Two acts that both match become one only where they are the same with the find between them:
    somebody's hearsay must not join two posts of its author.
    """
    keys = mention_keys(one.mention)
    act: _Act | None = None
    for key in keys:
        owner = owners.get(key)
        if owner is None or owner is act:
            continue
        if act is None and is_same_act(one.mention, owner.mention, key):
            act = owner
            act.mention = merge_mentions(act.mention, one.mention)
            act.found.append(one)
        elif act is not None and is_same_act(act.mention, owner.mention, key):
            _absorb(act, owner, owners)
            touched.pop(id(owner), None)
    if act is None and all(key in owners for key in keys):
        # With nothing of its own to be known by it would be stored anew with every look.
        act = owners[keys[0]]
        act.mention = merge_mentions(act.mention, one.mention)
        act.found.append(one)
    act = act or _Act(mention=one.mention, keys={}, found=[one])
    for key in keys:
        if owners.setdefault(key, act) is act:
            act.keys[key] = None
    return act


def _absorb(act: _Act, other: _Act, owners: dict[str, _Act]) -> None:
    act.known += other.known
    act.found += other.found
    parts = [*(row.mention for row in act.known), *(one.mention for one in act.found)]
    act.mention = reduce(merge_mentions, sorted(parts, key=nearness, reverse=True))
    if other.first >= 0:
        act.first = other.first if act.first < 0 else min(act.first, other.first)
    for key in other.keys:
        owners[key] = act
        act.keys[key] = None


def _change(act: _Act) -> Change:
    found = sorted(act.found, key=_order, reverse=True)
    known = sorted(act.known, key=lambda row: row.id)
    sightings = {one.sighting.place: one.sighting for one in reversed(found)}
    mentions = [one.mention for one in found]
    if known:
        before = reduce(merge_mentions, (row.mention for row in known))
        mention = _seen_again(before, mentions)
    else:
        mention = reduce(merge_mentions, mentions)
    mention = replace(mention, merged_from=max(len(sightings), mention.merged_from))
    return Change(
        mention=mention,
        keys=tuple(act.keys),
        known_id=known[0].id if known else None,
        absorbed=tuple(row.id for row in known[1:]),
        sightings=tuple(reversed(sightings.values())),
        is_news=not known or _is_news(known[0].mention, mention),
        own=any(one.own for one in found),
    )


def _seen_again(before: Mention, now: Sequence[Mention]) -> Mention:
    """Merge new sightings, the nearest first; where it was read from, its author's edits count."""
    merged = reduce(merge_mentions, now, before)
    here = [one for one in now if one.text and _place_of(one) == _place_of(before)]
    if not here:
        return merged
    if all(_is_renamed(before.author, one.author) for one in now):
        merged = replace(merged, author=filled_author(here[0].author, merged.author))
    if any(one.text == before.text or is_cut_from(one, before) for one in now):
        return merged
    edited = here[0]
    return replace(
        merged,
        text=edited.text,
        kind=edited.kind,
        hashtags=edited.hashtags,
        via=edited.via,
    )


def _is_renamed(before: Author, now: Author) -> bool:
    pairs = zip(_parts(before), _parts(now), strict=True)
    return any(old != new and new is not None for old, new in pairs)


def _parts(author: Author) -> tuple[str | None, ...]:
    return author.name, author.handle, author.url, author.photo


def _place_of(mention: Mention) -> tuple[Any, ...]:
    """Return where a mention was read, and as what."""
    return mention.source, mention.url, *standing(mention)


def _is_news(before: Mention, after: Mention) -> bool:
    said_more = before.text != after.text and not is_cut_from(before, after)
    return before.kind != after.kind or said_more
