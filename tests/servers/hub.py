"""A WebSub hub on loopback: takes forms, calls back, signs what it delivers, says no, forgets."""

from __future__ import annotations

import hmac
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlencode

CHALLENGE = "k8Jx0challenge"


@dataclass(frozen=True, kw_only=True)
class Called:
    """What whoever was called answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def call(
    url: str,
    *,
    data: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    method: str | None = None,
) -> Called:
    """Send one request, whatever comes back."""
    given = dict(headers or {})
    request = urllib.request.Request(url, data=data, headers=given, method=method)  # noqa: S310 - loopback
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - loopback
            return Called(status=answer.status, headers=dict(answer.headers), body=answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return Called(status=error.code, headers=dict(error.headers), body=error.read())


@dataclass(kw_only=True)
class Hub:
    """The hub as a test sees it.

    Attributes:
        url: Its address.
        asked: Every form that came, in order.
        status: What it answers to forms; what it refuses it explains with the form itself.
        elsewhere: Where it sends whoever asks it, with `status` 307 or 308.
        calls: Whether it calls back before it answers.
        lease: What it grants, in seconds.
    """

    url: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    status: int = 202
    elsewhere: str = ""
    calls: bool = False
    lease: str = "864000"

    def take(self, form: dict[str, str]) -> None:
        """Take a form."""
        self.asked.append(form)
        if self.calls:
            self.verify()

    def verify(self, form: Mapping[str, str] | None = None, **changes: str) -> Called:
        """Call back about a form, the last one where none is given."""
        form = form or self.asked[-1]
        query = {
            "hub.mode": form["hub.mode"],
            "hub.topic": form["hub.topic"],
            "hub.challenge": CHALLENGE,
            "hub.lease_seconds": self.lease,
        }
        query |= {f"hub.{name}": value for name, value in changes.items()}
        return call(f"{form['hub.callback']}?{urlencode(query)}")

    def deny(self, form: Mapping[str, str] | None = None, *, reason: str = "") -> Called:
        """Tell that there will be nothing."""
        form = form or self.asked[-1]
        query = {"hub.mode": "denied", "hub.topic": form["hub.topic"], "hub.reason": reason}
        return call(f"{form['hub.callback']}?{urlencode(query)}")

    def deliver(
        self,
        body: bytes,
        form: Mapping[str, str] | None = None,
        *,
        signature: str | None = None,
        method: str = "sha256",
    ) -> Called:
        """Deliver, signed with the form's secret or as given; "" is no signature."""
        form = form or self.asked[-1]
        if signature is None and (secret := form.get("hub.secret")):
            signature = f"{method}={hmac.new(secret.encode(), body, method).hexdigest()}"
        headers = {
            "Content-Type": "application/atom+xml",
            "Link": f'<{self.url}>; rel="hub", <{form["hub.topic"]}>; rel="self"',
        }
        if signature:
            headers["X-Hub-Signature"] = signature
        return call(form["hub.callback"], data=body, headers=headers)


class _Handler(BaseHTTPRequestHandler):
    hub: Hub
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        with suppress(ConnectionError):
            length = int(self.headers.get("content-length") or 0)
            written = self.rfile.read(length).decode()
            self.hub.take(dict(parse_qsl(written)))
            said = f"will not do: {written}".encode() if self.hub.status >= 400 else b""
            self.send_response(self.hub.status)
            if self.hub.elsewhere:
                self.send_header("location", self.hub.elsewhere)
            self.send_header("content-length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


@contextmanager
def open_hub() -> Iterator[Hub]:
    """Run a hub on loopback."""
    hub = Hub()
    handler = type("Handler", (_Handler,), {"hub": hub})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        hub.url = f"http://127.0.0.1:{server.server_port}/"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield hub
        finally:
            server.shutdown()
            thread.join()
