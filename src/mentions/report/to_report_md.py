"""A report as Markdown (CommonMark with GitHub's tables)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from mentions.core.summary.model import Act, ArticleSummary, Numbers, Scope, Summary
from mentions.model import Mention
from mentions.report.english import Voice, voice_of
from mentions.report.facts import (
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
from mentions.report.named import deed, platform_name
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
from mentions.report.words import host_of

ACTS, ALL_ACTS = 200, 2000  # mentions shown of an article, and of all of them
_WORDS = 500  # characters of a mention's words
# What CommonMark may read as markup within a line (2.4, 6), GitHub's tables and formulas among it;
# and what makes a line a heading, a list or a break where it stands first (4, 5).
_MARKUP = re.compile(r"[\\`*_\[\]<>|~&$]")
_FIRST = re.compile(r"\A(\d{0,9})([-+=#.)])")
_PLAIN_ADDRESS = re.compile(r"https?://[^\s<>\"\\^`{|}]+", re.IGNORECASE)


def render_markdown(summary: Summary, look: Look) -> str:
    """Return a report as Markdown; foreign words are escaped, so that none of them is markup.

    Raises:
        ConfigError: There are no words for the language.
    """
    return "\n".join(_lines(summary, look, voice_of(look.language))) + "\n"


def escaped(text: str) -> str:
    r"""Return text that stands in a document as it is.

    >>> escaped("[x](javascript:1) <b>"), escaped("1. Punkt")
    ('\\[x\\](javascript:1) \\<b\\>', '1\\. Punkt')
    """
    return _FIRST.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", safe(text)))


def linked(text: str, url: str | None) -> str:
    """Return text that links to an address; only the text where that is none.

    >>> linked("Jens", "https://blog.example/1"), linked("Jens", "javascript:alert(1)")
    ('[Jens](<https://blog.example/1>)', 'Jens')
    """
    address = safe(url or "")
    if not _PLAIN_ADDRESS.fullmatch(address):
        return escaped(text)
    return f"[{escaped(text)}](<{address}>)"


def _lines(summary: Summary, look: Look, voice: Voice) -> Iterator[str]:
    yield f"# {escaped(heading(summary, look.title, voice))}"
    yield from ("", escaped(period(summary.scope, voice)), "")
    if only := only_article(summary):
        yield from (linked(only.url, only.url), "")
        if sentence := told_in_words(only, look.language):
            yield from (escaped(sentence), "")
    yield from _numbers(summary, look, voice)
    yield from _lists(summary, look, voice)
    several = only is None
    shown = max(5, min(ACTS, ALL_ACTS // max(1, len(summary.articles))))
    for article in summary.articles:
        yield from _article(article, summary.scope, voice, shown=shown, several=several)
    # The reasons as they were told are English: they stand where that is what is spoken.
    yield from _end(summary, voice, detail=look.language == ENGLISH)


def _numbers(summary: Summary, look: Look, voice: Voice) -> Iterator[str]:
    numbers = summary.numbers
    yield from (f"## {voice.say('Numbers')}", "")
    if not numbers.mentions:
        yield from (" ".join(nothing_known(summary, voice)), "")
    facts = facts_of(numbers, summary.scope, voice, reach=look.reach)
    yield from _table(["", "", ""], ((one.name, one.value, one.note) for one in facts))
    if summary.before:
        yield from (f"## {voice.say('Against the period before')}", "")
        rows = changes(numbers, summary.before, voice)
        yield from _table(["", "", ""], ((one.name, one.value, one.note) for one in rows))
    for name, counted in named_counts(numbers, voice):
        yield from _counted(name, counted, voice)
    yield from _by_day(numbers, voice)


def _counted(name: str, counted: Sequence[tuple[str, int]], voice: Voice) -> Iterator[str]:
    if counted:
        rows = ((one, voice.number(number)) for one, number in counted)
        yield from (f"## {name}", "", *_table(["", voice.say("Mentions")], rows))


def _by_day(numbers: Numbers, voice: Voice) -> Iterator[str]:
    if numbers.days:
        rows = ((voice.day(day, short=True), voice.number(n)) for day, n in numbers.days.items())
        yield from (f"## {voice.say('By day')}", "", *_table(["", voice.say("Mentions")], rows))


def _lists(summary: Summary, look: Look, voice: Voice) -> Iterator[str]:
    head = ["", voice.say("Mentions"), ""]
    people = people_rows(summary, voice, reach=look.reach)
    outlets = outlet_rows(summary, voice, reach=look.reach)
    if summary.people:
        yield from (f"## {voice.say('People')}", "", *_table(head, _numbered(people, voice)))
        yield from _more(summary.numbers.people - len(summary.people), voice)
    if summary.outlets:
        yield from (f"## {voice.say('Outlets')}", "", *_table(head, _numbered(outlets, voice)))
        yield from _more(summary.numbers.outlets - len(summary.outlets), voice)


def _numbered(rows: Iterable[Row], voice: Voice) -> Iterator[Sequence[str]]:
    return ((name, voice.number(number), note) for name, number, note in rows)


def _more(number: int, voice: Voice) -> Iterator[str]:
    if number > 0:
        yield from (voice.count("and {number} more", "and {number} more", number), "")


def _article(
    article: ArticleSummary, scope: Scope, voice: Voice, *, shown: int, several: bool
) -> Iterator[str]:
    if several:
        yield f"## {linked(article.title or article.url, article.url)}"
        number = article.numbers.mentions
        yield from ("", voice.count("{number} mention", "{number} mentions", number))
    else:
        yield f"## {voice.say('Mentions')}"
    yield ""
    if not article.acts:
        yield from (voice.say("No mentions are known from this time."), "")
    heard = [one for one in article.acts if not one.muted]
    for one in heard[:shown]:
        yield from _act(one, scope, voice)
    if heard:
        yield ""
    yield from _more(article.left_out + max(0, len(heard) - shown), voice)
    if muted := len(article.acts) - len(heard):
        yield from (muted_line(muted, voice), "")


def _act(one: Act, scope: Scope, voice: Voice) -> Iterator[str]:
    mention, day = one.mention, day_of(one, scope, voice)
    did = escaped(f"{deed(mention, voice)}, {_where(mention, voice)}, {day}")
    yield f"- **{linked(act_name(one, voice), mention.url)}**: {did}"
    if text := safe(mention.text or "", limit=_WORDS):
        yield f"  {voice.quote(escaped(text))}"
    if note := act_note(one, voice):
        yield f"  {escaped(note)}"
    for copy in one.copies:
        yield f"  - {linked(copy, copy)}"


def _where(mention: Mention, voice: Voice) -> str:
    """Return the network; of the open web the host."""
    host = host_of(mention.url) if mention.platform == "web" and mention.url else None
    return host or platform_name(mention.platform, voice)


def _end(summary: Summary, voice: Voice, *, detail: bool) -> Iterator[str]:
    whole, unseen = coverage_lines(summary, voice, detail=detail)
    yield from (f"## {voice.say('What was looked at')}", "", escaped(whole), "")
    yield from (f"- {escaped(line)}" for line in unseen)
    if unseen:
        yield ""
    for line in remarks(summary, voice):
        yield from (escaped(line), "")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(map(escaped, row))} |"
    yield ""
