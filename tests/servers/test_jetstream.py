"""The sample of Jetstream comes over a real WebSocket from the server that answers as all do."""

import asyncio

from tests.servers.networks import SAMPLES, served

from mentions.asking import Watch
from mentions.fetch.limits import Limits
from mentions.fetch.stream import Streams
from mentions.sources.jetstream import SOURCE

LINES = (SAMPLES / "jetstream" / "events.jsonl").read_bytes().splitlines()


def test_the_sample_is_told() -> None:
    with served() as base:
        watch = Watch(source="jetstream", address=f"{base}/jetstream")
        assert asyncio.run(_told(SOURCE.address(watch, None))) == LINES


async def _told(url: str) -> list[bytes]:
    streams = Streams(Limits(user_agent="mentions/test", allow_hosts=frozenset({"127.0.0.1"})))
    try:
        stream = await streams.open(url, idle=5)
        found = [await stream.receive() for _ in LINES]
        await stream.close()
    finally:
        await streams.close()
    return found
