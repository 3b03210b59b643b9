"""One mention with all its evidence, on a terminal and as plain lines in a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from rich.console import Console
from rich.table import Table
from rich.text import Text

from mentions.core.changes import Sighting
from mentions.counts import NUMBERS
from mentions.model import Counted, Kind, Mention, MentionLink, Resolution
from mentions.report.plain import safe, safe_lines
from mentions.report.words import EVIDENCE, act, minute, told, via, where, who

_EXCERPT = 500  # characters of the words of a sighting
_LABEL = 10  # columns for the labels
_SERIES = 20  # rows of a series of counts; JSON gives all of it
_SECOND = "dim"  # style of the labels
_ABOVE = {Kind.REPOST: "Passes on", Kind.QUOTE: "Quotes"}


class Stored(Protocol):
    """A mention as the store gives it."""

    @property
    def id(self) -> int: ...  # noqa: D102
    @property
    def mention(self) -> Mention: ...  # noqa: D102


class Seen(Protocol):
    """A sighting as the store gives it."""

    @property
    def sighting(self) -> Sighting: ...  # noqa: D102
    @property
    def first_at(self) -> datetime: ...  # noqa: D102
    @property
    def last_at(self) -> datetime: ...  # noqa: D102


class Told(Protocol):
    """What a place counted, as the store gives it."""

    @property
    def place(self) -> str | None: ...  # noqa: D102
    @property
    def counts(self) -> Counted: ...  # noqa: D102


def render_mention(
    stored: Stored,
    sightings: Sequence[Seen],
    chains: Mapping[str, Resolution],
    *,
    console: Console,
    series: Sequence[Told] = (),
    more: Iterable[tuple[str, str]] = (),
) -> None:
    """Print everything known of a mention, with the evidence.

    Args:
        stored: The mention.
        sightings: Where it was seen, in the order to show.
        chains: Where its short links lead, by address as written, as far as that was asked.
        console: Where to print.
        series: What was counted of it over time, oldest first.
        more: How it stands upstream and what was kept of it, as rows with a label each.
    """
    mention = stored.mention
    rows = [
        *_about(mention),
        *more,
        *_counts(mention, series),
        *(("Link", _link(link, chains.get(link.found))) for link in mention.links),
        *(("Seen", _seen(seen, mention)) for seen in sightings),
    ]
    console.print(Text(f"Mention {stored.id}", style="bold"), soft_wrap=True)
    if console.is_terminal:
        grid = Table.grid(padding=(0, 2))
        grid.add_column(style=_SECOND)
        grid.add_column(overflow="fold")
        for label, value in rows:
            grid.add_row(label, Text(value))
        console.print(grid)
        return
    for label, value in rows:
        indented = value.replace("\n", "\n" + " " * _LABEL)
        console.print(Text(f"{label:<{_LABEL}}{indented}"), soft_wrap=True)


def _about(mention: Mention) -> Iterator[tuple[str, str]]:
    """Yield what is known, with a label each; of the main fields also that it is not known."""
    author, reporter = mention.author, mention.reported_by
    yield "Article", safe(mention.article)
    yield "Who", "\n".join(filter(None, (" ".join(who(mention)).strip(), safe(author.url or ""))))
    yield "Did", f"{act(mention)} on {where(mention)}"
    if via(mention):
        yield "Had it", via(mention)
    if mention.unread_report:
        yield (
            "Note",
            "the report could not be read with certainty; its words stand here as they are",
        )
    yield "Said", safe_lines(mention.text or "") or "no words known"
    yield "Where", safe(mention.url) if mention.url else "address not known"
    if mention.parent:
        yield _ABOVE.get(mention.kind, "Answers"), safe(mention.parent)
    yield "When", _when(mention)
    if mention.language:
        yield "Language", safe(mention.language)
    if mention.hashtags:
        yield "Hashtags", " ".join(f"#{safe(tag)}" for tag in mention.hashtags)
    if reporter:
        yield "Told by", " ".join(filter(None, (safe(reporter.name), safe(reporter.url or ""))))
    yield "Evidence", f"{mention.evidence.value}: {EVIDENCE[mention.evidence]}"


def _counts(mention: Mention, series: Sequence[Told]) -> Iterator[tuple[str, str]]:
    """Yield the latest numbers and, where there were others before, all of them as a table."""
    if mention.counts.seen_at:
        yield "Counted", f"{told(mention.counts)} ({mention.counts.seen_at:%Y-%m-%d})"
    if len(series) > 1:
        yield "Over time", _as_series(series)


def _as_series(series: Sequence[Told]) -> str:
    """Return what was counted when, one line each, of the numbers that any place told."""
    shown = series[-_SERIES:]
    names = [name for name in NUMBERS if any(_number(one, name) for one in shown)]
    rows = [["since", *names, "told by"]]
    for one in shown:
        since = minute(one.counts.seen_at) if one.counts.seen_at else ""
        numbers = (_number(one, name) or "–" for name in names)
        rows.append([since, *numbers, safe(one.place or "not known")])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [_aligned(row, widths) for row in rows]
    if len(shown) < len(series):
        lines.insert(1, f"{len(series) - len(shown):,} earlier ones: --json gives all")
    return "\n".join(lines)


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *numbers, last = row
    padded = (cell.rjust(width) for cell, width in zip(numbers, widths[1:-1], strict=True))
    return "  ".join([first.ljust(widths[0]), *padded, last])


def _number(one: Told, name: str) -> str:
    number = getattr(one.counts, name)
    return "" if number is None else f"{number:,}"


def _when(mention: Mention) -> str:
    if mention.published is None:
        return f"not known; first seen {minute(mention.first_seen)}"
    return minute(mention.published, zone_known=mention.published_zone_known)


def _link(link: MentionLink, chain: Resolution | None) -> str:
    """Return a link as found, every hop, and where it leads."""
    hops = [safe(link.found), *(f"→ {safe(hop)}" for hop in (chain.chain if chain else ()))]
    if link.resolved and f"→ {safe(link.resolved)}" not in hops and link.resolved != link.found:
        hops.append(f"= {safe(link.resolved)}")
    if not link.resolved:
        why = chain.why if chain else None
        hops.append(f"not followed to its end ({safe(why)})" if why else "not followed")
    return "\n".join(hops)


def _seen(seen: Seen, mention: Mention) -> str:
    """Return where and when, in which form, and the words where they were others."""
    sighting = seen.sighting
    first, last = minute(seen.first_at), minute(seen.last_at)
    lines = [
        safe(sighting.source),
        f"{sighting.channel.value} · {sighting.evidence.value}",
        first if first == last else f"{first}, last {last}",
    ]
    if sighting.url and sighting.url not in {mention.url, sighting.source}:
        lines.append(f"as {safe(sighting.url)}")
    if sighting.text and sighting.text != mention.text:
        lines.append(f"“{safe(sighting.text, limit=_EXCERPT)}”")
    return "\n".join(lines)
