"""`mentions reports` as its users run it: what is frozen, and reports of the config made now."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.cli.conftest import Command

from mentions.store.engine import open_store
from mentions.store.notices import load_due

FORMATS = ("html", "pdf", "csv", "xlsx", "md", "json", "atom")
CONFIG = f"""
[[notify]]
name = "me"
url_env = "NOBODY_SET_THIS"
language = "de"

[[reports]]
name = "all"
when = "0 8 * * mon"
period = "all"
formats = {json.dumps(FORMATS)}
send_to = ["me"]
"""


@pytest.fixture
def ready(mentions: Command, project: Path) -> Command:
    with (project / "config.toml").open("a") as file:
        file.write(CONFIG)
    assert mentions("poll").code == 0
    return mentions


def test_every_form_is_made_and_it_waits_to_be_sent(ready: Command, project: Path) -> None:
    done = ready("reports", "make", "all", "--send")
    assert (done.code, done.err) == (0, "")
    assert "It goes to me" in done.out
    begins = f"all-{datetime.now(UTC):%Y-%m-%d}"
    names = {f"{begins}.{one}" for one in (*FORMATS, "coverage.csv", "method.csv")}
    assert {file.name for file in (project / "reports").iterdir()} == names
    assert all(file.stat().st_size for file in (project / "reports").iterdir())
    with open_store(project / "data" / "mentions.db") as store, store.reading() as session:
        (notice,) = load_due(session, "me", datetime.now(UTC) + timedelta(days=1), limit=9)
    assert "17 Erwähnungen von" in notice.told["body"]
    assert {Path(file).name for file in notice.told["files"]} == names


def test_what_it_froze_is_listed_and_shown(ready: Command) -> None:
    assert ready("reports").out == "None is frozen yet; mentions report --freeze keeps one.\n"
    assert ready("reports", "make", "all").code == 0
    (one,) = json.loads(ready("reports", "--json").out)
    assert ready("reports").out.startswith(one["id"])
    assert "Mentions: 17" in ready("report", "--frozen", one["id"]).out


def test_an_unknown_name_is_refused(ready: Command) -> None:
    done = ready("reports", "make", "weekly")
    assert (done.code, done.out) == (2, "")
    assert "no [[reports]] in the config has this name; known: all" in done.err


def test_what_cannot_be_made_is_told_and_the_rest_is_there(ready: Command, project: Path) -> None:
    (project / "reports").write_text("no folder")
    done = ready("reports", "make", "all")
    assert done.code == 1
    assert done.err.count("cannot be written") == len(FORMATS)
