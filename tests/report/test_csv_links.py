"""Links in a CSV: most are read without JSON, and the cells are the same."""

import csv
import io
import json
import re
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.core.columns import COLUMNS, Holds
from mentions.report.cells import guard, printable
from mentions.report.to_csv import UNRESOLVED, write_csv_columns

PLAIN = "https://b.example/?a=1"
ADDRESSES = st.sampled_from([PLAIN, "http://s.example/a b", "https://ö.example/", 'x"y', "a\\b"])
TEXTS = ADDRESSES | st.text(min_size=1).filter(lambda text: text == printable(text))
LINKS = st.lists(st.tuples(TEXTS, st.none() | TEXTS), max_size=3)
EMPTY = {
    Holds.TEXT: "a",
    Holds.WORD: "a",
    Holds.MOMENT: None,
    Holds.NUMBER: None,
    Holds.TRUTH: 0,
    Holds.LIST: "[]",
}


def cells(rows: list[str]) -> list[tuple[str, str]]:
    """Return what stands in links_found and links_resolved."""
    out = io.StringIO(newline="")
    batch = [
        rows if holds is Holds.LINKS else [EMPTY[holds]] * len(rows) for holds in COLUMNS.values()
    ]
    write_csv_columns([batch], out)
    read = csv.DictReader(io.StringIO(out.getvalue(), newline=""))
    return [(row["links_found"], row["links_resolved"]) for row in read]


def written(*addresses: str) -> str:
    """Return a cell of addresses, by the rule alone."""
    items = (re.sub(r"\s", lambda blank: quote(blank[0]), one) for one in addresses)
    return guard(" ".join(items))


@given(st.lists(LINKS, min_size=1, max_size=5))
def test_cells_are_those_of_the_links(many: list[list[tuple[str, str | None]]]) -> None:
    rows = [
        json.dumps([{"found": found, "resolved": leads} for found, leads in links],
                   ensure_ascii=False)
        for links in many
    ]  # fmt: skip
    assert cells(rows) == [
        (
            written(*(found for found, _ in links)),
            written(*(leads or UNRESOLVED for _, leads in links)),
        )
        for links in many
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('[{"resolved": null, "found": "https://b.example/"}]', "https://b.example/"),
        ('[{"found":"https://b.example/","resolved":null}]', "https://b.example/"),
        ('[{"found": "https://b.example/\\u00e4", "resolved": null}]', "https://b.example/ä"),
    ],
)
def test_json_in_another_form_is_read_as_well(text: str, found: str) -> None:
    assert cells([text]) == [(found, UNRESOLVED)]
