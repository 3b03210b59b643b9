"""Polling many feeds, beside lemon24/reader on the same server in the same run.

    python -m benchmarks.poll [--feeds N] [--peer-feeds N] [--articles N] [--rounds N]

Cold: every feed for the first time, with every link to a tracked article found and stored. Warm:
all answer 304. Same: the same bodies again from a server without validators. CPU seconds of the
polling process and its children, each program in a process of its own, taking turns; imports and
the adding of feeds are outside the clock. reader stores all entries and looks for no links.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from benchmarks.feeds import Feeds, serving

PHASES = ("cold", "warm", "same")


def measure(
    name: str, feeds: Feeds, count: int, articles: int, trust: Path | None
) -> dict[str, float]:
    """Run one program in a process of its own; CPU as milliseconds a feed."""
    command = [sys.executable, "-m", f"benchmarks.poll_{name}", str(feeds.port), str(count)]
    command += [str(articles), feeds.scheme]
    environment = os.environ | {"PYTHONWARNINGS": "ignore"}
    if trust:
        environment |= {"SSL_CERT_FILE": str(trust), "REQUESTS_CA_BUNDLE": str(trust)}
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, env=environment, start_new_session=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    timed = {phase: found[phase] * 1000 / count for phase in PHASES}
    return found | timed


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--feeds", type=int, default=2000)
    parser.add_argument("--peer-feeds", type=int, default=300)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tls", action="store_true", help="over TLS; some 200 feeds, no more")
    given = parser.parse_args()
    programs = {"mentions": given.feeds}
    if find_spec("reader"):
        programs["reader"] = given.peer_feeds
    else:
        print("reader is not here: pip install -r benchmarks/peers.txt")
    with tempfile.TemporaryDirectory() as folder:
        trust = Path(folder) / "trust.pem" if given.tls else None
        rounds = _rounds(given, programs, trust)
    _print(rounds)


def _rounds(
    given: argparse.Namespace, programs: dict[str, int], trust: Path | None
) -> list[dict[str, dict[str, float]]]:
    with serving(given.feeds, trust=trust) as feeds:
        return [
            {
                name: measure(name, feeds, count, given.articles, trust)
                for name, count in programs.items()
            }
            for _ in range(given.rounds)
        ]


def _print(rounds: list[dict[str, dict[str, float]]]) -> None:
    print(f"{'phase':6} {'program':9} {'CPU ms/feed':>12}  {'reader / mentions':>18}")
    for phase in PHASES:
        for name in rounds[0]:
            values = [one[name][phase] for one in rounds]
            line = f"{phase:6} {name:9} {statistics.median(values):12.2f}"
            if name == "mentions" and "reader" in rounds[0]:
                ratios = [one["reader"][phase] / one["mentions"][phase] for one in rounds]
                line += f"  {min(ratios):8.1f}..{max(ratios):.1f}x"
            print(line)
    for name in rounds[0]:
        print(f"{name}: at most {max(one[name]['rss_mb'] for one in rounds):.0f} MB")
    print(f"recall of mentions: {min(one['mentions']['recall'] for one in rounds):.3f}")


if __name__ == "__main__":
    main()
