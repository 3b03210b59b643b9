"""Each check says what is wrong and what to do."""

import re
import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from mentions.asking import Watch
from mentions.looking import Outcome
from mentions.model import Article
from mentions.settings import Fetch, Settings, load_settings
from mentions.settings.reporting import Evidence
from mentions.store.articles import add_article
from mentions.store.engine import open_store
from mentions.store.tables import ARTICLES
from mentions.tracker.doctor import (
    State,
    check_clock,
    check_contact,
    check_database,
    check_disk,
    check_evidence,
    check_proxy,
    check_recipients,
    check_reports,
    check_tls,
    check_watches,
)

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("now", "said", "state", "words"),
    [
        (NOW, {}, State.OK, "2026-03-14 12:00 UTC"),
        (NOW, {"a.example": NOW + MINUTE}, State.OK, "as 1 servers say"),
        (NOW, {"a.example": NOW + 60 * MINUTE}, State.FAIL, r"differs by \+3600 s from a.example"),
        (NOW, {"a.example": NOW + 60 * MINUTE, "b.example": NOW}, State.OK, "2026"),
        (datetime(1970, 1, 1, tzinfo=UTC), {}, State.FAIL, "shows 1970-01-01"),
    ],
)
def test_the_clock(now: datetime, said: dict[str, datetime], state: State, words: str) -> None:
    found = check_clock(now, said)
    assert found.state is state
    assert re.search(words, found.what)


@pytest.mark.parametrize(
    ("proxy", "environ", "state", "words"),
    [
        (None, {}, State.OK, "none"),
        (None, {"https_proxy": "http://p.example:1"}, State.WARN, "although HTTPS_PROXY is set"),
        ("environment", {}, State.WARN, "no variable names one"),
        ("environment", {"ALL_PROXY": "http://p.example:1"}, State.OK, "as ALL_PROXY says"),
        ("http://me:secret@p.example:1", {}, State.OK, "http://p.example:1, as config.toml says"),
    ],
)
def test_the_proxy(proxy: str | None, environ: dict[str, str], state: State, words: str) -> None:
    found = check_proxy(Fetch(proxy=proxy), environ)
    assert found.state is state
    assert words in found.what
    assert "secret" not in found.what
    assert (found.advice is None) == (state is State.OK)


def test_who_asks() -> None:
    assert check_contact(Fetch()).state is State.WARN
    assert check_contact(Fetch(contact="https://blog.example/")).state is State.OK


def test_tls_has_authorities() -> None:
    assert check_tls().state is State.OK


