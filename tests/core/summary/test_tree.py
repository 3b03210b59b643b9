"""What a tree tells in numbers: branches, and the cause of a peak."""

from datetime import timedelta

from tests.core.summary.records import NOON, Stored, stored

from mentions.core.spread import spread_of
from mentions.core.summary.tree import branches_of, cause_of

MINUTE = timedelta(minutes=1)


def act(number: int, handle: str, minute: int, *via: str) -> Stored:
    return stored(number, handle, via=via, published=NOON + minute * MINUTE)


def cause(*acts: Stored) -> int | None:
    return cause_of(spread_of(acts), NOON)


def test_most_of_the_hour_come_from_one() -> None:
    start = act(1, "clab", -90)
    assert cause(start, act(2, "a", 1, "clab"), act(3, "b", 2, "clab"), act(4, "c", 3)) == 1


def test_of_a_chain_the_nearest_is_the_cause() -> None:
    chain = [act(1, "far", -90), act(2, "near", -30, "far")]
    assert cause(*chain, act(3, "a", 1, "near"), act(4, "b", 2, "near")) == 2


def test_half_is_not_most() -> None:
    start = act(1, "clab", -90)
    assert cause(start, act(2, "a", 1, "clab"), act(3, "b", 2)) is None


def test_an_act_of_the_hour_may_be_its_cause() -> None:
    assert cause(act(1, "clab", 0), act(2, "a", 1, "clab")) == 1


def test_what_is_more_than_a_day_old_is_no_cause() -> None:
    old = act(1, "clab", -25 * 60)
    assert cause(old, act(2, "a", 1, "clab"), act(3, "b", 2, "clab")) is None


def test_who_was_not_seen_is_no_cause() -> None:
    assert cause(act(2, "a", 1, "clab"), act(3, "b", 2, "clab")) is None


def test_a_time_without_zone_is_no_cause() -> None:
    unsure = stored(1, "clab", published_zone_known=False, published=NOON - MINUTE)
    assert cause(unsure, act(2, "a", 1, "clab"), act(3, "b", 2, "clab")) is None


def test_of_several_articles_all_acts_of_the_hour_count() -> None:
    tree = spread_of([act(1, "clab", -9), act(2, "a", 1, "clab"), act(3, "b", 2, "clab")])
    assert cause_of(tree, NOON, of=3) == 1
    assert cause_of(tree, NOON, of=4) is None


def test_the_largest_branches() -> None:
    tree = spread_of(
        [
            *(act(1, "lone", 0), act(2, "clab", 0), act(3, "a", 1, "clab")),
            *(act(4, "b", 2, "a"), act(5, "c", 3, "unseen"), act(6, "d", 3, "unseen")),
            act(7, "e", 4, "else"),
        ]
    )
    found = [(one.root, one.id, one.mentions, one.depth) for one in branches_of(tree)]
    assert found == [("@clab", 2, 3, 3), ("@unseen", None, 2, 2)]
    assert len(branches_of(tree, 1)) == 1


def test_a_chain_of_thousands() -> None:
    acts = [act(n, f"p{n}", n // 200, *([f"p{n - 1}"] if n else [])) for n in range(5000)]
    (branch,) = branches_of(spread_of(acts))
    assert (branch.mentions, branch.depth) == (5000, 5000)
    assert cause(*acts) == 0
