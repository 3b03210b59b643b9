"""Every command on the shipped sample: what it says, where it says it, how it ends."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., "object"]
ARTICLE = "https://blog.example.org/2009/07/weg-mit-der-social-media-firewall/"


@pytest.fixture
def polled(mentions: Command) -> Command:
    assert mentions("poll").code == 0
    return mentions


def test_poll_shows_the_people_of_the_mission(mentions: Command) -> None:
    done = mentions("poll")
    assert (done.code, done.err) == (0, "")
    for name in ("Jens", "Ingo Becker", "@clab"):
        assert name in done.out
    assert "Looked at 4 of 4 places" in done.out


def test_what_is_new_is_not_told_as_changed(mentions: Command) -> None:
    """The feed changes what the page has just brought; all of it is new."""
    done = mentions("poll")
    assert done.out.splitlines()[-1] == "Looked at 4 of 4 places: 17 new mentions."
    assert json.loads(mentions("poll", "--all", "--json").out)["updated"] == 0


def test_poll_again_has_nothing_due(polled: Command) -> None:
    done = polled("poll")
    assert done.code == 0
    assert "Nothing is due" in done.out


def test_poll_all_finds_nothing_new(polled: Command) -> None:
    assert "4 of 4 places: 0 new mentions" in polled("poll", "--all").out


def test_poll_json(mentions: Command) -> None:
    value = json.loads(mentions("poll", "--json").out)
    assert {place["outcome"] for place in value["places"]} == {"ok"}
    assert len(value["new"]) > 10


def test_list_is_one_line_a_mention_in_a_pipe(polled: Command) -> None:
    lines = polled("list").out.splitlines()
    ingo = [line for line in lines if "Ingo Becker" in line and "RT @clab" in line]
    assert len(ingo) == 1
    assert "\x1b" not in "".join(lines)


def test_list_filters(polled: Command) -> None:
    everything = json.loads(polled("list", "--json").out)
    reposts = json.loads(polled("list", "--kind", "repost", "--json").out)
    assert reposts == [one for one in everything if one["kind"] == "repost"]
    assert 0 < len(reposts) < len(everything)
    jens = json.loads(polled("list", "--author", "jens", "--json").out)
    assert [one["author"]["name"] for one in jens] == ["Jens"]
    assert json.loads(polled("list", "1", "--platform", "twitter", "--json").out)
    assert polled("list", "--author", "nobody at all").out == "No mentions that match.\n"


def test_a_list_as_json_is_whole(polled: Command, project: Path) -> None:
    (line,) = polled("export", "--format", "jsonl").out.splitlines()[:1]
    record = json.loads(line)
    with (project / "many.jsonl").open("w") as file:
        for number in range(250):
            more = {"url": f"https://other.example/{number}", "text": f"Nummer {number}"}
            file.write(json.dumps(record | more) + "\n")
    polled("import", "many.jsonl")
    assert len(json.loads(polled("list", "--json").out)) == 267
    assert len(json.loads(polled("list", "--json", "--limit", "5").out)) == 5
    assert polled("list").out.endswith("200 of 267; --limit shows more\n")


def test_post_10_is_not_post_1(polled: Command) -> None:
    assert json.loads(polled("list", "https://blog.example.org/post-1", "--json").out) == []


def test_show_has_the_evidence(polled: Command) -> None:
    (jens,) = json.loads(polled("list", "--author", "jens", "--json").out)
    number = str(jens["id"])
    text = polled("show", number).out
    assert "Topsy http://topsy.com/tb/ow.ly/rDsf" in text
    value = json.loads(polled("show", number, "--json").out)
    assert value["sightings"][0]["source"]
    assert value["id"] == jens["id"]


def test_delete_and_restore(polled: Command) -> None:
    (jens,) = json.loads(polled("list", "--author", "jens", "--json").out)
    number = str(jens["id"])
    assert polled("delete", number).code == 0
    polled("poll", "--all")
    assert "Jens" not in polled("list").out
    assert "Jens" in polled("list", "--deleted").out
    polled("restore", number)
    assert "Jens" in polled("list").out


def test_csv_comes_back_unchanged(polled: Command, project: Path) -> None:
    polled("export", "-o", "a.csv")
    (project / "data" / "mentions.db").unlink()
    done = polled("import", "a.csv")
    assert done.code == 0
    polled("export", "-o", "b.csv")
    assert (project / "a.csv").read_bytes() == (project / "b.csv").read_bytes()
    assert "0 new mentions" in polled("import", "a.csv").out


def test_csv_is_rfc_4180_with_all_columns(polled: Command) -> None:
    text = polled("export").out
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(json.loads(polled("list", "--json").out))
    assert all(row["article"].startswith("https://") for row in rows)
    assert polled("export", "--excel").out.startswith("\ufeff")


def test_jsonl_is_the_record(polled: Command) -> None:
    lines = polled("export", "--format", "jsonl").out.splitlines()
    records = [json.loads(line) for line in lines]
    assert {"article", "kind", "evidence", "merged_from"} <= set(records[0])


def test_extract_needs_no_database_or_config(mentions: Command, project: Path) -> None:
    (project / "config.toml").unlink()
    done = mentions(
        "extract", "data/sample/article.html", "--article", ARTICLE, "--base-url", ARTICLE
    )
    assert done.code == 0
    names = [json.loads(line)["author"]["name"] for line in done.out.splitlines()]
    assert "Jens" in names
    assert not (project / "data" / "mentions.db").exists()


def test_explain_tells_why_not(mentions: Command) -> None:
    done = mentions(
        "explain",
        "data/sample/netzfundstuecke.html",
        "--article",
        "https://blog.example.org/post-1",
        "--offline",
    )
    assert done.code == 0
    assert "post-10" in done.out
    assert "another page" in done.out
    assert "0 mentions" in done.out


def test_explain_knows_the_aliases_of_the_config(mentions: Command, project: Path) -> None:
    (project / "page.html").write_text('<p>Lest <a href="https://blog.example.org/?p=42">das</a>!')
    done = mentions("explain", "page.html", "--article", ARTICLE, "--json")
    (entry,) = json.loads(done.out)["entries"]
    assert entry["links"][0]["verdict"] == "the article (link)"


def test_articles(polled: Command) -> None:
    url = "https://blog.example.org/post-10"
    added = polled("articles", "add", url, "--title", "Zehn")
    assert added.code == 0
    assert "1 new mention in pages read earlier" in added.out
    listed = json.loads(polled("articles", "list", "--json").out)
    assert [one["title"] for one in listed if one["url"] == url] == ["Zehn"]
    assert polled("articles", "remove", url).code == 0
    refused = polled("articles", "remove", ARTICLE)
    assert refused.code == 2
    assert "config.toml" in refused.err


def test_an_alias_matches_what_is_stored(polled: Command) -> None:
    before = len(json.loads(polled("list", "https://blog.example.org/post-1", "--json").out))
    polled(
        "articles", "alias", "https://blog.example.org/post-1", "https://blog.example.org/post-10"
    )
    after = len(json.loads(polled("list", "https://blog.example.org/post-1", "--json").out))
    assert (before, after > 0) == (0, True)


def test_watches(polled: Command) -> None:
    url = "https://neighbour.example/feed/"
    assert polled("watches", "add", "feed", url, "--interval", "7200").code == 0
    listed = json.loads(polled("watches", "list", "--json").out)
    (mine,) = [one for one in listed if one["address"] == url]
    assert (mine["interval"], mine["outcome"]) == (7200, None)
    assert "not looked at yet" in polled("watches", "list").out
    assert polled("watches", "remove", url).code == 0
    assert polled("watches", "remove", url).code == 2


def test_config_check(mentions: Command) -> None:
    assert mentions("config", "check").out == "config.toml is right: 2 articles, 4 watches.\n"


def test_config_check_counts_what_the_background_run_does(mentions: Command) -> None:
    config = Path("config.toml")
    notify = '[[notify]]\nname = "me"\nurl_env = "A"\n'
    reports = '[[reports]]\nname = "weekly"\nwhen = "0 8 * * mon"\n'
    more = f'\n[[blogs]]\nurl = "https://b.example/"\n{notify}{reports}'
    config.write_text(config.read_text() + more)
    said = "config.toml is right: 2 articles, 4 watches, 1 blog, 1 report, 1 to be told.\n"
    assert mentions("config", "check").out == said


def test_version_and_help(mentions: Command) -> None:
    assert mentions("--version").out.startswith("mentions 0.")
    assert "poll" in mentions("--help").out


def test_deleting_and_restoring_twice_says_so(mentions: Command) -> None:
    mentions("poll")
    said = [mentions(*words).out for words in [("restore", "1"), ("delete", "1"), ("delete", "1")]]
    assert said[0] == "Mention 1 was not deleted.\n"
    assert said[1] == "Deleted mention 1; `mentions restore 1` brings it back.\n"
    assert said[2] == "Mention 1 was deleted before; `mentions restore 1` brings it back.\n"
    assert mentions("restore", "1").out == "Mention 1 is back.\n"
