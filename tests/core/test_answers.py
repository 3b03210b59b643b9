"""What an entry answers, by its permalink."""

import pytest

from mentions.core.answers import absolute_parent, with_permalinks
from mentions.model import Channel, Document, Entry

PAGE = "https://blog.example/post"


def comment(url: str | None, parent: str | None = None, on: str = PAGE) -> Entry:
    return Entry(url=url, parent=parent, on=on, channel=Channel.COMMENT)


@pytest.mark.parametrize(
    ("parent", "expected"),
    [
        ("https://a.example/1#c", "https://a.example/1#c"),
        ("comment-5", None),
        ("#comment-5", None),
        ("", None),
        (None, None),
        ("https://a.example/ 1", None),
        ("javascript:alert(1)", None),
        (f"{PAGE}#comment-9", None),
    ],
)
def test_only_addresses_leave_their_page(parent: str | None, expected: str | None) -> None:
    assert absolute_parent(comment(f"{PAGE}#comment-9", parent)) == expected


def parent_in(*entries: Entry) -> str | None:
    document = with_permalinks(Document(url=PAGE, form="page", entries=entries))
    return absolute_parent(document.entries[-1])


ONE = comment(f"{PAGE}#comment-1")
CASES = {
    "by its id": ((ONE, comment(None, "comment-1")), ONE.url),
    "by another form of it": ((ONE, comment(None, "#li-comment-1")), ONE.url),
    "on another page of the comments": (
        (comment(f"{PAGE}/comment-page-2#comment-1"), comment(None, "comment-1")),
        f"{PAGE}/comment-page-2#comment-1",
    ),
    "an address as it is": (
        (ONE, comment(None, "https://a.example/7")),
        "https://a.example/7",
    ),
    "nobody": ((ONE, comment(None, "comment-2")), None),
    "nothing that names it": ((comment(None), comment(None, "comment-1")), None),
    "itself": ((comment(f"{PAGE}#comment-1", "comment-1"),), None),
    "two with one id": (
        (ONE, comment("https://other.example/#comment-1"), comment(None, "comment-1")),
        None,
    ),
    "another section": (
        (comment(f"{PAGE}#comment-1", on="https://b.example/"), comment(None, "comment-1")),
        None,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_an_id_of_the_page_becomes_a_permalink(case: str) -> None:
    entries, expected = CASES[case]
    assert parent_in(*entries) == expected


def test_what_needs_nothing_stays_as_it_is() -> None:
    document = Document(url=PAGE, form="page", entries=(ONE, comment(None, "https://a.example/7")))
    assert with_permalinks(document) is document
