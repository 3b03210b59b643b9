"""The page source reads on through the comment pages."""

from collections.abc import Callable

import pytest

from mentions.asking import Batch, Page, Watch
from mentions.errors import FetchError, UnsupportedError
from mentions.sources.webpage import MOST_PAGES, SOURCE

Poll = Callable[[dict[str, Page | FetchError]], tuple[Batch, list[str]]]
ARTICLE = "https://blog.example/2009/07/post/"


def page(number: int, *, older: int | None) -> Page:
    nav = (
        f'<div class="navigation comment-navigation"><a class="prev page-numbers" '
        f'href="{ARTICLE}comment-page-{older}/#comments">Ältere Kommentare</a></div>'
        if older
        else ""
    )
    body = f"""<html><body><article class="post"><h1>T</h1><p>Text.</p></article>
      <div id="comments"><ol class="comment-list">
      <li class="comment" id="comment-{number}"><div class="comment-body">
      <cite class="fn">Person {number}</cite> <div class="comment-content"><p>Kommentar {number}</p>
      </div></div></li></ol>{nav}</div></body></html>"""
    url = ARTICLE if number == 3 else f"{ARTICLE}comment-page-{number}/"
    return Page(url=url, body=body.encode(), content_type="text/html", cursor={"etag": "x"})


@pytest.fixture
def poll(drive: Callable) -> Poll:
    def run(answers: dict[str, Page | FetchError]) -> tuple[Batch, list[str]]:
        questions = SOURCE.poll(Watch(source="webpage", address=ARTICLE))
        return drive(questions, lambda url: answers[url.partition("#")[0]])

    return run


def test_all_comment_pages_are_read(poll: Poll) -> None:
    batch, asked = poll(
        {
            ARTICLE: page(3, older=2),
            f"{ARTICLE}comment-page-2/": page(2, older=1),
            f"{ARTICLE}comment-page-1/": page(1, older=None),
        }
    )
    names = [e.author.name for d in batch.documents for e in d.entries if e.author.name]
    assert names == ["Person 3", "Person 2", "Person 1"]
    assert len(asked) == 3
    assert batch.incomplete is None


def test_a_page_that_fails_leaves_the_rest_and_says_so(poll: Poll) -> None:
    batch, _ = poll(
        {
            ARTICLE: page(3, older=2),
            f"{ARTICLE}comment-page-2/": FetchError(f"{ARTICLE}comment-page-2/", "status 500"),
        }
    )
    assert len(batch.documents) == 1
    assert batch.incomplete is not None
    assert "status 500" in batch.incomplete.why
    assert batch.cursor is None, "it must be asked again in full"


def test_circles_end(poll: Poll) -> None:
    answers = {
        ARTICLE: page(3, older=2),
        f"{ARTICLE}comment-page-2/": page(2, older=2),
    }
    batch, asked = poll(answers)
    assert len(asked) == 2
    assert batch.incomplete is None


def test_endless_pages_end(poll: Poll) -> None:
    answers: dict[str, Page | FetchError] = {ARTICLE: page(3, older=100)}
    for number in range(100, 0, -1):
        answers[f"{ARTICLE}comment-page-{number}/"] = page(number, older=number - 1 or None)
    batch, asked = poll(answers)
    assert len(asked) == MOST_PAGES + 1
    assert isinstance(batch.incomplete, UnsupportedError)
    assert batch.incomplete.why == f"only the first {MOST_PAGES} comment pages were read"
