"""`mentions sources` as its users run it."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from mentions.settings import load_settings
from mentions.sources import source_names
from mentions.sources._presets import presets

Command = Callable[..., Any]
PAGE = (Path(__file__).parents[2] / "docs" / "sources.md").read_text("utf-8")
CONFIG = """
[sources.feed]
enabled = false
[sources.webpage]
token_env = "WEBPAGE_KEY"
"""


def test_every_source_has_its_line(mentions: Command) -> None:
    done = mentions("sources")
    assert done.code == 0
    table, heading, feeds = done.out.split("\n\n")
    assert [line.split()[0] for line in table.splitlines()] == list(source_names())
    assert "source feed recognises" in heading
    assert [line.split()[0] for line in feeds.splitlines()] == [one.name for one in presets()]


def test_it_needs_no_config(mentions: Command, project: Path) -> None:
    (project / "config.toml").unlink()
    assert "Web page" in mentions("sources").out


def test_the_config_shows_but_never_a_key(
    mentions: Command, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "config.toml").write_text(CONFIG)
    monkeypatch.setenv("WEBPAGE_KEY", "geheim-4711")
    done, as_json = mentions("sources"), mentions("sources", "--json")
    assert "geheim" not in done.out + done.err + as_json.out + as_json.err
    found = {one["name"]: one for one in json.loads(as_json.out)}
    assert (found["feed"]["enabled"], found["feed"]["ready"]) == (False, False)
    assert (found["webpage"]["has_key"], found["webpage"]["key_note"]) == (True, "from WEBPAGE_KEY")


def test_a_table_for_no_source_is_told_with_the_nearest(mentions: Command, project: Path) -> None:
    (project / "config.toml").write_text("[sources.webpag]\n")
    done = mentions("sources")
    assert done.code == 2
    assert "config.toml:1: sources: no source 'webpag'; did you mean \"webpage\"?" in done.err


def test_every_source_stands_in_the_docs() -> None:
    assert [name for name in source_names() if f"`{name}`" not in PAGE] == []


def test_the_config_in_the_docs_is_right(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "config.toml").write_text(example)
    settings = load_settings(tmp_path / "config.toml", environ={"MASTODON_TOKEN": "x"})
    assert settings.switched_off() == {"gdelt"}
    assert len(settings.setup_of("mastodon").instances) == 2


def test_a_switch_that_is_none_is_told_with_the_nearest(mentions: Command, project: Path) -> None:
    (project / "config.toml").write_text("[sources.bluesky]\nconstelation = true\n")
    done = mentions("sources")
    assert done.code == 2
    assert "config.toml:2: sources.bluesky: no switch 'constelation'; did you mean" in done.err


def test_the_budget_and_what_is_used_of_it(
    mentions: Command, project: Path, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/feed").respond_with_data("<rss version='2.0'><channel/></rss>")
    (project / "config.toml").write_text(
        "[fetch]\nallow_hosts = ['localhost']\n[sources.feed]\nbudget = 3\n"
    )
    assert "0 of 3 requests used today" in mentions("sources").out
    assert not (project / "data" / "mentions.db").exists()  # looking makes no database
    mentions("watches", "add", "feed", httpserver.url_for("/feed"))
    mentions("poll")
    assert "1 of 3 requests used today" in mentions("sources").out
    (found,) = (one for one in json.loads(mentions("sources", "--json").out) if one["budget"])
    assert (found["name"], found["budget"], found["spent"]) == ("feed", 3, 1)
