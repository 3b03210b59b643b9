"""Blogs: what is known of them, and what looking at them and at their past came to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from mentions.core.blogs.model import BackfillReport, Blog, BlogResult, Progress
from mentions.model import iso
from mentions.report.plain import safe
from mentions.report.to_lists import render_table
from mentions.report.words import counted, minute

_COLUMNS = ("ID", "Blog", "Feed", "Posts", "Last looked at", "Next look", "Old posts", "Note")


def render_blogs(
    blogs: Sequence[Blog],
    posts: Mapping[str, int],
    progress: Mapping[int, Progress],
    *,
    console: Console,
) -> None:
    """Print the blogs.

    Args:
        blogs: In their order.
        posts: How many articles came of each, by its address.
        progress: How far the backfill of each is, by its id.
        console: Where to print.
    """
    rows = (_row(one, posts.get(one.url, 0), progress[one.id]) for one in blogs)
    render_table(_COLUMNS, rows, console=console)


def _row(blog: Blog, posts: int, progress: Progress) -> list[str]:
    return [
        str(blog.id),
        blog.url,
        blog.feed or "",
        counted(posts, "post"),
        minute(blog.succeeded_at) if blog.succeeded_at else "never",
        minute(blog.due_at) if blog.due_at else "now",
        _progress_words(progress),
        blog.error or "",
    ]


def _progress_words(progress: Progress) -> str:
    if not progress.begun:
        return "not looked for"
    left = f"{counted(progress.left, 'address', 'addresses')} left" if progress.left else "done"
    return f"{progress.added:,} found, {left}"


def blog_as_dict(blog: Blog, posts: int, progress: Progress) -> dict[str, Any]:
    """Return a blog as JSON-ready values."""
    return {
        "id": blog.id,
        "url": blog.url,
        "feed": blog.feed,
        "title": blog.title,
        "posts": posts,
        "last_look": iso(blog.looked_at),
        "last_success": iso(blog.succeeded_at),
        "next_look": iso(blog.due_at),
        "failures": blog.failures,
        "error": blog.error,
        "backfill": {
            "begun": progress.begun,
            "added": progress.added,
            "left": progress.left,
            "failed": progress.failed,
        },
    }


def render_looks(results: Sequence[BlogResult], *, console: Console) -> None:
    """Print what looking at the feeds gave, a line for each blog."""
    for one in results:
        console.print(Text(f"{safe(one.blog)}: {_look_words(one)}"), soft_wrap=True)


def _look_words(one: BlogResult) -> str:
    if not one.looked:
        # Most errors begin with the address, which stands before them already.
        why = (one.error or "unknown").removeprefix(f"{one.blog}: ")
        return f"could not be looked at: {safe(why)}"
    words = counted(one.added, "new post") if one.added else "no new post"
    return f"{words}; {safe(one.error)}" if one.error else words


def look_as_dict(one: BlogResult) -> dict[str, Any]:
    """Return one look as JSON-ready values."""
    return {
        "blog": one.blog,
        "looked": one.looked,
        "added": one.added,
        "unchanged": one.unchanged,
        "error": one.error,
    }


def render_backfill(reports: Sequence[BackfillReport], *, console: Console) -> None:
    """Print how far each blog's backfill is, and what to do next."""
    for one in reports:
        console.print(Text(f"{safe(one.blog)}: {'; '.join(_fill_words(one))}."), soft_wrap=True)


def _fill_words(one: BackfillReport) -> Iterator[str]:
    yield f"{counted(one.added, 'post')} added with {counted(one.requests, 'request')}"
    if one.left:
        yield f"{counted(one.left, 'address', 'addresses')} left"
    if one.failed:
        yield f"{counted(one.failed, 'address', 'addresses')} could not be read"
    if one.stopped:
        yield f"stopped early ({safe(one.stopped)})"
    yield "run it again to go on" if one.left else f"done, {one.total:,} old in all"


def fill_as_dict(one: BackfillReport) -> dict[str, Any]:
    """Return one call of a backfill as JSON-ready values."""
    return {
        "blog": one.blog,
        "requests": one.requests,
        "added": one.added,
        "left": one.left,
        "failed": one.failed,
        "total": one.total,
        "stopped": one.stopped,
    }
