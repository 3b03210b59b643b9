"""Sources run from memory: a table of pages answers what they ask."""

from collections.abc import Callable, Mapping

import pytest

from mentions.asking import Batch, Login, Page, Questions, Read, Session
from mentions.errors import SourceError
from mentions.parse.document import read_document

Pages = Mapping[str, Page | SourceError]


def _read(question: Read) -> object:
    page = question.page
    return read_document(page.body, url=question.url, content_type=page.content_type)


@pytest.fixture
def drive() -> Callable[[Questions, Callable[[str], Page | SourceError]], tuple[Batch, list[str]]]:
    """Answer a source until it is done; returns what it gave and what it asked for.

    The tokens of the sessions it is given are `session-1`, `session-2`, ...
    """

    def run(
        questions: Questions, answer: Callable[[str], Page | SourceError]
    ) -> tuple[Batch, list[str]]:
        question, asked, logins = next(questions), [], 0
        while True:
            try:
                if isinstance(question, Read):
                    question = questions.send(_read(question))
                    continue
                if isinstance(question, Login):
                    logins += 1
                    question = questions.send(Session(token=f"session-{logins}"))
                    continue
                asked.append(question.url)
                given = answer(question.url)
                failed = isinstance(given, SourceError)
                question = questions.throw(given) if failed else questions.send(given)
            except StopIteration as done:
                return done.value, asked

    return run
