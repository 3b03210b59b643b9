import io
import json
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

from mentions.core.plan.budget import WORTH, Prices
from mentions.core.plan.outlook import Outlook
from mentions.core.plan.overview import By, Line, Overview, Promise
from mentions.report.to_plan import plan_as_dict, render_plan, span

LOOKS = Outlook(arrivals=2.0, requests=48.0, delay=900.0, gain=450.0)


def promise(budget: float, *, delay: float | None, price: float = 450.0) -> Promise:
    return Promise(budget, Prices(price), 48.0, delay, (LOOKS,))


def plan(**changes: Any) -> Overview:
    line = Line(
        watch_id=3,
        source="feed",
        address="https://blog.example/\x1b[31mfeed",
        interval=1800.0,
        by=By.PLANNER,
        outlook=LOOKS,
    )
    now, more = promise(48.0, delay=900.0), promise(52.8, delay=820.0)
    return replace(Overview(lines=(line,), now=now, more=more, debt=0.0), **changes)


def printed(shown: Overview) -> str:
    out = io.StringIO()
    render_plan(shown, console=Console(file=out, width=10_000, no_color=True))
    return out.getvalue()


def test_every_number_of_a_watch_is_shown() -> None:
    row = printed(plan()).splitlines()[0]
    assert row == "3  feed  https://blog.example/feed  2  48  30 min  15 min  8 min"


@pytest.mark.parametrize("by", [By.OWNER, By.HUB, By.SERVER])
def test_it_says_who_else_chose(by: By) -> None:
    (line,) = plan().lines
    assert (
        printed(plan(lines=(replace(line, by=by),))).splitlines()[0]
        != printed(plan()).splitlines()[0]
    )


def test_what_more_budget_buys() -> None:
    text = printed(plan())
    assert "48 requests a day of 48; a mention is found after 15 min on average." in text
    assert "With 5 more requests a day (10%) the mean delay falls from 15 min to 14 min." in text


def test_more_budget_than_is_worth_it() -> None:
    now, more = (promise(one, delay=900.0, price=WORTH) for one in (1e4, 1.1e4))
    assert "More budget buys nothing" in printed(plan(now=now, more=more))


def test_less_budget_than_the_intervals_take() -> None:
    text = printed(plan(now=promise(20.0, delay=900.0), more=promise(22.0, delay=900.0)))
    assert "That is more than the budget" in text


def test_where_no_mention_is_expected_nothing_is_promised() -> None:
    text = printed(plan(now=promise(48.0, delay=None), more=promise(52.0, delay=None)))
    assert "no mention is expected" in text
    assert "falls from" not in text


@pytest.mark.parametrize(("debt", "told"), [(30.0, True), (0.4, False), (-30.0, False)])
def test_a_debt_is_told(debt: float, told: bool) -> None:  # noqa: FBT001 - a row of the table
    assert ("30 requests beyond the budget" in printed(plan(debt=debt))) is told


def test_json_holds_plain_numbers() -> None:
    told = json.loads(json.dumps(plan_as_dict(plan(debt=3.5))))
    assert told["watches"] == [
        {
            "id": 3,
            "source": "feed",
            "address": "https://blog.example/\x1b[31mfeed",
            "mentions": 2.0,
            "requests": 48.0,
            "interval": 1800.0,
            "chosen_by": "planner",
            "delay": 900.0,
            "one_more_saves": 450.0,
        }
    ]
    assert (told["budget"], told["delay"], told["price"], told["debt"]) == (48.0, 900.0, 450.0, 3.5)
    assert told["more"] == {"budget": 52.8, "requests": 48.0, "delay": 820.0}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.4, "0 s"),
        (119, "119 s"),
        (120, "2 min"),
        (7199, "120 min"),
        (9000, "2.5 h"),
        (1e6, "11.6 days"),
    ],
)
def test_lengths_of_time(seconds: float, words: str) -> None:
    assert span(seconds) == words
