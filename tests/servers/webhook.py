"""A service that takes messages with attachments, as Apprise posts them to `json://`."""

from __future__ import annotations

import base64
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response


class Webhook:
    """Keeps every message that comes."""

    def __init__(self, server: HTTPServer) -> None:
        self.address = f"json://localhost:{server.port}/news"
        self.messages: list[dict[str, Any]] = []
        server.expect_request("/news").respond_with_handler(self._take)

    def _take(self, request: Request) -> Response:
        self.messages.append(request.get_json())
        return Response()

    def files(self, number: int = 0) -> dict[str, str]:
        """Return the attachments of a message as texts, by name."""
        attached = self.messages[number]["attachments"]
        return {one["filename"]: base64.b64decode(one["base64"]).decode() for one in attached}
