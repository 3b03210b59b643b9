import io
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from mentions.core.spread import Tree, spread_of
from mentions.model import Author, Channel, Evidence, Kind, Mention, Reporter
from mentions.report.to_tree import SHOWN, render_tree, tree_as_dict

ARTICLE = "https://blog.example.org/2009/07/weg-mit-der-social-media-firewall/"
INGO = Mention(
    article=ARTICLE,
    kind=Kind.REPOST,
    channel=Channel.TRACKBACK,
    platform="twitter",
    author=Author(name="Ingo Becker"),
    text="RT @clab: Sehr gute Illustration",
    first_seen=datetime(2026, 11, 23, 8, tzinfo=UTC),
    via=("clab",),
    reported_by=Reporter(name="Topsy"),
    evidence=Evidence.CONTEXT,
    source=ARTICLE,
)
CLAB = replace(
    INGO,
    kind=Kind.MENTION,
    author=Author(handle="clab"),
    text="Sehr gute Illustration",
    via=(),
    evidence=Evidence.ATTRIBUTED,
)
JENS = replace(
    CLAB,
    author=Author(name="Jens"),
    text=None,
    published=datetime(2009, 7, 14, 9, tzinfo=UTC),
    evidence=Evidence.CONTEXT,
)
EVA = replace(INGO, author=Author(name="Eva", handle="eva"), via=("ingo_b",), platform="mastodon")


@dataclass(frozen=True)
class Stored:
    id: int
    mention: Mention


def tree_of(*mentions: Mention) -> Tree:
    return spread_of(Stored(number, one) for number, one in enumerate(mentions, start=1))


TREE = tree_of(INGO, CLAB, JENS, EVA)


def chain(size: int) -> Tree:
    links = (
        replace(INGO, author=Author(handle=f"p{i}"), via=(f"p{i - 1}",) if i else ())
        for i in range(size)
    )
    return tree_of(*links)


def terminal(width: int) -> Console:
    return Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None)


def pipe() -> Console:
    return Console(file=io.StringIO(), width=80)


def printed(tree: Tree, console: Console, max_depth: int | None = None) -> list[str]:
    render_tree(tree, ARTICLE, console=console, max_depth=max_depth)
    assert isinstance(console.file, io.StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def test_a_terminal_gets_a_drawing() -> None:
    assert printed(TREE, terminal(100)) == [
        ARTICLE,
        "5 acts · 3 branches · 2 levels deep · largest branch 2 · 1 attributed · 1 not seen itself",
        "├── @clab  mention on twitter · date not known · attributed · 1 below · id 2",
        "│   └── Ingo Becker  repost on twitter · date not known · id 1",
        "├── @ingo_b  on mastodon · not seen itself · 1 below",
        "│   └── Eva @eva  repost on mastodon · date not known · id 4",
        "└── Jens  mention on twitter · 2009-07-14 · id 3",
    ]


def test_a_pipe_gets_indented_lines() -> None:
    assert printed(TREE, pipe()) == [
        (
            f"{ARTICLE} - 5 acts · 3 branches · 2 levels deep · largest branch 2 · 1 attributed"
            " · 1 not seen itself"
        ),
        "  @clab  mention on twitter · date not known · attributed · 1 below · id 2",
        "    Ingo Becker  repost on twitter · date not known · id 1",
        "  @ingo_b  on mastodon · not seen itself · 1 below",
        "    Eva @eva  repost on mastodon · date not known · id 4",
        "  Jens  mention on twitter · 2009-07-14 · id 3",
    ]


@pytest.mark.parametrize("console", [terminal(100), pipe()], ids=["terminal", "pipe"])
def test_what_a_depth_leaves_out_is_told(console: Console) -> None:
    lines = printed(TREE, console, max_depth=1)
    assert not any("Ingo" in line or "Eva" in line for line in lines)
    (clab,) = [line for line in lines if "@clab" in line]
    assert "1 below, not shown · id 2" in clab


def test_a_terminal_shows_what_can_be_read() -> None:
    lines = printed(chain(30), terminal(80))
    assert lines[-1] == "10 of 30 levels; --depth 30 shows all"
    assert "@p9  repost on twitter" in lines[-2]
    assert len(lines) == 2 + 10 + 1
    everything = printed(chain(30), terminal(200), max_depth=30)
    assert "@p29" in everything[-1]


def test_a_terminal_is_not_flooded() -> None:
    crowd = tree_of(*(replace(JENS, author=Author(handle=f"p{i}")) for i in range(SHOWN + 1)))
    lines = printed(crowd, terminal(100))
    assert lines[-1] == "500 of 501 acts; in a pipe, or with --json, all are given"
    assert len(lines) == 2 + SHOWN + 1
    assert len(printed(crowd, pipe())) == 1 + SHOWN + 1


@pytest.mark.parametrize("width", [1, 20, 80])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    evil = replace(INGO, author=Author(name="\x1b[31mBöse\u202e[red]x[/red]日本" + "x" * 999))
    for max_depth in (None, 40):
        drawing = printed(tree_of(evil, CLAB), terminal(width), max_depth=max_depth)
        assert all(cell_len(line) <= width for line in drawing)
        assert "\x1b" not in "".join(drawing)
        assert printed(chain(40), terminal(width), max_depth=max_depth)


def test_a_chain_of_thousands_stays_small_in_a_pipe() -> None:
    lines = printed(chain(10_000), pipe())
    assert len(lines) == 10_001
    assert max(map(len, lines)) < 200
    assert "[level 10000] @p9999  repost" in lines[-1]


def test_json_is_flat_and_whole() -> None:
    value = tree_as_dict(TREE, ARTICLE)
    assert value["article"] == ARTICLE
    assert value["totals"] == {
        "nodes": 5,
        "depth": 2,
        "roots": 3,
        "largest_branch": 2,
        "attributed": 1,
        "unseen": 1,
    }
    clab, ingo, named = value["nodes"][:3]
    assert ingo["mention"] == {"id": 1, **INGO.as_dict()}
    assert (ingo["node"], ingo["parent"], ingo["depth"]) == (1, clab["node"], 2)
    assert (clab["attributed"], clab["seen"], clab["descendants"]) == (True, True, 1)
    assert ingo["mention"]["published"] is None
    assert named == {
        "node": 2,
        "parent": None,
        "depth": 1,
        "descendants": 1,
        "seen": False,
        "attributed": False,
        "platform": "mastodon",
        "handle": "ingo_b",
        "mention": None,
    }
    assert json.dumps(tree_as_dict(chain(10_000), ARTICLE))


def test_json_of_some_levels_keeps_the_totals() -> None:
    value = tree_as_dict(TREE, ARTICLE, max_depth=1)
    assert [node["node"] for node in value["nodes"]] == [0, 2, 4]
    assert value["totals"]["nodes"] == 5


@settings(max_examples=30)
@given(st.lists(st.from_type(Mention), max_size=2))
def test_any_mention_can_be_drawn(mentions: list[Mention]) -> None:
    tree = tree_of(*mentions)
    for console in (terminal(60), pipe()):
        lines = printed(tree, console)
        assert len(lines) > len(tree.nodes)
        assert not set("\x1b\x07\u202e\x9b") & set("".join(lines))
    assert len(tree_as_dict(tree, ARTICLE)["nodes"]) == len(tree.nodes)
