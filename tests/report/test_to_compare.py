from dataclasses import replace
from datetime import timedelta

from tests.report.summaries import NOW, a_summary, an_act

from mentions.core.summary.compare import compare
from mentions.core.summary.freeze import Cut
from mentions.core.summary.model import Act, Person
from mentions.report.to_compare import comparison_as_dict, render_comparison


def cut(*acts: Act, days: int = 0) -> Cut:
    return Cut(summary=a_summary(*acts, made_at=NOW + timedelta(days)), acts=acts)


def changed() -> tuple[Cut, Cut]:
    later = cut(an_act(2, "\x1b[31mAnders\u202e"), an_act(3), an_act(4), days=7)
    person = Person(name="Zoë", mentions=1, platform="web")
    return cut(an_act(1), an_act(2)), replace(
        later, summary=replace(later.summary, people=(person,))
    )


def test_lines() -> None:
    assert render_comparison(compare(*changed())).splitlines() == [
        "From 2026-11-23 08:30 UTC to 2026-11-30 08:30 UTC:",
        "  mentions: 2 -> 3 (+1)",
        "2 new mentions:",
        "  3 Schön, weg damit!: Schön, weg damit! https://social.example/jens/3",
        "  4 Schön, weg damit!: Schön, weg damit! https://social.example/jens/4",
        "1 mention gone:",
        "  1 Schön, weg damit!: Schön, weg damit! https://social.example/jens/1",
        "1 mention edited:",
        "  2 Anders: Anders https://social.example/jens/2 (author, text)",
        "1 new person:",
        "  Zoë (web)",
    ]


def test_nothing_and_another_time() -> None:
    assert render_comparison(compare(cut(), cut())).endswith("\nNothing changed.")
    other = cut()
    scope = replace(other.summary.scope, until=NOW)
    other = replace(other, summary=replace(other.summary, scope=scope))
    assert "of different times" in render_comparison(compare(cut(), other))


def test_many_are_cut() -> None:
    acts = [an_act(number) for number in range(1, 31)]
    lines = render_comparison(compare(cut(), cut(*acts))).splitlines()
    assert "30 new mentions:" in lines
    assert lines.count("  10 more") == 1


def test_json() -> None:
    value = comparison_as_dict(compare(*changed()))
    assert value["since"] == "2026-11-23T08:30:00Z"
    assert [one["id"] for one in value["new"]] == [3, 4]
    assert value["gone"][0]["url"] == "https://social.example/jens/1"
    assert value["edited"][0]["what"] == ["author", "text"]
    assert value["numbers"] == {"mentions": {"before": 2, "after": 3}}
    assert value["people"][0]["name"] == "Zoë"
