"""`mentions export` and `mentions import`: mentions as files, both ways."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from mentions.cli.coverage import load_coverage, note_missing
from mentions.cli.runtime import context_of, now
from mentions.errors import ConfigError, MentionsError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mentions.asking import Watch
    from mentions.core.coverage import Coverage
    from mentions.store.engine import Session, Store
    from mentions.store.mentions import MentionFilter
    from mentions.tracker.bring_in import Imported


_JSON_LINES = (".jsonl", ".ndjson")
_CSV = ("", ".csv", ".txt")


class Format(StrEnum):
    """The forms of an export."""

    CSV = "csv"
    JSONL = "jsonl"


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command(name="export")(export)
    app.command(name="import")(import_)


def export(
    context: typer.Context,
    form: Annotated[
        Format | None,
        typer.Option("--format", help="Default: what FILE ends in; without -o csv."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Default is standard output."),
    ] = None,
    article: Annotated[
        str | None, typer.Option(help="Only this article: its id or address.")
    ] = None,
    excel: Annotated[
        bool, typer.Option("--excel", help="Begin a CSV with the mark Excel needs for umlauts.")
    ] = False,
    coverage: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Also write which places were looked at: .csv or .json."),
    ] = None,
) -> None:
    """Write all mentions as CSV or JSON Lines, oldest first: one record each, times in UTC.

    Where a place could not be looked at, a note on standard error says so.

    [bold]Examples[/bold]

      mentions export -o mentions.csv

      mentions export --format csv --excel -o for-excel.csv

      mentions export -o first.jsonl --article 1

      mentions export -o mentions.csv --coverage coverage.csv
    """
    from mentions.report.words import counted
    from mentions.store.mentions import MentionFilter
    from mentions.store.watches import load_watches
    from mentions.tracker.track import pick_article

    if coverage and coverage.suffix.lower() not in {".csv", ".json"}:
        raise ConfigError(f"{coverage}: name a file that ends in .csv or .json")
    with context_of(context).store() as store, store.reading() as session:
        number = pick_article(session, article).id if article else None
        watches = load_watches(session)
        looked = load_coverage(session, watches)
        wanted = MentionFilter(article_id=number)
        count = _write_mentions(session, wanted, form or _form_of(output), output, excel=excel)
    if output:
        typer.echo(f"{counted(count, 'mention')} written to {output}")
    if coverage:
        _write_coverage(coverage, watches, looked, excel=excel)
    note_missing(looked)


def _form_of(output: Path | None) -> Format:
    """Return the form that a file's name tells; without an ending it is CSV.

    Raises:
        ConfigError: The ending is that of something else, such as a workbook.
    """
    ends = output.suffix.lower() if output else ""
    if ends in _JSON_LINES:
        return Format.JSONL
    if ends in _CSV or (output and output.is_dir()):
        return Format.CSV
    where = "name a file that ends in .csv or .jsonl, or say which with --format"
    raise ConfigError(f"{output}: {where}; workbooks and the like: `mentions report -o {output}`")


def _write_mentions(
    session: Session, wanted: MentionFilter, form: Format, output: Path | None, *, excel: bool
) -> int:
    from mentions.report.to_csv import write_csv_columns
    from mentions.report.to_jsonl import write_jsonl_columns
    from mentions.store.export import stream_columns

    with closing(stream_columns(session, wanted)) as batches, _opened(output) as out:
        if form is Format.CSV:
            return write_csv_columns(batches, out, excel=excel)
        return write_jsonl_columns(batches, out)


def _write_coverage(file: Path, watches: Iterable[Watch], looked: Coverage, *, excel: bool) -> None:
    from mentions.report.coverage_file import write_coverage_csv, write_coverage_json

    with _opened(file) as out:
        if file.suffix.lower() == ".csv":
            write_coverage_csv(watches, looked, out, excel=excel)
        else:
            write_coverage_json(watches, looked, out)


@contextmanager
def _opened(output: Path | None) -> Iterator[TextIO]:
    """Open the target; a file appears under its name only when it is complete."""
    if output is None:
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
        yield sys.stdout
        return
    if not output.name or output.is_dir():
        raise ConfigError(f"{output}: is a folder; name a file in it")
    partial = output.with_name(f"{output.name}.part")
    try:
        with partial.open("w", encoding="utf-8", newline="") as file:
            yield file
        partial.replace(output)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise MentionsError(f"{output}: cannot be written ({why}); choose another file") from error
    finally:
        partial.unlink(missing_ok=True)


def import_(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A CSV or JSONL export, or a WordPress export.")
    ],
) -> None:
    """Bring in mentions: an export of ours, or the comments of a WordPress export (.xml).

    Articles the file speaks of are tracked from then on. A file is taken whole or not at all.

    [bold]Examples[/bold]

      mentions import mentions.csv

      mentions import blog.wordpress.2009-12-31.xml
    """
    from mentions.report.words import counted

    with context_of(context).store() as store:
        done = _bring_in(store, file)
    articles = f", {counted(done.articles, 'more article')} tracked" if done.articles else ""
    typer.echo(f"{counted(done.new, 'new mention')}, {done.known:,} known already{articles}.")


def _bring_in(store: Store, file: Path) -> Imported:
    from mentions.parse.wxr import read_wxr
    from mentions.report.from_csv import read_csv
    from mentions.report.from_jsonl import read_jsonl
    from mentions.tracker.bring_in import import_mentions, import_posts

    name, kind = str(file), file.suffix.lower()
    try:
        if kind == ".xml":
            with file.open("rb") as data:
                return import_posts(store, read_wxr(data, url=name), now=now())
        with file.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as lines:
            if kind == ".csv":
                return import_mentions(store, read_csv(lines, name=name), now=now())
            if kind in _JSON_LINES:
                return import_mentions(store, read_jsonl(lines, name=name), now=now())
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ConfigError(f"{file}: cannot be read ({why}); correct the path") from error
    raise ConfigError(f"{file}: name a file that ends in .csv, .jsonl or .xml")
