"""How the background run is doing, in words and as JSON."""

import io
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from rich.console import Console

from mentions.asking import Watch
from mentions.report.to_status import render_status, status_as_dict

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Runner:
    host: str = "küche"
    pid: int = 42
    since: datetime = NOW - 5 * HOUR
    beat_at: datetime = NOW
    told: dict[str, Any] = field(default_factory=dict)


@dataclass
class Budget:
    used: dict[str, int] = field(default_factory=lambda: {"github": 3, "feed": 4})
    allowed: dict[str, int] = field(default_factory=lambda: {"github": 500})
    total: int | None = 20_000


@dataclass
class Job:
    name: str = "backup"
    schedule: str = "30 3 * * * (UTC)"
    due_at: datetime | None = NOW + HOUR
    succeeded_at: datetime | None = NOW - 24 * HOUR
    error: str | None = "Platte\x1b[31m voll"


@dataclass
class Blog:
    url: str = "https://blog.example/"
    due_at: datetime | None = NOW
    succeeded_at: datetime | None = NOW - HOUR
    failures: int = 1
    error: str | None = "https://blog.example/: there is no such \x1b[1mpage (404)"


@dataclass
class Standing:
    waiting: int = 0
    next_at: datetime | None = None
    refused: int = 0
    retry_at: datetime | None = None
    sending: int = 0
    sent: int = 9
    sent_since: int = 2
    failed: int = 0
    uncertain: int = 0


@dataclass
class Status:
    at: datetime = NOW
    runner: Runner | None = field(default_factory=Runner)
    is_running: bool = True
    is_stuck: bool = False
    watches: list[Watch] = field(default_factory=list)
    held: int = 0
    overdue: list[Watch] = field(default_factory=list)
    next_poll_at: datetime | None = None
    jobs: list[Job] = field(default_factory=list)
    budget: Budget = field(default_factory=Budget)
    blogs: list[Blog] = field(default_factory=list)
    notices: dict[str, Standing] = field(default_factory=dict)
    is_silent: bool = False


def shown(status: Status) -> list[str]:
    out = io.StringIO()
    render_status(status, console=Console(file=out, width=200))
    return out.getvalue().splitlines()


def watch(number: int, **fields: Any) -> Watch:
    return Watch(source="feed", address=f"https://blog-{number}.example/", id=number, **fields)


def test_since_when_it_runs_and_what_fails() -> None:
    told = {"errors": {"poll": "mentions.db: locked"}, "refused": "config.toml: line 3"}
    lines = shown(Status(runner=Runner(told=told)))
    assert lines == [
        "Running since 2026-03-14 07:00 UTC (process 42 on küche).",
        "Fails: poll: mentions.db: locked",
        "The new config is refused, the old one stays: config.toml: line 3",
        "0 places watched, 0 being looked at.",
        "Requests today: 7 of 20,000 (feed 4, github 3 of 500).",
    ]


def test_one_that_was_killed_is_not_running() -> None:
    assert shown(Status(is_running=False))[0] == (
        "Not running: process 42 on küche was last heard of on 2026-03-14 12:00 UTC. "
        "Start it again."
    )
    assert shown(Status(runner=None, is_running=False))[0].startswith("Not running. `mentions run`")


def test_one_that_lives_and_cannot_write_is_not_working() -> None:
    line = shown(Status(is_running=False, is_silent=True))[0]
    assert line.startswith("Not working: process 42 on küche lives, but was last heard of on 2026")


def test_what_a_job_tells_in_its_row_is_not_told_twice() -> None:
    told = {"errors": {"backup": "Platte\x1b[31m voll", "poll": "locked"}}
    lines = shown(Status(runner=Runner(told=told), jobs=[Job()]))
    assert [line for line in lines if line.startswith("Fails:")] == ["Fails: poll: locked"]


