"""`mentions report`: who mentioned an article, in numbers and words, in every form."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mentions.cli.forms import Asked, Form, form_of, write_form, write_text
from mentions.cli.runtime import console, context_of, now
from mentions.errors import ConfigError

if TYPE_CHECKING:
    from datetime import datetime

    from mentions.core.summary.freeze import Cut
    from mentions.core.summary.model import Scope, Summary
    from mentions.report.look import Look
    from mentions.settings import Settings
    from mentions.store.engine import Session, Store
    from mentions.store.summary import Chosen


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(name="report")(report)


def report(
    context: typer.Context,
    articles: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ARTICLE]...", help="Ids or addresses; default is all articles."),
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="From this day on (2009-07-14).")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Before this day.")] = None,
    zone: Annotated[
        str | None,
        typer.Option(metavar="ZONE", help="Time zone of days and hours, such as Europe/Berlin."),
    ] = None,
    form: Annotated[
        Form | None,
        typer.Option("--format", help="Default: by the end of FILE's name, else terminal."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to write; - is the terminal."),
    ] = None,
    language: Annotated[
        str | None, typer.Option(metavar="LANGUAGE", help="Such as de; default is config.toml's.")
    ] = None,
    title: Annotated[
        str | None, typer.Option(help="Of the report; default is the article's.")
    ] = None,
    gone: Annotated[
        bool, typer.Option("--gone", help="Also count what no longer stands there.")
    ] = False,
    freeze: Annotated[
        bool, typer.Option("--freeze", help="Keep the data, to be shown again as it is now.")
    ] = False,
    frozen: Annotated[
        str | None, typer.Option(metavar="ID", help="Show what --freeze kept under this id.")
    ] = None,
    compare: Annotated[
        str | None, typer.Option(metavar="ID", help="Tell what changed since --freeze kept this.")
    ] = None,
) -> None:
    """Tell who mentioned an article, when, where and how it spread, and what nobody looked at.

    [bold]Examples[/bold]

      mentions report 1

      mentions report --since 2009-07-01 --until 2009-08-01 --zone Europe/Berlin

      mentions report 1 -o report.md

      mentions report 1 2 --format json

      mentions report 1 --freeze -o july.html
    """
    if frozen and (articles or since or until or freeze or compare or gone):
        raise ConfigError(
            "a frozen report is what it was: --frozen goes without an article, --since, --until, "
            "--gone, --freeze and --compare"
        )
    ours = context_of(context)
    settings = ours.settings()
    wanted = form_of(form, output)
    scope = _scope(settings, since, until, zone, title)
    look = _look(settings, language)
    with ours.store() as store:
        if frozen:
            _show(wanted, output, _of_cut(_titled(_thawed(store, frozen), title), look))
            return
        from mentions.tracker.reports.summarise import choose, summarise

        about = choose(store, articles, scope, gone=gone)
        if freeze or compare:
            cut = _cut(store, about, scope, freeze=freeze)
            if compare:
                _tell_changes(_thawed(store, compare), cut, wanted, output, look)
            else:
                _show(wanted, output, _of_cut(cut, look))
            return
        summary = summarise(store, about.articles, scope, gone=gone)
        with store.reading() as session:
            _show(wanted, output, _live(session, about, summary, look))


def _cut(store: Store, about: Chosen, scope: Scope, *, freeze: bool) -> Cut:
    """Return the data of a report as it is now, kept where that is asked for."""
    from mentions.store.frozen import freeze_summary
    from mentions.tracker.reports.cut import make_cut

    cut = make_cut(store, about.articles, scope, gone=about.gone)
    if freeze:
        with store.writing() as session:
            number = freeze_summary(session, cut, scope.title)
        typer.echo(f"Frozen as {number}", err=True)
    return cut


def _thawed(store: Store, number: str) -> Cut:
    from mentions.store.frozen import load_frozen

    with store.reading() as session:
        return load_frozen(session, number)


def _titled(cut: Cut, title: str | None) -> Cut:
    """Return a cut with the title asked for now; without one it keeps its own, or none."""
    if title is None:
        return cut
    scope = replace(cut.summary.scope, title=title)
    return replace(cut, summary=replace(cut.summary, scope=scope))


def _of_cut(cut: Cut, look: Look) -> Asked:
    return Asked(summary=cut.summary, look=look, acts=lambda: iter(cut.acts), news=cut.news)


def _tell_changes(old: Cut, new: Cut, form: Form, output: Path | None, look: Look) -> None:
    from mentions.core.summary.compare import compare
    from mentions.report.english import voice_of
    from mentions.report.to_compare import render_comparison, render_comparison_json

    changes = compare(old, new)
    if form is Form.JSON:
        text = render_comparison_json(changes)
    elif form is Form.TERMINAL:
        zone = new.summary.scope.zone
        text = render_comparison(changes, voice_of(look.language), zone=zone)
    else:
        raise ConfigError(
            "what changed is told as plain text or as JSON: --format terminal or --format json"
        )
    if output is None or str(output) == "-":
        from rich.text import Text

        console().print(Text(text), soft_wrap=True)
    else:
        write_text(f"{text}\n", output)


def _show(form: Form, output: Path | None, asked: Asked) -> None:
    if form is Form.TERMINAL and output is None:
        from mentions.report.to_report import render_report

        render_report(asked.summary, asked.look, console=console())
        return
    write_form(form, output, asked)


def _live(session: Session, about: Chosen, summary: Summary, look: Look) -> Asked:
    from mentions.store.overrides import overrides_of
    from mentions.store.summary import stream_acts, stream_news
    from mentions.tracker.reports.cut import NEWS

    overrides = overrides_of(session)
    return Asked(
        summary=summary,
        look=look,
        acts=lambda: stream_acts(session, about, overrides),
        news=lambda: stream_news(session, about, overrides, limit=NEWS),
    )


def _scope(
    settings: Settings, since: str | None, until: str | None, zone: str | None, title: str | None
) -> Scope:
    from mentions.core.summary.model import Scope

    zone = _zone(zone or settings.report.zone or settings.run.zone or "UTC")
    begin, end = _moment(since, zone), _moment(until, zone)
    if begin and end and begin >= end:
        raise ConfigError(f"--since {since} is not before --until {until}; nothing lies between")
    own = title or settings.report.title
    return Scope(made_at=now(), since=begin, until=end, zone=zone, title=own)


def _look(settings: Settings, language: str | None) -> Look:
    from mentions.report.language import languages
    from mentions.report.look import Look

    own = settings.report
    spoken = language or own.language or settings.run.language or "en"
    if spoken not in languages():
        known = ", ".join(languages())
        raise ConfigError(f"language {spoken!r}: there are words for {known} only")
    return Look(
        language=spoken,
        logo=own.logo,
        colour=own.colour,
        reach=own.reach,
    )


def _zone(name: str) -> str:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, LookupError):
        raise ConfigError(f"no time zone {name!r}; write it as Europe/Berlin") from None


def _moment(text: str | None, zone: str) -> datetime | None:
    """Return a day or moment given on the command line; without an offset in the report's zone."""
    if text is None:
        return None
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    try:
        moment = datetime.fromisoformat(text)
        here = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
        return here.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ConfigError(f"{text!r} is no date; write it as 2009-07-14") from None
