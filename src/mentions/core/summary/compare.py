"""What changed between two cuts of the same report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from mentions.core.health.states import State
from mentions.core.summary.freeze import Cut
from mentions.core.summary.model import Act, Numbers, Person

# What is compared of the numbers, in the order in which it is told.
COUNTS = ("mentions", "people", "outlets", "undated", "anonymous", "attributed", "depth")
TOLD = ("followers", "reach", "likes", "reposts", "replies", "quotes")
# And what of the mentions: what they say, and what the owner says of them.
FIELDS = ("kind", "author", "text", "url", "published", "evidence", "via", "parent")
OWN_WORDS = ("tags", "sentiment")


@dataclass(frozen=True, kw_only=True, slots=True)
class Edited:
    """A mention that is in both, and is not the same.

    Attributes:
        what: Names of what differs, such as "text".
    """

    before: Act
    after: Act
    what: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A number before and after; None is unknown."""

    name: str
    before: int | None
    after: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """What changed.

    Attributes:
        since: When the older data was read.
        until: When the newer data was read.
        new: Mentions that were not in it before, oldest first; the same for those gone.
        numbers: Those that differ.
        people: Who was in none of the mentions before.
        marked: Mentions of which the owner says something else now; that is no edit of them.
        is_same_scope: False where the two are of other times: then what is new or gone may only
            be out of sight.
    """

    since: datetime
    until: datetime
    new: tuple[Act, ...]
    gone: tuple[Act, ...]
    edited: tuple[Edited, ...]
    numbers: tuple[Step, ...]
    people: tuple[Person, ...]
    marked: tuple[Edited, ...] = ()
    is_same_scope: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        changes = self.new, self.gone, self.edited, self.marked, self.numbers, self.people
        return not any(changes)


def compare(old: Cut, new: Cut) -> Comparison:
    """Return what changed from one cut to another of the same database."""
    before = {act.id: act for act in old.acts}
    after = {act.id: act for act in new.acts}
    people = {_person(one) for one in old.summary.people}
    first, last = old.summary.scope, new.summary.scope
    return Comparison(
        since=first.made_at,
        until=last.made_at,
        new=tuple(act for number, act in after.items() if number not in before),
        gone=tuple(act for number, act in before.items() if number not in after),
        edited=tuple(_edits(before, after, _differences)),
        marked=tuple(_edits(before, after, _own_words)),
        numbers=tuple(_steps(old.summary.numbers, new.summary.numbers)),
        people=tuple(one for one in new.summary.people if _person(one) not in people),
        is_same_scope=(first.since, first.until) == (last.since, last.until),
    )


def _edits(
    before: Mapping[int, Act],
    after: Mapping[int, Act],
    differences: Callable[[Act, Act], Iterator[str]],
) -> Iterator[Edited]:
    for number, act in before.items():
        later = after.get(number, act)
        if what := tuple(differences(act, later)):
            yield Edited(before=act, after=later, what=what)


def _differences(act: Act, later: Act) -> Iterator[str]:
    """Yield what differs. What is counted anew each time, as likes are, is no edit."""
    one, other = act.mention, later.mention
    for name in FIELDS:
        if getattr(one, name) != getattr(other, name):
            yield name
    # That a look has now seen a mention where it was found is no change of it.
    if (act.health or State.LIVE) != (later.health or State.LIVE):
        yield "health"


def _own_words(act: Act, later: Act) -> Iterator[str]:
    for name in OWN_WORDS:
        if getattr(act, name) != getattr(later, name):
            yield name


def _steps(old: Numbers, new: Numbers) -> Iterator[Step]:
    for name in COUNTS:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Step(name=name, before=before, after=after)
    for name in TOLD:
        before, after = getattr(old, name).total, getattr(new, name).total
        if before != after:
            yield Step(name=name, before=before, after=after)


def _person(person: Person) -> tuple[str, str]:
    return person.platform, (person.handle or person.url or person.name).casefold()
