"""Who had it from whom: the mentions of one article as a tree, whose root is the article.

A node is one person's act. It hangs under the act of the person it names as its source, as far
as that is known; where nothing is known of that, under the article itself. Whoever is named but
was never seen gets a node, too, marked as such.

Nothing here recurses, and the work grows with the number of acts and named people only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from mentions.core.places import places_of
from mentions.model import Evidence, Kind, Mention


class StoredLike(Protocol):
    """A mention with its id, as the store gives it."""

    @property
    def id(self) -> int: ...  # noqa: D102
    @property
    def mention(self) -> Mention: ...  # noqa: D102


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """One act in the tree.

    Attributes:
        id: Of the mention; None where the act was not seen.
        mention: The act; None where somebody is only named as the source of others.
        handle: The account, without `@`; None where it is not known.
        platform: The network.
        parent: Index in `Tree.nodes` of the act it came from; None right under the article.
        depth: 1 right under the article.
        descendants: How many acts are below it, at any depth.
    """

    id: int | None
    mention: Mention | None
    handle: str | None
    platform: str
    parent: int | None
    depth: int
    descendants: int

    @property
    def seen(self) -> bool:
        """Whether there is a mention of it; otherwise others' `via` is all that is known."""
        return self.mention is not None

    @property
    def attributed(self) -> bool:
        """Whether it is a mention known only through somebody else's words."""
        return self.mention is not None and self.mention.evidence is Evidence.ATTRIBUTED


@dataclass(frozen=True, kw_only=True, slots=True)
class Tree:
    """How an article spread.

    Attributes:
        nodes: Every act once, each before those below it; of several under one parent the one
            with the most below it first, then the earliest.
    """

    nodes: tuple[Node, ...] = ()

    @property
    def depth(self) -> int:
        """How many steps the longest way from the article takes; 0 where there is nothing."""
        return max((node.depth for node in self.nodes), default=0)

    @property
    def roots(self) -> int:
        """How many acts hang right under the article, each with its branch."""
        return sum(node.parent is None for node in self.nodes)

    @property
    def largest(self) -> int:
        """How many acts the largest branch holds, its first one among them."""
        return 1 + self.nodes[0].descendants if self.nodes else 0

    @property
    def unseen(self) -> int:
        """How many are only named as the source of others."""
        return sum(not node.seen for node in self.nodes)

    @property
    def attributed(self) -> int:
        """How many mentions are known only through somebody else's words."""
        return sum(node.attributed for node in self.nodes)


@dataclass(slots=True, eq=False)
class _Act:
    """A node while the tree grows.

    `order` is that of time: (number of the mention, 0). Who is only named stands behind the first
    mention that names them: (its number, place in its chain).
    """

    order: tuple[int, int]
    platform: str
    handle: str | None
    id: int | None = None
    mention: Mention | None = None
    parent: _Act | None = None
    children: list[_Act] = field(default_factory=list)
    descendants: int = 0


_Account = tuple[str, str]


def spread_of(mentions: Iterable[StoredLike]) -> Tree:
    """Return who had it from whom; the order of the mentions makes no difference.

    What states which act it answers, quotes or passes on is under that one. Otherwise the nearest
    account that a mention names in `via` is its parent: its earliest act on the same network (by
    date of publication, where that is unknown by when it was first seen). Likes pass nothing on.
    Who names several without any of them being seen gives them in a chain. A comment that answers
    is under the share on whose page it stands, where its address says so.

    Where people name each other in a circle, the earliest of them did not have it from a later
    one; and what somebody says of others counts less than what these say of themselves.

    Args:
        mentions: Of one article; each id counts once.
    """
    unique = {one.id: one for one in mentions}
    acts = [
        _Act(
            order=(number, 0),
            platform=one.mention.platform,
            handle=one.mention.author.handle,
            id=one.id,
            mention=one.mention,
        )
        for number, one in enumerate(sorted(unique.values(), key=_time))
    ]
    stated, on_page = places_of([act.mention for act in acts if act.mention])
    for below, above in stated.items():
        acts[below].parent = acts[above]
    acts += _joined(acts)
    for below, above in on_page.items():
        acts[below].parent = acts[below].parent or acts[above]
    _cut_circles(acts)
    return Tree(nodes=tuple(_drawn(_sized(acts))))


