"""The HTML report as lxml reads it: all of the summary stands in it, nothing is asked for."""

import re
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from lxml import html
from tests.report.html.reading import DE, table, tree, words

from mentions.core.summary.model import Counted, Summary, Told
from mentions.errors import ConfigError
from mentions.report.html.page import ACTS, render_html
from mentions.report.look import Look


def cards(page: html.HtmlElement) -> dict[str, str]:
    """Return the numbers of the overview by their names."""
    overview = page.find_class("cards")[0].find_class("card")
    return {words(one.find("dt")): words(one.find("dd")) for one in overview}


def test_numbers_stand_in_it(single: Summary) -> None:
    found = cards(tree(single))
    assert found["Erwähnungen"] == "20"
    assert found["Personen"] == "13"
    assert found["Reichweite (Follower)"].startswith("48.210 bei 9 von 14 bekannt")
    assert "Antworten" not in found
    assert "Zitate" not in found  # nobody was asked for them
    assert found["Bis zur ersten Erwähnung"] == "12 Minuten ab der Veröffentlichung"
    assert found["Halbwertszeit"].startswith("1 Tag, 7 Stunden")
    assert found["Stärkste Stunde"].startswith("14.07.2009, 09:30 MESZ 4 Erwähnungen")


def test_what_no_network_told_is_one_line(single: Summary) -> None:
    numbers = replace(single.numbers, likes=Told(total=None, known=0, unknown=20))
    page = tree(replace(single, numbers=numbers))
    assert "Likes" not in cards(page)
    told = [words(one) for one in page.find_class("untold")]
    assert told == ["Von keinem Netzwerk genannt: Likes, Antworten"]
    assert not tree(single, Look(language="de", reach=False)).find_class("untold")


def test_days_to_come_are_not_drawn(single: Summary) -> None:
    until = single.scope.made_at + timedelta(days=20)
    summary = replace(single, scope=replace(single.scope, until=until))
    days = words(tree(summary).find_class("axis")[0])
    assert days.endswith("01.08.2009")  # the day on which the data was read


def test_numbers_stand_beside_those_before(rich: Summary) -> None:
    found = cards(tree(rich))
    assert found["Erwähnungen"] == "28 davor: 20 (+40 %)"
    assert found["Personen"].endswith("davor: 0")  # nothing can be said in percent


def test_period_is_told_in_whole_days(single: Summary) -> None:
    page = tree(single)
    assert words(page.find_class("period")[0]) == "1. Juli 2009 – 31. Juli 2009"
    assert "Stand der Daten: 01.08.2009, 08:00 MESZ" in words(page.find_class("made")[0])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"since": None}, "bis 31. Juli 2009"),
        ({"until": None}, "seit 1. Juli 2009"),
        ({"since": None, "until": None}, "bis 01.08.2009, 08:00 MESZ"),
        ({"zone": "UTC"}, "30.06.2009, 22:00 UTC – 31.07.2009, 22:00 UTC"),
    ],
)
def test_period_may_be_open(single: Summary, change: dict[str, None], told: str) -> None:
    summary = replace(single, scope=replace(single.scope, **change))
    assert words(tree(summary).find_class("period")[0]) == told


def test_period_of_one_day_is_one_day(single: Summary) -> None:
    assert single.scope.since is not None
    scope = replace(single.scope, until=single.scope.since + timedelta(days=1))
    assert words(tree(replace(single, scope=scope)).find_class("period")[0]) == "1. Juli 2009"


def test_sentence_stands_on_top(single: Summary) -> None:
    lead = words(tree(single).find_class("lead")[0])
    assert lead.startswith("Dieser Beitrag wurde auf Hacker News, Bluesky")
    assert "und im Web von Anna Arndt, Jörg Ölmann und 11 weiteren erwähnt." in lead


def test_charts_are_tables_too(single: Summary) -> None:
    rows = table(tree(single), "Erwähnungen nach Tag")
    assert rows[0] == ["Tag", "Anzahl"]
    days = single.numbers.days
    assert [int(number) for _, number in rows[1:]] == list(days.values())
    assert rows[1][0] == "14.07.2009"


