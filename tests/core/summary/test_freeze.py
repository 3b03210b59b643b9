"""A frozen cut comes back as it was, or not at all."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.report.summaries import NOW, a_summary, an_act, hostile_acts

from mentions.core.summary.codec import CodecError, decoded, encoded
from mentions.core.summary.freeze import Changed, Cut, FrozenError, digest_of, freeze, thaw
from mentions.core.summary.model import Peak, Person, Scope, Summary


def a_cut() -> Cut:
    acts = [*hostile_acts(), an_act(99, "half \ud800")]
    changed = (Changed(id=99, at=NOW), Changed(id=1, at=NOW - timedelta(1)))
    summary = a_summary(*acts)
    return Cut(summary=replace(summary, before=summary.numbers), acts=tuple(acts), changed=changed)


def test_a_cut_comes_back() -> None:
    cut = a_cut()
    data = freeze(cut)
    assert thaw(data) == cut
    assert freeze(thaw(data)) == data
    assert [act.id for act, _ in thaw(data).news()] == [99, 1]
    assert list(thaw(data).summary.numbers.days) == list(cut.summary.numbers.days)


def test_the_order_of_what_is_made_changes_nothing() -> None:
    assert digest_of(freeze(a_cut())) == digest_of(freeze(a_cut()))
    assert digest_of(freeze(a_cut())) != digest_of(freeze(replace(a_cut(), changed=())))


ZONED = st.datetimes(
    min_value=datetime(1, 1, 2),  # noqa: DTZ001 - as Hypothesis wants it
    timezones=st.just(UTC),
)


@settings(deadline=None)
@given(scope=st.builds(Scope, made_at=ZONED, since=st.none() | ZONED, until=st.none() | ZONED))
def test_scopes_come_back(scope: Scope) -> None:
    assert decoded(Scope, json.loads(json.dumps(encoded(scope)))) == scope


@settings(deadline=None)
@given(person=st.from_type(Person), peak=st.builds(Peak, start=ZONED, mentions=st.integers()))
def test_people_and_peaks_come_back(person: Person, peak: Peak) -> None:
    assert decoded(Person, json.loads(json.dumps(encoded(person)))) == person
    assert decoded(Peak, json.loads(json.dumps(encoded(peak)))) == peak


def changed_text(change: Any) -> bytes:
    value = json.loads(freeze(a_cut()))
    change(value)
    return json.dumps(value).encode()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda value: value.update(version=2), "of version 2, this program knows 1"),
        (lambda value: value["cut"].update(more=1), "cut: Cut has no more"),
        (lambda value: value["cut"].pop("acts"), "acts"),
        (lambda value: value["cut"].update(acts={}), "cut.acts: should be a list"),
        (lambda value: value["cut"]["acts"][0].update(id="1"), "should be int, not str"),
        (lambda value: value["cut"]["acts"][0]["mention"].update(kind="x"), "not a valid Kind"),
        (lambda value: value["cut"]["acts"][0]["mention"].update(first_seen="x"), "first_seen"),
        (lambda value: value.pop("cut"), "cannot be read"),
    ],
)
def test_what_is_none_is_told(change: Any, says: str) -> None:
    with pytest.raises(FrozenError, match=says):
        thaw(changed_text(change))


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"null", b"\xff", b"[" * 100_000])
def test_bytes_that_are_no_cut(data: bytes) -> None:
    with pytest.raises(FrozenError):
        thaw(data)


def test_a_field_that_came_later_has_its_default() -> None:
    old = {key: value for key, value in encoded(a_summary()).items() if key != "hidden"}
    assert decoded(Summary, old) == a_summary()


def test_what_has_no_form_is_a_bug() -> None:
    with pytest.raises(TypeError):
        encoded(object())
    with pytest.raises(CodecError):
        decoded(date, "2009-02-30", "day")