def _time(one: StoredLike) -> tuple[datetime, int]:
    return one.mention.published or one.mention.first_seen, one.id


def _account(platform: str, handle: str | None) -> _Account | None:
    """Return what makes two accounts one; None where there is no name."""
    name = (handle or "").strip().removeprefix("@").casefold()
    return (platform, name) if name else None


def _joined(acts: Sequence[_Act]) -> list[_Act]:
    """Put each act that has no place yet under whom it names; return who had to be put in.

    Args:
        acts: Earliest first.
    """
    seen: dict[_Account, list[_Act]] = {}
    for act in acts:
        account = _account(act.platform, act.handle)
        if account and act.mention and act.mention.kind is not Kind.LIKE:
            earliest = seen.setdefault(account, [])
            if len(earliest) <= 1:  # nobody asks for more: the first, or for the first the second
                earliest.append(act)
    unseen: dict[_Account, _Act] = {}
    for act in acts:
        if act.parent is None:
            _join(act, seen, unseen)
    return list(unseen.values())


def _join(act: _Act, seen: dict[_Account, list[_Act]], unseen: dict[_Account, _Act]) -> None:
    below = act
    for place, (account, handle) in enumerate(_chain(act), start=1):
        candidates = [one for one in seen.get(account, ()) if one is not act]
        if candidates:
            # From whom that one had it stands in their own mention.
            below.parent = candidates[0]
            return
        if account in seen:
            continue  # they name themselves, and nothing else of theirs was seen
        named = unseen.get(account)
        if named is None:
            named = _Act(order=(act.order[0], place), platform=act.platform, handle=handle)
            unseen[account] = named
        below.parent = named
        if named.parent:
            return
        below = named


def _chain(act: _Act) -> Iterator[tuple[_Account, str]]:
    """Yield whom an act names, nearest first, each once."""
    done: set[_Account] = set()
    for handle in act.mention.via if act.mention else ():
        account = _account(act.platform, handle)
        if account and account not in done:
            done.add(account)
            yield account, handle.strip().removeprefix("@")


def _cut_circles(acts: Iterable[_Act]) -> None:
    """Take one parent out of every circle, so that the article is the root of all."""
    walked: dict[_Act, int] = {}
    for number, start in enumerate(acts):
        act: _Act | None = start
        while act and act not in walked:
            walked[act] = number
            act = act.parent
        if act and walked[act] == number:
            _weakest(_circle(act)).parent = None


def _circle(start: _Act) -> list[_Act]:
    found, act = [start], start.parent
    while act and act is not start:
        found.append(act)
        act = act.parent
    return found


def _weakest(circle: Sequence[_Act]) -> _Act:
    """Return the act whose parent is the least sure.

    Of those who are only named it is what was said last; so each of them keeps whoever names it.
    """
    unseen = [act for act in circle if act.mention is None]
    if unseen:
        return max(unseen, key=lambda act: act.order)
    return min(circle, key=lambda act: act.order)


def _sized(acts: Iterable[_Act]) -> list[_Act]:
    """Hang the acts under their parents and count them; return those under the article."""
    roots: list[_Act] = []
    for act in sorted(acts, key=lambda act: act.order):
        (act.parent.children if act.parent else roots).append(act)
    downwards = list(roots)
    for act in downwards:  # grows meanwhile: parents come before their children
        downwards += act.children
    for act in reversed(downwards):
        act.children.sort(key=_size)
        if act.parent:
            act.parent.descendants += 1 + act.descendants
    return sorted(roots, key=_size)


def _size(act: _Act) -> tuple[int, tuple[int, int]]:
    return -act.descendants, act.order


def _drawn(roots: Sequence[_Act]) -> Iterator[Node]:
    """Yield the nodes from top to bottom, as they are drawn."""
    waiting: list[tuple[_Act, int | None, int]] = [(act, None, 1) for act in reversed(roots)]
    index = 0
    while waiting:
        act, parent, depth = waiting.pop()
        yield Node(
            id=act.id,
            mention=act.mention,
            handle=act.handle,
            platform=act.platform,
            parent=parent,
            depth=depth,
            descendants=act.descendants,
        )
        waiting += [(child, index, depth + 1) for child in reversed(act.children)]
        index += 1
