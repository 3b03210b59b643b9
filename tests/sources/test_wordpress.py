"""The REST source asks page by page."""

import json

from mentions.asking import Page, Watch
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


def test_it_reads_until_a_page_is_not_full() -> None:
    questions = SOURCE.poll(Watch(source="wordpress", address=ADDRESS))
    first = next(questions)
    second = questions.send(comments(1, PER_PAGE))
    assert (first.params["page"], second.params["page"]) == ("1", "2")
    try:
        questions.send(comments(PER_PAGE + 1, 3))
    except StopIteration as done:
        entries = [entry for document in done.value.documents for entry in document.entries]
        assert len(entries) == PER_PAGE + 3
        assert entries[0].url == "https://blog.example/post-1/#comment-1"
    else:
        raise AssertionError("it asked on after a page that was not full")
