"""Asking a server, beside httpx and aiohttp, in one run.

    python -m benchmarks.fetch [--hosts N] [--rounds N]

CPU of this process alone, in microseconds a request; the server has a process of its own. Median
of the rounds; the clients take turns, so that a drifting machine hits all of them. Every address
of 127.0.0.0/8 is a host. The loopback has no way to go: what is left is what a client costs.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import trustme

from benchmarks import fetch_peers as peers
from benchmarks.fetch_peers import Peer, Scene
from benchmarks.open_files import raise_limit

AT_ONCE = 50
Trust = Callable[[], ssl.SSLContext]
PEERS: Mapping[str, Peer] = {
    "httpx": peers.httpx_default,
    "httpx tuned": peers.httpx_tuned,
    "httpx-aiohttp": peers.httpx_over_aiohttp,
    "aiohttp": peers.aiohttp_bare,
    "wire": peers.our_wire,
    "gate": peers.our_gate,
}
H2_PEERS: Mapping[str, Peer] = {
    "httpx HTTP/1.1": peers.httpx_kept,
    "httpx HTTP/2": partial(peers.httpx_kept, http2=True),
    "wire": peers.our_wire,
}


@contextmanager
def serving(folder: Path) -> Iterator[tuple[int, int]]:
    """Run the server; give its ports."""
    authority = trustme.CA()
    pem = folder / "server.pem"
    certificate = authority.issue_cert("bench.example")
    pem.write_bytes(certificate.private_key_and_cert_chain_pem.bytes())
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    command = [sys.executable, "-m", "benchmarks.fetch_server", str(pem)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        plain, secure = map(int, server.stdout.readline().split())
        try:
            yield plain, secure
        finally:
            server.terminate()


def trust(folder: Path) -> ssl.SSLContext:
    """Trust the server's authority; one certificate stands for all addresses."""
    context = ssl.create_default_context(cafile=folder / "ca.pem")
    context.check_hostname = False
    return context


def addresses(count: int, port: int, scheme: str = "http") -> tuple[str, ...]:
    """Return an address on each of so many hosts."""
    hosts = (f"127.{1 + at // 62500}.{at // 250 % 250}.{1 + at % 250}" for at in range(count))
    return tuple(f"{scheme}://{host}:{port}/feed" for host in hosts)


async def drive(peer: Peer, scene: Scene) -> tuple[float, float]:
    """Ask for all addresses, so many at once; return CPU and wall seconds."""
    left = iter(scene.urls)
    async with peer(scene) as ask:

        async def work() -> None:
            for url in left:
                await ask(url)

        cpu, wall = time.process_time(), time.perf_counter()
        await asyncio.gather(*(work() for _ in range(AT_ONCE)))
        return time.process_time() - cpu, time.perf_counter() - wall


def compare(scene: Scene, clients: Mapping[str, Peer], rounds: int) -> None:
    """Print a line for each client; the first one is the measure."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in clients}
    for _ in range(rounds):
        for name, peer in clients.items():
            taken[name].append(asyncio.run(drive(peer, scene)))
    first = next(iter(clients))
    base = [cpu for cpu, _ in taken[first]]
    for name, values in taken.items():
        count = len(scene.urls)
        cpu = statistics.median(cpu for cpu, _ in values)
        wall = statistics.median(wall for _, wall in values)
        ratios = [own / theirs for (own, _), theirs in zip(values, base, strict=True)]
        print(
            f"{scene.title:32} {name:15} {cpu / count * 1e6:9.0f} {count / wall:9.0f} "
            f"{statistics.median(ratios):8.2f} {min(ratios):6.2f}..{max(ratios):.2f}",
            flush=True,
        )


def unchanged(scene: Scene) -> Scene:
    """Return a scene as it is the next time: every answer is 304."""
    cursors = asyncio.run(peers.cursors_of(scene))
    return replace(scene, title=f"{scene.title}, all 304", cursors=cursors)


def cycle(folder: Path, count: int, port: int) -> None:
    """Print what a warm cycle through the gate takes, in a process that does nothing else."""
    scene = unchanged(Scene(title="", urls=addresses(count, port), tls=partial(trust, folder)))
    before = memory("VmRSS")
    cpu, wall = asyncio.run(drive(peers.our_gate, scene))
    print(json.dumps({"cpu": cpu, "wall": wall, "before": before, "peak": memory("VmHWM")}))


def memory(what: str) -> float:
    """Return what Linux says of this process's memory, in MB; 0 elsewhere."""
    status = Path("/proc/self/status")
    text = status.read_text("utf-8") if status.exists() else f"{what}: 0 kB"
    return int(text.partition(f"{what}:")[2].split()[0]) / 1024


def print_cycle(folder: Path, count: int, port: int) -> None:
    """Run `cycle` in a process of its own and tell what came out."""
    command = [sys.executable, "-m", "benchmarks.fetch", "--cycle", str(folder), str(port)]
    command += ["--hosts", str(count)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    print(
        f"\nwarm cycle of {count:,} unchanged feeds through the gate: {found['cpu']:.2f} s CPU, "
        f"{found['cpu'] / count * 1e3:.2f} ms each, {found['wall']:.2f} s; memory "
        f"{found['before']:.0f} MB before, {found['peak']:.0f} MB at the most"
    )


def scenes(hosts: int, plain: int, secure: int, tls: Trust) -> Sequence[Scene]:
    """Return what is compared."""
    many = Scene(title=f"{hosts:,} hosts", urls=addresses(hosts, plain), tls=tls)
    fewer = hosts // 4
    many_tls = Scene(title=f"{fewer:,} hosts, TLS", urls=addresses(fewer, secure, "https"), tls=tls)
    return (
        Scene(title="1 host, keep-alive", urls=addresses(1, plain) * hosts, tls=tls),
        many,
        unchanged(many),
        Scene(title="1 host, TLS", urls=addresses(1, secure, "https") * hosts, tls=tls),
        many_tls,
        unchanged(many_tls),
    )


def main() -> None:
    """Print two tables and a line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--hosts", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cycle", nargs=2, metavar=("FOLDER", "PORT"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    raise_limit()
    if given.cycle:
        cycle(Path(given.cycle[0]), given.hosts, int(given.cycle[1]))
        return
    with tempfile.TemporaryDirectory() as name, serving(Path(name)) as (plain, secure):
        tls = partial(trust, Path(name))
        print(f"{'scene':32} {'client':15} {'CPU us':>9} {'per s':>9} {'x first':>8} {'range':>12}")
        for scene in scenes(given.hosts, plain, secure, tls):
            compare(scene, PEERS, given.rounds)
        print()
        for each in (1, 4, 16):
            urls = addresses(100, secure, "https") * each
            title = f"100 hosts, TLS, {each} requests each"
            compare(Scene(title=title, urls=urls, tls=tls), H2_PEERS, given.rounds)
        print_cycle(Path(name), given.hosts, plain)


if __name__ == "__main__":
    main()
