"""`mentions evidence`: what was kept when a mention was first seen."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mentions.cli.runtime import archive_of, console, context_of, print_json

if TYPE_CHECKING:
    from mentions.store.evidence import Kept
    from mentions.tracker.evidence.archive import Archive


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(name="evidence")(evidence)


def evidence(
    context: typer.Context,
    mention: Annotated[int, typer.Argument(metavar="ID", help="As `mentions list` shows it.")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write the kept answer; - is stdout."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    r"""Show the link as written, its hops, the sentence and the hash of the answer.

    Whether the kept answer is still what it was is checked each time. Answers are kept where
    config.toml says so under \[evidence].

    [bold]Examples[/bold]

      mentions evidence 3

      mentions evidence 3 -o page.html
    """
    from mentions.errors import ConfigError
    from mentions.report.to_evidence import evidence_as_dict, render_evidence
    from mentions.store.mentions import load_mention
    from mentions.tracker.evidence.evidence import evidence_of

    ours = context_of(context)
    archive = archive_of(ours.settings())
    with ours.store() as store:
        with store.reading() as session:
            if load_mention(session, mention) is None:
                raise ConfigError(f"there is no mention {mention}; `mentions list` shows the ids")
        kept = evidence_of(store, mention)
    if output is not None:
        _write(output, kept, archive)
        return
    lines = [(one, _state(archive, one)) for one in kept]
    if as_json:
        print_json([evidence_as_dict(one, state) for one, state in lines])
    else:
        keeps = ours.settings().evidence.keep
        render_evidence(mention, lines, folder=archive.folder, keeps=keeps, console=console())


def _state(archive: Archive, kept: Kept) -> str:
    """Return in a word whether the answer is there and as it was."""
    from mentions.errors import StoreError
    from mentions.tracker.evidence.evidence import read_evidence

    if kept.place and not (archive.folder / kept.place.file).exists():
        return "missing"
    try:
        return "kept" if read_evidence(archive, kept) is not None else "not kept"
    except StoreError:
        return "damaged"


def _first_body(kept: list[Kept], archive: Archive) -> bytes:
    """Return the oldest kept answer that is as it was."""
    from mentions.errors import ConfigError, StoreError
    from mentions.tracker.evidence.evidence import read_evidence

    damaged: StoreError | None = None
    for one in kept:
        try:
            body = read_evidence(archive, one)
        except StoreError as error:
            damaged = error
            continue
        if body is not None:
            return body
    if damaged:
        raise damaged
    raise ConfigError("no answer is kept of this mention; `mentions evidence ID` tells what is")


def _write(output: Path, kept: list[Kept], archive: Archive) -> None:
    from mentions.errors import ConfigError

    body = _first_body(kept, archive)
    if str(output) == "-":
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
        return
    try:
        output.write_bytes(body)
    except OSError as error:
        raise ConfigError(f"{output}: cannot be written: {error.strerror}") from error
