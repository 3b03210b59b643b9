"""The spread tree: who hangs under whom, whatever the order, the circles and the size."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.api import extract_mentions
from mentions.core import spread
from mentions.core.spread import Node, Tree, spread_of
from mentions.model import Author, Channel, Evidence, Kind, Mention

ARTICLE = "https://blog.example.org/firewall"
START = datetime(2009, 7, 14, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Stored:
    id: int
    mention: Mention


def stored(number: int, handle: str | None = None, *via: str, **fields: Any) -> Stored:
    """A tweet that we first saw in the minute of its number."""
    given = {
        "article": ARTICLE,
        "kind": Kind.REPOST if via else Kind.MENTION,
        "channel": Channel.POST,
        "platform": "twitter",
        "author": Author(handle=handle),
        "first_seen": START + timedelta(minutes=number),
        "evidence": Evidence.LINK,
        "source": ARTICLE,
        "via": via,
    }
    return Stored(number, Mention(**(given | fields)))


def named(node: Node) -> str:
    """The id of an act, the handle of who is only named."""
    return str(node.id) if node.seen else f"@{node.handle}"


def drawn(tree: Tree) -> list[str]:
    return ["  " * (node.depth - 1) + named(node) for node in tree.nodes]


CASES: dict[str, tuple[list[Stored], list[str]]] = {
    "nothing": ([], []),
    "no source named": ([stored(1, "a"), stored(2, "b")], ["1", "2"]),
    "a repost": ([stored(1, "a"), stored(2, "b", "a")], ["1", "  2"]),
    "letter case and the sign": ([stored(1, "@Clab"), stored(2, "b", "cLAB")], ["1", "  2"]),
    "another network": (
        [stored(1, "a"), stored(2, "b", "a", platform="bluesky")],
        ["@a", "  2", "1"],
    ),
    "RT @a: RT @b, both seen": (
        [stored(1, "b"), stored(2, "a", "b"), stored(3, "c", "a", "b")],
        ["1", "  2", "    3"],
    ),
    "RT @a: RT @b, nobody seen": ([stored(1, "c", "a", "b")], ["@b", "  @a", "    1"]),
    "RT @a: RT @b, the last seen": (
        [stored(1, "b"), stored(2, "c", "a", "b")],
        ["1", "  @a", "    2"],
    ),
    "two know of the same one": (
        [stored(1, "c", "a"), stored(2, "d", "a", "b"), stored(3, "e", "a", "x")],
        ["@b", "  @a", "    1", "    2", "    3"],
    ),
    "a node's own word counts": (
        [stored(1, "a"), stored(2, "c", "a", "b")],
        ["1", "  2"],
    ),
    "named twice in a chain": ([stored(1, "c", "a", "A", "b")], ["@b", "  @a", "    1"]),
    "empty names": ([stored(1, "", "", "@", " ")], ["1"]),
    "the earliest of several": (
        [stored(2, "a"), stored(1, "a", published=START + timedelta(days=1)), stored(3, "b", "a")],
        ["2", "  3", "1"],
    ),
    "published counts before first seen": (
        [stored(1, "a"), stored(2, "a", published=START - timedelta(days=1)), stored(3, "b", "a")],
        ["2", "  3", "1"],
    ),
    "a source seen later": ([stored(1, "b", "a"), stored(2, "a")], ["2", "  1"]),
    "two acts of one person": (
        [stored(1, "a"), stored(2, "b"), stored(3, "c", "a"), stored(4, "c", "b")],
        ["1", "  3", "2", "  4"],
    ),
    "an own post again": ([stored(1, "a"), stored(2, "a", "a")], ["1", "  2"]),
    "the first names its author": ([stored(1, "a", "a"), stored(2, "a")], ["2", "  1"]),
    "nobody but themselves": ([stored(1, "a", "a", "b")], ["@b", "  1"]),
    "a like passes nothing on": (
        [stored(1, "a", kind=Kind.LIKE), stored(2, "b", "a")],
        ["@a", "  2", "1"],
    ),
    "a circle of two": ([stored(1, "a", "b"), stored(2, "b", "a")], ["1", "  2"]),
    "a circle of three with a tail": (
        [stored(1, "b", "c"), stored(2, "a", "b"), stored(3, "c", "a"), stored(4, "d", "c")],
        ["1", "  2", "    3", "      4"],
    ),
    "a circle over somebody unseen": (
        [stored(1, "c", "x", "b"), stored(2, "b", "c")],
        ["@x", "  1", "    2"],
    ),
    "a circle of unseen": (
        [stored(1, "c", "x", "y"), stored(2, "d", "y", "x")],
        ["@y", "  @x", "    1", "  2"],
    ),
    "the largest first, then the earliest": (
        [stored(1, "a"), stored(2, "b"), stored(3, "c"), stored(4, "d", "b"), stored(5, "e")],
        ["2", "  4", "1", "3", "5"],
    ),
    "no author": ([stored(1), stored(2, None, "a")], ["@a", "  2", "1"]),
}


@pytest.mark.parametrize("case", CASES)
def test_who_hangs_under_whom(case: str) -> None:
    mentions, expected = CASES[case]
    assert drawn(spread_of(mentions)) == expected
    assert drawn(spread_of(reversed(mentions))) == expected


ANSWERS = {
    "https://lobste.rs/s/abc123/weg_damit#c_xyz987": "https://lobste.rs/s/abc123",
    "https://www.reddit.com/r/de/comments/abc/weg_damit/def/": (
        "https://www.reddit.com/r/de/comments/abc/weg_damit/"
    ),
    "https://news.ycombinator.com/item?id=1#2": "https://news.ycombinator.com/item?id=1",
    "https://github.com/o/r/issues/5#issuecomment-99": "https://github.com/o/r/issues/5",
    "https://other.example/post#comment-3": "https://other.example/post/",
}


def answer(number: int, url: str | None, **fields: Any) -> Stored:
    given = {"kind": Kind.REPLY, "channel": Channel.COMMENT, "platform": "web", "url": url}
    return stored(number, None, **(given | fields))


@pytest.mark.parametrize("url", ANSWERS)
def test_a_comment_hangs_under_the_share_on_whose_page_it_stands(url: str) -> None:
    share = stored(1, "a", url=ANSWERS[url])
    assert drawn(spread_of([share, answer(2, url)])) == ["1", "  2"]
    by_copy = stored(1, "a", url="https://a.example/", syndication=(ANSWERS[url],))
    assert drawn(spread_of([by_copy, answer(2, url)])) == ["1", "  2"]


UNSURE = {
    "no page": (answer(2, None), "https://other.example/post"),
    "the article's own comment": (answer(2, f"{ARTICLE}#comment-5"), f"{ARTICLE}#k1"),
    "the blog's front page": (answer(2, "https://other.example/post"), "https://other.example/"),
    "an answer from another page": (
        answer(2, "https://other.example/notes#n5", channel=Channel.WEBMENTION),
        "https://other.example/notes",
    ),
    "the same page": (answer(2, "https://lobste.rs/s/abc123"), "https://lobste.rs/s/abc123/x"),
    "nonsense": (answer(2, "https://twitter.com]/a/status/1/2#c"), "https://twitter.com]"),
}


@pytest.mark.parametrize("case", UNSURE)
def test_what_is_not_sure_stays_under_the_article(case: str) -> None:
    reply, url = UNSURE[case]
    assert drawn(spread_of([stored(1, "a", url=url), reply])) == ["1", "2"]


HN = "https://news.ycombinator.com/item?id={}".format
PARENTS: dict[str, tuple[list[Stored], list[str]]] = {
    "a reply to a share, and one to that": (
        [
            stored(1, "a", url=HN(1)),
            answer(2, HN(2), parent=HN(1)),
            answer(3, HN(3), parent=HN(2)),
        ],
        ["1", "  2", "    3"],
    ),
    "a copy of the share": (
        [
            stored(1, "a", url="https://a.example/", syndication=(HN(1),)),
            answer(2, None, parent=HN(1)),
        ],
        ["1", "  2"],
    ),
    "what it answers is not known": (
        [stored(1, "a", url=HN(1)), answer(2, HN(3), parent=HN(2))],
        ["1", "2"],
    ),
    "not known, but its page is": (
        [
            stored(1, "a", url="https://lobste.rs/s/abc123"),
            answer(2, "https://lobste.rs/s/abc123/x#c_xyz987", parent="https://lobste.rs/c/a"),
        ],
        ["1", "  2"],
    ),
    "the article itself": (
        [stored(1, "a", url=HN(1)), answer(2, HN(2), parent=f"{ARTICLE}/")],
        ["1", "2"],
    ),
    "a comment of the blog": (
        [answer(1, f"{ARTICLE}#k1"), answer(2, f"{ARTICLE}#k2", parent=f"{ARTICLE}/#k1")],
        ["1", "  2"],
    ),
    "itself": ([answer(1, HN(1), parent=HN(1))], ["1"]),
    "one another": (
        [answer(1, HN(1), parent=HN(2)), answer(2, HN(2), parent=HN(1))],
        ["1", "  2"],
    ),
    "a quote of this post, not of the first by its author": (
        [
            stored(1, "a", url="https://twitter.com/a/status/1"),
            stored(2, "a", url="https://twitter.com/a/status/2"),
            stored(3, "b", "a", parent="https://twitter.com/a/status/2"),
        ],
        ["2", "  3", "1"],
    ),
    "a repost of what is not known goes by its name": (
        [
            stored(1, "a", url="https://twitter.com/a/status/1"),
            stored(2, "b", "a", parent="https://twitter.com/a/status/9"),
        ],
        ["1", "  2"],
    ),
    "an address that two have": (
        [
            stored(1, "a", url="https://bsky.app/profile/a.example"),
            stored(2, "b", url="https://bsky.app/profile/a.example"),
            answer(3, None, parent="https://bsky.app/profile/a.example"),
        ],
        ["1", "2", "3"],
    ),
}


@pytest.mark.parametrize("case", PARENTS)
def test_what_states_its_parent_hangs_there(case: str) -> None:
    mentions, expected = PARENTS[case]
    assert drawn(spread_of(mentions)) == expected
    assert drawn(spread_of(reversed(mentions))) == expected


def test_two_shares_with_one_address_are_no_page() -> None:
    page = "https://other.example/post"
    shares = [stored(1, "a", url=page), stored(2, "b", url=page)]
    assert drawn(spread_of([*shares, answer(3, f"{page}#comment-1")])) == ["1", "2", "3"]


def test_totals() -> None:
    tree = spread_of(
        [
            stored(1, "a", evidence=Evidence.ATTRIBUTED),
            stored(2, "b", "a"),
            stored(3, "c", "b"),
            stored(4, "d", "x"),
        ]
    )
    assert (len(tree.nodes), tree.depth, tree.roots, tree.largest) == (5, 3, 2, 3)
    assert (tree.attributed, tree.unseen) == (1, 1)
    assert [node.parent for node in tree.nodes] == [None, 0, 1, None, 3]
    assert [node.descendants for node in tree.nodes] == [2, 1, 0, 1, 0]
    assert (spread_of([]).depth, spread_of([]).roots, spread_of([]).largest) == (0, 0, 0)


def test_the_case_of_the_mission() -> None:
    page = Path(__file__).parent.parent.parent / "data" / "sample" / "article.html"
    url = "https://blog.example.org/2009/07/weg-mit-der-social-media-firewall/"
    found = extract_mentions(page.read_bytes(), url=url, article=url)
    tree = spread_of(Stored(number, one) for number, one in enumerate(found, start=1))
    (at,) = [index for index, node in enumerate(tree.nodes) if node.handle == "clab"]
    clab, ingo = tree.nodes[at : at + 2]
    assert (clab.attributed, clab.depth) == (True, 1)
    assert ingo.mention is not None
    assert (ingo.mention.author.name, ingo.mention.kind, ingo.parent) == (
        "Ingo Becker",
        Kind.REPOST,
        at,
    )
    (jens,) = [n for n in tree.nodes if n.mention and n.mention.author.name == "Jens"]
    assert (jens.parent, jens.descendants) == (None, 0)


names = st.sampled_from(["a", "b", "c", "d", "A", "@b", ""])
pages = st.sampled_from(
    [None, "https://lobste.rs/s/abc123", "https://lobste.rs/s/abc123/x#c_abcdef", ARTICLE, "%[:"]
)
moments = st.none() | st.integers(-3, 3).map(lambda hours: START + timedelta(hours=hours))
crowds = st.lists(
    st.builds(
        lambda who, via, **fields: (who, via, fields),
        names,
        st.lists(names, max_size=4),
        kind=st.sampled_from(Kind),
        channel=st.sampled_from(Channel),
        platform=st.sampled_from(["twitter", "lobsters"]),
        url=pages,
        parent=pages,
        published=moments,
        evidence=st.sampled_from(Evidence),
    ),
    max_size=9,
).map(lambda rows: [stored(i, who, *via, **fields) for i, (who, via, fields) in enumerate(rows)])


@given(crowds, st.randoms(use_true_random=False))
def test_the_order_makes_no_difference(crowd: list[Stored], random: Any) -> None:
    shuffled = [*crowd, *crowd[:2]]
    random.shuffle(shuffled)
    assert spread_of(shuffled) == spread_of(crowd)


@given(crowds)
def test_every_act_is_there_once_and_all_come_from_the_article(crowd: list[Stored]) -> None:
    tree = spread_of(crowd)
    assert sorted(n.id for n in tree.nodes if n.id is not None) == [one.id for one in crowd]
    accounts = [(n.platform, n.handle.casefold()) for n in tree.nodes if not n.seen and n.handle]
    assert len(set(accounts)) == tree.unseen
    below = [0] * len(tree.nodes)
    for index in reversed(range(len(tree.nodes))):
        node = tree.nodes[index]
        assert node.descendants == below[index]
        assert node.seen or node.descendants
        if node.parent is not None:
            assert node.parent < index
            assert node.depth == tree.nodes[node.parent].depth + 1
            below[node.parent] += 1 + below[index]
        else:
            assert node.depth == 1
    assert sum(1 + node.descendants for node in tree.nodes if node.parent is None) == len(
        tree.nodes
    )


def chain(size: int) -> list[Stored]:
    return [stored(0, "p0"), *(stored(i, f"p{i}", f"p{i - 1}") for i in range(1, size))]


def circle(size: int) -> list[Stored]:
    return [stored(i, f"p{i}", f"p{(i + 1) % size}") for i in range(size)]


def test_a_long_chain_and_a_long_circle() -> None:
    assert spread_of(chain(10_000)).depth == 10_000
    assert spread_of(circle(10_000)).depth == 10_000
    unseen = spread_of([stored(1, "a", *(f"x{i}" for i in range(10_000)))])
    assert (unseen.depth, unseen.unseen) == (10_001, 10_000)


CROWDS = {
    "chain": chain,
    "circle": circle,
    "star": lambda n: [stored(0, "p"), *(stored(i, f"p{i}", "p") for i in range(1, n))],
    "one person": lambda n: [stored(i, "p", "p") for i in range(n)],
    "same unseen": lambda n: [stored(i, f"p{i}", "x", "y", "z") for i in range(n)],
    "comments": lambda n: [
        stored(0, "p", url="https://lobste.rs/s/abc123"),
        *(answer(i, f"https://lobste.rs/s/abc123/x#c_{i:06}") for i in range(1, n)),
    ],
    "a conversation": lambda n: [
        answer(i, f"https://lobste.rs/c/{i:06}", parent=f"https://lobste.rs/c/{i - 1:06}")
        for i in range(n)
    ],
    "one parent of all": lambda n: [
        answer(i, "https://lobste.rs/c/abcdef", parent="https://lobste.rs/c/abcdef")
        for i in range(n)
    ],
    "comments without a share": lambda n: [
        answer(i, f"https://lobste.rs/s/{i:06}/x/y/z#c_{i:06}") for i in range(n)
    ],
}


def work(mentions: Iterable[Stored]) -> int:
    """Count the lines of the module that run: a bound that no slow machine breaks."""
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace if frame.f_code.co_filename == spread.__file__ else None

    mentions = list(mentions)
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        spread_of(mentions)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("crowd", CROWDS)
def test_the_work_grows_with_the_number_of_acts(crowd: str) -> None:
    small, large = work(CROWDS[crowd](200)), work(CROWDS[crowd](800))
    assert 200 < small < large < 5 * small
