"""The forms of a report as files: each is loaded when it is asked for, and written whole."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import typer

from mentions.errors import ConfigError, MentionsError

if TYPE_CHECKING:
    from datetime import datetime

    from mentions.core.summary.model import Act, Summary
    from mentions.report.look import Look


class Form(StrEnum):
    """The forms of a report."""

    TERMINAL = "terminal"
    HTML = "html"
    PDF = "pdf"
    CSV = "csv"
    XLSX = "xlsx"
    MD = "md"
    JSON = "json"
    ATOM = "atom"
    JSONFEED = "jsonfeed"


_SUFFIXES = {
    ".html": Form.HTML,
    ".htm": Form.HTML,
    ".pdf": Form.PDF,
    ".csv": Form.CSV,
    ".xlsx": Form.XLSX,
    ".md": Form.MD,
    ".markdown": Form.MD,
    ".json": Form.JSON,
    ".atom": Form.ATOM,
    ".xml": Form.ATOM,
    ".jsonfeed": Form.JSONFEED,
    ".txt": Form.TERMINAL,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a form gets to write.

    Attributes:
        acts: Gives every mention it is about, oldest first, one at a time.
        news: Gives those that changed last, each with when that was.
    """

    summary: Summary
    look: Look
    acts: Callable[[], Iterator[Act]]
    news: Callable[[], Iterator[tuple[Act, datetime]]]


def form_of(form: Form | None, output: Path | None) -> Form:
    """Return the form that is asked for: as named, else as the file's name ends.

    Raises:
        ConfigError: The name of the file tells none.
    """
    if form is not None:
        return form
    if output is None or str(output) == "-":
        return Form.TERMINAL
    found = _SUFFIXES.get(output.suffix.lower())
    if found is None:
        raise ConfigError(f"{output}: name a form with --format, such as --format html")
    return found


def writer_of(form: Form) -> Callable[[Asked, Path], None]:
    """Return what writes a form to a file, and maybe others beside it."""
    return _WRITE[form]


def write_form(form: Form, output: Path | None, asked: Asked) -> None:
    """Write a report to a file, or to standard output where none or `-` is named.

    A file appears under its name only when it is complete; an old one stays where that fails.

    Raises:
        ConfigError: A part of the program is missing, or the file is a folder.
        MentionsError: The file cannot be written.
    """
    if output is None or str(output) == "-":
        if form in _BINARY and sys.stdout.isatty():
            raise ConfigError(f"{form.value} is no text; name a file with -o FILE")
        _print(form, asked)
        return
    _write(output, partial(_WRITE[form], asked))


def write_text(text: str, output: Path) -> None:
    """Write text to a file, as `write_form` does a report.

    Raises:
        ConfigError: The file is a folder.
        MentionsError: The file cannot be written.
    """
    _write(output, partial(_write_text, text=text))


def _print(form: Form, asked: Asked) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"report.{form.value}"
        _WRITE[form](asked, file)
        with file.open("rb") as written:
            copyfileobj(written, sys.stdout.buffer)
    sys.stdout.buffer.flush()


def _write(output: Path, write: Callable[[Path], None]) -> None:
    from mentions.tracker.reports.placing import place

    if not output.name or output.is_dir():
        raise ConfigError(f"{output}: is a folder; name a file in it")
    if not output.parent.is_dir():
        raise MentionsError(f"{output}: cannot be written (no such folder); choose another file")
    files = place(output, write)
    typer.echo(f"Report written to {', '.join(map(str, files))}")


def _terminal(asked: Asked, file: Path) -> None:
    from rich.console import Console

    from mentions.report.to_report import render_report

    with file.open("w", encoding="utf-8", errors="replace") as out:
        plain = Console(file=out, highlight=False, soft_wrap=True, no_color=True, width=10_000)
        render_report(asked.summary, asked.look, console=plain)


def _json(asked: Asked, file: Path) -> None:
    from mentions.report.to_report_json import render_json

    _write_text(file, render_json(asked.summary))


def _md(asked: Asked, file: Path) -> None:
    from mentions.report.to_report_md import render_markdown

    _write_text(file, render_markdown(asked.summary, asked.look))


def _html(asked: Asked, file: Path) -> None:
    from mentions.report.html.page import render_html

    _write_text(file, render_html(asked.summary, asked.look))


def _pdf(asked: Asked, file: Path) -> None:
    from mentions.report.html.pdf import render_pdf

    file.write_bytes(render_pdf(asked.summary, asked.look))


def _csv(asked: Asked, file: Path) -> None:
    from mentions.report.to_report_csv import write_report_csv

    write_report_csv(asked.summary, asked.acts(), file, asked.look)


def _xlsx(asked: Asked, file: Path) -> None:
    from mentions.report.to_xlsx import write_xlsx

    write_xlsx(asked.summary, asked.acts(), file, asked.look)


def _atom(asked: Asked, file: Path) -> None:
    from mentions.report.to_feed import News, home_of, render_atom

    summary = asked.summary
    articles, language = [one.url for one in summary.articles], asked.look.language
    news = [News(act=act, updated=updated) for act, updated in asked.news()]
    made_at, home = summary.scope.made_at, home_of(articles)
    feed = render_atom(_title(asked), home, news, made_at, articles=articles, language=language)
    file.write_bytes(feed)


def _jsonfeed(asked: Asked, file: Path) -> None:
    from mentions.report.to_feed import News, home_of, render_json_feed

    articles, language = [one.url for one in asked.summary.articles], asked.look.language
    news = [News(act=act, updated=updated) for act, updated in asked.news()]
    feed = render_json_feed(
        _title(asked), home_of(articles), news, articles=articles, language=language
    )
    file.write_bytes(feed)


def _title(asked: Asked) -> str:
    from mentions.report.english import voice_of
    from mentions.report.facts import heading

    look = asked.look
    return heading(asked.summary, look.title, voice_of(look.language))


def _write_text(file: Path, text: str) -> None:
    file.write_bytes(text.encode("utf-8", "replace"))


_WRITE: Mapping[Form, Callable[[Asked, Path], None]] = {
    Form.TERMINAL: _terminal,
    Form.HTML: _html,
    Form.PDF: _pdf,
    Form.CSV: _csv,
    Form.XLSX: _xlsx,
    Form.MD: _md,
    Form.JSON: _json,
    Form.ATOM: _atom,
    Form.JSONFEED: _jsonfeed,
}
_BINARY = frozenset({Form.PDF, Form.XLSX})
