"""A report on a terminal, in a pipe, as Markdown and as JSON; hostile words do no harm in any."""

import io
import json
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from rich.console import Console
from tests.report.summaries import HOSTILE, NOW, an_act
from tests.report.summaries import a_summary as made

from mentions.core.summary.model import Counted, Seen, Summary, Told, Unseen
from mentions.core.summary.obstacle import Obstacle
from mentions.errors import ConfigError
from mentions.report import telling
from mentions.report.english import English, voice_of
from mentions.report.html.page import render_html
from mentions.report.look import Look
from mentions.report.to_report import per_column, render_report
from mentions.report.to_report_json import render_json
from mentions.report.to_report_md import render_markdown

LOOK = Look()


def a_summary() -> Summary:
    return made(an_act(1), an_act(2))


def printed(summary: Summary, look: Look = LOOK, *, terminal: bool = False) -> str:
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, width=100, highlight=False)
    render_report(summary, look, console=console)
    return out.getvalue()


def with_numbers(**changes: object) -> Summary:
    summary = a_summary()
    return replace(summary, numbers=replace(summary.numbers, **changes))


def test_a_pipe_gets_plain_lines() -> None:
    text = printed(a_summary())
    assert "\x1b" not in text
    assert re.search(r"^Mentions: 2\b", text, re.MULTILINE)
    assert not re.search("[▁-▏─-╿]", text)


def test_a_terminal_gets_charts() -> None:
    text = printed(a_summary(), terminal=True)
    assert "█" in text
    assert "\x1b[1m" in text


def test_unknown_is_never_0() -> None:
    nobody = Told(total=None, known=0, unknown=2)
    none = Told(total=0, known=1, unknown=1, as_of=date(2026, 1, 2))
    text = printed(with_numbers(likes=nobody, quotes=none))
    assert "Likes: not known (stated for none of 2 mentions)" in text
    assert "Quotes: 0 (sum over 1 of 2 mentions; oldest as of " in text


def test_reach_can_be_left_out() -> None:
    assert "Followers" in printed(a_summary())
    assert "Followers" not in printed(a_summary(), Look(reach=False))


def test_what_was_not_looked_at_is_told() -> None:
    unseen = Unseen(source="reddit", address="https://x.example/", why="needs a key", since=NOW)
    summary = replace(a_summary(), seen=Seen(places=3, looked=2, unseen=(unseen,)))
    for text in (printed(summary), render_markdown(summary, LOOK)):
        assert "2 of 3 places were looked at." in text
        assert "Reddit https://x.example/: not since 23 Nov 2026, 08:30" in text.replace("\\", "")


def test_reasons_are_told_in_the_language_of_the_report() -> None:
    unseen = Unseen(
        source="feed", address="https://x.example/", why="answered 404", obstacle=Obstacle.BROKEN
    )
    summary = replace(a_summary(), seen=Seen(places=1, looked=0, unseen=(unseen,)))
    german, words = Look(language="de"), "nie: ließ sich nicht abrufen oder lesen"
    for text in (printed(summary, german), render_markdown(summary, german)):
        assert f"Feed https://x.example/: {words}" in text
        assert "answered" not in text
    assert f"{words} (answered 404)" in " ".join(printed(summary, german, terminal=True).split())
    for text in (printed(summary), render_markdown(summary, LOOK)):
        assert "never: could not be fetched or read (answered 404)" in text


@pytest.mark.parametrize(
    ("known", "day"), [(True, "15.07.2009"), (False, "14.07.2009")], ids=["a zone", "no zone"]
)
def test_days_are_those_of_the_zone(known: bool, day: str) -> None:  # noqa: FBT001
    late = datetime(2009, 7, 14, 23, 30, tzinfo=UTC)
    summary = made(an_act(1, published=late, published_zone_known=known))
    summary = replace(summary, scope=replace(summary.scope, zone="Europe/Berlin"))
    look = Look(language="de")
    assert f"@jens, {day}\n" in printed(summary, look)
    assert f"hat geantwortet, Mastodon, {day}\n" in render_markdown(summary, look)


