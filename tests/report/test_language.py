"""Lists, numbers, dates and texts as each language writes them."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest

from mentions.errors import ConfigError
from mentions.report.language import isolated, languages, speak

DE, EN = speak("de"), speak("en")
MOMENT = datetime(2009, 7, 14, 9, 42, tzinfo=UTC)


def test_there_are_these() -> None:
    assert {"de", "en"} <= set(languages())


def test_other_languages_are_refused_with_those_there_are() -> None:
    with pytest.raises(ConfigError, match="language 'xx': there are words for de, en"):
        speak("xx")


def test_without_babel_the_extra_is_named() -> None:
    code = (
        "import sys; sys.modules['babel'] = None\n"
        "from mentions.report.language import speak\n"
        "try: speak('de')\n"
        "except Exception as error: print(type(error).__name__, error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("ConfigError")
    assert "pip install 'mentions[report]'" in done.stdout


@pytest.mark.parametrize(
    ("names", "others", "german", "english"),
    [
        ([], 0, "", ""),
        (["A"], 0, "A", "A"),
        (["A", "B"], 0, "A und B", "A and B"),
        (["A", "B", "C"], 0, "A, B und C", "A, B and C"),
        (["A", "B"], 12, "A, B und 12 weitere", "A, B and 12 others"),
        (["A", "B"], 1200, "A, B und 1.200 weitere", "A, B and 1,200 others"),
        (["A", "B"], 1, "A, B und 1 weiterer", "A, B and 1 other"),
    ],
)
def test_lists(names: list[str], others: int, german: str, english: str) -> None:
    assert DE.names(names, others=others) == german
    assert EN.names(names, others=others) == english


def test_lists_bend_after_by() -> None:
    assert DE.names(["A", "B"], others=12, by=True) == "A, B und 12 weiteren"
    assert DE.names(["A", "B"], others=1, by=True) == "A, B und 1 weiteren"
    assert EN.names(["A", "B"], others=12, by=True) == "A, B and 12 others"


def test_names_from_right_to_left_are_kept_apart() -> None:
    assert DE.names(["A", "דנה"]) == "A und \u2068דנה\u2069"
    assert isolated("Zoë Q. 日野") == "Zoë Q. 日野"


@pytest.mark.parametrize(
    ("zone", "known", "german", "english"),
    [
        ("UTC", True, "14.07.2009, 09:42 UTC", "14 Jul 2009, 09:42 UTC"),
        ("Europe/Berlin", True, "14.07.2009, 11:42 MESZ", "14 Jul 2009, 11:42 CEST"),
        (
            "Europe/Berlin",
            False,
            "14.07.2009, 09:42, Zeitzone nicht angegeben",
            "14 Jul 2009, 09:42, time zone not stated",
        ),
    ],
)
def test_moments(zone: str, known: bool, german: str, english: str) -> None:  # noqa: FBT001
    assert DE.moment(MOMENT, zone, zone_known=known) == german
    assert EN.moment(MOMENT, zone, zone_known=known) == english


def test_days_and_hours() -> None:
    assert DE.day(date(2009, 7, 4)) == "4. Juli 2009"
    assert EN.day(date(2009, 7, 4)) == "4 July 2009"
    assert DE.day(date(2009, 7, 4), short=True) == "04.07.2009"
    assert (DE.hour(17), EN.hour(0)) == ("17:00", "00:00")


@pytest.mark.parametrize(
    ("duration", "german", "english"),
    [
        (timedelta(seconds=59), "weniger als eine Minute", "less than a minute"),
        (timedelta(minutes=1), "1 Minute", "1 minute"),
        (timedelta(hours=36, minutes=5), "1 Tag, 12 Stunden", "1 day, 12 hours"),
        (timedelta(days=2, minutes=5), "2 Tage, 5 Minuten", "2 days, 5 minutes"),
        (timedelta(days=1200), "1.200 Tage", "1,200 days"),
    ],
)
def test_durations(duration: timedelta, german: str, english: str) -> None:
    assert DE.duration(duration) == german
    assert EN.duration(duration) == english


def test_numbers_and_shares() -> None:
    assert (DE.number(1234567), EN.number(1234.5)) == ("1.234.567", "1,234.5")
    assert (DE.percent(0.123), EN.percent(0.123)) == ("12\xa0%", "12%")
    assert EN.percent(0.5, signed=True) == "+50%"
    assert EN.percent(-0.5, signed=True) == "-50%"
    assert EN.percent(0, signed=True) == "0%"


def test_quotes_are_those_of_the_language() -> None:
    assert (DE.quote("so"), EN.quote("so")) == ("„so“", "“so”")


def test_what_is_not_translated_is_said_in_english() -> None:
    assert DE.say("Nobody has translated {this}", this=1200) == "Nobody has translated 1.200"
    assert DE.count("{number} zork", "{number} zorks", 2) == "2 zorks"


def test_values_are_no_templates() -> None:
    assert EN.say("{name} wrote: “{words}”", name="{words}", words="{0}") == "{words} wrote: “{0}”"


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("de", "Deutsch"),
        ("en-GB", "Englisch (Vereinigtes Königreich)"),
        ("", None),
        ("xx", None),
        ("\u202e", None),
        ("a" * 5000, None),
        ("../../etc/passwd", None),
    ],
)
def test_languages_have_names(tag: str, name: str | None) -> None:
    assert DE.language_name(tag) == name
