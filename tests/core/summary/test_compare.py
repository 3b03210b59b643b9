"""What changed between two cuts."""

from dataclasses import replace
from datetime import timedelta

from tests.report.summaries import NOW, a_summary, an_act

from mentions.core.summary.compare import Step, compare
from mentions.core.summary.freeze import Cut
from mentions.core.summary.model import Act, Person, Told
from mentions.model import Counted


def cut(*acts: Act, days: int = 0) -> Cut:
    return Cut(summary=a_summary(*acts, made_at=NOW + timedelta(days)), acts=acts)


def test_nothing_changed() -> None:
    same = compare(cut(an_act(1)), cut(an_act(1), days=7))
    assert same.is_empty
    assert same.is_same_scope
    assert (same.since, same.until) == (NOW, NOW + timedelta(7))


def test_new_gone_and_edited() -> None:
    edited = an_act(2, "Anders")
    found = compare(cut(an_act(1), an_act(2)), cut(edited, an_act(3)))
    assert [act.id for act in found.new] == [3]
    assert [act.id for act in found.gone] == [1]
    assert [(one.before.id, one.after, one.what) for one in found.edited] == [
        (2, edited, ("author", "text"))
    ]
    assert found.numbers == ()


def test_what_is_counted_anew_is_no_edit() -> None:
    act = an_act(1)
    mention = replace(act.mention, counts=Counted(likes=99, seen_at=NOW), merged_from=9)
    later = replace(act, mention=mention)
    assert compare(cut(act), cut(later)).edited == ()
    assert compare(cut(act), cut(replace(act, health="gone"))).edited[0].what == ("health",)


def test_the_owners_own_word_is_no_edit() -> None:
    act = an_act(1)
    tagged = replace(act, tags=("paid",), sentiment="positive")
    found = compare(cut(act), cut(tagged))
    assert found.edited == ()
    assert [one.what for one in found.marked] == [("tags", "sentiment")]
    assert not found.is_empty


def test_numbers_before_and_after() -> None:
    old, new = cut(an_act(1)), cut(an_act(1), an_act(2))
    told = Told(total=None, known=0, unknown=2)
    numbers = replace(new.summary.numbers, likes=told)
    new = replace(new, summary=replace(new.summary, numbers=numbers))
    assert compare(old, new).numbers == (
        Step(name="mentions", before=1, after=2),
        Step(name="likes", before=12, after=None),
    )


def test_new_people_are_known_by_their_account() -> None:
    old, new = cut(an_act(1)), cut(an_act(1))
    renamed = Person(name="Jens B.", mentions=1, platform="mastodon", handle="JENS")
    other = Person(name="Zoë", mentions=1, platform="mastodon")
    new = replace(new, summary=replace(new.summary, people=(renamed, other)))
    assert compare(old, new).people == (other,)


def test_other_times_are_another_scope() -> None:
    old, new = cut(), cut()
    scope = replace(new.summary.scope, since=NOW)
    new = replace(new, summary=replace(new.summary, scope=scope))
    assert not compare(old, new).is_same_scope
