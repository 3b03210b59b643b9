"""A report on a terminal, and as plain lines in a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from rich.console import Console
from rich.table import Table
from rich.text import Text

from mentions.core.summary.model import Act, ArticleSummary, Numbers, Summary
from mentions.report.bars import bar, sparkline
from mentions.report.english import Voice, voice_of
from mentions.report.facts import (
    Fact,
    act_name,
    changes,
    day_of,
    facts_of,
    heading,
    named_counts,
    only_article,
    period,
)
from mentions.report.language import ENGLISH
from mentions.report.look import Look
from mentions.report.plain import safe
from mentions.report.remarks import (
    Row,
    act_note,
    coverage_lines,
    muted_line,
    nothing_known,
    outlet_rows,
    people_rows,
    remarks,
)
from mentions.report.telling import told_in_words

TOP = 10  # people, outlets and bars
NEWEST = 5  # mentions with their words
ARTICLES = 20
UNSEEN = 10  # places that were not looked at; --format json has all
_WORDS = 200  # characters of a mention's words
_SECOND = "dim"
_BAR = 24  # columns
_DAYS = 60  # columns of a sparkline; more days than that share one


def render_report(summary: Summary, look: Look, *, console: Console) -> None:
    """Print a report.

    Args:
        summary: What to tell.
        look: How; its logo and colour mean nothing here.
        console: A terminal gets charts and colours, a pipe plain lines, none of them cut.

    Raises:
        ConfigError: There are no words for the language.
    """
    _Printing(summary, look, console).run()


class _Printing:
    """One report on one console."""

    def __init__(self, summary: Summary, look: Look, console: Console) -> None:
        self._summary, self._look, self._console = summary, look, console
        self._voice: Voice = voice_of(look.language)
        self._rich = console.is_terminal

    def run(self) -> None:
        """Print it."""
        summary, voice = self._summary, self._voice
        self._line(Text(heading(summary, self._look.title, voice), style="bold"))
        self._line(Text(period(summary.scope, voice), style=_SECOND))
        if only := only_article(summary):
            self._article(only)
        self._numbers(summary.numbers)
        self._lists()
        self._quotes()
        self._end()

    def _line(self, line: Text | str) -> None:
        text = Text(line) if isinstance(line, str) else line
        self._console.print(text, soft_wrap=not self._rich, overflow="fold")

    def _more(self, number: int) -> None:
        self._line(self._voice.count("and {number} more", "and {number} more", number))

    def _section(self, name: str) -> None:
        self._console.print()
        self._line(Text(name, style="bold"))

    def _article(self, article: ArticleSummary) -> None:
        self._line(safe(article.url))
        sentence = told_in_words(article, self._look.language)
        if sentence:
            self._console.print()
            self._line(sentence)

    def _numbers(self, numbers: Numbers) -> None:
        voice, scope = self._voice, self._summary.scope
        self._section(voice.say("Numbers"))
        if not numbers.mentions:
            for line in nothing_known(self._summary, voice):
                self._line(line)
        self._facts(facts_of(numbers, scope, voice, reach=self._look.reach))
        if self._summary.before:
            self._section(voice.say("Against the period before"))
            self._facts(changes(numbers, self._summary.before, voice))
        if numbers.mentions and self._rich:
            self._charts(numbers)

    def _facts(self, facts: Iterable[Fact]) -> None:
        if not self._rich:
            for one in facts:
                note = f" ({one.note})" if one.note else ""
                self._line(f"{one.name}: {one.value}{note}")
            return
        grid = Table.grid(padding=(0, 2))
        grid.add_column(style=_SECOND, no_wrap=True)
        grid.add_column(overflow="fold")
        for one in facts:
            cell = Text(one.value)
            if one.note:
                cell.append(f"  {one.note}", style=_SECOND)
            grid.add_row(one.name, cell)
        self._console.print(grid)

    def _charts(self, numbers: Numbers) -> None:
        voice = self._voice
        if len(numbers.days) > 1:
            first, last = min(numbers.days), max(numbers.days)
            name = f"{voice.day(first, short=True)} – {voice.day(last, short=True)}"
            self._section(voice.say("By day"))
            self._line(f"{sparkline(per_column(numbers, _DAYS))}  {name}")
        if sum(numbers.hours):
            self._section(voice.say("By hour of the day"))
            self._line(f"{sparkline(numbers.hours)}  0–23, {self._summary.scope.zone}")
        for name, counted in named_counts(numbers, voice)[:2]:
            self._section(name)
            self._console.print(self._bars(counted[:TOP]))

    def _bars(self, counted: Sequence[tuple[str, int]]) -> Table:
        grid = Table.grid(padding=(0, 1))
        grid.add_column(no_wrap=True, overflow="ellipsis", max_width=24)
        grid.add_column(no_wrap=True)
        grid.add_column(justify="right", no_wrap=True)
        most = max(number for _, number in counted)
        for name, number in counted:
            length = Text(bar(number, most, _BAR), style="cyan")
            grid.add_row(Text(name), length, self._voice.number(number))
        return grid

    def _lists(self) -> None:
        summary, voice, reach = self._summary, self._voice, self._look.reach
        people = people_rows(summary, voice, reach=reach)
        outlets = outlet_rows(summary, voice, reach=reach)
        self._list(voice.say("People with most mentions"), people, summary.numbers.people)
        self._list(voice.say("Outlets with most mentions"), outlets, summary.numbers.outlets)
        if summary.articles and only_article(summary) is None:
            articles = (
                (safe(one.title or one.url), one.numbers.mentions, _url_below(one))
                for one in summary.articles
            )
            total = len(summary.articles) + summary.left_out
            self._list(voice.say("Articles"), articles, total, limit=ARTICLES)

    def _list(self, name: str, rows: Iterable[Row], total: int, *, limit: int = TOP) -> None:
        shown = list(islice(rows, limit))
        if not shown:
            return
        self._section(name)
        if self._rich:
            grid = Table.grid(padding=(0, 2))
            grid.add_column(justify="right", no_wrap=True)
            grid.add_column(overflow="fold")
            for one, number, note in shown:
                cell = Text(one).append(f"  {note}" if note else "", style=_SECOND)
                grid.add_row(self._voice.number(number), cell)
            self._console.print(grid)
        else:
            for one, number, note in shown:
                self._line("  ".join(filter(None, (self._voice.number(number), one, note))))
        if total > len(shown):
            self._more(total - len(shown))

    def _quotes(self) -> None:
        newest = list(islice(newest_words(self._summary), NEWEST))
        muted = sum(act.muted for article in self._summary.articles for act in article.acts)
        if newest or muted:
            self._section(self._voice.say("Newest words"))
        for act in newest:
            name = act_name(act, self._voice)
            day = day_of(act, self._summary.scope, self._voice)
            self._line(Text.assemble((name, "bold"), f", {day}"))
            self._line(self._voice.quote(safe(act.mention.text or "", limit=_WORDS)))
            below = [safe(act.mention.url or ""), act_note(act, self._voice)]
            if any(below):
                self._line(Text("  ".join(filter(None, below)), style=_SECOND))
        if muted:
            self._line(muted_line(muted, self._voice))

    def _end(self) -> None:
        voice = self._voice
        # The reasons as they were told are English: a file in another language goes without.
        detail = self._rich or self._look.language == ENGLISH
        whole, unseen = coverage_lines(self._summary, voice, detail=detail)
        self._section(voice.say("What was looked at"))
        for line in [whole, *unseen[:UNSEEN]]:
            self._line(line)
        if len(unseen) > UNSEEN:
            self._more(len(unseen) - UNSEEN)
        for line in remarks(self._summary, voice):
            self._line(line)
        if self._summary.hidden:
            self._line(voice.say("--gone counts what no longer stands there, too."))


def newest_words(summary: Summary) -> Iterator[Act]:
    """Yield the mentions that have words, the newest first; those of muted authors are left out."""
    acts = (act for article in summary.articles for act in article.acts if not act.muted)
    spoken = [act for act in acts if safe(act.mention.text or "", limit=_WORDS)]
    yield from sorted(spoken, key=lambda act: (_happened(act), act.id), reverse=True)


def per_column(numbers: Numbers, columns: int) -> list[int]:
    """Return the mentions of each day from the first to the last; of many days some together."""
    first, last = min(numbers.days), max(numbers.days)
    length = (last - first).days + 1
    per = -(-length // columns)
    counts = [0] * -(-length // per)
    for day, number in numbers.days.items():
        counts[(day - first).days // per] += number
    return counts


def _happened(act: Act) -> str:
    moment = act.mention.published or act.mention.first_seen
    return moment.isoformat()


def _url_below(article: ArticleSummary) -> str:
    return safe(article.url) if article.title else ""
