"""Reports that come by themselves: files, messages with attachments, failures and kills."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pytest_httpserver import HTTPServer
from tests.servers.reporter import (
    a_making,
    a_table,
    die_before_it_is_noted,
    die_before_the_job_ends,
    do_what_is_due,
    write,
)
from tests.servers.teller import ARTICLE, a_telling, find
from tests.servers.webhook import Webhook

from mentions.core.alerts.model import Event, Recipient, Rendered, Rules
from mentions.errors import ConfigError
from mentions.model import Article
from mentions.store.articles import add_article
from mentions.store.engine import Store, open_store
from mentions.store.frozen import frozen_reports, load_frozen
from mentions.store.notices import load_due
from mentions.store.runs import JobState, load_jobs, save_job
from mentions.tracker.poll import open_run
from mentions.tracker.reports.making import Making, Material
from mentions.tracker.reports.reporting import make_now, make_report
from mentions.tracker.service.agenda import Agenda
from mentions.tracker.service.jobs import Cron, Job
from mentions.tracker.telling.notify import tell

if TYPE_CHECKING:
    from conftest import Blog
    from mentions.tracker.poll import Run

# Apprise looks for a module that Python 3.13 has no more.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

NOW = datetime(2026, 3, 16, 7, tzinfo=UTC)  # a Monday, 8:00 in Berlin
LAST_WEEK = datetime(2026, 3, 11, 12, tzinfo=UTC)
NAMES = ["weekly-2026-03-16.csv", "weekly-2026-03-16.urls.csv"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "mentions.db") as opened:
        with opened.writing() as session:
            add_article(session, Article(url=ARTICLE), now=LAST_WEEK)
        find(opened, "in", published=LAST_WEEK, first_seen=LAST_WEEK)
        find(opened, "late", published=NOW - timedelta(hours=1), first_seen=NOW)
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "reports"


@pytest.fixture
def service(httpserver: HTTPServer) -> Webhook:
    return Webhook(httpserver)


def send(store: Store, service: Webhook) -> None:
    telling = a_telling(store.name, service.address)
    asyncio.run(tell(store, telling, lambda: datetime.now(UTC)))


def noted(store: Store) -> list[str]:
    with store.reading() as session:
        due = load_due(session, "me", NOW + timedelta(days=9), limit=99)
    return [one.key for one in due if one.event is Event.REPORT]


def frozen(store: Store) -> list[str]:
    with store.reading() as session:
        return [one.id for one in frozen_reports(session)]


def test_it_is_about_the_last_week_and_lies_in_the_folder(store: Store, folder: Path) -> None:
    made = make_now(store, table=a_table(folder), making=a_making(), now=NOW)
    assert [file.name for file in made.files] == NAMES
    assert sorted(file.name for file in folder.iterdir()) == NAMES
    assert made.files[0].read_text() == "1 at 16.03. 07:00"
    assert made.files[1].read_text() == "https://social.example/in/"
    assert noted(store) == ["report:weekly:2026-03-15T23:00:00+00:00"]


def test_its_data_is_frozen_only_where_that_is_wanted(store: Store, folder: Path) -> None:
    made = make_now(store, table=a_table(folder, freeze=False), making=a_making(), now=NOW)
    assert frozen(store) == []
    assert made.files[1].read_text() == "https://social.example/in/"
    make_now(store, table=a_table(folder), making=a_making(), now=NOW)
    (number,) = frozen(store)
    with store.reading() as session:
        assert load_frozen(session, number).summary.numbers.mentions == 1


@pytest.mark.parametrize(
    ("period", "day", "number"), [("day", 16, 0), ("week", 16, 1), ("month", 1, 0), ("all", 16, 2)]
)
def test_periods(store: Store, folder: Path, period: str, day: int, number: int) -> None:
    made = make_now(store, table=a_table(folder, period=period), making=a_making(), now=NOW)
    assert made.files[0].name == f"weekly-2026-03-{day:02}.csv"
    assert made.files[0].read_text().startswith(f"{number} at")


def test_it_is_sent_once_with_its_files(store: Store, folder: Path, service: Webhook) -> None:
    for hours in (0, 1, 2):
        now = NOW + timedelta(hours=hours)
        make_now(store, table=a_table(folder), making=a_making(), now=now)
        send(store, service)
    assert [one["title"] for one in service.messages] == ["weekly: 1"]
    assert service.files() == {
        NAMES[0]: "1 at 16.03. 07:00",
        NAMES[1]: "https://social.example/in/",
    }
    # What was made later in the same week has taken its place.
    assert (folder / NAMES[0]).read_text() == "1 at 16.03. 09:00"


def test_all_there_is_is_sent_each_time_it_is_made(
    store: Store, folder: Path, service: Webhook
) -> None:
    table = a_table(folder, period="all")
    for hours in (0, 1):
        now = NOW + timedelta(hours=hours)
        make_now(store, table=table, making=a_making(), now=now)
    send(store, service)
    assert [one["title"] for one in service.messages] == ["weekly: 2", "weekly: 2"]


@pytest.mark.parametrize("freeze", [True, False])
def test_what_was_not_finished_is_the_same_report_until_its_next_time(
    store: Store, folder: Path, freeze: object
) -> None:
    table = a_table(folder, period="all", freeze=freeze, formats=("pdf", "csv"))
    failing = a_making(makers={"pdf": fails, "csv": write})
    for time in (timedelta(), timedelta(hours=1), timedelta(days=6, hours=23)):
        make_now(store, table=table, making=failing, now=NOW + time)
    assert len(noted(store)) == 1
    make_now(store, table=table, making=failing, now=NOW + timedelta(days=7))
    assert len(noted(store)) == 2


def test_the_next_week_is_another_report(store: Store, folder: Path, service: Webhook) -> None:
    for days in (0, 7):
        now = NOW + timedelta(days=days)
        make_now(store, table=a_table(folder), making=a_making(), now=now)
    send(store, service)
    assert [one["title"] for one in service.messages] == ["weekly: 1", "weekly: 1"]
    assert list(service.files(1)) == ["weekly-2026-03-23.csv", "weekly-2026-03-23.urls.csv"]


def test_news_go_into_another_message(store: Store, folder: Path, service: Webhook) -> None:
    send(store, service)  # from here on, news are told
    url = find(store, "new")
    make_now(store, table=a_table(folder), making=a_making(), now=NOW)
    send(store, service)
    assert [one["title"] for one in service.messages] == ["weekly: 1", "1 new"]
    assert url in service.messages[1]["message"]
    assert service.messages[1]["attachments"] == []


def test_quiet_hours_hold_for_reports(store: Store, folder: Path) -> None:
    quiet = (NOW - timedelta(hours=1)).time(), (NOW + timedelta(hours=1)).time()
    me = replace(a_making().recipients[0], quiet=quiet)
    make_now(store, table=a_table(folder), making=a_making(recipients=(me,)), now=NOW)
    with store.reading() as session:
        assert load_due(session, "me", NOW, limit=9) == []
        assert len(load_due(session, "me", NOW + timedelta(hours=1), limit=9)) == 1


def test_nobody_else_is_sent_it(store: Store, folder: Path) -> None:
    both = (*a_making().recipients, Recipient(name="team", rules=Rules()))
    make_now(store, table=a_table(folder), making=a_making(recipients=both), now=NOW)
    with store.reading() as session:
        assert load_due(session, "team", NOW, limit=9) == []
    assert len(noted(store)) == 1


def test_made_by_hand_it_is_not_sent(store: Store, folder: Path) -> None:
    made = make_now(store, table=a_table(folder), making=a_making(), now=NOW, send=False)
    assert len(made.files) == 2
    assert noted(store) == []


def fails(_material: Material, _file: Path) -> None:
    raise ConfigError("pdf needs weasyprint: pip install 'mentions[report]'")


def is_buggy(_material: Material, file: Path) -> None:
    file.write_text("half of it")
    raise ZeroDivisionError("oops")


@pytest.mark.parametrize(
    ("maker", "why"), [(fails, "pdf: pdf needs weasy"), (is_buggy, "pdf: a bug in mentions")]
)
def test_a_format_that_fails_stops_nothing_else(
    store: Store, folder: Path, service: Webhook, maker: Any, why: str
) -> None:
    table = a_table(folder, formats=("pdf", "csv"))
    making = a_making(makers={"pdf": maker, "csv": write})
    made = make_now(store, table=table, making=making, now=NOW)
    assert made.problems[0].startswith(why)
    assert sorted(file.name for file in folder.iterdir()) == NAMES
    send(store, service)
    assert service.messages[0]["message"] == "failed: pdf"
    # Tried again, it goes on with the same data, and nobody is told twice.
    find(store, "found later", published=LAST_WEEK, first_seen=NOW)
    again = make_now(
        store,
        table=table,
        making=a_making(makers={"pdf": write, "csv": write}),
        now=NOW + timedelta(minutes=1),
    )
    assert again.problems == ()
    assert (folder / "weekly-2026-03-16.pdf").read_text() == "1 at 16.03. 07:00"
    assert len(frozen(store)) == 1
    send(store, service)
    assert len(service.messages) == 1


def test_a_folder_that_cannot_be_written_is_named(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    made = make_now(store, table=a_table(tmp_path / "file"), making=a_making(), now=NOW)
    assert made.files == ()
    (why,) = made.problems
    assert "weekly-2026-03-16.csv: cannot be written" in why
    assert noted(store) == []


def test_what_it_could_not_tell_is_a_problem(store: Store, folder: Path) -> None:
    def no_words(*_: object) -> Rendered:
        raise ConfigError("messages need babel")

    made = make_now(store, table=a_table(folder), making=a_making(tell=no_words), now=NOW)
    assert made.problems == ("me is not told: messages need babel",)
    assert len(made.files) == 2


def be_killed(work: Callable[..., None], *args: str) -> None:
    """Work in a process that kills itself."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.servers.reporter"])
    process = context.Process(target=work, args=args)
    process.start()
    process.join()
    assert process.exitcode == -9
    process.close()


