"""`mentions notify`, `mute`, `unmute`, `mutes`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_httpserver import HTTPServer

from mentions.core.alerts.model import Event
from mentions.store.batches import claim, hand_over, save_unsent
from mentions.store.engine import open_store
from mentions.store.notices import Notice, add_notices, load_due

if TYPE_CHECKING:
    from conftest import Command

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
BLOCK = """
[[notify]]
name = "me"
url_env = "MENTIONS_NOTIFY_URL"
quiet = "22:00-07:00"
language = "de"
"""


@pytest.fixture
def notified(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    config = project / "config.toml"
    config.write_text(config.read_text("utf-8") + BLOCK, "utf-8")
    monkeypatch.delenv("MENTIONS_NOTIFY_URL", raising=False)
    return project


@pytest.fixture
def uncertain(notified: Path, mentions: Command) -> int:
    """A notice of which nobody knows whether it arrived."""
    mentions("notify", "list")
    me = {"host": "here", "pid": 1, "started": "1"}
    one = Notice(recipient="me", key="mention:7", event=Event.NEW, due_at=NOW, told={})
    with (
        open_store(notified / "data" / "mentions.db") as store,
        store.writing() as session,
    ):
        add_notices(session, [one], now=NOW)
        (due,) = load_due(session, "me", NOW, limit=1)
        hand_over(session, "b1", [due.id], me, now=NOW)
        claim(session, "b1", me, now=NOW)
        save_unsent(session, "b1", "no answer", sure=False, now=NOW)
    return due.id


def test_the_list_says_why_what_waits_did_not_go_out(notified: Path, mentions: Command) -> None:
    mentions("notify", "list")
    me = {"host": "here", "pid": 1, "started": "1"}
    one = Notice(recipient="me", key="mention:7", event=Event.NEW, due_at=NOW, told={})
    with open_store(notified / "data" / "mentions.db") as store, store.writing() as session:
        add_notices(session, [one], now=NOW)
        (due,) = load_due(session, "me", NOW, limit=1)
        hand_over(session, "b1", [due.id], me, now=NOW)
        claim(session, "b1", me, now=NOW)
        save_unsent(session, "b1", "error 500", sure=True, now=NOW)
    said = mentions("notify", "list").out
    assert "me: did not work the last time, is tried again: error 500" in said
    (told,) = json.loads(mentions("notify", "list", "--json").out)["recipients"]
    assert (told["waiting"], told["refused"]) == (1, "error 500")


def test_without_recipients_it_says_so(mentions: Command) -> None:
    assert "[[notify]]" in mentions("notify", "list").out


def test_the_list_says_who_is_told_what_and_what_is_missing(
    notified: Path, mentions: Command
) -> None:
    line = mentions("notify", "list").out
    assert "me  at once, quiet 22:00-07:00  new" in line
    assert "MENTIONS_NOTIFY_URL is not set" in line


def test_a_test_message_arrives_in_the_recipients_language(
    notified: Path, mentions: Command, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    httpserver.expect_request("/told", method="POST").respond_with_data("")
    monkeypatch.setenv("MENTIONS_NOTIFY_URL", f"json://localhost:{httpserver.port}/told")
    assert mentions("notify", "test", "me").out == "Sent to me.\n"
    (request, _), *_ = httpserver.log
    assert request.get_json()["title"] == "mentions: ein Test"


def test_a_test_says_what_is_wrong_and_never_the_address(
    notified: Path, mentions: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    unset = mentions("notify", "test", "me")
    assert (unset.code, "$MENTIONS_NOTIFY_URL: not set" in unset.err) == (2, True)
    nobody = mentions("notify", "test", "you")
    assert (nobody.code, "known: me" in nobody.err) == (2, True)
    monkeypatch.setenv("MENTIONS_NOTIFY_URL", "unheard-of://hunter2@example/")
    wrong = mentions("notify", "test", "me")
    assert wrong.code == 2
    assert "$MENTIONS_NOTIFY_URL" in wrong.err
    assert "hunter2" not in wrong.err + wrong.out


def test_what_may_have_arrived_is_shown_and_sent_again_on_demand(
    uncertain: int, mentions: Command
) -> None:
    shown = mentions("notify", "list").out
    assert f"{uncertain}  me  mention 7  uncertain  no answer" in shown
    as_json = json.loads(mentions("notify", "list", "--json").out)
    assert as_json["recipients"][0]["uncertain"] == 1
    assert [one["id"] for one in as_json["open"]] == [uncertain]
    assert mentions("notify", "resend", str(uncertain)).out.startswith("1 notice ")
    after = json.loads(mentions("notify", "list", "--json").out)
    assert (after["recipients"][0]["waiting"], after["open"]) == (1, [])


def test_resend_wants_an_id_or_all(uncertain: int, mentions: Command) -> None:
    assert mentions("notify", "resend").code == 2
    assert mentions("notify", "resend", "1", "--uncertain").code == 2
    assert mentions("notify", "resend", str(uncertain + 1)).code == 2
    assert mentions("notify", "resend", "--uncertain").out.startswith("1 notice ")


def test_two_recipients_need_two_names(notified: Path, mentions: Command) -> None:
    config = notified / "config.toml"
    config.write_text(config.read_text("utf-8") + BLOCK, "utf-8")
    done = mentions("notify", "list")
    assert (done.code, "have the name 'me'" in done.err) == (2, True)


def test_muting_and_back(mentions: Command) -> None:
    assert mentions("mutes").out.startswith("Nobody is muted")
    assert mentions("mute", "@FeedBot").out == "Muted: @FeedBot\n"
    assert "was muted before" in mentions("mute", "feedbot").out
    assert mentions("mutes").out.startswith("@FeedBot  ")
    assert [one["author"] for one in json.loads(mentions("mutes", "--json").out)] == ["@FeedBot"]
    assert mentions("unmute", "FEEDBOT").out == "No longer muted: FEEDBOT\n"
    assert mentions("unmute", "feedbot").code == 2
    assert mentions("mute", "@").code == 2