def test_what_became_of_a_mention_is_told() -> None:
    summary = made(replace(an_act(1), health="gone"))
    for text in (printed(summary), render_markdown(summary, LOOK)):
        assert "not there any more · tagged ours (owner’s own word)" in text


def test_differences_are_written_as_the_language_does() -> None:
    summary = with_numbers(mentions=2500)
    fewer = replace(summary.numbers, mentions=1000, people=3)
    text = printed(replace(summary, before=fewer), Look(language="de"))
    assert "Erwähnungen: +1.500 (1.000 im Zeitraum davor)" in text
    assert "Personen: -2 (3 im Zeitraum davor)" in text


def test_of_one_there_is_no_plural() -> None:
    one = Told(total=1, known=1, unknown=0)
    text = printed(with_numbers(likes=one, quotes=replace(one, total=None, known=0, unknown=1)))
    assert "Likes: 1 (sum over 1 of 1 mention)" in text
    assert "Quotes: not known (stated for none of 1 mention)" in text


def test_what_is_hidden_and_left_out_is_told() -> None:
    summary = replace(a_summary(), hidden=2, left_out=1, overrides=3)
    for text in (printed(summary), render_markdown(summary, LOOK)):
        assert "2 mentions no longer stand there and are not counted." in text
        assert "1 more article is counted, but not shown." in text
        assert "3 of the owner’s own words stand in this report." in text


def test_a_tree_that_was_not_drawn_is_told() -> None:
    assert "Spread: not drawn: too many mentions" in printed(with_numbers(spread_known=False))


def test_german() -> None:
    text = printed(a_summary(), Look(language="de"))
    assert "Erwähnungen: 2" in text
    assert "Wo nachgesehen wurde" in text
    assert "„Schön, weg damit!“" in text
    assert "15.07.2009" in text
    assert not re.search(r"2009-07-\d\d|“Schön", text)
    assert not re.search("^(Spitze|Zuerst)|Nach Netz:", text, re.MULTILINE)


@pytest.mark.parametrize("render", [printed, render_markdown])
def test_networks_and_languages_have_their_names(render: Callable[..., str]) -> None:
    web = (Counted(name="web", mentions=2), Counted(name="mastodon", mentions=1))
    numbers = {"platforms": web, "languages": (Counted(name="de", mentions=2),)}
    text = render(with_numbers(**numbers), Look(language="de"))
    assert "Web 2, Mastodon 1" in text
    assert "Deutsch 2" in text
    assert "Nach Netzwerk" in text


def test_markdown_has_german_quotation_marks() -> None:
    text = render_markdown(a_summary(), Look(language="de"))
    assert "  „Schön, weg damit!“" in text
    assert "hat geantwortet, Mastodon, 15.07.2009" in text


def test_without_babel_english_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    with_babel = printed(a_summary())
    voice_of.__globals__["speak"].cache_clear()
    monkeypatch.setitem(sys.modules, "babel", None)
    monkeypatch.setattr(telling, "find_spec", lambda _name: None)
    assert isinstance(voice_of("en"), English)
    assert "Mentions: 2" in printed(a_summary())
    assert "Mentions: 2" in with_babel
    with pytest.raises(ConfigError, match=r"mentions\[report\]"):
        voice_of("de")


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_do_no_harm(words: str) -> None:
    summary = a_summary()
    act = an_act(1, words)
    (article, *_) = summary.articles
    hostile = replace(
        summary,
        people=tuple(replace(one, name=words or "x") for one in summary.people),
        articles=(replace(article, title=words, acts=(act,)),),
    )
    plain = printed(hostile)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066\u2067]", plain)
    markdown = render_markdown(hostile, LOOK)
    assert not re.search(r"(?<!\\)<(?!https?://)", markdown)
    assert "](javascript:" not in markdown
    assert json.loads(render_json(hostile))["articles"][0]["acts"]