def test_killed_between_files_and_notices_it_is_made_again_and_sent_once(
    store: Store, folder: Path, service: Webhook
) -> None:
    be_killed(die_before_it_is_noted, store.name, str(folder), NOW.isoformat())
    assert sorted(file.name for file in folder.iterdir()) == NAMES
    assert noted(store) == []
    find(store, "found later", published=LAST_WEEK, first_seen=NOW)
    make_now(store, table=a_table(folder), making=a_making(), now=NOW + timedelta(minutes=1))
    send(store, service)
    send(store, service)
    assert service.files() == {
        NAMES[0]: "1 at 16.03. 07:00",
        NAMES[1]: "https://social.example/in/",
    }
    assert len(service.messages) == 1
    assert len(frozen(store)) == 1


@pytest.mark.parametrize("period", ["week", "all"])
def test_killed_between_its_end_and_that_of_its_job_it_is_frozen_and_sent_once(
    store: Store, folder: Path, period: str
) -> None:
    with store.writing() as session:
        schedule = str(Cron("0 8 * * mon", "Europe/Berlin"))
        save_job(session, JobState(name="report:weekly", schedule=schedule, due_at=NOW))
    be_killed(die_before_the_job_ends, store.name, str(folder), NOW.isoformat(), period)
    assert len(noted(store)) == len(frozen(store)) == 1
    files = {file.name: file.read_text() for file in folder.iterdir()}
    find(store, "found later", published=LAST_WEEK, first_seen=NOW)
    table = a_table(folder, period=period)
    do_what_is_due(store, table, NOW + timedelta(minutes=1))
    assert len(noted(store)) == len(frozen(store)) == 1
    assert {file.name: file.read_text() for file in folder.iterdir()} == files
    with store.reading() as session:
        due = load_jobs(session)["report:weekly"].due_at
    assert due == NOW + timedelta(days=7)
    # The next one is another one, with what came since.
    do_what_is_due(store, table, due)
    assert len(noted(store)) == len(frozen(store)) == 2


