"""What a poll found, held against what is known: an intent the store carries out.

Identity of an act, in this order: its permalink, its syndicated copies, then (article, platform,
author, words). What is only said by others (a name in Topsy's list, an @handle in a retweet
chain) joins the act itself once that is seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from mentions.core.dedupe import is_same_act, mention_keys, merge_mentions
from mentions.model import Channel, Evidence, Mention, MentionLink


@dataclass(frozen=True, kw_only=True, slots=True)
class Sighting:
    """One place where a mention was seen.

    Attributes:
        source: The address of the page, feed or answer we looked at.
        url: The permalink under which it was seen there, None where none is shown.
        text: Its words as they stood there.
    """

    source: str
    channel: Channel
    evidence: Evidence
    url: str | None = None
    text: str | None = None
    links: tuple[MentionLink, ...] = ()

    @property
    def place(self) -> tuple[str, Channel, str | None]:
        """What makes two sightings the same one, seen again."""
        return self.source, self.channel, self.url


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A mention as one look at one place gave it."""

    mention: Mention
    sighting: Sighting


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
    """

    mention: Mention
    keys: tuple[str, ...]
    known_id: int | None = None
    absorbed: tuple[int, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    is_news: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """Everything one poll changes, to be stored in one transaction."""

    changes: tuple[Change, ...] = ()


@dataclass(slots=True)
class _Act:
    """One act while its sightings are being gathered."""

    mention: Mention
    keys: dict[str, None]
    known: list[Known] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)


def keys_of(found: Iterable[Found]) -> frozenset[str]:
    """Return every key under which the store must look for what is known already."""
    return frozenset(key for one in found for key in mention_keys(one.mention))


def plan_changes(found: Iterable[Found], known: Mapping[str, Known]) -> Changes:
    """Return what has to be stored so that every act is there once, with all its sightings.

    Args:
        found: What was seen, all about one article, in order.
        known: By key, what the store holds under any key of `keys_of(found)`.
    """
    owners: dict[str, _Act] = {}
    acts: dict[int, _Act] = {}
    for row in known.values():
        if row.id not in acts:
            acts[row.id] = _Act(mention=row.mention, keys=dict.fromkeys(row.keys), known=[row])
        owners.update(dict.fromkeys(row.keys, acts[row.id]))
    touched: dict[int, _Act] = {}
    for one in found:
        act = _place(one, owners)
        touched[id(act)] = act
    # An act that was absorbed by a later one owns no key any more.
    alive = {id(act) for act in owners.values()}
    plans = (_change(act, owners) for act in touched.values() if id(act) in alive)
    return Changes(changes=tuple(plans))


def _place(one: Found, owners: dict[str, _Act]) -> _Act:
    """Put a find where it belongs: into the acts it is the same as, or a new one."""
    keys = mention_keys(one.mention)
    same: dict[int, _Act] = {}
    for key in keys:
        act = owners.get(key)
        if act and is_same_act(one.mention, act.mention, key):
            same[id(act)] = act
    if same:
        first, *others = sorted(same.values(), key=lambda act: not act.known)
        first.mention = _seen_again(first.mention, one.mention)
    else:
        first, others = _Act(mention=one.mention, keys={}), []
    for other in others:
        _absorb(first, other, owners)
    first.sightings.append(one.sighting)
    for key in keys:
        if key not in owners:
            owners[key] = first
            first.keys[key] = None
    return first


def _seen_again(before: Mention, now: Mention) -> Mention:
    """Merge a new sighting; at the very place it was read from, its author's edits count."""
    merged = merge_mentions(before, now)
    place = (before.source, before.channel, before.url)
    if place != (now.source, now.channel, now.url) or not now.text:
        return merged
    return replace(
        merged, text=now.text, kind=now.kind, hashtags=now.hashtags, via=now.via, author=now.author
    )


def _absorb(act: _Act, other: _Act, owners: dict[str, _Act]) -> None:
    act.mention = merge_mentions(act.mention, other.mention)
    act.known += other.known
    act.sightings += other.sightings
    for key in other.keys:
        owners[key] = act
        act.keys[key] = None


def _change(act: _Act, owners: Mapping[str, _Act]) -> Change:
    keys = tuple(key for key in act.keys if owners.get(key) is act)
    sightings = {sighting.place: sighting for sighting in act.sightings}
    known = act.known[0] if act.known else None
    mention = replace(act.mention, merged_from=max(len(sightings), act.mention.merged_from))
    return Change(
        mention=mention,
        keys=keys,
        known_id=known.id if known else None,
        absorbed=tuple(row.id for row in act.known[1:]),
        sightings=tuple(sightings.values()),
        is_news=known is None or _is_news(known.mention, mention),
    )


def _is_news(before: Mention, after: Mention) -> bool:
    return (before.kind, before.text) != (after.kind, after.text)
