"""`mentions explain`: what is worth knowing of how a page was read."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

ARTICLE = "https://blog.example.org/post-1"
# mf2py 2.0.2 fails on a zone that no time stands before.
PAGE = (
    '<html><body class="h-entry"><data class="u-like-of" value="https://blog.example.org/post-1">'
    '</data><time class="dt-published"><b class="value">+02:00</b></time><p>für</p></body></html>'
)
UNREAD = "its microformats could not be read (TypeError"
GUESSED = "no charset is declared: read as windows-1252, a guess"


def test_notes_are_shown(mentions: Callable[..., Any], project: Path) -> None:
    (project / "page.html").write_bytes(PAGE.encode("cp1252"))
    done = mentions("explain", "page.html", "--article", ARTICLE, "--offline")
    assert f"note {UNREAD}" in done.out
    assert f"note {GUESSED}" in done.out


def test_notes_stand_in_the_json(mentions: Callable[..., Any], project: Path) -> None:
    (project / "page.html").write_bytes(PAGE.encode("cp1252"))
    done = mentions("explain", "page.html", "--article", ARTICLE, "--offline", "--json")
    notes = json.loads(done.out)["notes"]
    assert GUESSED in notes
    assert any(note.startswith(UNREAD) for note in notes)


def test_a_page_without_trouble_has_no_notes(mentions: Callable[..., Any], project: Path) -> None:
    (project / "page.html").write_text('<article class="h-entry"><p>für</article>', "utf-8")
    done = mentions("explain", "page.html", "--article", ARTICLE, "--offline", "--json")
    assert json.loads(done.out)["notes"] == []