def test_no_authorities(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    empty = tmp_path / "none.pem"
    empty.write_text("")
    monkeypatch.setenv("SSL_CERT_FILE", str(empty))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    found = check_tls()
    assert (found.state, "SSL_CERT_FILE" in (found.advice or "")) == (State.FAIL, True)


def test_the_disk(tmp_path: Path) -> None:
    assert check_disk(tmp_path).state in {State.OK, State.WARN}


def test_the_database(tmp_path: Path) -> None:
    with open_store(tmp_path / "m.db") as store:
        database, disk = check_database(store)
    assert database.state is State.OK
    assert "0 articles, 0 watches, 0 mentions" in database.what
    assert str(tmp_path) in disk.what


def test_two_articles_that_have_become_one_page(tmp_path: Path) -> None:
    host, path = "https://garten.blogspot", "/2026/03/beet.html"
    with open_store(tmp_path / "m.db") as store:
        with store.writing() as session:
            add_article(session, Article(url=f"{host}.com{path}"), now=NOW)
            add_article(session, Article(url="https://b.example/"), now=NOW)
            # As a version left it that took them for two.
            newer = update(ARTICLES).where(ARTICLES.c.id == 2)
            session.connection().execute(newer.values(url=f"{host}.de{path}"))
        twin = check_database(store)[-1]
    assert (twin.area, twin.state) == ("article 2", State.WARN)
    assert "one page with article 1" in twin.what
    assert "mentions articles remove 2" in (twin.advice or "")


def test_a_database_that_cannot_be_used(tmp_path: Path) -> None:
    """What to do is what its own trouble asks for, not always a backup."""
    with open_store(tmp_path / "m.db") as store:
        store.close()
        (tmp_path / "m.db").write_bytes(b"not a database" * 100)
        (found,) = check_database(store)
    assert (found.state, found.advice) == (State.FAIL, "name another file or move this one away")


def states(found: object) -> list[tuple[str, State]]:
    return [(one.area, one.state) for one in found]  # type: ignore[attr-defined]


def test_what_keeps_evidence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert states(check_evidence(Evidence())) == []
    keep = Evidence(keep=True, folder=tmp_path)
    assert states(check_evidence(keep)) == [("evidence", State.OK)]
    (alone,) = check_evidence(Evidence(screenshots=True))
    assert (alone.state, "keep = true" in (alone.advice or "")) == (State.WARN, True)
    monkeypatch.setitem(sys.modules, "warcio", None)
    (missing,) = check_evidence(keep)
    assert (missing.state, missing.advice) == (State.FAIL, "pip install 'mentions[archive]'")


def test_what_takes_pictures(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    wanted = Evidence(keep=True, folder=tmp_path, screenshots=True)
    browser = tmp_path / "chromium"
    shutil.copy("/bin/true", browser)
    monkeypatch.setenv("PATH", str(tmp_path))
    _, found = check_evidence(wanted)
    assert (found.state, found.what) == (State.OK, f"taken by {browser}")
    browser.unlink()
    _, found = check_evidence(wanted)
    assert (found.state, found.what) == (State.FAIL, "pictures need Chromium")
    monkeypatch.setitem(sys.modules, "playwright", None)
    _, found = check_evidence(wanted)
    assert found.advice == "pip install 'mentions[screenshot]'"


NOTIFY = "[[notify]]\nname = 'me'\nurl_env = 'MY_URL'\n"
WEEKLY = "[[reports]]\nname = 'weekly'\nwhen = '0 8 * * mon'\nformats = ['pdf', 'csv']\n"


def settings_of(folder: Path, text: str, **environ: str) -> Settings:
    (folder / "config.toml").write_text(text)
    return load_settings(folder / "config.toml", environ=environ)


def test_who_cannot_be_notified(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    set_ = settings_of(tmp_path, NOTIFY, MY_URL="json://token@hook.example").notify
    (found,) = check_recipients(set_)
    assert (found.state, found.what) == (State.OK, "me: MY_URL is set")
    unset = settings_of(tmp_path, NOTIFY).notify
    (found,) = check_recipients(unset)
    assert found.state is State.FAIL
    assert found.what == "me gets nothing: MY_URL is not set"
    monkeypatch.setitem(sys.modules, "apprise", None)
    assert states(check_recipients(set_)) == [("notify", State.FAIL), ("notify", State.OK)]
    assert states(check_recipients([])) == []


def test_what_reports_need(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert states(check_reports(settings_of(tmp_path, ""))) == []
    assert states(check_reports(settings_of(tmp_path, WEEKLY))) == [("reports", State.OK)]
    for name in ("babel", "weasyprint"):
        monkeypatch.setitem(sys.modules, name, None)
    (found,) = check_reports(settings_of(tmp_path, WEEKLY))
    assert found.what.endswith("need babel, weasyprint")
    for text in ("[report]\nlanguage = 'de'\n", NOTIFY):
        (found,) = check_reports(settings_of(tmp_path, text))
        assert found.what.endswith("need babel")
        assert found.advice == "pip install 'mentions[report]'"
    assert states(check_reports(settings_of(tmp_path, WEEKLY.replace("'pdf', ", "")))) == []


LONG_AGO = NOW - timedelta(days=9)


@pytest.mark.parametrize(
    ("known", "state", "what", "advice"),
    [
        ({}, State.WARN, "was never looked at", "mentions poll"),
        (
            {"outcome": Outcome.OK, "last_success_at": NOW, "next_poll_at": NOW},
            State.OK,
            "ok, last looked at 2026-03-14",
            "",
        ),
        (
            {"outcome": Outcome.OK, "last_success_at": LONG_AGO, "next_poll_at": LONG_AGO},
            State.WARN,
            "is due since 2026-03-05",
            "cron",
        ),
        (
            {"outcome": Outcome.BROKEN, "last_success_at": LONG_AGO, "last_error": "status 500"},
            State.FAIL,
            "not looked at since 2026-03-05",
            "status 500",
        ),
        (
            {"outcome": Outcome.THROTTLED, "last_error": "wait", "next_poll_at": NOW + MINUTE},
            State.FAIL,
            "never looked at",
            "asked again after 2026-03-14 12:01 UTC",
        ),
        (
            {"outcome": Outcome.GONE, "last_error": "is gone", "stopped_at": NOW},
            State.WARN,
            "is stopped: is gone",
            "mentions watches resume 7",
        ),
    ],
)
def test_watches(known: dict[str, object], state: State, what: str, advice: str) -> None:
    watch = Watch(source="webpage", address="https://a.example/", id=7, **known)
    (found,) = check_watches([watch], NOW)
    assert (found.area, found.state) == ("watch 7", state)
    assert what in found.what
    assert advice in (found.advice or "")
