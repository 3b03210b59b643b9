"""Answers that are not what the API promises: each key dropped, nulled or of another type.

    from tests.sources.fuzzing import assert_sound, fuzzed, run, sample_page

    def test_whatever_comes_it_never_raises() -> None:
        for path, result in fuzzed(SOURCE, WATCH, {"search.json": SEARCH}, answer):
            assert_sound(result, path)

`answer(request)` returns the name of the sample that answers a request, or a Page or an error.
"""

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from typing import Any

from mentions.asking import (
    Batch,
    LoggingIn,
    Login,
    Page,
    Questions,
    Read,
    Request,
    Session,
    Source,
    Watch,
)
from mentions.errors import SourceError
from mentions.parse.document import read_document
from mentions.urls.join import absolute_url

Answer = Callable[[Request], Page | SourceError]
# What stands where something else was promised, by the type that was promised.
_RETYPED: tuple[tuple[type | tuple[type, ...], tuple[object, ...]], ...] = (
    (bool, ("yes", 7, [])),
    ((int, float), ("7", -(10**30), float("nan"), {})),
    (str, (7, "", ["x"], {"x": "y"}, "a\ud800b", "http://[")),
    (list, ({}, "x", [None, 7, "x", []])),
    (dict, ([], "x", 7)),
    (type(None), (7, "x", [], {})),
)
# No poll of a source asks more than this, whatever it is answered.
_MOST_REQUESTS = 200
_NO_PERMALINK = re.compile(
    r"(?i)[/=#@](?:none|null|nan|undefined)(?:[/?&#]|\Z)|[=#@]\Z|%7B|%5B|[{}\[\]\s]"
)