def test_charts_name_themselves(single: Summary) -> None:
    for chart in tree(single).iter("svg"):
        if chart.get("role") == "img":
            named = chart.get("aria-labelledby").split()
            texts = [chart.find(f".//*[@id='{one}']").text for one in named]
            assert len(texts) == 2
            assert all(texts)
        else:
            assert chart.get("aria-hidden") == "true"


def test_shares_are_of_all_mentions(single: Summary) -> None:
    rows = table(tree(single), "Erwähnungen nach Netzwerk")
    assert rows[0] == ["Netzwerk", "Anzahl", "Anteil"]
    assert ["Hacker News", "5", "25 %"] in rows


def test_bars_are_as_long_as_their_numbers(single: Summary) -> None:
    kinds = (Counted(name="like", mentions=5), Counted(name=None, mentions=20))
    page = tree(replace(single, numbers=replace(single.numbers, kinds=kinds)))
    found = next(one for one in page.iter("table") if "nach Art" in words(one.find("caption")))
    assert [bar.get("width") for bar in found.find_class("bar")] == ["25.0", "100.0"]


def test_people_stand_with_what_is_known(single: Summary) -> None:
    rows = table(tree(single, Look()), "Whom the mentions are from")
    assert rows[1][0].endswith("Owner’s tags: press")
    assert rows[1][2] == "9,000"
    assert rows[2][2] == "8,389 owner’s own word"
    assert rows[3][2] == "unknown"


def test_every_act_stands_in_it_once(single: Summary) -> None:
    page = tree(single)
    shown = page.find_class("act") + page.find_class("silent")[0].findall("li")
    assert len(shown) == 20


def test_quotes_have_their_evidence(single: Summary) -> None:
    page = tree(single)
    act = next(one for one in page.find_class("act") if "nicht mehr da" in words(one))
    text = words(act)
    assert "Datum nicht bekannt; zuerst gesehen 13.08.2009, 09:30 MESZ" in text
    assert "Woher wir das wissen: verlinkt den Beitrag" in text
    assert "2 Kopien davon, einmal gezählt" in text
    assert [link.get("href") for link in act.iter("a")] == [
        "https://a.example/@a",
        "https://web.example/posts/2",
        "https://copy.example/1",
        "https://copy.example/2",
    ]
    assert act.find(".//blockquote").get("lang") == "de"


def test_owners_words_are_the_owners(single: Summary) -> None:
    text = words(next(one for one in tree(single).find_class("act") if "paid" in words(one)))
    assert "Vom Betreiber markiert: ours paid" in text
    assert "Einschätzung des Betreibers: positive" in text


def test_zone_that_is_not_known_is_said(single: Summary) -> None:
    text = words(tree(single))
    assert "14.07.2009, 08:47, Zeitzone nicht angegeben" in text


def test_tree_is_a_picture_and_a_list(single: Summary) -> None:
    page = tree(single)
    drawn = page.find_class("spread")[0]
    listed = page.find_class("tree")[0]
    names = [words(one) for one in drawn.iter("text")]
    assert names[0] == "Der Beitrag"
    assert len(names) == 1 + len(list(listed.iter("li")))
    assert listed.find("li/ul/li") is not None


def test_reach_may_be_left_out(single: Summary) -> None:
    page = tree(single, Look(language="de", reach=False))
    assert "Reichweite (Follower)" not in cards(page)
    assert "Likes" not in cards(page)
    assert table(page, "Von wem die Erwähnungen sind")[0] == ["Name und Netzwerk", "Anzahl"]


def test_what_counts_otherwise_is_told(single: Summary) -> None:
    numbers = replace(
        single.numbers,
        anonymous=2,
        attributed=1,
        zoneless=3,
        reach=Told(total=9, known=1, unknown=1),
    )
    text = words(tree(replace(single, numbers=numbers, hidden=4, left_out=5)))
    assert "bei 2 Erwähnungen ist nicht bekannt, von wem" in text
    assert "1 davon nur durch andere bekannt" in text
    assert "3 Erwähnungen nennen keine Zeitzone" in text
    assert "Reichweite der Websites 9 bei 1 von 2 bekannt" in text
    assert "4 Erwähnungen sind nicht mehr da und nicht gezählt." in text
    assert "5 weitere Beiträge mit weniger Erwähnungen sind nicht gezeigt." in text


