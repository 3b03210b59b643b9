"""What the spread tree tells in numbers: its branches, and what caused an hour's peak."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from mentions.core.spread import Node, Tree
from mentions.core.summary.times import HOUR

BRANCHES = 5  # shown; the largest ones
FEWEST = 2  # mentions of a branch: one alone has not spread
_BEFORE = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A branch of the tree, by ids.

    Attributes:
        root: Who stands at its top.
        id: Of the mention there; None where they are only named by others.
        mentions: Seen ones.
        depth: Levels, its top among them.
    """

    root: str
    id: int | None
    mentions: int
    depth: int


def branches_of(tree: Tree, limit: int = BRANCHES) -> tuple[Found, ...]:
    """Return the largest branches of two mentions or more; of equal ones the first drawn."""
    found = []
    at = 0
    while at < len(tree.nodes):
        top = tree.nodes[at]
        below = tree.nodes[at : at + 1 + top.descendants]
        at += len(below)
        mentions = sum(node.seen for node in below)
        if mentions >= FEWEST:
            depth = max(node.depth for node in below)
            found.append(Found(root=_named(top), id=top.id, mentions=mentions, depth=depth))
    return tuple(sorted(found, key=lambda one: -one.mentions)[:limit])


def _named(node: Node) -> str:
    if node.mention is None:
        return f"@{node.handle}"
    author = node.mention.author
    handle = author.handle and f"@{author.handle}"
    return author.name or handle or author.url or node.mention.url or node.platform


def cause_of(tree: Tree, begin: datetime, *, of: int | None = None) -> int | None:
    """Return the act from which most of an hour's acts come, at any distance; None if unclear.

    It happened in that hour or at most a day before it, and more than half of the hour's other
    acts are below it; of several such the nearest to them.

    Args:
        tree: Of one article.
        begin: Of the hour; aware.
        of: Acts in that hour over several articles; None where there is only this one.
    """
    within = [_is_between(node, begin, begin + HOUR) for node in tree.nodes]
    below = [0] * len(within)
    for index in range(len(within) - 1, -1, -1):  # parents come before their children
        parent = tree.nodes[index].parent
        if parent is not None:
            below[parent] += below[index] + within[index]
    total = sum(within) if of is None else of
    best: int | None = None
    for index, node in enumerate(tree.nodes):
        others = total - within[index]
        if below[index] * 2 <= others or not _is_between(node, begin - _BEFORE, begin + HOUR):
            continue
        if best is None or below[index] >= below[best]:
            best = index  # drawn later is below: whoever has as many is nearer
    return None if best is None else tree.nodes[best].id


def _is_between(node: Node, begin: datetime, end: datetime) -> bool:
    one = node.mention
    if one is None or one.published is None or not one.published_zone_known:
        return False
    return begin <= one.published < end
