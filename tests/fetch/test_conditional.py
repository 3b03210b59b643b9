from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.asking import Page
from mentions.fetch.conditional import (
    condition_headers,
    cursor_for,
    fresh_for,
    refreshed,
    with_cursor,
)

NOW = datetime(2026, 5, 2, 8, tzinfo=UTC)
URL = "https://a.example/feed"
DAY = "Fri, 01 May 2026 08:00:00 GMT"


def page(**changes: object) -> Page:
    return Page(**({"url": URL, "asked": URL, "body": b"x"} | changes))


def cursor(headers: dict[str, str], **changes: object) -> dict[str, object]:
    return dict(with_cursor(page(**changes), headers, None).cursor or {})


@pytest.mark.parametrize(
    ("headers", "sent"),
    [
        ({"etag": 'W/"a"'}, {"If-None-Match": 'W/"a"'}),
        ({"etag": "no quotes"}, {"If-None-Match": "no quotes"}),
        ({"last-modified": DAY}, {"If-Modified-Since": DAY}),
        ({"last-modified": "yesterday"}, {"If-Modified-Since": "yesterday"}),
        ({"etag": '"a"', "last-modified": DAY}, {"If-None-Match": '"a"', "If-Modified-Since": DAY}),
        ({"etag": '"ä"'}, {}),
        ({"etag": '"a\x00b"'}, {}),
        ({"etag": "x" * 1025}, {}),
        ({"etag": ""}, {}),
        ({}, {}),
    ],
)
def test_validators_go_back_as_they_came(headers: dict[str, str], sent: dict[str, str]) -> None:
    assert condition_headers(cursor(headers), URL) == sent


def test_validators_go_only_to_their_giver() -> None:
    moved = cursor({"etag": '"a"'}, url="https://b.example/feed")
    assert condition_headers(moved, URL) == {}
    assert condition_headers(moved, "https://b.example/feed") == {"If-None-Match": '"a"'}


def test_a_cursor_belongs_to_one_question() -> None:
    known = cursor({"etag": '"a"'})
    assert cursor_for(known, asked=URL, accept=None) == known
    assert cursor_for(known, asked=URL + "?page=2", accept=None) is None
    assert cursor_for(known, asked=URL, accept="application/json") is None
    assert cursor_for({"etag": '"a"'}, asked=URL, accept=None) is None


@pytest.mark.parametrize("known", [{"etag": 5}, {"last_modified": []}])
def test_a_cursor_of_another_shape_is_harmless(known: dict[str, object]) -> None:
    sound = cursor({"etag": '"a"'})
    assert condition_headers(sound, URL) == {"If-None-Match": '"a"'}
    assert condition_headers({**sound, "etag": None, **known}, URL) == {}


def test_no_address_stands_in_a_cursor() -> None:
    """It may hold a key, and cursors are stored."""
    assert URL not in str(cursor({"etag": '"a"'}))


def test_304_may_bring_new_validators() -> None:
    known = cursor({"etag": '"a"', "last-modified": DAY})
    assert refreshed(known, {"etag": '"b"'}) == known | {"etag": '"b"'}
    assert refreshed(known, {}) == known


def test_the_same_body_is_unchanged_unless_it_came_from_elsewhere() -> None:
    known = cursor({})
    assert with_cursor(page(), {}, known).unchanged
    assert not with_cursor(page(body=b"y"), {}, known).unchanged
    assert not with_cursor(page(url="https://b.example/feed"), {}, known).unchanged


DATE = "Sat, 02 May 2026 08:00:00 GMT"
LATER = "Sat, 02 May 2026 08:10:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache-control": "max-age=600"}, 600),
        ({"cache-control": "public, MAX-AGE=600, must-revalidate"}, 600),
        ({"cache-control": 'max-age="600"'}, 600),
        ({"cache-control": "max-age=600", "age": "100"}, 500),
        ({"cache-control": "max-age=600", "age": "700"}, None),
        ({"cache-control": "max-age=600", "age": "young"}, 600),
        ({"cache-control": "max-age=600, max-age=5"}, 600),
        ({"cache-control": "s-maxage=60"}, 60),
        ({"cache-control": "s-maxage=60, max-age=600"}, 600),
        ({"cache-control": "max-age=0", "expires": LATER}, None),
        ({"cache-control": "max-age=9999999999"}, 86_400),
        ({"cache-control": "max-age=99999999999"}, None),
        ({"cache-control": "max-age=-5"}, None),
        ({"cache-control": "max-age=1e3"}, None),
        ({"cache-control": "no-cache, max-age=600"}, None),
        ({"cache-control": "no-store", "expires": LATER}, None),
        ({"cache-control": 'no-cache="set-cookie", max-age=600'}, 600),
        ({"cache-control": "x-max-age=5"}, None),
        ({"cache-control": "private"}, None),
        ({"expires": LATER}, 600),
        ({"expires": LATER, "date": "Sat, 02 May 2026 07:50:00 GMT"}, 1200),
        ({"expires": LATER, "date": "garbage"}, 600),
        ({"expires": DAY, "date": DATE}, None),
        ({"expires": "0"}, None),
        ({"expires": "-1"}, None),
        ({}, None),
    ],
)
def test_how_long_an_answer_stays_fresh(headers: dict[str, str], seconds: int | None) -> None:
    expected = None if seconds is None else timedelta(seconds=seconds)
    assert fresh_for(headers, NOW) == expected


@given(
    st.dictionaries(
        st.sampled_from(["cache-control", "expires", "date", "age"]),
        st.text(max_size=60) | st.from_regex(r"(s-)?max-?age=\"?[0-9]{0,12}", fullmatch=True),
    )
)
def test_no_header_breaks_it(headers: dict[str, str]) -> None:
    fresh = fresh_for(headers, NOW)
    assert fresh is None or timedelta(0) < fresh <= timedelta(days=1)
