"""The samples of a source as answers: `tests/samples/NAME/routes.toml` says which answers what.

    batch, asked = run(SOURCE.poll(WATCH), replayed("mediawiki"))

A refusal becomes the error that the fetch gate makes of it.
"""

import asyncio
import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from pytest_httpserver import HTTPServer
from werkzeug import Request as Asked
from werkzeug import Response

from mentions.asking import Batch, Login, Page, Question, Request, Session, Source, Watch
from mentions.core.index import ArticleIndex
from mentions.core.read import find_mentions, merge_found
from mentions.errors import SourceError
from mentions.fetch.answers import judge
from mentions.fetch.gate import Gate
from mentions.fetch.limits import Limits
from mentions.model import Article, Mention
from mentions.parse.document import read_document
from mentions.tracker.sessions import Sessions

SAMPLES = Path(__file__).parent.parent / "samples"
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
Route = dict[str, Any]


def routes(name: str) -> list[Route]:
    """Return what is answered, the first that fits first; bodies as bytes."""
    folder = SAMPLES / name
    listed = tomllib.loads((folder / "routes.toml").read_text("utf-8"))["route"]
    return [route | {"body": _body(folder, route.get("file"))} for route in listed]


def _body(folder: Path, file: str | None) -> bytes:
    return (folder / file).read_bytes() if file else b""


def replayed(name: str) -> Callable[[Request], Page | SourceError]:
    """Answer requests from the samples of a source."""
    table = routes(name)

    def answer(request: Request) -> Page | SourceError:
        parts = urlsplit(request.url)
        query = dict(parse_qsl(parts.query)) | dict(request.params) | dict(request.secrets)
        route = _route(table, parts.path, query, method=method_of(request))
        status, headers, body = _answer(route)
        verdict = judge(status, headers, request.url, now=NOW, body=body)
        kind = headers.get("content-type")
        return verdict.error or Page(url=request.url, body=body, content_type=kind, status=status)

    return answer


def samples(name: str) -> dict[str, Any]:
    """Return the JSON samples that are answered with status 200, by file name."""
    good = {
        route["file"]: route["body"]
        for route in routes(name)
        if _status(route) == 200 and "file" in route
    }
    assert good, f"no sample of {name}"
    return {file: json.loads(body) for file, body in good.items() if file.endswith(".json")}


def named(name: str) -> Callable[[Request], str | Page | SourceError]:
    """Name the sample that answers a request, for `fuzzed`."""
    table, answer = routes(name), replayed(name)

    def which(request: Request) -> str | Page | SourceError:
        parts = urlsplit(request.url)
        query = dict(parse_qsl(parts.query)) | dict(request.params) | dict(request.secrets)
        route = _route(table, parts.path, query, method=method_of(request))
        is_json = route and _status(route) == 200 and route.get("file", "").endswith(".json")
        return route["file"] if route and is_json else answer(request)

    return which


def serve(server: HTTPServer, name: str) -> None:
    """Have a loopback server answer from the samples of a source, and for the sites in them."""
    table = routes(name)

    def handle(request: Asked) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        route = _route(table, request.path, request.args.to_dict(), method=method)
        status, headers, body = _answer(route)
        for address in (route or {}).get("stands_for", ()):
            body = body.replace(address.encode(), server.url_for("").rstrip("/").encode())
        return Response(body, status=status, headers=headers)

    server.expect_request(re.compile(".*")).respond_with_handler(handle)


@dataclass(kw_only=True)
class Looked:
    """How a poll over real sockets went.

    Attributes:
        batch: What it gave, None where it failed.
        error: Why it failed, None where it did not.
        pages: What was answered.
        sessions: What logins gave.
    """

    batch: Batch | None = None
    error: SourceError | None = None
    pages: list[Page] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)


def look(source: Source, watch: Watch) -> Batch:
    """Poll over real sockets.

    Raises:
        SourceError: The poll failed.
    """
    looked = look_closely(source, watch)
    if looked.batch is None:
        assert looked.error
        raise looked.error
    return looked.batch


def look_closely(source: Source, watch: Watch) -> Looked:
    """Poll over real sockets, and tell what came by the way."""
    return asyncio.run(_look(source, watch))


def mentions_in(batch: Batch, article: str) -> list[Mention]:
    """Return what a batch says of an article."""
    index = ArticleIndex([Article(url=article)])
    return merge_found(find_mentions(batch.documents, index=index, now=NOW))


async def _look(source: Source, watch: Watch) -> Looked:
    limits = Limits(
        user_agent="mentions/test",
        timeout=2.0,
        min_gap=0.0,
        allow_hosts=frozenset({"localhost", "127.0.0.1"}),
    )
    looked = Looked()
    async with Gate(limits) as gate:
        asking = _Asking(source, watch, gate, looked)
        questions = source.poll(watch)
        step: Callable[[], Any] = lambda: next(questions)  # noqa: E731 - replaced at each turn
        while True:
            try:
                question = step()
            except StopIteration as done:
                looked.batch = done.value
                return looked
            except SourceError as error:
                looked.error = error
                return looked
            try:
                given = await asking.answer(question)
                step = lambda given=given: questions.send(given)  # noqa: E731 - as above
            except SourceError as error:
                step = lambda error=error: questions.throw(error)  # noqa: E731 - as above


class _Asking:
    """A source being asked, with the sessions that it opens."""

    def __init__(self, source: Source, watch: Watch, gate: Gate, looked: Looked) -> None:
        self.source, self.watch, self.gate, self.looked = source, watch, gate, looked
        self.sessions = Sessions()

    async def answer(self, question: Question) -> object:
        if isinstance(question, Request):
            page = await self.gate.fetch(question)
            self.looked.pages.append(page)
            return page
        if isinstance(question, Login):
            who, setup, fetch = self.source, self.watch.setup, self.gate.fetch
            session = await self.sessions.open(who, setup, fetch, refused=question.refused)
            self.looked.sessions.append(session)
            return session
        page = question.page
        return read_document(page.body, url=question.url, content_type=page.content_type)


def method_of(request: Request) -> str:
    """Return how a request is put."""
    return "POST" if request.body else "GET"


def _route(table: list[Route], path: str, query: dict[str, str], *, method: str) -> Route | None:
    fits = (
        route
        for route in table
        if (route["path"], route.get("method", "GET")) == (path, method)
        and route.get("query", {}).items() <= query.items()
    )
    return next(fits, None)


def _answer(route: Route | None) -> tuple[int, dict[str, str], bytes]:
    if route is None:
        return 404, {}, b""
    headers = {name.lower(): value for name, value in route.get("headers", {}).items()}
    return _status(route), headers, route["body"]


def _status(route: Route) -> int:
    return int(route.get("status", 200))
