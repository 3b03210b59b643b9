"""`mentions articles`: what is tracked, and every address it has."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mentions.cli.runtime import console, context_of, now, print_json
from mentions.errors import ConfigError

if TYPE_CHECKING:
    from mentions.store.articles import StoredArticle
    from mentions.store.changes import Saved

app = typer.Typer(
    help="What is tracked: add, list, alias, remove.", no_args_is_help=True, rich_markup_mode="rich"
)
Wanted = Annotated[str, typer.Argument(metavar="ARTICLE", help="Its id, or any address of it.")]


@app.command()
def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="The article's address.")],
    title: Annotated[str | None, typer.Option(help="How to call it.")] = None,
    alias: Annotated[
        list[str] | None, typer.Option(help="Another address of it; may be repeated.")
    ] = None,
    published: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="When it was published, such as 2026-03-14T09:00+01:00."),
    ] = None,
    max_delay: Annotated[
        int | None,
        typer.Option(
            metavar="SECONDS",
            help="How long a mention of it may stay unseen.",
            min=60,
            max=31_536_000,
        ),
    ] = None,
) -> None:
    """Track an article. Pages read earlier are searched for it at once.

    [bold]Examples[/bold]

      mentions articles add https://blog.example.org/post-1

      mentions articles add https://blog.example.org/post-1 --alias "https://blog.example.org/?p=1"

      mentions articles add https://blog.example.org/post-1 --published 2026-03-14T09:00+01:00
    """
    from mentions.model import Article
    from mentions.tracker.track import track_article

    ours = context_of(context)
    article = Article(
        url=ours.checked(url),
        title=title,
        aliases=tuple(ours.checked(one) for one in alias or ()),
        published=_moment(published) if published else None,
        max_delay=max_delay,
    )
    with ours.store() as store:
        number, saved = track_article(store, article, now=now())
    typer.echo(f"Article {number}: {url}")
    _tell(saved)


def _moment(written: str) -> datetime:
    """Return a date of the command line in UTC.

    Raises:
        ConfigError: It is none, or has no zone.
    """
    try:
        moment = datetime.fromisoformat(written)
        in_utc = moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        in_utc = None
    if in_utc is None:
        why = "is no date with time and zone; write it like 2026-03-14T09:00+01:00"
        raise ConfigError(f"{written!r} {why}")
    return in_utc


@app.command(name="list")
def list_articles(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """List what is tracked, with all addresses and the number of mentions.

    [bold]Examples[/bold]

      mentions articles list

      mentions articles list --json
    """
    from mentions.report.to_lists import render_table
    from mentions.store.articles import load_stored_articles
    from mentions.store.mentions import count_by_article

    with context_of(context).store() as store, store.reading() as session:
        articles = load_stored_articles(session)
        counts = count_by_article(session)
    if as_json:
        print_json([_as_dict(one, counts.get(one.id, 0)) for one in articles])
    elif articles:
        columns = [
            "ID",
            "Article",
            "Mentions",
            "Published",
            "Found within",
            "Title",
            "Also known as",
        ]
        rows = (_row(one, counts.get(one.id, 0)) for one in articles)
        render_table(columns, rows, console=console())
    else:
        typer.echo("No article is tracked. `mentions articles add URL`, or name it in config.toml.")


def _row(one: StoredArticle, mentions: int) -> list[str]:
    also = "\n".join(alias.url for alias in one.aliases)
    article = one.article
    published = f"{article.published:%Y-%m-%d}" if article.published else ""
    within = f"{article.max_delay:,} s" if article.max_delay else ""
    return [str(one.id), article.url, str(mentions), published, within, article.title or "", also]


def _as_dict(one: StoredArticle, mentions: int) -> dict[str, Any]:
    from mentions.model import iso

    return {
        "id": one.id,
        "url": one.article.url,
        "canonical": one.canonical,
        "title": one.article.title,
        "published": iso(one.article.published),
        "max_delay": one.article.max_delay,
        "blog": one.blog,
        "from_config": one.from_config,
        "mentions": mentions,
        "aliases": [{"url": a.url, "origin": a.origin.value} for a in one.aliases],
    }


@app.command(name="alias")
def add_alias(
    context: typer.Context,
    article: Wanted,
    url: Annotated[str, typer.Argument(metavar="URL", help="The other address.")],
) -> None:
    """Add another address of an article. What is stored is matched again.

    [bold]Examples[/bold]

      mentions articles alias 1 https://old-blog.example.org/archives/42.html
    """
    from mentions.tracker.track import name_alias

    ours = context_of(context)
    url = ours.checked(url)
    with ours.store() as store:
        saved = name_alias(store, article, url, now=now())
    if saved is None:
        typer.echo(f"{url} was known already.")
    else:
        typer.echo(f"{url} is that article, too.")
        _tell(saved)


@app.command()
def remove(context: typer.Context, article: Wanted) -> None:
    """Stop tracking an article. Its mentions stay; adding it again brings them back.

    [bold]Examples[/bold]

      mentions articles remove 1
    """
    from mentions.tracker.track import untrack_article

    with context_of(context).store() as store:
        gone = untrack_article(store, article, now=now())
    typer.echo(f"No longer tracked: {gone.article.url}")


def _tell(saved: Saved) -> None:
    from mentions.report.words import counted

    if saved.new:
        typer.echo(f"{counted(len(saved.new), 'new mention')} in pages read earlier.")
