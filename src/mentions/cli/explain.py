"""`mentions explain`: why a page counts or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from mentions.cli.runtime import console, context_of, limits_of, now, print_json

if TYPE_CHECKING:
    from rich.console import Console

    from mentions.tracker.explain import EntryStep, Explanation


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(name="explain")(explain)


def explain(
    context: typer.Context,
    what: Annotated[str, typer.Argument(metavar="PAGE", help="An address, a file, or -.")],
    article: Annotated[str, typer.Option(help="The article's address, in any form.")],
    base_url: Annotated[
        str | None, typer.Option(help="The public address of what a file or - holds.")
    ] = None,
    alias: Annotated[
        list[str] | None, typer.Option(help="Another address of the article; may be repeated.")
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Follow no short links.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Tell step by step why a page counts as a mention or not. Nothing is stored.

    [bold]Examples[/bold]

      mentions explain https://other.example/links --article https://blog.example.org/post-1

      mentions explain page.html --article https://blog.example.org/post-1 --offline
    """
    from mentions.core.shortlinks import Shorteners
    from mentions.tracker.explain import article_of, explain_page
    from mentions.tracker.look import look_at

    ours = context_of(context)
    target, base = ours.checked(article), ours.checked(base_url)
    settings = ours.optional_settings()
    limits = limits_of(settings.fetch)
    page = look_at(what, limits=limits, base_url=base)
    done = explain_page(
        page,
        article=article_of(target, settings.tracked(), aliases=alias or ()),
        limits=limits,
        now=now(),
        follow_short_links=not (offline or limits.offline),
        shorteners=Shorteners(extra_hosts=settings.shortlinks.extra_hosts),
    )
    if as_json:
        print_json(_as_dict(done))
    else:
        _print(done, console())


def _as_dict(done: Explanation) -> dict[str, Any]:
    document = done.document
    return {
        "article": done.article,
        "url": done.page.url,
        "status": done.page.status,
        "content_type": done.page.content_type,
        "bytes": len(done.page.body),
        "form": document.form,
        "title": document.title,
        "canonical": document.canonical,
        "notes": list(document.notes),
        "is_the_article": done.is_home,
        "entries": [
            {
                "url": step.entry.url,
                "channel": step.entry.channel.value,
                "author": step.entry.author.name,
                "why_not": step.why_not,
                "links": [
                    {"found": one.found, "canonical": one.canonical, "verdict": one.verdict}
                    for one in step.links
                ],
                "mentions": [mention.as_dict() for mention in step.mentions],
            }
            for step in done.entries
        ],
    }


def _print(done: Explanation, out: Console) -> None:
    from mentions.report.plain import safe
    from mentions.report.words import counted

    def line(text: str, indent: int = 0) -> None:
        out.print(" " * indent + safe(text), markup=False)

    document = done.document
    line(f"1. Fetched  {done.page.url}")
    line(f"{len(done.page.body):,} bytes, {done.page.content_type or 'type not stated'}", 12)
    line(f"2. Read     as {document.form}, {counted(len(document.entries), 'entry', 'entries')}")
    line(f"title       {document.title or 'none'}", 12)
    line(f"canonical   {document.canonical or 'none'}", 12)
    for note in document.notes:
        line(f"note        {note}", 12)
    line(f"3. Article  {done.article}")
    home = "this is its own page: comments on it count" if done.is_home else "this is another page"
    line(home, 12)
    line("4. Entries")
    for number, step in enumerate(done.entries, 1):
        line(f"{number}. {_name(step)}", 3)
        for one in step.links:
            mark = "+" if one.counts else "-"
            line(f"{mark} {one.found}", 6)
            line(f"  {one.verdict}; compared as {one.canonical}", 6)
        for mention in step.mentions:
            who = mention.author.name or mention.author.handle or "somebody unknown"
            line(f"= {mention.kind.value} by {who}, known by {mention.evidence.value}", 6)
        if step.why_not:
            line(f"= no mention: {step.why_not}", 6)
    total = sum(len(step.mentions) for step in done.entries)
    line(f"5. Result   {counted(total, 'mention')}")


def _name(step: EntryStep) -> str:
    entry = step.entry
    who = entry.author.name or "author unknown"
    what = (entry.title or entry.text or entry.url or "").partition("\n")[0][:70]
    return f"{entry.channel.value} by {who}: {what}"
