"""A blogger's first week: what is typed wrongly, and what is read on the screen."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mentions.model import Author, Channel, Evidence, Kind, Mention
from mentions.report.to_status import WATCHES
from mentions.report.words import summed_up

Command = Callable[..., Any]
ARTICLE = "https://blog.example.org/2009/07/weg-mit-der-social-media-firewall"
SPACED = "https://blog.example.org/mein post"


def plain(text: str) -> str:
    """What stands in the box of an error, on one line."""
    return re.sub(r"[\s│]+", " ", text)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["watches", "add", "feed", "https://a.example/", "--interval", "1h"], "'1h' is no whole"),
        (["watches", "add", "feed", "https://a.example/", "--interval", "5"], "write at least 60"),
        (["plan", "--budget", "999999999"], "too large; write at most 100000000"),
        (["listen", "--for", "bald"], "'bald' is no number"),
        (["show", "drei"], "Invalid value for 'ID': 'drei' is no whole number"),
        (["list", "--kind", "repst"], "'--kind': 'repst' is not one of 'mention'"),
    ],
)
def test_a_wrong_value_is_told_in_words_for_everybody(
    mentions: Command, typed: Sequence[str], said: str
) -> None:
    done = mentions(*typed)
    assert done.code == 2
    assert said in plain(done.err)
    assert not re.search(r"Input should|Value error|parse string", plain(done.err))


def test_a_wrong_value_obeys_no_terminal_and_stays_short(mentions: Command) -> None:
    err = mentions("show", "\x1b[31m" + "x" * 500).err
    assert "\x1b" not in err
    assert "x" * 100 not in plain(err).replace(" ", "")


@pytest.mark.parametrize(
    "typed",
    [
        ["articles", "add", SPACED],
        ["articles", "add", "https://blog.example.org/a", "--alias", SPACED],
        ["articles", "alias", "1", SPACED],
        ["watches", "add", "feed", SPACED],
        ["find", SPACED],
        ["explain", "data/sample/linkblog.html", "--article", SPACED],
    ],
)
def test_an_address_with_white_space_is_refused_by_every_command(
    mentions: Command, typed: Sequence[str]
) -> None:
    done = mentions(*typed)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"mentions: '{SPACED}' holds white space; write %20 for it\n"


def test_words_of_a_feed_may_hold_white_space(mentions: Command) -> None:
    assert mentions("watches", "add", "hnrss", "mein blog").code == 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f'url = "{SPACED}"', "articles.url: holds white space; write %20 for it"),
        ('url = "mein blog"', "articles.url: 'mein blog' will not do; expected: an address"),
        (
            'url = "https://a.example/"\npublished = 2026-03-14',
            "articles.published: 2026-03-14 will not do; expected: a date with time and zone",
        ),
        (
            'url = "https://a.example/"\npublished = 2026-03-14T09:00:00',
            "articles.published: 2026-03-14T09:00:00 will not do",
        ),
    ],
)
def test_a_mistake_in_the_config_is_shown_as_it_stands_there(
    mentions: Command, project: Path, line: str, said: str
) -> None:
    (project / "config.toml").write_text(f"[[articles]]\n{line}\n")
    done = mentions("config", "check")
    assert done.code == 2
    assert said in done.err


def test_a_secret_in_an_address_with_white_space_is_not_repeated(
    mentions: Command, project: Path
) -> None:
    (project / "config.toml").write_text('[sources.github]\nbase_url = "https://u:geheim@a b/"\n')
    done = mentions("config", "check")
    assert "white space" in done.err
    assert "geheim" not in done.err


@pytest.mark.parametrize("name", ["mentions.xlsx", "mentions.json", "mentions.pdf"])
def test_an_export_is_not_written_under_a_name_of_another_form(
    mentions: Command, project: Path, name: str
) -> None:
    done = mentions("export", "-o", name)
    assert done.code == 2
    assert "ends in .csv or .jsonl" in done.err
    assert f"`mentions report -o {name}`" in done.err
    assert not (project / name).exists()
    assert mentions("export", "-o", name, "--format", "csv").code == 0


@pytest.mark.parametrize("name", ["mentions", "mentions.txt", "mentions.CSV"])
def test_an_export_without_an_ending_is_csv(mentions: Command, project: Path, name: str) -> None:
    assert mentions("export", "-o", name).code == 0
    assert (project / name).read_text("utf-8").startswith("article,kind,")


def test_a_heading_over_a_part_says_that_it_counts_what_is_shown(mentions: Command) -> None:
    mentions("poll")
    heading = mentions("list", "--limit", "2").out.splitlines()[0]
    assert heading.startswith(f"{ARTICLE} - ")
    assert heading.endswith(" (of those shown)")
    assert "of those shown" not in mentions("list").out


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["2"], "No mentions of this article yet. `mentions poll` looks for them.\n"),
        (["--deleted"], "No mention is deleted.\n"),
        (["2", "--author", "jens"], "No mentions that match.\n"),
    ],
)
def test_an_empty_list_says_of_what(mentions: Command, typed: Sequence[str], said: str) -> None:
    mentions("poll")
    assert mentions("list", *typed).out == said


def test_a_time_that_ends_before_it_begins_is_not_no_mentions(mentions: Command) -> None:
    done = mentions("list", "--since", "2009-08-01", "--until", "2009-07-01")
    assert (done.code, done.out) == (2, "")
    assert "--since 2009-08-01 is not before --until 2009-07-01" in done.err


def test_sources_that_ask_about_one_address_are_told_apart(mentions: Command) -> None:
    mentions("poll")
    for source in ("hackernews", "lobsters"):
        mentions("watches", "add", source, "https://blog.example.org/")
    mentions("watches", "add", "feed", "https://neighbour.example/feed")
    note = mentions("list").err
    assert "; hackernews https://blog.example.org/ never: not asked yet; lobsters https://" in note
    assert "; https://neighbour.example/feed never: not asked yet" in note


def test_the_help_of_a_group_names_all_its_commands(mentions: Command) -> None:
    for group in ("articles", "watches"):
        said = mentions(group, "--help").out
        summary, table = said.split("Commands", 1)
        for command in re.findall(r"│ (\w+)  ", table):
            assert command in summary


def test_the_sum_of_three_kinds_of_authors_reads_like_a_sentence() -> None:
    post = Mention(
        article=ARTICLE,
        kind=Kind.MENTION,
        channel=Channel.POST,
        platform="web",
        author=Author(name="Jörg Müßig"),
        first_seen=datetime(2026, 3, 14, tzinfo=UTC),
        evidence=Evidence.LINK,
        source=ARTICLE,
    )
    ping = replace(post, channel=Channel.PINGBACK, author=Author(name="Kabelsalat"))
    nobody = replace(post, author=Author())
    assert summed_up([post, ping, nobody]) == ("1 person, 1 site and 1 without author: 3 mentions")
    assert summed_up([post, nobody]) == "1 person and 1 without author: 2 mentions"


def test_status_names_its_columns_as_the_list_of_watches_does() -> None:
    assert {"Last looked at", "Next look"} <= set(WATCHES)
