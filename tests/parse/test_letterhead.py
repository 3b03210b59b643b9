"""Author and date of mails and articles of newsgroups."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.model import iso
from mentions.parse.letterhead import read_letterhead

FROM, DATE = "From: Eva Öl <eva@mail.example>", "Date: Tue, 14 Jul 2009 11:42:00 +0200"
SENT = "2009-07-14T09:42:00Z"


@pytest.mark.parametrize(
    ("lines", "name", "published"),
    [
        ([FROM, DATE], "Eva Öl", SENT),
        (["Index", "", "To: x@lists.example", DATE, "Subject: y", FROM, "", "Hi"], "Eva Öl", SENT),
        (["Von: Eva Öl", "Datum: 14. Juli 2009, 11:42"], "Eva Öl", "2009-07-14T11:42:00Z"),
        (['From: "Eva Öl" <eva@mail.example>', DATE], "Eva Öl", SENT),
        (["From: eva@mail.example (Eva Öl)", DATE], "Eva Öl", SENT),
        (["Eva Öl eva at mail.example", "Tue Jul 14 11:42:00 CEST 2009"], "Eva Öl", SENT),
        (
            ["Eva Öl eva at mail.example", "Wed Jul  1 11:42:00 2009"],
            "Eva Öl",
            "2009-07-01T11:42:00Z",
        ),
        # One of the two is not enough, nor is an address a name.
        ([FROM], None, None),
        ([DATE], None, None),
        ([FROM, "Date: later"], None, None),
        (["From: eva@mail.example", DATE], None, None),
        (["Eva Öl eva at mail.example", "Hello"], None, None),
        # A letter that somebody quotes is not theirs.
        (["Ein Leser schrieb:", FROM, DATE], None, None),
        (["Today I got a very long letter from an old friend.", FROM, DATE], None, None),
        (["x"] * 50 + [FROM, DATE], None, None),
        ([], None, None),
    ],
)
def test_read_letterhead(lines: list[str], name: str | None, published: str | None) -> None:
    found = read_letterhead(lines)
    author, moment = found.author, found.published
    assert (author.name if author else None, iso(moment[0]) if moment else None) == (
        name,
        published,
    )


@given(st.lists(st.sampled_from([FROM, DATE, "a b at c.de", ""]) | st.text(max_size=30)))
def test_any_lines_do(lines: list[str]) -> None:
    found = read_letterhead(lines)
    assert (found.author is None) is (found.published is None)
