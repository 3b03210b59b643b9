from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from mentions.parse.permalink import fragment_of, is_of_somebody

BASE = "https://a.example/t/9"


@pytest.mark.parametrize(
    ("markup", "address"),
    [
        ('<p id="post_2">', "https://a.example/t/9#post_2"),
        ('<p id=" ">', None),
        ("<p>", None),
    ],
)
def test_fragment_of(markup: str, address: str | None) -> None:
    paragraph = BeautifulSoup(markup, "lxml").p
    assert paragraph is not None
    assert fragment_of(paragraph, BASE) == address


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<a class="username">', True),
        ('<p class="h-card"><b><a>', True),
        ('<p class="u-in-reply-to h-cite"><a>', True),
        ('<p class="h-card"><b><b><b><b><a>', False),
        ("<p><a>", False),
    ],
)
def test_is_of_somebody(markup: str, expected: bool) -> None:  # noqa: FBT001 - a row of the table
    link = BeautifulSoup(markup, "lxml").a
    assert link is not None
    assert is_of_somebody(link) is expected
