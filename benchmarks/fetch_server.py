"""The server of the fetch benchmark: as little work as a server can do, in a process of its own.

    python -m benchmarks.fetch_server [certificate.pem]

Listens on every address, so that each of 127.0.0.0/8 is a host of its own. Prints the port, and
the one with TLS. Whoever sends If-None-Match gets 304, everybody else 1 KB. With TLS it speaks
HTTP/2 to whoever asks for it.
"""

from __future__ import annotations

import asyncio
import ssl
import sys
from typing import cast

import h2.config
import h2.connection
import h2.events

from benchmarks.open_files import raise_limit

FIELDS = (
    ("date", "Mon, 23 Nov 2026 10:00:00 GMT"),
    ("server", "bench"),
    ("etag", '"x"'),
    ("last-modified", "Mon, 23 Nov 2026 09:00:00 GMT"),
    ("cache-control", "max-age=300"),
    ("vary", "Accept-Encoding"),
)
BODY = b"<p>Hallo</p>" * 85 + b"****"
HEAD = "".join(f"{name}: {value}\r\n" for name, value in FIELDS)
FULL = (
    f"HTTP/1.1 200 OK\r\n{HEAD}Content-Type: text/html\r\nContent-Length: {len(BODY)}\r\n\r\n"
).encode() + BODY
UNCHANGED = f"HTTP/1.1 304 Not Modified\r\n{HEAD}\r\n".encode()


class Server(asyncio.Protocol):
    """One connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin; with HTTP/2 where the client asked for it."""
        self._transport = cast("asyncio.Transport", transport)
        self._waiting = b""
        secure = transport.get_extra_info("ssl_object")
        self._h2: h2.connection.H2Connection | None = None
        if secure and secure.selected_alpn_protocol() == "h2":
            config = h2.config.H2Configuration(client_side=False)
            self._h2 = h2.connection.H2Connection(config=config)
            self._h2.initiate_connection()
            self._transport.write(self._h2.data_to_send())

    def data_received(self, data: bytes) -> None:
        """Answer what is complete."""
        if self._h2:
            self._answer_h2(self._h2, data)
            return
        *heads, self._waiting = (self._waiting + data).split(b"\r\n\r\n")
        for head in heads:
            self._transport.write(UNCHANGED if b"if-none-match" in head.lower() else FULL)

    def _answer_h2(self, connection: h2.connection.H2Connection, data: bytes) -> None:
        for event in connection.receive_data(data):
            if isinstance(event, h2.events.RequestReceived):
                unchanged = any(name == b"if-none-match" for name, _ in event.headers)
                status = "304" if unchanged else "200"
                connection.send_headers(
                    event.stream_id, [(":status", status), *FIELDS], end_stream=unchanged
                )
                if not unchanged:
                    connection.send_data(event.stream_id, BODY, end_stream=True)
        self._transport.write(connection.data_to_send())


async def serve(certificate: str | None) -> None:
    """Print the ports and serve until the end."""
    raise_limit()
    loop = asyncio.get_running_loop()
    everywhere = "0.0.0.0"  # noqa: S104 - that is the point
    plain = await loop.create_server(Server, everywhere, 0, backlog=4096)
    ports = [plain.sockets[0].getsockname()[1]]
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        context.set_alpn_protocols(["h2", "http/1.1"])
        secure = await loop.create_server(Server, everywhere, 0, ssl=context, backlog=4096)
        ports.append(secure.sockets[0].getsockname()[1])
    print(*ports, flush=True)
    await plain.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1] if sys.argv[1:] else None))
