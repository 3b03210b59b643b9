"""The spread tree as a picture: one row for each act, under whom it came from.

The picture has no viewBox, so its unit is the pixel of the page and its words keep their size on a
phone; what is too wide is cut at the right, and the list beside it tells all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from mentions.core.spread import Node, Tree
from mentions.model import Kind
from mentions.report.html.labels import author_label
from mentions.report.language import isolated
from mentions.report.plain import safe
from mentions.report.speaker import Speaker

_ROW, _STEP, _LEFT, _TOP = 30, 20, 14, 18
_DEEPEST = 9  # steps to the right; below that rows stay where they are
_LABEL = 34  # characters of a name beside its mark
_RADIUS = (5.0, 11.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Leaf:
    """A node as it is shown.

    Attributes:
        parent: Index of the shown node above; None right under the article.
    """

    node: Node
    parent: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """The part of a tree that is shown.

    Attributes:
        left_out: How many acts are not.
    """

    leaves: tuple[Leaf, ...]
    left_out: int


def picture_of(tree: Tree, *, limit: int) -> Picture | None:
    """Return the acts that show best how an article spread: of the largest branches the top.

    Acts that nobody had anything from, right under the article, are no spread; they come last.

    Returns:
        None where nobody had it from anybody, as far as is known.
    """
    if tree.depth < 2:  # noqa: PLR2004 - a second level is what makes it a tree
        return None
    order = sorted(range(len(tree.nodes)), key=lambda index: (not _in_branch(tree, index), index))
    chosen = sorted(order[:limit])
    new = {old: index for index, old in enumerate(chosen)}
    leaves = (
        Leaf(node=tree.nodes[old], parent=new.get(_parent(tree.nodes[old]))) for old in chosen
    )
    return Picture(leaves=tuple(leaves), left_out=len(tree.nodes) - len(chosen))


def spread_markup(
    picture: Picture, speaker: Speaker, *, title: str, about: str, key: str
) -> Markup:
    """Return the picture as SVG.

    Args:
        picture: What to draw.
        speaker: The language.
        title: What the picture is, for those who do not see it.
        about: What it shows, for the same.
        key: Tells its ids from those of other pictures in the file.
    """
    rows = len(picture.leaves) + 1
    return Markup(
        '<svg class="spread" width="100%" height="{}" role="img"'
        ' aria-labelledby="{key}-title {key}-about"><title id="{key}-title">{}</title>'
        '<desc id="{key}-about">{}</desc>{}{}{}</svg>'
    ).format(
        rows * _ROW + _TOP // 2,
        title,
        about,
        Markup("").join(_lines(picture.leaves)),
        _article(speaker),
        Markup("").join(_marks(picture.leaves, speaker)),
        key=key,
    )


def nested_markup(picture: Picture, labels: Sequence[Markup]) -> Markup:
    """Return the same as nested lists, as screen readers walk them.

    Args:
        picture: What to tell.
        labels: The words for each of its acts.
    """
    parts, depth = [Markup('<ul class="tree">')], 0
    for index, (leaf, label) in enumerate(zip(picture.leaves, labels, strict=True)):
        level = min(leaf.node.depth, _DEEPEST) - 1
        if index:
            if level > depth:
                parts.append(Markup("<ul>"))
                depth += 1
            else:
                parts.append(Markup("</li>") + Markup("</ul></li>") * (depth - level))
                depth = level
        parts.append(Markup("<li>{}").format(label))
    return Markup("").join([*parts, Markup("</li></ul>") * (depth + 1)])


def _in_branch(tree: Tree, index: int) -> bool:
    node = tree.nodes[index]
    return node.parent is not None or node.descendants > 0


def _parent(node: Node) -> int:
    return -1 if node.parent is None else node.parent


def _place(index: int, leaf: Leaf) -> tuple[int, int]:
    """Return where the mark of the act on row `index` stands; row 0 is the article."""
    return _LEFT + _STEP * min(leaf.node.depth, _DEEPEST), _TOP + _ROW * (index + 1)


def _lines(leaves: Sequence[Leaf]) -> Iterator[Markup]:
    for index, leaf in enumerate(leaves):
        across, down = _place(index, leaf)
        above = (_LEFT, _TOP) if leaf.parent is None else _place(leaf.parent, leaves[leaf.parent])
        yield Markup('<path class="{}" d="M{} {}V{}H{}"/>').format(
            "way", min(above[0], across - _STEP // 2), above[1], down, across
        )


def _article(speaker: Speaker) -> Markup:
    return Markup(
        '<rect class="mark" x="{}" y="{}" width="16" height="16" rx="3"/>'
        '<text class="strong" x="{}" y="{}">{}</text>'
    ).format(_LEFT - 8, _TOP - 8, _LEFT + 16, _TOP + 5, speaker.say("The post"))


def _marks(leaves: Sequence[Leaf], speaker: Speaker) -> Iterator[Markup]:
    largest = max(leaf.node.descendants for leaf in leaves)
    for index, leaf in enumerate(leaves):
        across, down = _place(index, leaf)
        share = (leaf.node.descendants / largest) ** 0.5 if largest else 0
        radius = round(_RADIUS[0] + (_RADIUS[1] - _RADIUS[0]) * share, 1)
        look = "mark" if leaf.node.seen and not leaf.node.attributed else "mark told"
        yield _mark(leaf.node, across, down, radius, look)
        name = isolated(_name(leaf.node, speaker))
        more = f" +{speaker.number(leaf.node.descendants)}" if leaf.node.descendants else ""
        yield Markup('<text x="{}" y="{}">{}<tspan class="strong">{}</tspan></text>').format(
            across + radius + 7, down + 5, name, more
        )


def _mark(node: Node, across: int, down: int, radius: float, look: str) -> Markup:
    """Return a disc; of those who said something of their own a square that stands on its tip."""
    if node.mention is not None and node.mention.kind in {Kind.QUOTE, Kind.REPLY, Kind.MENTION}:
        return Markup('<path class="{}" d="M{} {}l{r} {r}l-{r} {r}l-{r} -{r}z"/>').format(
            look, across, round(down - radius, 1), r=radius
        )
    return Markup('<circle class="{}" cx="{}" cy="{}" r="{}"/>').format(look, across, down, radius)


def _name(node: Node, speaker: Speaker) -> str:
    if node.mention is not None:
        return safe(author_label(node.mention, speaker), limit=_LABEL)
    return safe(f"@{node.handle}", limit=_LABEL) if node.handle else "?"


def kinds_of(picture: Picture) -> Iterable[str]:
    """Return which legends the picture needs: "words", "passed", "told"."""
    nodes = [leaf.node for leaf in picture.leaves]
    own = {Kind.QUOTE, Kind.REPLY, Kind.MENTION}
    if any(node.mention and node.mention.kind in own for node in nodes):
        yield "words"
    if any(not node.mention or node.mention.kind not in own for node in nodes):
        yield "passed"
    if any(not node.seen or node.attributed for node in nodes):
        yield "told"