def test_json_has_the_names_of_the_model() -> None:
    summary = with_numbers(half_life=timedelta(hours=1), likes=Told(total=None, known=0, unknown=2))
    data = json.loads(render_json(summary))
    assert data["numbers"]["half_life"] == 3600.0
    assert data["numbers"]["likes"]["total"] is None
    assert data["scope"]["made_at"].endswith("Z")
    act = data["articles"][0]["acts"][0]
    assert act["mention"]["platform"] == summary.articles[0].acts[0].mention.platform


def test_many_days_share_columns() -> None:
    days = {date(2026, 1, 1) + timedelta(days=n): 1 for n in range(100)}
    columns = per_column(with_numbers(days=days).numbers, 60)
    assert (len(columns), sum(columns)) == (50, 100)


def test_english_says_what_babel_says() -> None:
    own, known = English(), voice_of("en")
    for number in (0, 1, 1234567):
        forms = "{number} copy", "{number} copies", number
        assert own.count(*forms) == known.count(*forms)
    assert own.duration(timedelta(days=1, hours=2)) == known.duration(timedelta(days=1, hours=2))
    assert own.duration(timedelta(seconds=9)) == known.duration(timedelta(seconds=9))


@pytest.mark.parametrize(
    ("own", "given", "of_all", "heading"),
    [
        ("Frühling", "Presse", True, "Frühling"),
        (None, "Presse", True, "Presse"),
        (None, None, True, "Mentions of all articles"),
        (None, None, False, "Mentions"),
    ],
)
def test_a_report_is_called_the_same_in_every_form(
    own: str | None,
    given: str | None,
    of_all: bool,  # noqa: FBT001
    heading: str,
) -> None:
    summary = a_summary()
    scope = replace(summary.scope, title=own)
    several = replace(
        summary, scope=scope, of_all=of_all, articles=(*summary.articles, *summary.articles)
    )
    look = Look(title=given)
    assert printed(several, look).startswith(f"{heading}\n")
    assert render_markdown(several, look).startswith(f"# {heading}\n")
    assert f"<h1><bdi>{heading}</bdi></h1>" in render_html(several, look)


def test_a_reason_is_not_told_twice() -> None:
    gone = Unseen(
        source="feed",
        address="https://x.example/",
        why="is gone for good (410)",
        obstacle=Obstacle.GONE,
    )
    summary = replace(a_summary(), seen=Seen(places=2, looked=1, unseen=(gone,)))
    for text in (printed(summary), render_markdown(summary, LOOK)):
        assert "1 of 2 places was looked at." in text
        assert "never: is gone for good (410)\n" in text.replace("\\", "")
    assert render_html(summary, LOOK).count("gone for good") == 1


def test_without_places_nobody_looked() -> None:
    summary = replace(a_summary(), seen=Seen(places=0, looked=0))
    for text in (printed(summary), render_markdown(summary, LOOK), render_html(summary, LOOK)):
        assert "No place is watched, so nothing was looked at." in text
        assert "Nothing is known that kept us from looking." not in text


def test_words_without_an_address_leave_no_empty_line() -> None:
    act = replace(an_act(1, url=None), copies=(), tags=(), health=None)
    text = printed(made(act, replace(act, id=2)))
    words = text.partition("Newest words\n")[2].partition("\n\nWhat was looked at")[0]
    assert words
    assert "\n\n" not in words


def test_json_frozen_without_obstacles_has_none() -> None:
    (place,) = json.loads(render_json(a_summary()))["seen"]["unseen"]
    assert list(place) == ["source", "address", "why", "since", "until"]
    seen = a_summary().seen
    named = replace(seen.unseen[0], obstacle=Obstacle.BROKEN)
    summary = replace(a_summary(), seen=replace(seen, unseen=(named,)))
    (place,) = json.loads(render_json(summary))["seen"]["unseen"]
    assert (place["obstacle"], place["next_look"]) == ("broken", None)
