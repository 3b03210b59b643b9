"""One loopback server that answers as all networks do, from tests/samples/*/routes.toml.

Each network has a base address of its own: `http://127.0.0.1:PORT/NAME`. By hand:

    python -m tests.servers.networks > networks.toml &
    mentions --config networks.toml find https://blog.example/2026/03/short-links/

A routes.toml holds `[[route]]` tables: `path`, and where needed `method` (GET), `query` (a part of
the parameters that must be there), `status` (200), `headers` and `file` beside it. The first route
that fits answers.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.servers.jetstream import replay

SAMPLES = Path(__file__).parent.parent / "samples"


@dataclass(frozen=True, kw_only=True)
class Route:
    """An answer, and what must be asked for it."""

    path: str
    method: str = "GET"
    query: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def fits(self, method: str, path: str, query: Sequence[tuple[str, str]]) -> bool:
        """Whether this answers a request."""
        wanted = ((key, str(value)) for key, value in self.query.items())
        return (method, path) == (self.method, self.path) and all(one in query for one in wanted)


def load_networks(samples: Path = SAMPLES) -> dict[str, list[Route]]:
    """Return the routes of every network that has samples by now."""
    files = sorted(samples.glob("*/routes.toml"))
    return {file.parent.name: _routes(file) for file in files}


def _routes(file: Path) -> list[Route]:
    tables = tomllib.loads(file.read_text("utf-8")).get("route", [])
    return [_route(table, file.parent) for table in tables]


def _route(table: Mapping[str, Any], folder: Path) -> Route:
    given = dict(table)
    name = given.pop("file", None)
    known = {key: value for key, value in given.items() if key in Route.__dataclass_fields__}
    return Route(**known, body=(folder / name).read_bytes() if name else b"")


class _Handler(BaseHTTPRequestHandler):
    networks: Mapping[str, list[Route]]
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        with suppress(ConnectionError):
            length = int(self.headers.get("content-length") or 0)
            self.rfile.read(length)
            route = self._find()
            if route is None:
                self._send(404, {"content-type": "text/plain"}, b"no route for this")
            elif route.status == HTTPStatus.SWITCHING_PROTOCOLS:
                replay(self, route.body.splitlines())
            else:
                self._send(route.status, route.headers, route.body)

    do_GET = do_POST = do_HEAD = _answer  # noqa: N815 - as http.server calls them

    def _find(self) -> Route | None:
        asked = urlsplit(self.path)
        name, _, rest = asked.path.removeprefix("/").partition("/")
        query = parse_qsl(asked.query, keep_blank_values=True)
        method = "GET" if self.command == "HEAD" else self.command
        routes = self.networks.get(name, [])
        fitting = (one for one in routes if one.fits(method, f"/{unquote(rest)}", query))
        return next(fitting, None)

    def _send(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.send_response(status)
        for key, value in headers.items():
            if key.lower() not in {"content-length", "transfer-encoding", "connection"}:
                self.send_header(key, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say on standard error what was asked, when run by hand."""
        if self.server.talks:  # type: ignore[attr-defined]
            super().log_message(format, *args)


@contextmanager
def served(
    networks: Mapping[str, list[Route]] | None = None, *, port: int = 0, talks: bool = False
) -> Iterator[str]:
    """Serve networks on loopback; gives the address before their names."""
    routes = load_networks() if networks is None else networks
    handler = type("Handler", (_Handler,), {"networks": routes})
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        server.daemon_threads = True
        server.talks = talks  # type: ignore[attr-defined]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def config_for(address: str, names: Sequence[str]) -> str:
    """Return a config.toml that points at the networks of a server."""
    lines = ["[fetch]", 'allow_hosts = ["127.0.0.1"]', "min_gap = 0.0"]
    for name in names:
        lines += ["", f"[sources.{name}]", f'base_url = "{address}/{name}"']
    return "\n".join([*lines, ""])


def main() -> None:
    """Serve until Ctrl-C, and print the config."""
    parser = argparse.ArgumentParser(description="Answer as all networks do, from the samples.")
    parser.add_argument("--port", type=int, default=0, help="default is any free one")
    wanted = parser.parse_args()
    with served(port=wanted.port, talks=True) as address, suppress(KeyboardInterrupt):
        sys.stdout.write(f"{config_for(address, list(load_networks()))}# ready\n")
        sys.stdout.flush()
        Event().wait()


if __name__ == "__main__":
    main()
