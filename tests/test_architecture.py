"""Imports point one way: the table in docs/design.md, enforced."""

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).parent.parent / "src" / "mentions"

# Each room may import the rooms named; always also errors and model.
ALLOWED: dict[str, set[str]] = {
    "errors": set(),
    "counts": set(),
    "model": set(),
    "profile": set(),
    "asking": set(),
    "looking": set(),
    "listening": set(),
    "interrupts": set(),
    "settings": {"urls"},
    "urls": set(),
    "parse": {"urls"},
    "core": {"urls"},
    "fetch": {"urls", "core", "parse"},
    "store": {"urls", "core", "parse"},
    "sources": {"urls", "core", "parse"},
    "report": {"urls", "core", "parse"},
    "api": {"urls", "core", "parse"},
    "tracker": {
        *("urls", "core", "parse", "sources", "fetch", "store"),
        *("api", "settings", "interrupts"),
    },
    "cli": {
        *("urls", "core", "parse", "store", "fetch", "sources"),
        *("tracker", "report", "api", "settings", "interrupts"),
    },
    "__main__": {"cli"},
    "__init__": {"api", "urls", "core", "parse"},
}
ALWAYS = {"errors", "counts", "model", "profile", "asking", "looking", "listening"}

# A third-party library stands in one room only.
HOMES = {
    "httpx": {"fetch"},
    "aiohttp": {"fetch"},
    "brotli": {"fetch"},
    "backports": {"fetch", "store"},
    "compression": {"fetch", "store"},
    "protego": {"fetch"},
    "pebble": {"tracker"},
    "sqlmodel": {"store"},
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "feedparser": {"parse"},
    "bs4": {"parse"},
    "lxml": {"parse"},
    "mf2py": {"parse"},
    "chardet": {"parse"},
    "webencodings": {"parse"},
    "apscheduler": {"settings", "tracker"},
    "apprise": {"tracker"},
    "babel": {"report"},
    "feedgenerator": {"report"},
    "jinja2": {"report"},
    "playwright": {"tracker"},
    "warcio": {"tracker"},
    "weasyprint": {"report"},
    "xlsxwriter": {"report"},
    "yarl": {"fetch"},
    "ada_url": {"urls"},
    "typer": {"cli"},
    "rich": {"cli", "report"},
}

FILES = sorted(SRC.rglob("*.py"))


def room(path: Path) -> str:
    first = path.relative_to(SRC).parts[0]
    return first.removesuffix(".py")


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_there_are_files() -> None:
    assert len(FILES) > 10


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SRC)))
def test_imports_point_down(path: Path) -> None:
    own = room(path)
    for name in imported(path):
        parts = name.split(".")
        if parts[0] != "mentions":
            home = HOMES.get(parts[0])
            assert home is None or own in home, f"{parts[0]} does not belong in {own}/"
            continue
        target = parts[1] if len(parts) > 1 else "__init__"
        if target == "__version__":
            continue
        ok = target == own or target in ALLOWED[own] | ALWAYS
        assert ok, f"{path.name} in {own} may not import mentions.{target}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SRC)))
def test_no_relative_imports(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        assert not (isinstance(node, ast.ImportFrom) and node.level), f"{path}: write it in full"


def test_feedparser_reads_bytes_only() -> None:
    """feedparser.parse(b"/some/path") opens that file: only BytesIO may go in."""
    for path in FILES:
        text = path.read_text("utf-8")
        assert text.count("feedparser.parse(") == text.count("feedparser.parse(io.BytesIO("), path
