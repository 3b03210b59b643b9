"""Reports that come by themselves: made, written as files, and told to those who want them.

Killed anywhere, a report is made again: its files are replaced, its data is read again where it was
frozen, and who was told of it has a notice with a key of its own. Finished or not, it is the same
report as long as its job is due for the same time: so it is frozen once and sent once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from mentions.core.alerts.model import Event, Recipient, Rendered
from mentions.core.alerts.quiet import next_allowed
from mentions.core.periods import last_day, last_month, last_week
from mentions.core.summary.freeze import Cut
from mentions.core.summary.model import Scope
from mentions.errors import MentionsError, StoreError
from mentions.settings.clock import next_cron
from mentions.settings.reporting import Period, ReportsTable
from mentions.store.engine import Session, Store
from mentions.store.frozen import freeze_summary, load_frozen
from mentions.store.notes import drop_notes, load_note, save_note
from mentions.store.notices import Notice, add_notices
from mentions.store.overrides import overrides_of
from mentions.store.runs import load_jobs
from mentions.store.summary import Chosen, stream_acts, stream_news
from mentions.tracker.outcomes import bug
from mentions.tracker.poll import Run
from mentions.tracker.reports.cut import NEWS, make_cut
from mentions.tracker.reports.making import Made, Making, Material
from mentions.tracker.reports.placing import place
from mentions.tracker.reports.summarise import choose, summarise
from mentions.tracker.service.threads import aside

_LAST = {Period.DAY: last_day, Period.WEEK: last_week, Period.MONTH: last_month}

log = structlog.get_logger("mentions.reports")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Begun:
    """A report in the making.

    Attributes:
        at: When it was begun; the same where it is gone on with.
        frozen: Under which id its data was frozen; None where it was not yet.
    """

    at: datetime
    scope: Scope
    frozen: str | None = None

    @property
    def until(self) -> datetime:
        """Return the end of its time."""
        return self.scope.until or self.at


async def make_report(run: Run, table: ReportsTable, making: Making) -> str:
    """Make a report, and note that it is to be sent; the work of a job.

    Args:
        run: Of `mentions run`.
        table: What is wanted.
        making: What that needs.

    Returns:
        What was written, in words.

    Raises:
        MentionsError: Some of it could not be made, and why; the rest was.
        StoreError: The database failed.
    """
    jobs = await run.keeper.read(load_jobs)
    job = jobs.get(job_of(table))
    work = partial(
        make_now,
        table=table,
        making=making,
        now=run.polling.clock(),
        due=job.due_at if job else None,
    )
    made = await aside(work, run.polling.store)
    if made.problems:
        raise MentionsError("; ".join(made.problems))
    return f"{len(made.files)} files in {made.folder}"


def job_of(table: ReportsTable) -> str:
    """Return the name of the job that makes a report."""
    return f"report:{table.name}"


def make_now(
    store: Store,
    *,
    table: ReportsTable,
    making: Making,
    now: datetime,
    send: bool = True,
    due: datetime | None = None,
) -> Made:
    """Do the same without a run.

    Args:
        store: Open.
        table: What is wanted.
        making: What that needs.
        now: Aware, UTC.
        send: Whether the recipients are told.
        due: When its job was due; None where somebody asks for it by hand.

    Raises:
        ConfigError: An article is not tracked.
        StoreError: The database failed.
    """
    begun = _begin(store, table, making, now=now, due=due)
    with _material(store, table, begun) as material:
        made = _write_all(material, table, making, begun)
        notices, problems = [], list(made.problems)
        for recipient in _recipients(table, making) if send and made.files else ():
            try:
                words = making.tell(material.summary, made, recipient)
            except MentionsError as error:
                problems.append(f"{recipient.name} is not told: {error}")
            else:
                notices.append(_notice(words, recipient, table, begun, now))
    with store.writing() as session:
        add_notices(session, notices, now=now)
        if not problems:
            _finish(session, table, now=now, due=due)
    return replace(made, problems=tuple(problems))


def _begin(
    store: Store, table: ReportsTable, making: Making, *, now: datetime, due: datetime | None
) -> _Begun:
    """Begin a report, or go on with one that was not finished and whose next time is to come.

    If its job is due still, or again, for the time at which it was finished, it is that report:
    a kill came between the end of the report and that of its job.
    """
    since, until = None, None
    if table.period in _LAST:
        since, until = _LAST[table.period](now, ZoneInfo(making.zone))
    scope = Scope(made_at=now, since=since, until=until, zone=making.zone, title=making.title)
    of = _as_json(scope, table)
    with store.writing() as session:
        noted = load_note(session, _note(table), lock=True)
        if noted and noted["of"] == of and _is_same(noted, due):
            at = datetime.fromisoformat(noted["at"])
            if now < next_cron(table.when, making.clocks, at):
                return _Begun(at=at, scope=scope, frozen=noted["frozen"])
        begun = _Begun(at=now, scope=scope)
        _save(session, table, begun, now)
    return begun


def _is_same(noted: Mapping[str, Any], due: datetime | None) -> bool:
    """Whether what was noted is not done, or was done when its job was due for this time."""
    done = noted.get("done")
    return done is None or (due is not None and done == due.isoformat())


def _finish(session: Session, table: ReportsTable, *, now: datetime, due: datetime | None) -> None:
    """Note that a report is done; the next time, even about the same period, it is another one."""
    noted = load_note(session, _note(table), lock=True)
    if due is None or noted is None:
        drop_notes(session, [_note(table)])
    else:
        save_note(session, _note(table), {**noted, "done": due.isoformat()}, now=now)


def _save(session: Session, table: ReportsTable, begun: _Begun, now: datetime) -> None:
    of = _as_json(begun.scope, table)
    value = {"at": begun.at.isoformat(), "of": of, "frozen": begun.frozen}
    save_note(session, _note(table), value, now=now)


def _as_json(scope: Scope, table: ReportsTable) -> dict[str, Any]:
    """Return what a report is about; another one is not gone on with."""
    return {
        "since": scope.since and scope.since.isoformat(),
        "until": scope.until and scope.until.isoformat(),
        "zone": scope.zone,
        "title": scope.title,
        "articles": list(table.articles),
    }


@contextmanager
def _material(store: Store, table: ReportsTable, begun: _Begun) -> Iterator[Material]:
    about = choose(store, table.articles, begun.scope)
    if table.freeze:
        cut = _frozen(store, table, about, begun)
        yield Material(summary=cut.summary, acts=lambda: iter(cut.acts), news=cut.news)
        return
    summary = summarise(store, about.articles, begun.scope)
    with store.reading() as session:
        overrides = overrides_of(session)
        yield Material(
            summary=summary,
            acts=lambda: stream_acts(session, about, overrides),
            news=lambda: stream_news(session, about, overrides, limit=NEWS),
        )


def _frozen(store: Store, table: ReportsTable, about: Chosen, begun: _Begun) -> Cut:
    """Freeze the data, or return what was frozen for this report before it was broken off."""
    if begun.frozen is not None:
        with store.reading() as session:
            return load_frozen(session, begun.frozen)
    scope = begun.scope
    cut = make_cut(store, about.articles, scope)
    with store.writing() as session:
        number = freeze_summary(session, cut, scope.title or table.name)
        _save(session, table, replace(begun, frozen=number), scope.made_at)
    return cut


def _write_all(material: Material, table: ReportsTable, making: Making, begun: _Begun) -> Made:
    """Write every format; one that fails does not stop the others."""
    files: list[Path] = []
    problems: dict[str, str] = {}
    day = f"{begun.until.astimezone(ZoneInfo(making.zone)):%Y-%m-%d}"
    for one in dict.fromkeys(form.value for form in table.formats):
        target = table.folder / f"{table.name}-{day}.{one}"
        try:
            files += place(target, partial(making.makers[one], material))
        except StoreError:
            raise
        except MentionsError as error:
            problems[one] = f"{one}: {error}"
        except Exception as error:  # a bug in one format must not cost the others
            log.exception("bug", report=table.name, format=one)
            problems[one] = f"{one}: {bug(error)}"
    return Made(
        name=table.name,
        folder=table.folder,
        files=tuple(files),
        failed=tuple(problems),
        problems=tuple(problems.values()),
    )


def _recipients(table: ReportsTable, making: Making) -> Sequence[Recipient]:
    return [one for one in making.recipients if one.name in table.send_to]


def _notice(
    words: Rendered, recipient: Recipient, table: ReportsTable, begun: _Begun, now: datetime
) -> Notice:
    since, until = begun.scope.since, begun.until.isoformat()
    return Notice(
        recipient=recipient.name,
        key=f"report:{table.name}:{until}",
        event=Event.REPORT,
        told={
            "title": words.title,
            "body": words.body,
            "files": list(words.files),
            "unattached": words.unattached,
            "since": since and since.isoformat(),
            "until": until,
        },
        due_at=next_allowed(now, recipient.quiet, recipient.zone),
    )


def _note(table: ReportsTable) -> str:
    return f"report.{table.name}"
