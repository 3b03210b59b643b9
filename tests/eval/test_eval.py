"""What the program makes of the labelled set may not fall below these floors."""

import pytest
from labels import Case, comment_cases, page_cases
from scoring import Score, score, seen

from mentions import extract_mentions

FLOOR = 0.98
FIELD_FLOORS = {
    "comments": {
        "name": 0.98,
        "handle": 0.98,
        "via": 0.98,
        "hashtags": 0.98,
        "links": 0.98,
        "reported_by": 0.98,
        "evidence": 0.98,
    },
    "pages": {
        "name": 0.98,
        "url": 0.97,
        "published": 0.97,
        "published_zone_known": 0.97,
        "evidence": 0.98,
    },
}
SETS = {"comments": comment_cases, "pages": page_cases}


def measured(cases: list[Case]) -> Score:
    total = Score()
    for case in cases:
        found = extract_mentions(
            case.data, url=case.url, article=case.article, content_type="text/html; charset=utf-8"
        )
        score(total, case.id, case.labels, [seen(mention) for mention in found])
    return total


@pytest.fixture(scope="module", params=SETS)
def result(request: pytest.FixtureRequest) -> tuple[str, Score]:
    return request.param, measured(SETS[request.param]())


def test_precision(result: tuple[str, Score]) -> None:
    _, total = result
    assert total.precision >= FLOOR, total.report()


def test_recall(result: tuple[str, Score]) -> None:
    _, total = result
    assert total.recall >= FLOOR, total.report()


def test_fields(result: tuple[str, Score]) -> None:
    which, total = result
    low = {
        name: total.accuracy[name]
        for name, floor in FIELD_FLOORS[which].items()
        if total.accuracy[name] < floor
    }
    assert low == {}, total.report()
