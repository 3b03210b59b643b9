"""How an article spread: a tree on a terminal, indented lines in a pipe, a flat list as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text
from rich.tree import Tree as Drawing

from mentions.core.spread import Node, Tree
from mentions.model import Mention
from mentions.report.plain import safe
from mentions.report.words import NAME, act, counted, where, who

SHOWN = 500  # acts drawn on a terminal; more are no longer read, a pipe gets all
_STEP = 4  # columns that one level of a drawing takes
_INDENT = 2  # and in a pipe
_DEEPEST_INDENT = 40  # levels; below, the level is written instead: lines must not grow for ever
_SECOND = "dim"

# Every word that says how sure we are, so that another language is another table.
_UNSEEN = "not seen itself"
_ATTRIBUTED = "attributed"
_NO_DATE = "date not known"


def render_tree(
    tree: Tree, article: str, *, console: Console, max_depth: int | None = None
) -> None:
    """Print who had it from whom, the article first.

    A terminal gets a drawing as deep and long as can be read there, and is told what is left
    out; a pipe gets one line for each act.

    Args:
        tree: What to print.
        article: Its address.
        console: Where to print.
        max_depth: Levels to print; None is all of them.
    """
    heading = Text(safe(article), style="bold")
    totals = Text(_totals(tree))
    if not console.is_terminal:
        console.print(heading.append(f" - {totals}"), soft_wrap=True)
        # Not through a layout: there may be a hundred thousand of them.
        console.out("\n".join(_lines(tree, max_depth)), highlight=False)
        return
    readable = max(1, console.width // (2 * _STEP))
    depth = readable if max_depth is None else max_depth
    shown = _within(tree, depth)
    label = Text("\n", overflow="fold").join([heading, totals])
    console.print(_drawing(label, shown[:SHOWN], depth))
    if len(shown) > SHOWN:
        console.print(f"{SHOWN} of {len(shown):,} acts; in a pipe, or with --json, all are given")
    if max_depth is None and tree.depth > depth:
        console.print(f"{depth} of {tree.depth:,} levels; --depth {tree.depth} shows all")


def tree_as_dict(tree: Tree, article: str, *, max_depth: int | None = None) -> dict[str, Any]:
    """Return a tree as JSON-ready values.

    A flat list, as a chain of thousands would be nested deeper than JSON readers go: `parent` is
    the `node` number of the act above, null right under the article.

    Args:
        tree: What to give.
        article: Its address.
        max_depth: Levels to give; None is all of them. The totals are always those of the whole.
    """
    return {
        "article": article,
        "totals": {
            "nodes": len(tree.nodes),
            "depth": tree.depth,
            "roots": tree.roots,
            "largest_branch": tree.largest,
            "attributed": tree.attributed,
            "unseen": tree.unseen,
        },
        "nodes": [
            {
                "node": index,
                "parent": node.parent,
                "depth": node.depth,
                "descendants": node.descendants,
                "seen": node.seen,
                "attributed": node.attributed,
                "platform": node.platform,
                "handle": node.handle,
                "mention": node.mention and {"id": node.id, **node.mention.as_dict()},
            }
            for index, node in enumerate(tree.nodes)
            if max_depth is None or node.depth <= max_depth
        ],
    }


def _within(tree: Tree, depth: int) -> Sequence[Node]:
    return [node for node in tree.nodes if node.depth <= depth]


def _totals(tree: Tree) -> str:
    parts = [
        counted(len(tree.nodes), "act"),
        counted(tree.roots, "branch", "branches"),
        f"{counted(tree.depth, 'level')} deep",
        f"largest branch {tree.largest:,}",
    ]
    if tree.attributed:
        parts.append(f"{tree.attributed:,} {_ATTRIBUTED}")
    if tree.unseen:
        parts.append(f"{tree.unseen:,} {_UNSEEN}")
    return " · ".join(parts)


def _lines(tree: Tree, max_depth: int | None) -> Iterator[str]:
    for node in tree.nodes:
        if max_depth is None or node.depth <= max_depth:
            indent = " " * (_INDENT * min(node.depth, _DEEPEST_INDENT))
            level = f"[level {node.depth}] " if node.depth > _DEEPEST_INDENT else ""
            yield f"{indent}{level}{_name(node)}  {_about(node, max_depth)}"


def _drawing(article: Text, nodes: Sequence[Node], depth: int) -> Drawing:
    """Return the nodes as Rich draws them; a parent always comes before its children."""
    root = Drawing(article, guide_style=_SECOND)
    above = [root]
    for node in nodes:
        del above[node.depth :]
        style = "bold" if node.seen and not node.attributed else "italic"
        label = Text.assemble((_name(node), style), "  ", (_about(node, depth), _SECOND))
        label.no_wrap, label.overflow = True, "ellipsis"
        above.append(above[-1].add(label))
    return root


def _name(node: Node) -> str:
    if node.mention is None:
        return f"@{safe(node.handle or '', limit=NAME)}"
    return " ".join(filter(None, who(node.mention)))


def _about(node: Node, max_depth: int | None) -> str:
    """Return everything but the name: the act, how sure it is, how many are below."""
    if node.mention is None:
        parts = [f"on {safe(node.platform, limit=NAME)}", _UNSEEN]
    else:
        parts = [f"{act(node.mention)} on {where(node.mention)}", _day(node.mention)]
        parts += [_ATTRIBUTED] if node.attributed else []
    if node.descendants:
        hidden = ", not shown" if node.depth == max_depth else ""
        parts.append(f"{node.descendants:,} below{hidden}")
    if node.id is not None:
        parts.append(f"id {node.id}")
    return " · ".join(parts)


def _day(mention: Mention) -> str:
    return f"{mention.published:%Y-%m-%d}" if mention.published else _NO_DATE
