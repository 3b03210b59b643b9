"""The background run as a process of its own, with a clock that may run faster than time.

    python -m tests.servers.service '{"database": "mentions.db", "speed": 60}'

With `"fork": true` it imports everything and then, for each line it reads, forks a process that
runs; it says its number. So a run starts in no time, and can be killed a hundred times a minute.

The processes that read import this file again, as they do with `mentions`, so it is a light one.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

START = datetime(2026, 3, 14, 12, tzinfo=UTC)
ROOT = Path(__file__).parent.parent.parent


@contextmanager
def start(**options: Any) -> Iterator[subprocess.Popen[str]]:
    """Start it; whatever becomes of it, it is gone in the end. Its log is its standard error."""
    log_file = Path(options.get("log", f"{options['database']}.log"))
    command = [sys.executable, "-m", "tests.servers.service", json.dumps(options)]
    with (
        log_file.open("a") as log,
        subprocess.Popen(
            command,
            cwd=ROOT,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        ) as process,
    ):
        try:
            yield process
        finally:
            process.kill()


if __name__ == "__main__":
    from tests.servers.serving import fork, run

    given = json.loads(sys.argv[1])
    (fork if given.get("fork") else run)(given)
