"""What a command does not need it does not import: --help and --version answer at once."""

import subprocess
import sys

import pytest

HEAVY = (
    *("sqlmodel", "sqlalchemy", "httpx", "aiohttp", "bs4", "lxml", "feedparser", "alembic"),
    *("mf2py", "pydantic", "structlog"),
)
REPORT = """
import sys
from mentions.cli.main import main
sys.argv = ["mentions", *sys.argv[1:]]
try:
    main()
finally:
    print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


def imported(*arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", REPORT, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout
    return set(done.stderr.split())


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_answers_import_nothing_heavy(argument: str) -> None:
    assert imported(argument).isdisjoint(HEAVY)


def test_the_version_needs_no_commands() -> None:
    assert imported("--version").isdisjoint({"typer", "rich", "asyncio"})


def test_listing_reads_no_pages() -> None:
    """No reader of pages and nothing of the network for a command that only looks things up."""
    code = "import mentions.tracker.track, mentions.store.mentions, mentions.report.to_text, sys\n"
    code += "print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()).isdisjoint({"bs4", "lxml", "aiohttp", "httpx", "feedparser"})
