from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO

import pytest
from rich.console import Console

from mentions.core.websub.subscription import Mode, State, Subscription
from mentions.report.to_subscriptions import render_subscriptions, subscriptions_as_list

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
ACTIVE = Subscription(
    token="unguessable",  # noqa: S106 - invented
    base="https://mentions.example/websub/",
    hub="https://hub.example/",
    topic="https://a.example/feed",
    feed="https://a.example/feed",
    secret="geheim",  # noqa: S106 - invented
    state=State.ACTIVE,
    lease_until=NOW,
    due_at=NOW,
    delivered_at=NOW,
)


def shown(*subscriptions: Subscription) -> str:
    console = Console(file=StringIO(), width=200)
    render_subscriptions(subscriptions, console=console)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (ACTIVE, "tells what is new, until 2026-03-14 12:00"),
        (ACTIVE, "last told us something 2026-03-14 12:00"),
        (replace(ACTIVE, state=State.PENDING), "is to be asked"),
        (replace(ACTIVE, state=State.PENDING, asked=Mode.SUBSCRIBE), "has not called back yet"),
        (replace(ACTIVE, state=State.ENDING), "no longer wanted"),
        (replace(ACTIVE, state=State.DENIED), "denied; tried again after 2026-03-14 12:00"),
        (replace(ACTIVE, state=State.EXPIRED, reason="\x1b[31mzu spät"), "zu spät"),
    ],
)
def test_how_it_stands(one: Subscription, words: str) -> None:
    text = shown(one)
    assert words in text
    assert "https://hub.example/" in text
    assert "\x1b" not in text


def test_what_is_over_is_left_out_and_the_latest_goes_first() -> None:
    assert shown(replace(ACTIVE, state=State.ENDED)) == ""
    text = shown(ACTIVE, replace(ACTIVE, hub="https://new.example/"))
    assert text.index("new.example") < text.index("hub.example")


def test_no_secret_is_told() -> None:
    for told in (shown(ACTIVE), str(subscriptions_as_list([ACTIVE]))):
        assert "geheim" not in told
        assert "unguessable" not in told


def test_as_json() -> None:
    (one,) = subscriptions_as_list([ACTIVE])
    assert one["state"] == "active"
    assert one["lease_until"] == "2026-03-14T12:00:00Z"
    assert one["signed"] is True
