"""Counting by kind and by time: golden numbers, and what holds whatever is counted."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.summary.records import NOON, record, tallied

from mentions.core.summary.build import Spread, numbers_of
from mentions.core.summary.count import Tally
from mentions.core.summary.model import Counted as Row
from mentions.core.summary.model import Numbers, Told
from mentions.core.summary.overrides import NOTHING_SAID
from mentions.core.summary.record import Record
from mentions.model import Author, Channel, Counted, Evidence, Kind

HOUR = timedelta(hours=1)


def numbers(tally: Tally) -> Numbers:
    return numbers_of(tally, Spread(), {}, NOTHING_SAID)


def test_kinds_networks_and_languages() -> None:
    tally = tallied(
        record(1, kind=Kind.REPOST, language="de"),
        record(2, kind=Kind.REPOST, evidence=Evidence.ATTRIBUTED),
        record(3, platform="web"),
    )
    assert tally.kinds == (Row(name="repost", mentions=2), Row(name="mention", mentions=1))
    assert tally.platforms == (Row(name="twitter", mentions=2), Row(name="web", mentions=1))
    assert tally.languages == (Row(name="de", mentions=1), Row(name=None, mentions=2))
    assert tally.attributed == 1


def test_what_networks_count_is_added_where_it_is_told() -> None:
    told = numbers(
        tallied(
            record(1, counts=Counted(likes=3, seen_at=NOON)),
            record(2, counts=Counted(likes=0, quotes=1, seen_at=NOON - timedelta(days=2))),
            record(3),
        )
    )
    assert told.likes == Told(total=3, known=2, unknown=1, as_of=date(2009, 7, 12))
    assert told.reposts == Told(total=None, known=0, unknown=3)


def test_days_and_hours_are_those_of_the_zone() -> None:
    late = datetime(2009, 7, 14, 22, 30, tzinfo=NOON.tzinfo)
    told = numbers(tallied(record(1, published=late), zone="Europe/Berlin"))
    assert told.days == {date(2009, 7, 15): 1}
    assert [hour for hour, number in enumerate(told.hours) if number] == [0]


def test_a_time_without_zone_counts_as_it_stands() -> None:
    late = datetime(2009, 7, 14, 22, 30, tzinfo=NOON.tzinfo)
    told = numbers(
        tallied(record(1, published=late, published_zone_known=False), zone="Asia/Tokyo")
    )
    assert (told.days, told.zoneless, told.hours[22]) == ({date(2009, 7, 14): 1}, 1, 1)


def test_an_undated_mention_counts_in_no_day() -> None:
    told = numbers(tallied(record(1, published=None)))
    assert (told.mentions, told.undated, told.days, sum(told.hours)) == (1, 1, {}, 0)


def test_before_zones_had_round_offsets() -> None:
    """Amsterdam was 19:32 minutes ahead of UTC until 1937."""
    old = datetime(1930, 1, 1, 11, 41, tzinfo=NOON.tzinfo)
    told = numbers(tallied(record(1, published=old), zone="Africa/Monrovia"))
    assert told.hours[10] == 1  # 44:30 minutes behind: 10:56:30


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"])
def test_the_ends_of_the_calendar(moment: str) -> None:
    edge = datetime.fromisoformat(moment)
    for zone_known in (True, False):
        two = [record(n, published=edge, published_zone_known=zone_known) for n in range(2)]
        assert sum(numbers(tallied(*two, zone="Asia/Tokyo")).hours) == 2


def test_the_first_is_the_earliest_that_is_sure() -> None:
    unsure = record(1, published=NOON - 11 * HOUR, published_zone_known=False)
    sure = record(2, published=NOON)
    assert tallied(unsure, sure).times.first == 2
    earlier = record(3, published=NOON - 13 * HOUR, published_zone_known=False)
    assert tallied(unsure, sure, earlier).times.first == 3
    assert tallied(record(4, published=None)).times.first is None


def test_the_peak_is_an_hour_of_the_clock() -> None:
    minutes = [0, 59, 60, 61, 119, 180, 181, 182]
    moments = [NOON + timedelta(minutes=one) for one in minutes]
    tally = tallied(*(record(n, published=at) for n, at in enumerate(moments)))
    assert tally.times.fullest == (NOON + HOUR, 3)


def test_the_peak_in_a_zone_with_half_an_hour() -> None:
    moments = [NOON + timedelta(minutes=one) for one in (29, 30, 89)]
    records = [record(n, published=at) for n, at in enumerate(moments)]
    assert tallied(*records, zone="Asia/Kolkata").times.fullest == (NOON + HOUR / 2, 2)


def test_one_in_each_hour_is_no_peak() -> None:
    records = [record(n, published=NOON + n * HOUR) for n in range(5)]
    assert tallied(*records).times.fullest is None


def test_an_hour_that_a_zone_has_twice_is_two() -> None:
    first = datetime(2009, 10, 25, 0, 30, tzinfo=NOON.tzinfo)
    records = [record(n, published=first + n * HOUR) for n in range(2)]
    tally = tallied(*records, zone="Europe/Berlin")
    assert numbers(tally).hours[2] == 2
    assert tally.times.fullest is None


def test_half_life() -> None:
    hours = [0, 1, 5, 100]
    records = [record(n, published=NOON + h * HOUR) for n, h in enumerate(hours)]
    assert tallied(*records).times.half_life == HOUR
    assert tallied(*records, record(9, published=NOON + 200 * HOUR)).times.half_life == 5 * HOUR
    assert tallied(*records[:3]).times.half_life is None


def test_half_life_takes_no_time_without_zone() -> None:
    records = [record(n, published_zone_known=False) for n in range(9)]
    assert tallied(*records).times.half_life is None


RECORDS = st.builds(
    record,
    st.integers(1, 10**6),
    st.sampled_from([None, "a", "B", "b", "@a"]),
    kind=st.sampled_from(Kind),
    platform=st.sampled_from(["twitter", "web"]),
    channel=st.sampled_from(Channel),
    language=st.sampled_from([None, "de"]),
    url=st.sampled_from([None, "https://a.example/", "https://b.example/1"]),
    published=st.none() | st.datetimes(timezones=st.just(NOON.tzinfo)),
    published_zone_known=st.booleans(),
    counts=st.builds(
        Counted, likes=st.none() | st.integers(0, 9), followers=st.none() | st.integers(0, 9),
        seen_at=st.just(NOON),
    ),
)  # fmt: skip
MANY = st.lists(RECORDS, max_size=12, unique_by=lambda one: one.id)


@given(MANY, st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kathmandu"]))
def test_sums_are_the_mentions(records: list[Record], zone: str) -> None:
    told = numbers(tallied(*records, zone=zone))
    for counted in (told.kinds, told.platforms, told.languages):
        assert sum(one.mentions for one in counted) == told.mentions == len(records)
    assert sum(told.days.values()) == sum(told.hours) == told.mentions - told.undated
    assert told.people + told.anonymous <= told.mentions
    assert told.outlets <= told.mentions
    assert told.followers.known + told.followers.unknown == told.people
    assert told.likes.known + told.likes.unknown == told.mentions


@given(MANY.flatmap(lambda many: st.tuples(st.just(many), st.permutations(many))))
def test_the_order_makes_no_difference(both: tuple[list[Record], list[Record]]) -> None:
    records, mixed = both
    one, other = tallied(*records), tallied(*mixed)
    assert numbers(one) == numbers(other)
    assert one.times.first == other.times.first
    assert one.people.most(NOTHING_SAID, 9) == other.people.most(NOTHING_SAID, 9)
    assert one.people.earliest(NOTHING_SAID, 9) == other.people.earliest(NOTHING_SAID, 9)


@given(st.lists(st.datetimes(timezones=st.just(timezone(HOUR))), min_size=4, max_size=20))
def test_half_life_is_that_of_sorted_moments(moments: list[datetime]) -> None:
    tally = tallied(*(record(n, published=at) for n, at in enumerate(moments)))
    ordered = sorted(moments)
    wanted = ordered[(len(moments) + 1) // 2 - 1] - ordered[0]
    found = tally.times.half_life
    assert found is not None
    assert abs(found - wanted) < timedelta(milliseconds=1)


def test_an_author_may_be_anything() -> None:
    for name in ("\u202e", "\ud800", "=1+1", "🦊" * 300):
        assert len(tallied(record(1, author=Author(name=name))).people) == 1
