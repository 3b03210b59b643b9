import io
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from rich.cells import cell_len
from rich.console import Console
from tests.report.samples import ARTICLE, INGO, JUERGEN, pipe, terminal

from mentions.model import Author, Mention
from mentions.report.to_text import render_mentions

EVIL = replace(
    INGO,
    author=Author(name="\x1b[31mBöse\u202e[red]x[/red]" + "x" * 10_000, handle="a\x07b\n"),
    text="\x1b]0;t\x07日本語 [bold]nicht fett[/bold] :smile:\n" + "ü" * 10_000,
)
LIST = [(1, INGO), (2, JUERGEN), (3, replace(INGO, article="https://blog.example.org/post-1"))]


def listed(mentions: list[tuple[int, Mention]], console: Console) -> list[str]:
    render_mentions(mentions, console=console)
    assert isinstance(console.file, io.StringIO)
    return [line.rstrip() for line in console.file.getvalue().split("\n")]


def test_a_pipe_gets_a_line_for_each() -> None:
    assert listed(LIST, pipe()) == [
        f"{ARTICLE} - 2 people: 1 repost, 1 reply",
        (
            "1  2026-11-23 (first seen)  Ingo Becker  repost on twitter ← @clab  "
            f"[trackback · attributed · told by Topsy]  {INGO.text}"
        ),
        (
            "2  2009-07-14  Jürgen Groß  reply on blog.example.org  [comment · context]  "
            "Schöner Artikel! Bei uns ist das genauso."
        ),
        "",
        "https://blog.example.org/post-1 - 1 person: 1 repost",
        (
            "3  2026-11-23 (first seen)  Ingo Becker  repost on twitter ← @clab  "
            f"[trackback · attributed · told by Topsy]  {INGO.text}"
        ),
        "",
    ]


def test_a_terminal_gets_a_table() -> None:
    assert listed(LIST[:2], terminal(100)) == [
        ARTICLE,
        "2 people: 1 repost, 1 reply",
        "ID  When        Who                 Did               What they said",
        "─" * 100,
        (
            " 1  2026-11-23  Ingo Becker         repost            "
            "RT @clab: Sehr gute Illustration: Weg mit der…"
        ),
        (
            "    first seen                      twitter           "
            "← @clab · trackback · attributed · told by To…"
        ),
        (
            " 2  2009-07-14  Jürgen Groß         reply             "
            "Schöner Artikel! Bei uns ist das genauso."
        ),
        "                                    blog.example.org  comment · context",
        "",
    ]


def test_a_narrow_terminal_gets_a_few_lines_for_each() -> None:
    assert listed(LIST[:1], terminal(60))[2:] == [
        "1 person: 1 repost",
        "   1  Ingo Becker",
        "      2026-11-23 (first seen) · repost on twitter ← @clab",
        "      RT @clab: Sehr gute Illustration: Weg mit der Social …",
        "      trackback · attributed · told by Topsy",
        "",
    ]


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_hostile_words_do_no_harm(width: int) -> None:
    lines = listed([(1, EVIL), (2, replace(EVIL, author=Author(), text=None))], terminal(width))
    assert all(cell_len(line) <= width for line in lines)
    text = "\n".join(lines)
    assert "Böse[red]x" in text
    assert "[bold]nicht" in text
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)


def test_in_a_pipe_hostile_words_stay_on_their_line() -> None:
    lines = listed([(1, EVIL)], pipe())
    assert len(lines) == 3
    assert len(lines[1]) < 800
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202e]", lines[1])


@settings(deadline=None, max_examples=40)
@given(...)
def test_every_mention_can_be_listed(mentions: list[Mention]) -> None:
    lines = listed(list(enumerate(mentions)), pipe())
    headings = len({mention.article for mention in mentions})
    assert len(lines) == len(mentions) + headings + max(headings, 1)
    for width in (60, 100):
        assert len(listed(list(enumerate(mentions)), terminal(width))) >= len(mentions)
