"""What a search of the networks gave: who shared it, and what each place could not tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mentions.looking import Outcome
from mentions.model import Article, Mention
from mentions.report.plain import safe
from mentions.report.words import act, counted, day, summed_up, via, what, where, who

WIDE = 80  # columns from which a table can be read; below, each mention is a few lines
_EXCERPT = 500  # characters of a text in a pipe; --json gives all of it
_IN_TABLE = 160  # and in a table, where they take two or three lines
_REASON = 300
_STYLES = {None: "dim", Outcome.OK: "green", Outcome.EMPTY: ""}
_TROUBLE = "yellow"

# Every word of this module that tells of an outcome, so that another language is another table.
_OFF = "switched off in config.toml"
_NOTHING = "nothing"
_PART = "{found}, but that may not be all: {why}"
_OUTCOMES = {
    Outcome.NEEDS_AUTH: "could not be searched without a token ({why})",
    Outcome.THROTTLED: "{why}",
    Outcome.BLOCKED: "{why}",
    Outcome.GONE: "{why}",
    Outcome.UNSUPPORTED: "could not be searched: {why}",
    Outcome.BROKEN: "could not be looked at: {why}",
}
_IN_PART = "nothing found, but that may not be all: {why}"


class Place(Protocol):
    """What asking one source came to."""

    @property
    def source(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def outcome(self) -> Outcome | None: ...  # noqa: D102
    @property
    def found(self) -> int: ...  # noqa: D102
    @property
    def why(self) -> str | None: ...  # noqa: D102
    @property
    def looked(self) -> bool: ...  # noqa: D102


class Findings(Protocol):
    """What a search gave."""

    @property
    def article(self) -> Article: ...  # noqa: D102
    @property
    def mentions(self) -> Sequence[Mention]: ...  # noqa: D102
    @property
    def places(self) -> Sequence[Place]: ...  # noqa: D102
    @property
    def unread(self) -> str | None: ...  # noqa: D102


def render_findings(findings: Findings, *, console: Console) -> None:
    """Print the mentions network by network, then what each place could and could not tell.

    A terminal gets tables, a narrow one a few lines for each mention; a pipe gets one plain line
    for each.
    """
    heading = Text(safe(findings.article.url), style="bold")
    counts = summed_up(findings.mentions) or "nobody found"
    console.print(heading.append(f" - {counts}", style="not bold"), soft_wrap=True)
    titles = {place.source: place.title for place in findings.places}
    for network, group in by_network(findings.mentions).items():
        console.print()
        name = safe(titles.get(network, network))
        console.print(Text(f"{name} ({len(group):,})", style="bold"), soft_wrap=True)
        _print_group(group, console)
    console.print()
    for text, style in _footer(findings):
        console.print(Text(text, style=style), soft_wrap=True)


def by_network(mentions: Iterable[Mention]) -> dict[str, list[Mention]]:
    """Return mentions by their network, the largest group first, each oldest first."""
    groups: dict[str, list[Mention]] = {}
    for mention in sorted(mentions, key=lambda one: one.published or one.first_seen):
        groups.setdefault(mention.platform, []).append(mention)
    return dict(sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0])))


def _print_group(group: Iterable[Mention], console: Console) -> None:
    if not console.is_terminal:
        for mention in group:
            console.print(Text("  ".join(filter(None, _parts(mention)))), soft_wrap=True)
    elif console.width < WIDE:
        for mention in group:
            _print_block(mention, console)
    else:
        console.print(_table(group))


def _parts(mention: Mention) -> Iterator[str]:
    date, mark = day(mention)
    yield f"{date} ({mark})" if mark else date
    yield " ".join(filter(None, who(mention)))
    yield _deed(mention)
    yield what(mention, limit=_EXCERPT)
    yield safe(mention.url or "")


def _deed(mention: Mention) -> str:
    place = f" on {where(mention)}" if mention.platform == "web" else ""
    return " ".join(filter(None, (f"{act(mention)}{place}", via(mention))))


def _print_block(mention: Mention, console: Console) -> None:
    date, name, deed, said, url = _parts(mention)
    console.print(Text.assemble((name, "bold"), f"  {date} · {deed}"), no_wrap=True)
    for line in filter(None, (said, url)):
        console.print(Text(f"  {line}"), no_wrap=True, overflow="ellipsis")


def _table(group: Iterable[Mention]) -> Table:
    table = Table(
        box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), expand=True
    )
    table.add_column("When", no_wrap=True, min_width=10)
    table.add_column("Who", no_wrap=True, overflow="ellipsis", ratio=2)
    table.add_column("Did", no_wrap=True, overflow="ellipsis", width=18)
    table.add_column("What they said, and where", overflow="fold", ratio=6)
    for mention in group:
        date, mark = day(mention)
        name, handle = who(mention)
        said = what(mention, limit=_IN_TABLE) or "–"
        table.add_row(
            _cell(date, mark),
            _cell(name, handle, style="bold"),
            _deed(mention),
            _cell(said, safe(mention.url or "")),
        )
    return table


def _cell(first: str, second: str, *, style: str = "") -> Text:
    return Text.assemble((first, style), *([("\n" + second, "dim")] if second else []))


def _footer(findings: Findings) -> Iterator[tuple[str, str]]:
    """Yield the coverage line by line, each with its style."""
    places = findings.places
    looked = sum(place.looked for place in places)
    yield f"Looked at {looked} of {counted(len(places), 'place')}:", "bold"
    width = max((len(place.source) for place in places), default=0)
    for place in places:
        style = _STYLES.get(place.outcome, _TROUBLE) if place.why is None else _TROUBLE
        yield f"  {f'{safe(place.source)}:':{width + 1}} {place_words(place)}", style
    yield _about_page(findings)


def place_words(place: Place) -> str:
    """Return in plain words what a place told, or why it did not."""
    if place.outcome is None:
        return _OFF
    why = safe(place.why or "", limit=_REASON)
    if place.outcome is not Outcome.UNSUPPORTED:
        # What to do stands behind a semicolon; most of it is meant for the owner of a watch.
        why = why.partition("; ")[0]
    if place.outcome is Outcome.OK:
        return _PART.format(found=f"{place.found:,}", why=why) if why else f"{place.found:,}"
    if not why:
        return _NOTHING
    words = _IN_PART if place.looked else _OUTCOMES.get(place.outcome, _IN_PART)
    return words.format(why=why)


def _about_page(findings: Findings) -> tuple[str, str]:
    aliases = findings.article.aliases
    if findings.unread is None:
        others = counted(len(aliases), "other address", "other addresses") if aliases else "none"
        return f"Other addresses that count as the article: {others}.", "dim"
    why = safe(findings.unread, limit=_REASON).partition("; ")[0]
    return f"Its own page could not tell its other addresses: {why}", _TROUBLE


def findings_as_dict(findings: Findings) -> dict[str, Any]:
    """Return all of it as JSON-ready values."""
    places = findings.places
    return {
        "article": findings.article.url,
        "aliases": list(findings.article.aliases),
        "page_error": findings.unread,
        "mentions": [mention.as_dict() for mention in findings.mentions],
        "coverage": {
            "looked_at": sum(place.looked for place in places),
            "of": len(places),
            "places": [_place_as_dict(place) for place in places],
        },
    }


def _place_as_dict(place: Place) -> Mapping[str, Any]:
    return {
        "source": place.source,
        "title": place.title,
        "outcome": place.outcome and place.outcome.value,
        "looked_at": place.looked,
        "found": place.found,
        "why": place.why,
        "words": place_words(place),
    }
