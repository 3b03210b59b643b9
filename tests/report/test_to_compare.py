import json
from dataclasses import replace
from datetime import timedelta

from tests.report.summaries import NOW, a_summary, an_act

from mentions.core.summary.compare import COUNTS, FIELDS, OWN_WORDS, TOLD, compare
from mentions.core.summary.freeze import Cut
from mentions.core.summary.model import Act, Person, Told
from mentions.report.english import voice_of
from mentions.report.to_compare import (
    _FIELDS,
    _NUMBERS,
    comparison_as_dict,
    render_comparison,
    render_comparison_json,
)


def cut(*acts: Act, days: int = 0) -> Cut:
    return Cut(summary=a_summary(*acts, made_at=NOW + timedelta(days)), acts=acts)


def changed() -> tuple[Cut, Cut]:
    later = cut(an_act(2, "\x1b[31mAnders\u202e"), an_act(3), an_act(4), days=7)
    person = Person(name="Zoë", mentions=1, platform="web")
    return cut(an_act(1), an_act(2)), replace(
        later, summary=replace(later.summary, people=(person,))
    )


def told(old: Cut, new: Cut, language: str = "en", zone: str = "UTC") -> str:
    return render_comparison(compare(old, new), voice_of(language), zone=zone)


def test_lines() -> None:
    assert told(*changed()).splitlines() == [
        "From 23 Nov 2026, 08:30 UTC to 30 Nov 2026, 08:30 UTC:",
        "  Mentions: 2 -> 3 (+1)",
        "2 new mentions:",
        "  3 Schön, weg damit!: Schön, weg damit! https://social.example/jens/3",
        "  4 Schön, weg damit!: Schön, weg damit! https://social.example/jens/4",
        "1 mention gone:",
        "  1 Schön, weg damit!: Schön, weg damit! https://social.example/jens/1",
        "1 mention edited:",
        "  2 Anders: Anders https://social.example/jens/2 (author, text)",
        "1 new person:",
        "  Zoë (Web)",
    ]


def test_lines_in_german() -> None:
    old, new = changed()
    numbers = replace(
        new.summary.numbers, likes=Told(total=1500, known=1, unknown=0), depth=2, people=0
    )
    tagged = replace(an_act(2, "Anders"), tags=("paid",), health="gone")
    new = replace(new, acts=(tagged, an_act(3, text=None), an_act(5, text=None, url=None)))
    new = replace(new, summary=replace(new.summary, numbers=numbers))
    assert told(old, new, "de", "Europe/Berlin").splitlines() == [
        "Von 23.11.2026, 09:30 MEZ bis 30.11.2026, 09:30 MEZ:",
        "  Erwähnungen: 2 -> 3 (+1)",
        "  Personen: 1 -> 0 (-1)",
        "  Stufen der Verbreitung: 0 -> 2 (+2)",
        "  Likes: 12 -> 1.500 (+1.488)",
        "2 neue Erwähnungen:",
        "  3 Schön, weg damit!: https://social.example/jens/3",
        "  5 Schön, weg damit!: hat geantwortet",
        "1 Erwähnung nicht mehr da:",
        "  1 Schön, weg damit!: Schön, weg damit! https://social.example/jens/1",
        "1 Erwähnung geändert:",
        "  2 Anders: Anders https://social.example/jens/2 (Verfasser, Text, ob es noch da ist)",
        "eigene Angabe geändert bei 1 Erwähnung:",
        "  2 Anders: Anders https://social.example/jens/2 (Markierungen)",
        "1 neue Person:",
        "  Zoë (Web)",
    ]


def test_everything_compared_has_a_name() -> None:
    assert set(_NUMBERS) == {*COUNTS, *TOLD}
    assert set(_FIELDS) == {*FIELDS, "health", *OWN_WORDS}


def test_nothing_and_another_time() -> None:
    assert told(cut(), cut()).endswith("\nNothing changed.")
    other = cut()
    scope = replace(other.summary.scope, until=NOW)
    other = replace(other, summary=replace(other.summary, scope=scope))
    assert "of different times" in told(cut(), other)


def test_many_are_cut() -> None:
    acts = [an_act(number) for number in range(1, 31)]
    lines = told(cut(), cut(*acts)).splitlines()
    assert "30 new mentions:" in lines
    assert lines.count("  and 10 more") == 1


def test_json() -> None:
    value = comparison_as_dict(compare(*changed()))
    assert value["since"] == "2026-11-23T08:30:00Z"
    assert [one["id"] for one in value["new"]] == [3, 4]
    assert value["gone"][0]["url"] == "https://social.example/jens/1"
    assert value["edited"][0]["what"] == ["author", "text"]
    assert value["numbers"] == {"mentions": {"before": 2, "after": 3}}
    assert value["people"][0]["name"] == "Zoë"
    assert json.loads(render_comparison_json(compare(*changed()))) == value


def test_an_own_word_is_json_of_its_own() -> None:
    later = replace(an_act(1), tags=(), sentiment="positive")
    value = comparison_as_dict(compare(cut(an_act(1)), cut(later)))
    assert value["edited"] == []
    assert value["marked"] == [
        {
            "what": ["tags", "sentiment"],
            "before": {"id": 1, "tags": ["ours"], "sentiment": None},
            "after": {"id": 1, "tags": [], "sentiment": "positive"},
        }
    ]
