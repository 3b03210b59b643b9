"""The REST source asks page by page."""

import json
from collections.abc import Callable

from mentions.asking import Page, Read, Request, Watch
from mentions.parse.document import read_document
from mentions.sources.wordpress import PER_PAGE, SOURCE

ADDRESS = "https://blog.example/wp-json/wp/v2/comments?post=1"


def comments(first: int, count: int) -> Page:
    rows = [
        {
            "id": number,
            "post": 1,
            "parent": 0,
            "author_name": f"Person {number}",
            "author_url": "",
            "date": "2026-03-14T11:00:00",
            "date_gmt": "2026-03-14T10:00:00",
            "content": {"rendered": f"<p>Kommentar {number}</p>"},
            "link": f"https://blog.example/post-1/#comment-{number}",
            "status": "approved",
            "type": "comment",
        }
        for number in range(first, first + count)
    ]
    body = json.dumps(rows).encode()
    return Page(url=ADDRESS, body=body, content_type="application/json", cursor={"etag": "x"})


def test_it_reads_until_a_page_is_not_full(drive: Callable) -> None:
    pages = iter([comments(1, PER_PAGE), comments(PER_PAGE + 1, 3)])
    questions = SOURCE.poll(Watch(source="wordpress", address=ADDRESS))
    batch, asked = drive(questions, lambda _: next(pages))
    entries = [entry for document in batch.documents for entry in document.entries]
    assert (len(asked), len(entries)) == (2, PER_PAGE + 3)
    assert entries[0].url == "https://blog.example/post-1/#comment-1"


def test_it_asks_for_the_next_number() -> None:
    questions = SOURCE.poll(Watch(source="wordpress", address=ADDRESS))
    first = next(questions)
    full = comments(1, PER_PAGE)
    document = read_document(full.body, url=ADDRESS, content_type=full.content_type)
    assert isinstance(questions.send(full), Read)
    second = questions.send(document)
    assert isinstance(first, Request)
    assert isinstance(second, Request)
    assert (first.params["page"], second.params["page"]) == ("1", "2")
