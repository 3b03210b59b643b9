"""The samples of a source as answers, with further ones before them."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.sources.replaying import NOW, Route, routes

from mentions.asking import Page, Request
from mentions.errors import SourceError
from mentions.fetch.answers import judge

saved = cache(routes)


def route(path: str, body: Any, status: int = 200, **query: str) -> Route:
    """Return what answers a path: a text as a page for people, anything else as JSON."""
    raw = isinstance(body, str)
    kind = "text/html" if raw else "application/json; charset=utf-8"
    return {
        "path": path,
        "query": query,
        "status": status,
        "headers": {"Content-Type": kind},
        "body": body.encode() if raw else json.dumps(body).encode(),
    }


def answering(name: str, *first: Route) -> Callable[[Request], Page | SourceError]:
    """Answer requests as the fetch gate would: the first route that fits."""
    table = [*first, *saved(name)]

    def answer(request: Request) -> Page | SourceError:
        one = _fitting(table, request) or route("", "", 404)
        headers = {key.lower(): value for key, value in one["headers"].items()}
        verdict = judge(one["status"], headers, request.url, now=NOW, body=one["body"])
        kind = headers.get("content-type")
        return verdict.error or Page(url=request.url, body=one["body"], content_type=kind)

    return answer


def naming(name: str, changed: dict[str, Any]) -> Callable[[Request], str | Page | SourceError]:
    """Name the sample that answers a request if it is one of those changed; else answer."""
    answer = answering(name)

    def which(request: Request) -> str | Page | SourceError:
        one = _fitting(saved(name), request)
        return one["file"] if one and one["file"] in changed else answer(request)

    return which


def _fitting(table: list[Route], request: Request) -> Route | None:
    parts = urlsplit(request.url)
    query = dict(parse_qsl(parts.query)) | dict(request.params)
    fits = (
        one for one in table if one["path"] == parts.path and one["query"].items() <= query.items()
    )
    return next(fits, None)
