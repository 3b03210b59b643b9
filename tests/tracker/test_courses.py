from datetime import UTC, datetime, timedelta

import pytest

from mentions.asking import Watch
from mentions.core.plan.course import Course
from mentions.core.plan.curve import HOUR
from mentions.store.plan import Dates
from mentions.tracker.plans.courses import Courses, courses_of

START = datetime(2026, 3, 14, 12, tzinfo=UTC)
NOW = START.timestamp()
FRESH, OLD = START - timedelta(hours=2), START - timedelta(days=400)
BLOG = "https://blog.example"
ADDRESSES = [
    (f"{BLOG}/fresh", f"{BLOG}/fresh", 1),
    (f"{BLOG}/?p=42", f"{BLOG}/fresh", 1),
    (f"{BLOG}/2025/old", f"{BLOG}/2025/old", 2),
    (f"{BLOG}/2025/undated", f"{BLOG}/2025/undated", 3),
    ("https://other.example/x", "https://other.example/x", 4),
]
DATES = {1: Dates(FRESH, 900), 2: Dates(OLD, 60), 3: Dates(), 4: Dates(START, None)}


def at(*moments: datetime, ageless: float = 0.0) -> Course:
    return Course(tuple((moment.timestamp(), 1.0) for moment in moments), ageless)


@pytest.fixture
def courses() -> Courses:
    return courses_of(ADDRESSES, DATES)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://www.blog.example/fresh/?utm_source=x", at(FRESH)),
        (f"{BLOG}/?p=42", at(FRESH)),
        (f"{BLOG}/2025/undated", at(ageless=1.0)),
        (f"{BLOG}/2025/", at(OLD, ageless=1.0)),
        (f"{BLOG}/", at(OLD, FRESH, ageless=1.0)),
        ("https://other.example/", at(START)),
        ("https://blog.example.org/", at(ageless=1.0)),
        (f"{BLOG}/20", at(ageless=1.0)),
    ],
)
def test_a_search_is_for_what_lies_below_its_address(
    courses: Courses, address: str, expected: Course
) -> None:
    watch = Watch(source="hackernews", address=address)
    assert courses.of(watch, searches=True, now=NOW).course == expected


@pytest.mark.parametrize(
    ("watch", "expected"),
    [
        (Watch(source="webpage", address=f"{BLOG}/fresh"), at(FRESH)),
        (Watch(source="feed", address=f"{BLOG}/fresh/feed/?x=1"), at(FRESH)),
        (Watch(source="isso", address=f"https://c.example/?uri=/#{BLOG}/fresh"), at(FRESH)),
        (Watch(source="feed", address="file:a.xml", base_url=f"{BLOG}/2025/old/feed"), at(OLD)),
        # Comments of the whole blog; and the blog may be a platform with others' pages, too.
        (Watch(source="feed", address=f"{BLOG}/comments/feed"), at(OLD, FRESH, ageless=2.0)),
        (Watch(source="feed", address="https://neighbour.example/feed"), at(ageless=1.0)),
        (Watch(source="webpage", address="file:a.html"), at(ageless=1.0)),
        (Watch(source="webpage", address="nonsense"), at(ageless=1.0)),
    ],
)
def test_a_place_is_for_an_article_of_its_own_or_for_any(
    courses: Courses, watch: Watch, expected: Course
) -> None:
    assert courses.of(watch, searches=False, now=NOW).course == expected


def test_the_most_urgent_article_of_a_place_decides(courses: Courses) -> None:
    def delay(path: str) -> int | None:
        watch = Watch(source="hackernews", address=BLOG + path)
        return courses.of(watch, searches=True, now=NOW).max_delay

    assert (delay("/fresh"), delay("/"), delay("/2025/undated")) == (900, 60, None)


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (Dates(START - timedelta(days=6, hours=23), None, 900), 900),
        (Dates(START - timedelta(days=7), None, 900), None),
        (Dates(None, None, 900), None),
        (Dates(START + timedelta(hours=5), None, 900), 900),
        (Dates(START + timedelta(days=2), None, 900), None),
        (Dates(START, 60, 900), 60),
        (Dates(START, 1200, 900), 1200),
        (Dates(OLD, 60, 900), 60),
    ],
)
def test_the_delay_of_a_blog_holds_for_new_posts(dates: Dates, expected: int | None) -> None:
    courses = courses_of([(f"{BLOG}/a", f"{BLOG}/a", 1)], {1: dates})
    watch = Watch(source="webpage", address=f"{BLOG}/a")
    assert courses.of(watch, searches=False, now=NOW).max_delay == expected


def test_a_date_to_come_is_now_or_unknown() -> None:
    soon, never = START + timedelta(hours=5), datetime(2999, 1, 1, tzinfo=UTC)
    addresses = [(f"{BLOG}/{n}", f"{BLOG}/{n}", n) for n in (1, 2)]
    courses = courses_of(addresses, {1: Dates(soon), 2: Dates(never)})
    found = [
        courses.of(Watch(source="webpage", address=f"{BLOG}/{n}"), searches=False, now=NOW).course
        for n in (1, 2)
    ]
    assert found == [at(START), at(ageless=1.0)]


def test_the_course_of_a_site_is_made_anew_after_an_hour(courses: Courses) -> None:
    watch = Watch(source="hackernews", address=f"{BLOG}/")
    first = courses.of(watch, searches=True, now=NOW)
    assert courses.of(watch, searches=True, now=NOW + HOUR - 1) is first
    assert courses.of(watch, searches=True, now=NOW + HOUR) is not first
