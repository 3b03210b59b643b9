"""`mentions tree`: who had it from whom."""

from __future__ import annotations

from typing import Annotated

import typer

from mentions.cli.coverage import load_coverage, note_missing
from mentions.cli.runtime import console, context_of, print_json


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(name="tree")(tree)


def tree(
    context: typer.Context,
    article: Annotated[
        str, typer.Argument(metavar="ARTICLE", help="Its id, or any address of it.")
    ],
    depth: Annotated[
        int | None, typer.Option(metavar="N", help="Show so many levels.", min=1)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a tree.")] = False,
) -> None:
    """Draw who had it from whom: reposts, quotes, credits, answers.

    The largest branches come first. Who is known only through others' words is marked.

    [bold]Examples[/bold]

      mentions tree 1

      mentions tree https://blog.example.org/post-1 --depth 2

      mentions tree 1 --json
    """
    from mentions.core.spread import spread_of
    from mentions.report.to_tree import render_tree, tree_as_dict
    from mentions.store.mentions import MentionFilter, stream_mentions
    from mentions.tracker.track import pick_article

    with context_of(context).store() as store, store.reading() as session:
        stored = pick_article(session, article)
        spread = spread_of(stream_mentions(session, MentionFilter(article_id=stored.id)))
        coverage = load_coverage(session)
    url = stored.article.url
    if as_json:
        print_json(tree_as_dict(spread, url, max_depth=depth))
    elif spread.nodes:
        render_tree(spread, url, console=console(), max_depth=depth)
    else:
        console().print(f"No mentions of {url} yet. `mentions poll` looks for them.", markup=False)
    note_missing(coverage)
