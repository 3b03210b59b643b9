"""`mentions blogs`, `discover`, `backfill`: new posts and old ones become articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mentions.cli.runtime import Context, console, context_of, polling_of, print_json
from mentions.interrupts import run_async

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mentions.core.blogs.model import BackfillReport, Blog, BlogResult
    from mentions.store.engine import Store
    from mentions.tracker.polling import Polling

Which = Annotated[
    str | None, typer.Argument(metavar="BLOG", help="Its address or id; all of them without it.")
]


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command(name="blogs")(list_blogs)
    app.command(name="discover")(discover)
    app.command(name="backfill")(backfill)


def list_blogs(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """List the blogs whose new posts become articles: when each was last looked at, and why not.

    [bold]Examples[/bold]

      mentions blogs

      mentions blogs --json
    """
    from mentions.report.to_blogs import blog_as_dict, render_blogs
    from mentions.store.backfills import progress_of
    from mentions.store.blogs import count_posts, load_blogs

    with context_of(context).store() as store, store.reading() as session:
        blogs = load_blogs(session)
        posts = count_posts(session)
        progress = {one.id: progress_of(session, one.id) for one in blogs}
    if as_json:
        print_json([blog_as_dict(one, posts.get(one.url, 0), progress[one.id]) for one in blogs])
    elif blogs:
        render_blogs(blogs, posts, progress, console=console())
    else:
        typer.echo('No blog is named. Write [[blogs]] with url = "https://..." into config.toml.')


def discover(
    context: typer.Context,
    blog: Which = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Look for new posts now, due or not; each becomes an article with watches of its own.

    `mentions run` does this by itself. The exit code is 1 if a blog could not be looked at.

    [bold]Examples[/bold]

      mentions discover

      mentions discover https://blog.example.org/ --json
    """
    from mentions.report.to_blogs import look_as_dict, render_looks

    ours = context_of(context)
    with ours.store() as store:
        results = _discovered(ours, store, blog)
    if as_json:
        print_json([look_as_dict(one) for one in results])
    else:
        render_looks(results, console=console())
    if not all(one.looked for one in results):
        raise typer.Exit(1)


def _discovered(ours: Context, store: Store, wanted: str | None) -> list[BlogResult]:
    from mentions.tracker.blogs.blogs import pick_blogs

    with store.reading() as session:
        blogs = pick_blogs(session, wanted)
    return run_async(_look(polling_of(ours.settings(), store), blogs))


async def _look(polling: Polling, blogs: Sequence[Blog]) -> list[BlogResult]:
    from contextlib import AsyncExitStack

    from mentions.tracker.blogs.discover import look_at_blogs
    from mentions.tracker.poll import open_run

    async with AsyncExitStack() as stack:
        return await look_at_blogs(await open_run(polling, stack), blogs)


def backfill(
    context: typer.Context,
    blog: Which = None,
    budget: Annotated[
        int,
        typer.Option(
            metavar="REQUESTS", help="How many requests it may make.", min=1, max=1_000_000
        ),
    ] = 500,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Look for a blog's old posts: in the archive of its feed, and in its sitemaps.

    It stops when the budget is spent and goes on there the next time, also after Ctrl-C. What
    people once said about old posts is stored and told to nobody. The exit code is 1 if a host
    wanted to be left alone for a while.

    [bold]Examples[/bold]

      mentions backfill

      mentions backfill https://blog.example.org/ --budget 2000

      mentions backfill --json
    """
    from mentions.report.to_blogs import fill_as_dict, render_backfill

    ours = context_of(context)
    with ours.store() as store:
        reports = _filled(ours, store, blog, budget=budget, quiet=as_json)
    if as_json:
        print_json([fill_as_dict(one) for one in reports])
    else:
        render_backfill(reports, console=console())
    if any(one.stopped for one in reports):
        raise typer.Exit(1)


def _filled(
    ours: Context, store: Store, wanted: str | None, *, budget: int, quiet: bool
) -> list[BackfillReport]:
    from rich.progress import BarColumn, Progress, TextColumn

    from mentions.tracker.blogs.blogs import pick_blogs

    with store.reading() as session:
        blogs = pick_blogs(session, wanted)
    err = console(errors=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn())
    with Progress(
        *columns,
        TextColumn("{task.fields[added]} posts added"),
        console=err,
        transient=True,
        disable=quiet or not err.is_terminal,
    ) as progress:
        task = progress.add_task("Looking back", total=budget, added=0)

        def show(requests: int, added: int) -> None:
            progress.update(task, completed=requests, added=added)

        return run_async(_fill(polling_of(ours.settings(), store), blogs, budget, show))


async def _fill(
    polling: Polling, blogs: Sequence[Blog], budget: int, show: Callable[[int, int], None]
) -> list[BackfillReport]:
    """Fill one blog after the other; what one leaves of the budget is the next one's."""
    from contextlib import AsyncExitStack

    from mentions.tracker.blogs.backfill import backfill
    from mentions.tracker.poll import open_run

    reports: list[BackfillReport] = []
    async with AsyncExitStack() as stack:
        run = await open_run(polling, stack)
        for blog in blogs:
            spent = sum(one.requests for one in reports)
            before = sum(one.added for one in reports)

            def shown(requests: int, added: int, spent: int = spent, before: int = before) -> None:
                show(spent + requests, before + added)

            rest = max(budget - spent, 0)
            reports.append(await backfill(run, blog, budget=rest, on_request=shown))
    return reports
