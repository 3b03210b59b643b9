"""A year with `mentions` on SQLite and on PostgreSQL: every command prints the same on both.

The server is one that somebody set up otherwise: its own time zone, and dates written as in German.
What is changed is changed on both, so the tests can be run in any order.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from pytest_httpserver import HTTPServer
from tests.servers.postgres import create_database, open_postgres
from tests.servers.teller import find
from tests.servers.webhook import Webhook
from tests.store.journey import ARTICLE, LONG, TOLD, URL, Both, prepare, run_main, serve

from mentions.cli.making import telling_of
from mentions.settings.load import load_settings
from mentions.store.engine import open_store
from mentions.tracker.telling.notify import tell

# Apprise looks for a module that Python 3.13 has no more.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


Same = Callable[..., str]


@pytest.fixture(scope="module")
def server() -> Iterator[HTTPServer]:
    with HTTPServer(host="localhost") as opened:
        yield opened


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, server: HTTPServer) -> Iterator[Both]:
    """Two projects, polled once, with what somebody wrote in 2009 imported."""
    with open_postgres() as (_, engine):
        with engine.connect() as connection:
            for setting in ("timezone = 'America/New_York'", "datestyle = 'German, DMY'"):
                connection.exec_driver_sql(f"ALTER SYSTEM SET {setting}")
            connection.exec_driver_sql("SELECT pg_reload_conf()")
        folders = {name: tmp_path_factory.mktemp(name) for name in ("sqlite", "postgresql")}
        databases = {
            "sqlite": str(folders["sqlite"] / "mentions.db"),
            "postgresql": create_database(engine, "journey"),
        }
        serve(server)
        for name, folder in folders.items():
            prepare(folder, name, server)
            for arguments in (["poll"], ["import", "in.jsonl"]):
                assert run_main(folder, databases["postgresql"], arguments) == 0
        yield Both(folders=folders, databases=databases)


@pytest.fixture
def same(
    both: Both, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Same]:
    """Run a command on both; it ends and prints the same, which is given."""
    monkeypatch.delenv(TOLD, raising=False)

    def one(name: str, arguments: Sequence[str]) -> str:
        known = both.frozen.get(name, "")
        given = [known if one == "FROZEN" else one for one in arguments]
        code = run_main(both.folders[name], both.databases["postgresql"], given)
        out, err = capfd.readouterr()
        return both.read(name, f"exit code {code}\n{out}\n{err}")

    def run(*arguments: str, without: str | None = None) -> str:
        told = {name: one(name, arguments) for name in both.folders}
        if without:
            told = {
                name: re.sub(rf"(?m)^.*({without}).*\n", "", text) for name, text in told.items()
            }
        assert told["postgresql"] == told["sqlite"], arguments
        return told["sqlite"]

    yield run
    structlog.reset_defaults()


def test_lists_and_searches(same: Same) -> None:
    assert "JÖRG" in same("list", "--author", "jörg")
    assert "Straße" in same("list", "--author", "STRASSE")
    assert "umit" not in same("list", "--author", "Ümit")
    for part in ("%", "_", "a\\b", "σίσυφος", "🦊"):
        same("list", "--author", part)
    for wanted in (("--kind", "like"), ("--platform", "Web", "--limit", "3"), ("--json",)):
        same("list", *wanted)
    assert "umit" in same("list", "--since", "9999-12-31")
    assert "ärzte" in same("list", "--until", "2009-07-14")
    for article in ("2", str(2**31), str(2**70)):
        same("list", article)


def test_one_mention(same: Same) -> None:
    for wanted in (("3",), ("6", "--json")):
        same("show", *wanted)
    assert same("evidence", "1").count("Page ") == 1
    assert "Jörg" in same("tree", "1")
    same("delete", "3")
    assert "Zoë" in same("list", "--deleted")
    same("restore", "3")
    for command in ("delete", "evidence"):
        assert "exit code 2" in same(command, str(2**31))


def test_what_is_tracked_and_where_is_looked(same: Same) -> None:
    for command in ("articles", "watches"):
        same(command, "list")
        same(command, "list", "--json")
    same("watches", "show", "1")
    assert "exit code 2" in same("watches", "add", "feed", f"https://blog.example/{LONG}")
    assert "exit code 2" in same("articles", "add", f"https://blog.example/{LONG}")
    assert "exit code 2" in same("watches", "remove", str(2**31))
    for command in ("config check", "status", "plan"):
        same(*command.split())
    same("blogs", "--json")
    same("doctor", without="database|disk")


def test_new_and_old_posts(same: Same) -> None:
    assert "3 new posts" in same("discover")
    same("backfill")
    assert "Alt ä" in same("articles", "list", "--json")
    same("watches", "list")


def test_muting(same: Same) -> None:
    for author in ("Jörg", "100%", LONG):
        same("mute", author)
    assert "JÖRG" not in same("list")
    assert "JÖRG" in same("list", "--muted")
    same("mutes")
    for author in ("JÖRG", "100%", LONG):
        same("unmute", author)


def test_the_owners_word(same: Same) -> None:
    for author in ("Ümit", "_unter", "JORG"):
        same("mark", "author", author, "--followers", str(2**40), "--tag", "Öl", "--tag", "nah")
    same("mark", "outlet", "127.0.0.1", "--reach", str(2**62))
    same("mark", "mention", "5", "--sentiment", "gut")
    assert same("marks").count("Öl") == same("marks", "--json").count("Öl") > 1
    same("report")
    same("mark", "author", "Ümit", "--reset")
    same("mark", "mention", "5", "--reset")
    assert "exit code 2" in same("mark", "mention", str(2**31), "--sentiment", "gut")
    same("marks")


def test_whether_it_stands(same: Same) -> None:
    assert "1 live" in same("verify", "1")
    same("show", "1")
    assert "exit code 2" in same("verify", str(2**31))


@pytest.mark.parametrize("form", ["terminal", "csv"])
def test_reports(same: Same, form: str) -> None:
    same("report", "--format", form, "-o", "-")
    span = ("--since", "2009-07-15", "--until", "2009-07-20", "--zone", "Europe/Berlin")
    same("report", "1", "--format", form, "-o", "-", "--language", "de", "--gone", *span)


def test_reports_that_are_kept(same: Same) -> None:
    assert "Frozen as FROZEN" in same("report", "--freeze")
    same("mark", "mention", "6", "--tag", "Öl")
    same("reports")
    same("reports", "--json")
    assert "22" in same("report", "--frozen", "FROZEN")
    assert "6 " in same("report", "--compare", "FROZEN")
    same("report", "--compare", "FROZEN", "--format", "json", "-o", "-")
    same("mark", "mention", "6", "--reset")
    assert "exit code 2" in same("report", "--frozen", "2009-07-14-abcd")


def test_exports(same: Same, both: Both) -> None:
    for wanted in ((), ("--format", "jsonl"), ("--article", "2"), ("--excel",)):
        same("export", *wanted)
    for form in ("json", "csv"):
        same("export", "--coverage", f"covered.{form}")
        written = {name: (at / f"covered.{form}").read_text() for name, at in both.folders.items()}
        assert len({both.read(name, text) for name, text in written.items()}) == 1
    assert "0 new mentions" in same("import", "in.jsonl")


def test_a_digest_and_a_report_that_comes_by_itself(
    same: Same, both: Both, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = Webhook(httpserver)
    monkeypatch.setenv(TOLD, service.address)
    told = {name: tell_of_news(name, both, service) for name in both.folders}
    assert told["postgresql"] == told["sqlite"]
    assert "Jens Zoë und Jens Ärger" in told["sqlite"]
    assert "It goes to me" in same("reports", "make", "all", "--send")
    files = {name: reports_of(name, both) for name in both.folders}
    assert files["postgresql"] == files["sqlite"]
    assert len(files["sqlite"]) == 8
    assert "new  1  2  next MOMENT" in same("notify", "list")
    assert "exit code 2" in same("notify", "resend", str(2**31))


def tell_of_news(name: str, both: Both, service: Webhook) -> str:
    """Find two mentions, and let the night and eight o'clock pass; returns the digest."""
    environ = {TOLD: service.address, URL: both.databases["postgresql"]}
    telling = telling_of(load_settings(both.folders[name] / "config.toml", environ=environ))
    now, before = datetime.now(UTC), len(service.messages)
    night = (now + timedelta(days=1)).replace(hour=23, minute=0)  # also in Berlin
    with open_store(both.databases[name]) as store:
        asyncio.run(tell(store, telling, lambda: now))
        for one in ("Zoë", "Ärger"):
            find(store, one, article=ARTICLE)
        asyncio.run(tell(store, telling, lambda: now))
        asyncio.run(tell(store, telling, lambda: night))
        assert len(service.messages) == before, "it is quiet at night"
        asyncio.run(tell(store, telling, lambda: night + timedelta(hours=9)))
    ends = time.monotonic() + 30
    while len(service.messages) == before and time.monotonic() < ends:
        time.sleep(0.02)
    (digest,) = service.messages[before:]
    return both.read(name, f"{digest['title']}\n{digest['message']}")


def reports_of(name: str, both: Both) -> dict[str, str]:
    """Return the files of the report that comes by itself."""
    folder = both.folders[name] / "reports"
    return {file.name: both.read(name, file.read_text("utf-8")) for file in folder.iterdir()}
