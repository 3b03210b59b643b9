"""A comment that a page shows no more: when that proves nothing."""

import pytest

from mentions.core.health.sections import hidden_comments
from mentions.model import Channel, Document, Entry

COMMENT = Entry(text="Gut.", channel=Channel.COMMENT)
LIST = b"<ol class='comment-list'></ol>"


def why(body: bytes, *entries: Entry, pages: int = 1) -> str | None:
    document = Document(url="https://blog.example/a", form="page", entries=entries)
    return hidden_comments((document,) * pages, (body,) * pages)


@pytest.mark.parametrize(
    "button",
    [
        "<button>Load more comments</button>",
        "<button class='load-more-comments'>Mehr</button>",
        "<button>Weitere Kommentare laden</button>",
        "<button>Ältere Kommentare anzeigen</button>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1"])
def test_a_button_for_more_hides_some(button: str, encoding: str) -> None:
    assert "loads further comments" in (why(LIST + button.encode(encoding), COMMENT) or "")


def test_further_pages_that_were_read_hide_nothing() -> None:
    assert why(LIST + b"<a href='/2'>Load more comments</a>", COMMENT, pages=2) is None


@pytest.mark.parametrize(
    "notice",
    [
        "Die Kommentarfunktion ist deaktiviert.",
        "Kommentare sind geschlossen.",
        "Comments are closed.",
        "<p class='no-comments'>–</p>",
    ],
)
def test_comments_switched_off_are_hidden(notice: str) -> None:
    assert why(LIST + notice.encode()) == "its comments are switched off"
    assert why(LIST + notice.encode(), COMMENT) is None


def test_an_empty_section_hides_nothing() -> None:
    assert why(LIST) is None
    assert why(b"<p>Text</p>") == "the page shows no comment section"
