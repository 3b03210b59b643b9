"""A list of mentions on a terminal, and as plain lines in a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mentions.model import Mention
from mentions.report.plain import safe
from mentions.report.words import act, day, known_by, summed_up, via, what, where, who

WIDE = 80  # columns from which a table can be read; below, each mention is a few lines
EXCERPT = 500  # characters of a text in a list; `show` and `export` give all of it
_SECOND = "dim"  # style of the second line in a cell
_NO_MARKS: Mapping[int, str] = {}

Listed = tuple[int, Mention]


def render_mentions(
    mentions: Sequence[Listed],
    *,
    console: Console,
    marks: Mapping[int, str] = _NO_MARKS,
    is_part: bool = False,
) -> None:
    """Print mentions with their ids, article by article, in the order given.

    A terminal gets a table, a narrow one a few lines for each; a pipe gets one plain line for
    each, not cut to any width.

    Args:
        mentions: With their ids.
        console: Where to print.
        marks: What else is to be said of some of them, such as "gone", by id.
        is_part: Whether there are more; headings then say that they count what is shown.
    """
    groups: dict[str, list[Listed]] = {}
    for one in mentions:
        groups.setdefault(one[1].article, []).append(one)
    for number, (article, group) in enumerate(groups.items()):
        if number:
            console.print()
        _print_heading(article, group, console, is_part=is_part)
        if not console.is_terminal:
            for one in group:
                _print_line(Text(_as_line(*one, marks.get(one[0], ""))), console)
        elif console.width < WIDE:
            for one in group:
                _print_block(*one, console, marks.get(one[0], ""))
        else:
            console.print(_as_table(group, marks))


def _print_heading(
    article: str, group: Iterable[Listed], console: Console, *, is_part: bool
) -> None:
    address = Text(safe(article), style="bold")
    counts = summed_up(mention for _, mention in group) + " (of those shown)" * is_part
    if console.is_terminal:
        console.print(address, overflow="fold")
        console.print(Text(counts))
    else:
        _print_line(address.append(f" - {counts}"), console)


def _print_line(line: Text, console: Console) -> None:
    """Print one line, however long."""
    console.print(line, soft_wrap=True)


def _as_line(number: int, mention: Mention, mark: str) -> str:
    date, which = day(mention)
    parts = [
        str(number),
        mark.upper(),
        f"{date} ({which})" if which else date,
        " ".join(filter(None, who(mention))),
        " ".join(filter(None, (f"{act(mention)} on {where(mention)}", via(mention)))),
        f"[{known_by(mention)}]",
        what(mention, limit=EXCERPT),
    ]
    return "  ".join(filter(None, parts))


def _print_block(number: int, mention: Mention, console: Console, mark: str) -> None:
    """Print a mention for a narrow terminal: who, what they did, what they said."""
    name, second = who(mention)
    date, which = day(mention)
    deed = f"{act(mention)} on {where(mention)} {via(mention)}".rstrip()
    start = f"{number:>4}  "
    rows = [
        Text.assemble(start, (name, "bold"), f"  {second}" if second else ""),
        Text(f"{date}{f' ({which})' if which else ''} · {deed}"),
        Text(what(mention, limit=EXCERPT)),
        Text(_beside(mark, known_by(mention)), style=_SECOND),
    ]
    for row in filter(len, rows):
        line = row if row is rows[0] else Text(" " * len(start)).append_text(row)
        console.print(line, no_wrap=True, overflow="ellipsis")


def _beside(*words: str) -> str:
    return " · ".join(filter(None, words))


def _as_table(group: Iterable[Listed], marks: Mapping[int, str]) -> Table:
    table = Table(
        box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), expand=True
    )
    table.add_column("ID", justify="right", no_wrap=True)
    table.add_column("When", no_wrap=True, min_width=10)
    table.add_column("Who", no_wrap=True, overflow="ellipsis", ratio=2)
    table.add_column("Did", no_wrap=True, overflow="ellipsis", max_width=18)
    table.add_column("What they said", no_wrap=True, overflow="ellipsis", ratio=5)
    for number, mention in group:
        said = what(mention, limit=EXCERPT)
        known = _beside(marks.get(number, ""), via(mention), known_by(mention))
        table.add_row(
            str(number),
            _cell(*day(mention)),
            _cell(*who(mention), style="bold"),
            _cell(act(mention), where(mention)),
            _cell(said or "–", known),
        )
    return table


def _cell(first: str, second: str, *, style: str = "") -> Text:
    return Text.assemble((first, style), *([("\n" + second, _SECOND)] if second else []))