def test_messages_and_blogs_that_fail_are_told() -> None:
    notices = {
        "me": Standing(waiting=3, next_at=NOW + HOUR, failed=1, uncertain=2),
        "zoë": Standing(),
    }
    bad = [Blog(), Blog(error=None), *[Blog(succeeded_at=None) for _ in range(6)]]
    lines = shown(Status(notices=notices, blogs=bad))
    assert lines[3:5] == [
        (
            "Messages to me: 2 sent within a day, 3 waiting, the next on 2026-03-14 13:00 UTC, "
            "1 given up, 2 that may not have arrived; `mentions notify list` says why."
        ),
        "Messages to zoë: 2 sent within a day.",
    ]
    assert lines[5] == (
        "Blog https://blog.example/, last read on 2026-03-14 11:00 UTC: there is no such page (404)"
    )
    assert lines[6].startswith("Blog https://blog.example/, never read: ")
    assert lines[-1] == "... and 2 more blogs; --json shows all."


def test_a_message_that_is_late_has_a_reason() -> None:
    """As where the variable that holds the address is not set."""
    notices = {
        "me": Standing(waiting=1, next_at=NOW - HOUR),
        "zoë": Standing(waiting=1, next_at=NOW),
    }
    assert shown(Status(notices=notices))[3:5] == [
        (
            "Messages to me: 2 sent within a day, 1 waiting, the next now; "
            "`mentions notify list` says why."
        ),
        "Messages to zoë: 2 sent within a day, 1 waiting, the next now.",
    ]


def test_a_refused_message_says_when_it_is_tried_again() -> None:
    again = Standing(waiting=3, next_at=NOW, refused=2, retry_at=NOW + HOUR)
    assert shown(Status(notices={"me": again}))[3] == (
        "Messages to me: 2 sent within a day, 3 waiting, the next now, 2 of these refused before, "
        "tried again on 2026-03-14 13:00 UTC; `mentions notify list` says why."
    )
    made = status_as_dict(Status(notices={"me": again}))["messages"]["me"]
    assert (made["refused"], made["retry"]) == (2, "2026-03-14T13:00:00Z")


def test_a_budget_that_the_config_does_not_tell_is_not_guessed() -> None:
    status = Status(budget=Budget(allowed={}, total=None))
    assert shown(status)[2] == "Requests today: 7 (feed 4, github 3)."
    assert status_as_dict(status)["budget"]["total"] is None


def test_what_needs_attention_stands_first_and_much_is_cut() -> None:
    late = watch(40, next_poll_at=NOW - HOUR)
    failing = watch(39, failures=2, last_error="no answer", next_poll_at=NOW + HOUR)
    many = [watch(number, next_poll_at=NOW + HOUR) for number in range(1, 39)]
    status = Status(
        watches=[*many, failing, late], overdue=[late], next_poll_at=late.next_poll_at, jobs=[Job()]
    )
    lines = shown(status)
    assert lines[1] == ("40 places watched, 0 being looked at, 1 overdue; the next one is due now.")
    assert lines[4].endswith("2026-03-13 12:00 UTC  Platte voll")
    assert lines[6] == "40  feed  https://blog-40.example/  never  now"
    assert lines[7] == "39  feed  https://blog-39.example/  never  2026-03-14 13:00 UTC  no answer"
    assert lines[-1] == "... and 10 more; --json shows all."


def test_json_has_everything() -> None:
    status = Status(
        watches=[watch(1)],
        overdue=[watch(1)],
        jobs=[Job()],
        is_stuck=True,
        blogs=[Blog()],
        notices={"me": Standing(failed=1)},
    )
    made = json.loads(json.dumps(status_as_dict(status)))
    assert made["running"] is True
    assert made["stuck"] is True
    assert made["process"]["pid"] == 42
    assert made["overdue"] == 1
    assert made["watches"][0]["overdue"] is True
    assert made["jobs"][0]["error"]
    assert made["budget"]["allowed"] == {"github": 500}
    assert made["messages"]["me"]["given_up"] == 1
    assert made["blogs"][0]["last_success_at"] == "2026-03-14T11:00:00Z"
    assert status_as_dict(Status(runner=None))["process"] is None
