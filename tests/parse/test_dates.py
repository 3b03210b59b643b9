from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.parse.dates import Order, find_date, read_date
from mentions.parse.datewords import MONTHS

NOON = datetime(2009, 7, 14, 11, 42, tzinfo=UTC)
DAY = datetime(2009, 7, 14, tzinfo=UTC)

WALL_CLOCK = [
    "14. Juli 2009 um 11:42",
    "14. Juli 2009 at 11:42",
    "Juli 14th, 2009 at 11:42",
    "14. Juli 2009 @ 11:42",
    "14. Juli 2009, 11.42 Uhr",
    "14.07.2009, 11:42 Uhr",
    "am 14.7.2009 um 11:42",
    "Di, 14.07.2009 - 11:42",
    "11:42 Uhr am 14. Juli 2009",
    "July 14th, 2009 at 11:42 am",
    "Tuesday, July 14, 2009 11:42:00 AM",
    "11:42 am on July 14, 2009",
    "07/14/2009 - 11:42",
    "14 juillet 2009 à 11 h 42",
    "14 juillet 2009 à 11h42",
    "14 de julio de 2009 a las 11:42",
    "14 luglio 2009 alle ore 11:42",
    "14 de julho de 2009 às 11:42",
    "14 juli 2009 om 11:42",
    "14 juli, 2009 kl. 11:42",
    "14. juli 2009 kl. 11.42",
    "14 lipca 2009 o 11:42",
    "14. července 2009 v 11:42",
    "14 июля 2009 г. в 11:42",
    "2009. július 14. 11:42",
    "14 Temmuz 2009, 11:42",
    "2009年7月14日 11:42",
    "2009年7月14日(火) 11:42",
    "2009年7月14日上午11:42",
    "2009년 7월 14일 11:42",
    "2009/07/14 11:42",
    "2009-07-14 11:42:00",
    "20090714T114200",
    "20090714114200",
]
WITH_ZONE = [
    "2009-07-14T11:42:00Z",
    "2009-07-14T13:42:00+02:00",
    "2009-07-14T13:42:00.123456789+0200",
    "2009-07-14T11:42:00.1Z",
    "20090714T114200Z",
    "2009-07-14 11:42 UTC",
    "Tue, 14 Jul 2009 13:42:00 +0200",
    "Tue, 14 Jul 2009 07:42:00 EDT",
    "14 Jul 09 11:42 GMT",
    "Tue Jul 14 2009 13:42:00 GMT+0200 (Central European Summer Time)",
    "14. Juli 2009, 13:42 Uhr MESZ",
    "1247571720",
    "1247571720.25",
    "1247571720000",
]
DAYS = [
    "2009-07-14",
    "14. Juli 2009",
    "am 14.07.09",
    "14.07.2009",
    "July 14, 2009",
    "Вторник, 14 июля 2009",
    "14/07/2009",
    "07/14/2009",
]
NO_DATES = [
    "",
    "vor 2 Tagen",
    "2 days ago",
    "gestern",
    "14 July 11:42",
    "31.02.2009",
    "14.13.2009",
    "0001-01-01T00:00:00Z",
    "1985-01-01",
    "2101-01-01",
    "Linkschau 29/2009",
    "192.168.1.10",
    "seit dem 14. Juli 2009 gesperrt",
    "2009-07-14T25:00:00Z",
    "9" * 500,
    "\x00",
]
SLASHED: list[tuple[str, str | None, Order | None, tuple[int, int] | None]] = [
    ("03/04/2009", "de", None, (4, 3)),
    ("03/04/2009", "fr-CA", None, (4, 3)),
    ("03/04/2009", "en-GB", None, (4, 3)),
    ("03/04/2009", "en-US", None, (3, 4)),
    ("03/04/2009", "en", None, None),
    ("03/04/2009", None, None, None),
    ("03/04/2009", "en", "mdy", (3, 4)),
    ("09/03/04", "ja", None, (3, 4)),
    ("04/04/2009", "en", None, (4, 4)),
]


@pytest.mark.parametrize("text", WALL_CLOCK)
def test_wall_clock(text: str) -> None:
    assert read_date(text) == (NOON, False)


@pytest.mark.parametrize("text", WITH_ZONE)
def test_zone_is_stated(text: str) -> None:
    found = read_date(text)
    assert found is not None
    assert (found[0].replace(microsecond=0), found[1]) == (NOON, True)


@pytest.mark.parametrize("text", DAYS)
def test_day_without_time_is_midnight(text: str) -> None:
    assert read_date(text) == (DAY, False)


@pytest.mark.parametrize("text", NO_DATES)
def test_no_date(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize(("text", "language", "order", "expected"), SLASHED)
def test_slashed(
    text: str, language: str | None, order: Order | None, expected: tuple[int, int] | None
) -> None:
    found = read_date(text, language=language, order=order)
    assert (found and (found[0].month, found[0].day)) == expected


def test_no_name_means_two_months() -> None:
    numbers: dict[str, set[int]] = {}
    for row in MONTHS.values():
        assert row.count("|") == 11
        for number, names in enumerate(row.split("|"), 1):
            for name in names.split():
                numbers.setdefault(name, set()).add(number)
    assert not {name for name, months in numbers.items() if len(months) > 1}


@pytest.mark.parametrize("language", MONTHS)
def test_every_month_of_every_language(language: str) -> None:
    for number, names in enumerate(MONTHS[language].split("|"), 1):
        for name in names.split():
            found = read_date(f"2 {name} 2009")
            assert found == (datetime(2009, number, 2, tzinfo=UTC), False), name


@pytest.mark.parametrize(
    ("line", "cut"),
    [
        ("Eva schrieb am 14. Juli 2009 um 11:42: Hallo", "14. Juli 2009 um 11:42"),
        ("Comment by Tom - 2009-07-14T11:42:00Z", "2009-07-14T11:42:00Z"),
        ("Posted 11:42, 14.07.2009 by Tom", "11:42, 14.07.2009"),
    ],
)
def test_date_inside_a_line(line: str, cut: str) -> None:
    found = find_date(line)
    assert found is not None
    assert line[found.start : found.end] == cut
    assert found.moment == NOON


def test_line_without_a_date() -> None:
    assert find_date("Eva schrieb vor 2 Tagen, am 14. Juli") is None


@given(st.text(alphabet=st.sampled_from("0123456789 .:/-TZ+,Juli年月日amp"), max_size=60))
def test_never_raises_on_what_looks_like_dates(text: str) -> None:
    for language in (None, "de", "ja"):
        found = read_date(text, language=language)
        assert found is None or (1989 < found[0].year < 2102 and found[0].tzinfo is UTC)
        inside = find_date(text, language=language)
        assert inside is None or 0 <= inside.start < inside.end <= len(text)


@given(st.text(max_size=500))
def test_never_raises_on_any_text(text: str) -> None:
    read_date(text)
    find_date(text)


@given(st.datetimes(min_value=datetime(1990, 1, 2), max_value=datetime(2099, 12, 30)))  # noqa: DTZ001 - Hypothesis wants them naive
def test_iso_comes_back(moment: datetime) -> None:
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    assert read_date(moment.isoformat()) == (moment, True)