def test_by_hand_it_is_made_anew_whatever_its_job_did(store: Store, folder: Path) -> None:
    table = a_table(folder)
    make_now(store, table=table, making=a_making(), now=NOW, due=NOW)
    make_now(store, table=table, making=a_making(), now=NOW + timedelta(hours=1), send=False)
    assert len(frozen(store)) == 2
    assert (folder / NAMES[0]).read_text() == "1 at 16.03. 08:00"


@asynccontextmanager
async def _never() -> Any:
    yield


async def _do_what_is_due(blog: Blog, folder: Path, making: Making) -> Agenda:
    table = a_table(folder)
    job = Job(
        name="report:weekly",
        schedule=Cron(table.when, "Europe/Berlin"),
        work=partial(make_report, table=table, making=making),
    )
    async with AsyncExitStack() as stack:
        run: Run = await open_run(blog.polling(), stack)
        agenda = Agenda(run, [job], _never)
        await agenda.open()
        for _ in range(3):
            agenda.ring()
            await agenda.stop(_wait)
    return agenda


async def _wait(tasks: Any) -> None:
    if tasks:
        await asyncio.wait(tasks)


def test_a_time_missed_for_weeks_is_made_up_for_once(blog: Blog, tmp_path: Path) -> None:
    blog.now = NOW + timedelta(days=1)
    made_up = Cron("0 8 * * mon", "Europe/Berlin")
    missed = JobState(name="report:weekly", schedule=str(made_up), due_at=NOW - timedelta(days=21))
    with blog.store.writing() as session:
        save_job(session, missed)
    asyncio.run(_do_what_is_due(blog, tmp_path / "reports", a_making()))
    assert sorted(file.name for file in (tmp_path / "reports").iterdir()) == NAMES
    assert len(noted(blog.store)) == len(frozen(blog.store)) == 1
    with blog.store.reading() as session:
        state = load_jobs(session)["report:weekly"]
    assert (state.succeeded_at, state.due_at) == (blog.now, NOW + timedelta(days=7))


def test_the_row_of_its_job_says_what_to_do(blog: Blog, tmp_path: Path) -> None:
    with blog.store.writing() as session:
        schedule = str(Cron("0 8 * * mon", "Europe/Berlin"))
        save_job(session, JobState(name="report:weekly", schedule=schedule, due_at=blog.now))
    making = a_making(makers={"csv": fails})
    agenda = asyncio.run(_do_what_is_due(blog, tmp_path, making))
    assert "pip install 'mentions[report]'" in agenda.errors["report:weekly"]