def variants(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield a JSON value with one thing in it changed, and the path of that.

    Every key is dropped, nulled and given another type; of a list only the first item is looked
    into, and only that one is kept.
    """
    small = shortened(value)
    yield from (("$=null", None), *((f"$={wrong!r}", wrong) for wrong in _wrong(small)))
    yield from _below(small, "$")


def shortened(value: Any) -> Any:
    """Return a JSON value with only the first item of each list."""
    if isinstance(value, dict):
        return {key: shortened(one) for key, one in value.items()}
    return [shortened(one) for one in value[:1]] if isinstance(value, list) else value


def run(
    questions: Questions,
    answer: Answer,
    *,
    login: Callable[[Session | None], LoggingIn] | None = None,
) -> tuple[Batch, list[Request]]:
    """Answer a source until it is done; returns what it gave and what it asked, in order.

    Args:
        questions: Of the source.
        answer: Answers its requests.
        login: Logs in, given the session that was refused; what that asks is answered likewise.
    """
    question, asked, sessions = next(questions), list[Request](), _Sessions(login)
    while True:
        try:
            if isinstance(question, Read):
                page = question.page
                read = read_document(page.body, url=question.url, content_type=page.content_type)
                question = questions.send(read)
                continue
            if isinstance(question, Login):
                given = sessions.open(question.refused, answer, asked)
            else:
                given = _answered(question, answer, asked)
            failed = isinstance(given, SourceError)
            question = questions.throw(given) if failed else questions.send(given)
        except StopIteration as done:
            return done.value, asked


class _Sessions:
    """As tracker/sessions.py keeps them: one that was not refused is given again."""

    def __init__(self, login: Callable[[Session | None], LoggingIn] | None) -> None:
        self._login, self._open = login, None

    def open(
        self, refused: Session | None, answer: Answer, asked: list[Request]
    ) -> Session | SourceError:
        assert self._login, "it wants to log in: hand `login` to run"
        if self._open and self._open != refused:
            return self._open
        steps = self._login(refused)
        try:
            question = next(steps)
            while True:
                given = _answered(question, answer, asked)
                failed = isinstance(given, SourceError)
                question = steps.throw(given) if failed else steps.send(given)
        except StopIteration as done:
            self._open = done.value
            return done.value
        except SourceError as error:
            return error


def _answered(request: Request, answer: Answer, asked: list[Request]) -> Page | SourceError:
    asked.append(request)
    assert len(asked) <= _MOST_REQUESTS, "it asks without end"
    return answer(request)


def sample_page(request: Request, value: object) -> Page:
    """Return a JSON value as the answer to a request."""
    body = json.dumps(value).encode()
    return Page(url=request.url, body=body, content_type="application/json; charset=utf-8")


def fuzzed(
    source: Source,
    watch: Watch,
    samples: Mapping[str, Any],
    answer: Callable[[Request], str | Page | SourceError],
    *,
    only: Collection[str] | None = None,
) -> Iterator[tuple[str, Batch | SourceError]]:
    """Poll a source with each variant of each sample; yield what was changed and what came of it.

    Anything but a SourceError escapes, with what was changed as a note.

    Args:
        source: The one that is tried.
        watch: What it is asked.
        samples: Decoded answers by name.
        answer: Names the sample that answers a request, or answers it otherwise.
        only: The samples to change; all of them without it.
    """
    login = login_of(source, watch)
    for name in samples if only is None else only:
        for path, changed in variants(samples[name]):
            table = {**samples, name: changed}
            where = f"{name} {path}"
            try:
                batch, _ = run(source.poll(watch), _from(table, answer), login=login)
                yield where, batch
            except SourceError as error:
                yield where, error
            except Exception as error:
                error.add_note(f"with {where}")
                raise


def login_of(source: Source, watch: Watch) -> Callable[[Session | None], LoggingIn] | None:
    """Return how a source logs in for a watch; None where it never does."""
    login = getattr(source, "login", None)
    return partial(login, watch.setup) if login else None


def assert_sound(result: Batch | SourceError, where: str = "") -> None:
    """Make sure that whatever came out can be used: real permalinks, aware dates, clean texts."""
    if isinstance(result, SourceError):
        return
    json.dumps(result.cursor, allow_nan=False).encode()
    for document in result.documents:
        for entry in document.entries:
            assert entry.url, f"{where}: an entry without permalink"
            assert absolute_url(entry.url, "about:blank"), f"{where}: {entry.url}"
            assert not _NO_PERMALINK.search(entry.url), f"{where}: {entry.url}"
            assert entry.published is None or entry.published.tzinfo, f"{where}: no zone"
            author = entry.author
            texts = (entry.title, entry.text, author.name, author.handle, entry.language)
            for text in texts:
                assert text is None or (isinstance(text, str) and text.strip()), f"{where}: {text}"
                assert text is None or text.encode(), f"{where}: {text!r}"
            addresses = [link.url for link in entry.links]
            addresses += filter(None, (author.url, author.photo, *entry.syndication))
            for address in addresses:
                assert absolute_url(address, "about:blank"), f"{where}: {address!r}"
            assert all(isinstance(one, str) and one for one in entry.via), f"{where}: {entry.via}"
            for name in ("likes", "reposts", "replies", "quotes", "followers"):
                count = getattr(entry.counts, name)
                assert count is None or type(count) is int, f"{where}: {count!r}"
                assert abs(count or 0) < 1 << 63, f"{where}: no database holds {count}"


def _from(
    table: Mapping[str, Any], answer: Callable[[Request], str | Page | SourceError]
) -> Answer:
    def given(request: Request) -> Page | SourceError:
        one = answer(request)
        return sample_page(request, table[one]) if isinstance(one, str) else one

    return given


def _wrong(value: object) -> tuple[object, ...]:
    return next(wrong for kind, wrong in _RETYPED if isinstance(value, kind))


def _below(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Yield the variants of what a value holds, each inside the whole value."""
    if isinstance(value, list):
        for one, changed in _changed(value[0], f"{path}[0]") if value else ():
            yield one, [changed]
        yield from ((f"{path}=[]", []),) if value else ()
        return
    for key, inner in value.items() if isinstance(value, dict) else ():
        rest = {name: one for name, one in value.items() if name != key}
        yield f"{path}.{key} dropped", rest
        for one, changed in _changed(inner, f"{path}.{key}"):
            # In its old place: the order of keys says nothing, but readers may rely on it.
            yield one, {name: changed if name == key else old for name, old in value.items()}


def _changed(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if value is not None:
        yield f"{path}=null", None
    for wrong in _wrong(value):
        yield f"{path}={wrong!r}", wrong
    yield from _below(value, path)
