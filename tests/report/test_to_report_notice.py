from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.report.summaries import a_summary, an_act

from mentions.core.alerts.model import Rendered
from mentions.core.summary.model import Counted, Numbers, Scope, Summary
from mentions.report.to_report_notice import render_report_notice

WEEK = Scope(
    made_at=datetime(2026, 11, 23, 7, tzinfo=UTC),
    since=datetime(2026, 11, 15, 23, tzinfo=UTC),
    until=datetime(2026, 11, 22, 23, tzinfo=UTC),
    zone="Europe/Berlin",
)
FILES = (Path("/srv/reports/weekly-2026-11-23.pdf"), Path("/srv/reports/weekly-2026-11-23.csv"))
PLATFORMS = (Counted(name="mastodon", mentions=8), Counted(name="web", mentions=4))


def a_week(*, scope: Scope = WEEK, before: bool = True, **numbers: Any) -> Summary:
    summary = a_summary(an_act())
    fields: dict[str, Any] = {"mentions": 12, "people": 9, "platforms": PLATFORMS}
    counted: Numbers = replace(summary.numbers, **fields | numbers)
    article = replace(summary.articles[0], title="Weg mit der Firewall")
    return replace(
        summary,
        scope=scope,
        numbers=counted,
        articles=(article,),
        before=replace(counted, mentions=5) if before else None,
    )


def told(summary: Summary, language: str = "de", **more: Any) -> Rendered:
    return render_report_notice(summary, language, files=FILES, **more)


def test_in_german() -> None:
    words = told(a_week())
    assert words.title == "Weg mit der Firewall, 16.11.2026 bis 22.11.2026"
    numbers, sentence, _, coverage = words.body.splitlines()
    assert numbers == "12 Erwähnungen von 9 Personen, davon 8 auf Mastodon. 5 im Zeitraum davor."
    assert sentence.startswith("Dieser Beitrag wurde")
    assert coverage.startswith("An 3 von 4 Orten ")
    assert coverage.endswith("die hier fehlen.")


def test_in_english() -> None:
    words = told(a_week(), "en")
    assert words.title == "Weg mit der Firewall, 16 Nov 2026 to 22 Nov 2026"
    assert words.body.startswith("12 mentions by 9 people, 8 of them on Mastodon. 5 in the period")


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ({"platforms": PLATFORMS[:1], "mentions": 8}, "8 mentions by 9 people on Mastodon."),
        ({"people": 0}, "12 mentions, 8 of them on Mastodon."),
        ({"people": 1, "mentions": 1, "platforms": (Counted(name="web", mentions=1),)},
         "1 mention by 1 person on the web."),
        ({"platforms": (Counted(name=None, mentions=12),)}, "12 mentions by 9 people."),
        ({"mentions": 0, "people": 0, "platforms": ()}, "No mentions are known from this time."),
    ],
)  # fmt: skip
def test_numbers(numbers: dict[str, Any], expected: str) -> None:
    assert told(a_week(before=False, **numbers), "en").body.splitlines()[0] == expected


@pytest.mark.parametrize(
    ("since", "title"),
    [
        (datetime(2026, 11, 21, 23, tzinfo=UTC), "Weg mit der Firewall, 22.11.2026"),
        (None, "Weg mit der Firewall, bis 22.11.2026"),
    ],
)
def test_the_time_in_the_title(since: datetime | None, title: str) -> None:
    assert told(a_week(scope=replace(WEEK, since=since))).title == title


def test_of_many_articles_the_first_are_named() -> None:
    summary = a_week()
    articles = tuple(
        replace(summary.articles[0], id=number, title=f"Beitrag {number}") for number in range(5)
    )
    lines = told(replace(summary, articles=articles, left_out=7)).body.splitlines()
    assert lines[1:5] == [
        *(f"- Beitrag {number}: 1 Erwähnung" for number in range(3)),
        "… und 9 weitere",
    ]


def test_one_of_several_articles_with_mentions_is_not_the_only_one() -> None:
    summary = a_week()
    (one,) = summary.articles
    silent = replace(one, id=2, title="B", numbers=replace(one.numbers, mentions=0))
    body = told(replace(summary, articles=(one, silent))).body
    assert "Dieser Beitrag" not in body
    assert "- Weg mit der Firewall: " in body


def test_what_could_not_be_made_and_where_the_rest_is() -> None:
    words = told(a_week(), failed=("pdf", "xlsx"))
    assert words.body.endswith("Nicht erstellt werden konnte: pdf und xlsx.")
    assert words.files == tuple(map(str, FILES))
    assert words.unattached == (
        "Der Bericht liegt im Ordner /srv/reports: weekly-2026-11-23.pdf, weekly-2026-11-23.csv"
    )


@pytest.mark.parametrize("bad", ["@everyone", "@channel", "@here", "<!", "<@", "\x1b", "\u202e"])
def test_nothing_in_it_calls_a_whole_channel(bad: str) -> None:
    act = an_act(words=f"Hallo {bad}> Welt")
    summary = a_week()
    article = replace(summary.articles[0], title=f"Über {bad}> uns", acts=(act,))
    one = told(replace(summary, articles=(article,)))
    two = told(replace(summary, articles=(article, replace(article, id=2))))
    for text in (one.title, one.body, two.body):
        assert bad not in text
    assert "Hallo" in one.body
    assert "Über" in two.body
