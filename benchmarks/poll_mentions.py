"""This program's side of `benchmarks.poll`.

Imports little, as the `mentions` command does: the processes that read run this file again.
"""

from __future__ import annotations

import json
import sys


def main() -> None:
    """Print the figures as one line of JSON."""
    from benchmarks.feeds import Feeds  # noqa: PLC0415 - see above
    from benchmarks.poll_ours import run  # noqa: PLC0415
    from mentions.cli.main import collect_rarely  # noqa: PLC0415

    collect_rarely()
    port, count, articles = map(int, sys.argv[1:4])
    feeds = Feeds(port=port, count=count, scheme=sys.argv[4])
    print(json.dumps(run(feeds, articles)))


if __name__ == "__main__":
    main()
