from datetime import UTC, datetime, timedelta

import pytest

from mentions.core.alerts.sharers import Share, auto_sharers

OUT = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


def shares(
    number: int, *, after: float | None = 3, before: int = 9, published: bool = True
) -> list[Share]:
    return [
        Share(
            account="mastodon bot",
            article_id=article,
            at=None if after is None else OUT + timedelta(minutes=after),
            published=OUT if published else None,
            before=before,
        )
        for article in range(number)
    ]


@pytest.mark.parametrize(
    ("given", "articles", "expected"),
    [
        (shares(5), 100, True),
        (shares(4), 4, False),  # too few
        (shares(5, after=-1), 100, True),  # clocks differ
        (shares(5, after=11), 100, False),
        ([*shares(9), *shares(10, after=60)[9:]], 100, False),  # once somebody had read it
        (shares(5, published=False), 100, False),  # nothing is known about haste
        (shares(5, after=None), 100, False),
        (shares(8, after=600, before=2), 10, True),  # always among the first, nearly every article
        (shares(7, after=600, before=2), 10, False),
        (shares(8, after=600, before=3), 10, False),
    ],
)
def test_auto_sharers(given: list[Share], articles: int, expected: bool) -> None:  # noqa: FBT001
    found = auto_sharers(given, {"mastodon bot": articles})
    assert found == ({"mastodon bot"} if expected else set())


def test_five_shares_of_one_article_are_no_habit() -> None:
    assert auto_sharers(shares(1) * 5, {"mastodon bot": 1}) == set()
