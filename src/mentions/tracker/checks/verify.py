"""Verifying: look again at mentions that are due, and store what became of them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from typing import TYPE_CHECKING

import structlog

from mentions.core.dedupe import mention_keys
from mentions.core.health.judge import judge
from mentions.core.health.seen import Sought
from mentions.core.health.states import Check, Event, Step
from mentions.core.health.timing import next_look
from mentions.core.health.ways import Place, Way, place_of
from mentions.errors import StoreError
from mentions.store.asked import add_spent
from mentions.store.checks import Checked, Told, add_checks, load_due_checks, save_check
from mentions.tracker.checks.sights import Seen, batch_size, blind, look_at_page, look_at_posts
from mentions.tracker.outcomes import bug
from mentions.urls.canonical import canonical_url
from mentions.urls.hosts import host_of
from mentions.urls.identity import page_of

if TYPE_CHECKING:
    from mentions.store.engine import Session
    from mentions.tracker.poll import Run

# Mentions looked at in one call: it ends within minutes, and the next one goes on.
MOST = 200

log = structlog.get_logger("mentions.verify")


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What a look at a mention came to.

    Attributes:
        check: What is remembered now.
        events: What has changed.
        stored: False where somebody else looked meanwhile.
    """

    checked: Checked
    check: Check
    events: tuple[Event, ...]
    stored: bool = True


async def verify_due(run: Run, *, most: int = MOST) -> str | None:
    """Look at the mentions that are due, the longest due first.

    Killed anywhere, each is either done, with all that was seen, or due again.

    Args:
        run: With all that is open in it.
        most: At most so many.

    Returns:
        What it came to, in words; None where nothing was due.

    Raises:
        StoreError: The database failed; what was stored before stays.
    """
    now = run.polling.clock()
    await run.keeper.write(lambda session: add_checks(session, now))
    due = await run.keeper.read(lambda session: load_due_checks(session, now, limit=most))
    return summed_up(await look_again(run, due))


def summed_up(verdicts: Sequence[Verdict]) -> str | None:
    """Return in words what looks came to; None where there were none."""
    if not verdicts:
        return None
    parts = Counter(event.step.value for one in verdicts for event in one.events)
    parts["not seen"] = sum(one.check.blind > 0 for one in verdicts)
    told = ", ".join(f"{number} {what}" for what, number in sorted(parts.items()) if number)
    return f"looked at {len(verdicts)}: {told or 'nothing new'}"


async def look_again(run: Run, due: Sequence[Checked]) -> list[Verdict]:
    """Look at mentions now, due or not: places side by side, one request at a time for each host.

    Raises:
        StoreError: The database failed; what was stored before stays.
    """
    looks = _looks(run, due)
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_look(run, one)) for one in looks]
    except* StoreError as failures:
        raise failures.exceptions[0] from None
    verdicts = {one.check.mention_id: one for task in tasks for one in task.result()}
    return [verdicts[one.stored.id] for one in due]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Look:
    """Mentions that one look sees: on one page, or posts that are asked for together."""

    place: Place | None
    wanted: list[Checked] = field(default_factory=list)


def _looks(run: Run, due: Iterable[Checked]) -> list[_Look]:
    index = run.keeper.tracked.index
    groups: dict[tuple[Way | None, str], list[_Look]] = {}
    for one in due:
        place = place_of(one.stored.mention, index)
        looks = groups.setdefault(_group_of(place), [])
        if not looks or len(looks[-1].wanted) >= batch_size(place):
            looks.append(_Look(place=place))
        looks[-1].wanted.append(one)
    return [look for looks in groups.values() for look in looks]


def _group_of(place: Place | None) -> tuple[Way | None, str]:
    if place is None:
        return None, ""
    return place.way, place.platform if place.way is Way.POST else place.address


async def _look(run: Run, look: _Look) -> list[Verdict]:
    spent: dict[str, int] = {}
    try:
        seen = await _see(run, look, spent)
    except StoreError:
        raise
    except Exception as error:  # a bug met on one page must not cost the others theirs
        log.exception("bug", place=look.place and look.place.address)
        seen = [blind(str(bug(error)))] * len(look.wanted)
    return await run.keeper.write(lambda session: _save(session, run, look, seen, spent))


async def _see(run: Run, look: _Look, spent: dict[str, int]) -> list[Seen]:
    place, sought = look.place, [_sought(one) for one in look.wanted]
    if place is None:
        return [blind("it has no place of its own to look at")] * len(sought)
    if place.way is not Way.POST:
        return await look_at_page(run, place, sought, spent)
    return await look_at_posts(run, place.platform, sought, spent)


def _sought(one: Checked) -> Sought:
    mention = one.stored.mention
    keys = one.keys.union(mention_keys(mention))
    return Sought(mention=mention, keys=keys, text=one.check.text)


def _save(
    session: Session, run: Run, look: _Look, seen: Sequence[Seen], spent: Mapping[str, int]
) -> list[Verdict]:
    now = run.polling.clock()
    add_spent(session, spent, now.astimezone(UTC).date())
    is_post = look.place is not None and look.place.way is Way.POST
    pairs = zip(look.wanted, seen, strict=True)
    return [_save_one(session, run, one, saw, is_post=is_post) for one, saw in pairs]


def _save_one(session: Session, run: Run, one: Checked, saw: Seen, *, is_post: bool) -> Verdict:
    now, mention = run.polling.clock(), one.stored.mention
    known = _with_words(one, saw)
    known = replace(known, linked=known.linked or one.polled)
    after, events = judge(known, saw.observation, now)
    if is_post:
        # Also where the network did not answer: it is asked again when the next time has come.
        after = replace(after, counted_at=now)
    jitter = run.polling.jitter()
    due_at = next_look(after, mention.first_seen, now, jitter=jitter)
    after = replace(after, due_at=due_at)
    told = _told(known, events, one, saw)
    stored = save_check(session, one.check, after, events, now=now, told=told)
    for event in events if stored else ():
        log.info("verified", mention=one.stored.id, step=event.step.value, why=event.why)
    return Verdict(checked=one, check=after, events=events if stored else (), stored=stored)


def _with_words(one: Checked, saw: Seen) -> Check:
    """Return what was known; at the first look the words that were read at the same place."""
    check, mention = one.check, one.stored.mention
    if check.text is not None or saw.address is None:
        return check
    if saw.told_by:
        same = host_of(mention.source) == saw.told_by
    else:
        same = canonical_url(page_of(mention.source)) == canonical_url(page_of(saw.address))
    return replace(check, text=mention.text) if same else check


def _told(known: Check, events: Iterable[Event], one: Checked, saw: Seen) -> Told | None:
    """Return what replaces what is stored: words only where the old ones stand there."""
    edited = any(event.step is Step.EDITED for event in events)
    replaces = edited and known.text == one.stored.mention.text
    text = saw.observation.text if replaces else None
    if text is None and saw.counts is None:
        return None
    return Told(text=text, counts=saw.counts, told_by=saw.told_by)