def test_too_many_mentions_are_not_drawn(single: Summary) -> None:
    article = single.articles[0]
    many = replace(article, numbers=replace(article.numbers, spread_known=False))
    page = tree(replace(single, articles=(many,)))
    assert not page.find_class("spread")
    assert "Es sind zu viele Erwähnungen, um zu zeichnen" in words(page)


def test_more_people_than_shown_are_told(single: Summary) -> None:
    page = tree(replace(single, numbers=replace(single.numbers, people=70)))
    assert "und 57 weitere" in words(page.find(".//section[@aria-labelledby='people']"))


def test_several_posts_have_a_table_of_contents(rich: Summary) -> None:
    page = tree(rich)
    links = [one.get("href") for one in page.find_class("contents")[0].iter("a")]
    assert links == ["#overview", "#post-1", "#post-2", "#post-3", "#coverage", "#method"]
    for link in links:
        assert len(page.xpath(f"//*[@id='{link[1:]}']")) == 1
    assert [words(one) for one in page.iter("h1")] == ["Erwähnungen"]


def test_headings_leave_no_level_out(rich: Summary) -> None:
    levels = [int(one.tag[1]) for one in tree(rich).iter("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))


def test_ids_are_unique(rich: Summary) -> None:
    ids = [one.get("id") for one in tree(rich).xpath("//*[@id]")]
    assert len(ids) == len(set(ids)) > 10


def test_what_is_left_out_is_told(rich: Summary, single: Summary) -> None:
    assert "40 ältere Erwähnungen sind gezählt, aber hier nicht gezeigt." in words(tree(rich))
    article = single.articles[0]
    acts = tuple(replace(article.acts[0], id=number) for number in range(ACTS + 34))
    page = tree(replace(single, articles=(replace(article, acts=acts),)))
    assert "34 ältere Erwähnungen sind gezählt" in words(page)


@pytest.mark.parametrize("which", ["rich", "single", "empty", "hostile"])
def test_nobody_is_asked_for_anything(which: str, request: pytest.FixtureRequest) -> None:
    text = render_html(request.getfixturevalue(which), Look(language="de"))
    page = html.document_fromstring(text)
    for element in page.iter():
        for name, value in element.attrib.items():
            if (element.tag, name) == ("a", "href"):
                assert re.match(r"https?://|#", value), value
                if value[0] != "#":
                    assert element.get("rel") == "noopener noreferrer nofollow"
            elif name in {"src", "href", "srcset", "data", "poster", "action", "background"}:
                assert value.startswith("data:"), value
    assert not list(page.iter("script", "link", "iframe", "object", "embed", "form", "base"))
    style = page.find(".//style").text
    assert "url(" not in style
    assert "@import" not in style
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy[0].startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")


def test_language_is_stated(single: Summary) -> None:
    assert tree(single).get("lang") == "de"
    assert tree(single, Look()).get("lang") == "en"


def test_same_summary_gives_the_same_page(rich: Summary) -> None:
    assert render_html(rich, DE) == render_html(rich, DE)


def test_unknown_language_is_named(single: Summary) -> None:
    with pytest.raises(ConfigError, match="there are words for de, en only"):
        render_html(single, Look(language="xx"))


@pytest.mark.parametrize(
    ("scope", "look", "title"),
    [
        ("Frühling", "Presse", "Frühling"),
        (None, "Presse", "Presse"),
        (None, None, "Weg mit der Social-Media-Firewall"),
    ],
)
def test_title_is_the_owners_first(
    single: Summary, scope: str | None, look: str | None, title: str
) -> None:
    summary = replace(single, scope=replace(single.scope, title=scope))
    page = tree(summary, Look(language="de", title=look))
    assert [words(one) for one in page.iter("h1")] == [title]
