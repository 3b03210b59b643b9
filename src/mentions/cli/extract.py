"""`mentions extract`: who mentions an article in one page or feed, without database."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from mentions.cli.runtime import context_of, limits_of, now


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(name="extract")(extract)


def extract(
    context: typer.Context,
    what: Annotated[str, typer.Argument(metavar="INPUT", help="A file, an address, or -.")],
    article: Annotated[str, typer.Option(help="The article's address, in any form.")],
    base_url: Annotated[
        str | None, typer.Option(help="The public address of what a file or - holds.")
    ] = None,
) -> None:
    """Print the mentions in one page, comment section or feed as JSON Lines; nothing is stored.

    Where there is none, a note on standard error says so.

    [bold]Examples[/bold]

      mentions extract https://other.example/ --article https://blog.example.org/post-1

      mentions extract page.html --article https://blog.example.org/post-1
      --base-url https://blog.example.org/post-1

      curl -s https://other.example/ | mentions extract - --article https://blog.example.org/post-1
    """
    from mentions.api import extract_mentions
    from mentions.core.standing import Recorded
    from mentions.report.to_jsonl import write_jsonl
    from mentions.tracker.look import look_at

    ours = context_of(context)
    target, base = ours.checked(article), ours.checked(base_url)
    limits = limits_of(ours.optional_settings().fetch)
    page = look_at(what, limits=limits, base_url=base)
    found = extract_mentions(
        page.body,
        url=page.url,
        article=target,
        content_type=page.content_type,
        now=now(),
    )
    sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
    write_jsonl((Recorded(mention=one) for one in found), sys.stdout)
    if not found:
        typer.echo("Note: no mention of it there; `mentions explain` tells why.", err=True)
