"""A loopback server with many feeds, in a process of its own, for the polling benchmarks."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BLOG = "https://blog{number}.example"
# Every so many feeds one entry links to a tracked article, in turn in each of these forms.
EVERY = 33
FORMS = (
    '&lt;a href="{url}"&gt;lesenswert&lt;/a&gt;',
    '&lt;a href="{url}/?utm_source=rss&amp;amp;utm_medium=feed"&gt;hier&lt;/a&gt;',
    "&lt;a href='{bare}'&gt;gefunden&lt;/a&gt;",
    "&lt;a href=&quot;https://www.google.com/url?q={quoted}&quot;&gt;Suche&lt;/a&gt;",
)
TEXT = (
    "der die das und nicht ein eine mit von auf für sich dem des im den als auch es an werden aus "
    "Werkstatt Hafen Himmel Kanal Brücke Fahrrad Morgen Zeitung Apfelbaum Gewitter Bibliothek"
)
WORDS = TEXT.split()


@dataclass(frozen=True, slots=True)
class Feeds:
    """Where the server listens.

    Attributes:
        port: On every address of 127.0.0.0/8.
        count: How many feeds there are.
        scheme: "http" or "https".
    """

    port: int
    count: int
    scheme: str = "http"

    def url(self, number: int, *, kind: str = "etag") -> str:
        """Return the address of a feed; each has a host of its own.

        Args:
            number: From 0.
            kind: "etag" answers conditional requests, "plain" always sends the body.
        """
        return f"{self.scheme}://{host(number)}:{self.port}/{kind}/{number}.xml"


def host(number: int) -> str:
    """Return a loopback address, one for each number."""
    return f"127.{1 + number // 62_500}.{1 + number // 250 % 250}.{1 + number % 250}"


def article(number: int) -> str:
    """Return the address of a tracked article."""
    return f"{BLOG.format(number=number % 2000)}/2026/03/beitrag-{number}"


def is_hit(number: int) -> bool:
    """Whether a feed links to a tracked article: the one of its own number."""
    return number % EVERY == 0


def feed(number: int, size: int = 38_000) -> bytes:
    """Return an RSS feed of about that size; the same one for the same number."""
    chance = random.Random(number)  # noqa: S311 - the same feeds in every run
    home = f"https://journal{number}.example"
    items: list[str] = []
    length = 0
    while length < size:
        item = _item(chance, home, len(items), number if is_hit(number) and not items else None)
        items.append(item)
        length += len(item)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>Journal {number}</title><link>{home}/</link><description>Notizen</description>"
        f"{''.join(items)}</channel></rss>"
    ).encode()


def _item(chance: random.Random, home: str, place: int, hit: int | None) -> str:
    paragraphs = []
    for _ in range(6):
        words = " ".join(chance.choices(WORDS, k=70))
        link = f"https://seite{chance.randrange(5000)}.example/artikel/{chance.randrange(9999)}"
        paragraphs.append(f'&lt;p&gt;{words} &lt;a href="{link}"&gt;mehr&lt;/a&gt;.&lt;/p&gt;')
    if hit is not None:
        url = article(hit)
        form = FORMS[hit // EVERY % len(FORMS)]
        quoted = url.replace(":", "%3A").replace("/", "%2F")
        bare = url.removeprefix("https:")
        paragraphs.insert(3, f"&lt;p&gt;{form.format(url=url, quoted=quoted, bare=bare)}&lt;/p&gt;")
    title = " ".join(chance.choices(WORDS, k=5))
    return (
        f"<item><title>{title}</title><link>{home}/2026/{place}/</link>"
        f"<guid>{home}/2026/{place}/</guid><dc:creator>Person {place}</dc:creator>"
        f"<pubDate>Sat, 14 Mar 2026 {place % 24:02}:42:00 +0000</pubDate>"
        f"<content:encoded>{''.join(paragraphs)}</content:encoded></item>"
    )


@contextlib.contextmanager
def serving(count: int, *, trust: Path | None = None) -> Iterator[Feeds]:
    """Run the server until the block ends.

    Args:
        count: How many feeds it has.
        trust: Speak TLS, and write the certificate to be trusted there.
    """
    command = [
        sys.executable,
        "-m",
        "benchmarks.feeds",
        str(count),
        *([str(trust)] if trust else []),
    ]
    scheme = "https" if trust else "http"
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield Feeds(port=int(server.stdout.readline()), count=count, scheme=scheme)
        finally:
            server.terminate()


class _Answers(asyncio.Protocol):
    """HTTP/1.1 with keep-alive, as little of it as a client of ours needs."""

    bodies: tuple[bytes, ...] = ()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._got = b""

    def data_received(self, data: bytes) -> None:
        self._got += data
        while b"\r\n\r\n" in self._got:
            head, self._got = self._got.split(b"\r\n\r\n", 1)
            self._transport.write(self._answer(head))

    def _answer(self, head: bytes) -> bytes:
        line, _, fields = head.partition(b"\r\n")
        path = line.split(b" ")[1]
        _, kind, name = path.split(b"/", 2)
        if not name.endswith(b".xml"):
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        number = int(name[:-4])
        tag = b'"v1-%d"' % number
        if kind == b"etag" and b"\r\nif-none-match: " + tag in (b"\r\n" + fields).lower():
            return b"HTTP/1.1 304 Not Modified\r\nETag: " + tag + b"\r\n\r\n"
        body = self.bodies[number]
        validator = b"ETag: " + tag + b"\r\n" if kind == b"etag" else b""
        return (
            b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml; charset=utf-8\r\n"
            + validator
            + b"Content-Length: %d\r\n\r\n" % len(body)
            + body
        )


def _context(count: int, trust: Path) -> ssl.SSLContext:
    """Return one certificate for all hosts, so there should not be too many."""
    import trustme  # noqa: PLC0415 - for TLS only

    authority = trustme.CA()
    authority.cert_pem.write_to_path(trust)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(*map(host, range(count))).configure_cert(context)
    return context


async def _serve(count: int, trust: Path | None) -> None:
    _Answers.bodies = tuple(feed(number) for number in range(count))
    loop = asyncio.get_running_loop()
    context = _context(count, trust) if trust else None
    server = await loop.create_server(_Answers, "0.0.0.0", 0, backlog=4096, ssl=context)  # noqa: S104 - loopback hosts
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int)
    parser.add_argument("trust", type=Path, nargs="?")
    given = parser.parse_args()
    with contextlib.suppress(asyncio.CancelledError, KeyboardInterrupt):
        asyncio.run(_serve(given.count, given.trust))
