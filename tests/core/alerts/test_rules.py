from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mentions.core.alerts.accounts import account_of, author_key, is_muted
from mentions.core.alerts.model import Event, Rules
from mentions.core.alerts.rules import event_of, is_news, matches
from mentions.model import Author, Channel, Counted, Evidence, Kind, Mention

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
OWN = {"https://blog.example/post", "https://blog.example/?p=7"}
JENS = Author(name="Jens Öster", handle="jens@social.example", url="https://social.example/@jens")


def a_mention(**changes: Any) -> Mention:
    fields: dict[str, Any] = {
        "article": "https://blog.example/post",
        "kind": Kind.MENTION,
        "channel": Channel.POST,
        "platform": "mastodon",
        "author": JENS,
        "text": "Weg mit der FIREWALL",
        "first_seen": NOW,
        "evidence": Evidence.LINK,
        "source": "https://social.example/search",
    }
    return Mention(**fields | changes)


def counts(followers: int | None) -> Counted:
    return Counted(followers=followers, seen_at=NOW)


@pytest.mark.parametrize(
    ("rules", "changes", "expected"),
    [
        ({}, {}, True),
        ({"articles": frozenset({"https://blog.example/?p=7"})}, {}, True),
        ({"articles": frozenset({"https://blog.example/other"})}, {}, False),
        ({"kinds": frozenset({Kind.MENTION, Kind.REPLY})}, {}, True),
        ({"kinds": frozenset({Kind.REPLY})}, {}, False),
        ({"platforms": frozenset({"Mastodon"})}, {}, True),
        ({"platforms": frozenset({"bluesky"})}, {}, False),
        ({"authors": ("JENS ÖSTER",)}, {}, True),
        ({"authors": ("@Jens@social.example",)}, {}, True),
        ({"authors": ("https://www.social.example/@jens/",)}, {}, True),
        ({"authors": ("Jens",)}, {}, False),
        ({"authors": ("Jens",)}, {"author": Author()}, False),
        ({"text": "firewall"}, {}, True),
        ({"text": "wall of fire"}, {}, False),
        ({"text": "firewall"}, {"text": None}, False),
        ({"min_followers": 100}, {"counts": counts(100)}, True),
        ({"min_followers": 100}, {"counts": counts(99)}, False),
        ({"min_followers": 1}, {"counts": counts(None)}, False),
        ({"min_followers": 1}, {}, False),
        ({"kinds": frozenset({Kind.MENTION}), "text": "nothing of the kind"}, {}, False),
    ],
)
def test_matches(rules: dict[str, Any], changes: dict[str, Any], expected: bool) -> None:  # noqa: FBT001
    assert matches(Rules(**rules), a_mention(**changes), OWN) is expected


@pytest.mark.parametrize(
    ("events", "first", "expected"),
    [
        ({"new"}, False, Event.NEW),
        ({"new"}, True, Event.NEW),
        ({"first"}, True, Event.FIRST),
        ({"first"}, False, None),
        ({"new", "first"}, True, Event.FIRST),
        ({"gone"}, True, None),
    ],
)
def test_a_mention_is_told_once_as_one_event(
    events: set[str],
    first: bool,  # noqa: FBT001
    expected: Event | None,
) -> None:
    assert event_of(Rules(events=frozenset(events)), first=first) is expected


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


@pytest.mark.parametrize(
    ("said", "out", "added", "looked", "backfilled", "expected"),
    [
        # Dated: news for three days.
        (ago(days=2), None, ago(days=9), False, False, True),
        (ago(days=4), ago(days=5), ago(days=9), True, False, False),
        # Undated: where the place was looked at before,
        (None, None, ago(days=9), True, False, True),
        (None, None, ago(days=9), False, False, False),
        # but not right after the article was added,
        (None, None, ago(minutes=5), True, False, False),
        # or where the article itself is new.
        (None, ago(days=1), ago(minutes=5), False, False, True),
        (None, ago(days=9), ago(days=9), False, False, False),
        # Of a backfilled post, what was said after it was added.
        (ago(days=2), ago(days=900), ago(days=1), True, True, False),
        (ago(hours=2), ago(days=900), ago(days=1), True, True, True),
        (None, ago(days=1), ago(minutes=5), False, True, False),
    ],
)
def test_is_news(
    said: datetime | None,
    out: datetime | None,
    added: datetime,
    looked: bool,  # noqa: FBT001
    backfilled: bool,  # noqa: FBT001
    expected: bool,  # noqa: FBT001
) -> None:
    found = is_news(
        a_mention(published=said),
        published=out,
        added=added,
        looked_before=looked,
        backfilled=backfilled,
    )
    assert found is expected


@pytest.mark.parametrize(
    ("muted", "expected"),
    [("jens öster", True), ("@JENS@social.example", True), ("jens", False), ("", False)],
)
def test_is_muted_by_every_name(muted: str, expected: bool) -> None:  # noqa: FBT001
    assert is_muted(a_mention(), {author_key(muted)}) is expected


def test_nobody_known_is_nobody_muted() -> None:
    assert not is_muted(a_mention(author=Author()), {""})


def test_an_account_is_one_of_its_network() -> None:
    assert account_of(Author(handle="Jens"), "x") != account_of(Author(handle="Jens"), "bluesky")
    assert account_of(Author(name="J", handle="jens"), "x") == account_of(
        Author(handle="@Jens"), "x"
    )
    assert account_of(Author(), "x") is None
