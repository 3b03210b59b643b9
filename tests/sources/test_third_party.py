"""Sources of other packages: found once installed, named where they are broken."""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from mentions.asking import Key, Page, Profile, Watch
from mentions.sources import GROUP, _checked

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "mentions-example-source"
ARTICLE = "https://blog.example/2026/03/short-links/"


@pytest.fixture
def install(tmp_path: Path) -> Callable[..., Path]:
    """Put a package where Python finds it, with the metadata that pip would write."""

    def put(module: Path | str, *, entries: dict[str, str], name: str) -> Path:
        target = tmp_path / "site"
        info = target / f"{name.replace('-', '_')}-0.1.0.dist-info"
        info.mkdir(parents=True)
        if isinstance(module, Path):
            copytree(module, target / module.name)
        else:
            (target / f"{name}.py").write_text(module)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.1.0\n")
        lines = [f"{key} = {value}" for key, value in entries.items()]
        (info / "entry_points.txt").write_text("\n".join([f"[{GROUP}]", *lines]))
        return target

    return put


@pytest.fixture
def example(install: Callable[..., Path]) -> Path:
    """The example of the docs, installed as its pyproject.toml says."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text("utf-8"))["project"]
    entries = project["entry-points"][GROUP]
    module = EXAMPLE / "mentions_example_source"
    return install(module, entries=entries, name=project["name"])


def listed(site: Path, folder: Path) -> dict[str, dict[str, Any]]:
    """Return what `mentions sources` lists for somebody who installed that."""
    done = subprocess.run(
        [sys.executable, "-m", "mentions", "sources", "--json"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(site)},
        capture_output=True,
        check=True,
    )
    return {one["name"]: one for one in json.loads(done.stdout)}


def test_the_example_is_found_once_it_is_installed(example: Path, tmp_path: Path) -> None:
    found = listed(example, tmp_path)["exampleboard"]
    assert (found["title"], found["searches"], found["ready"]) == ("Example Board", True, True)
    assert found["limits"] == "60 requests an hour"


def test_the_example_does_what_it_says(
    example: Path, monkeypatch: pytest.MonkeyPatch, drive: Callable
) -> None:
    monkeypatch.syspath_prepend(example)
    from mentions_example_source import SOURCE  # noqa: PLC0415 - only now it is there

    post = {"permalink": "https://board.example/1", "link": ARTICLE, "author": "Zoë"}
    dated = post | {"permalink": "https://board.example/2", "written": "2026-03-14T09:42:00Z"}
    body = json.dumps({"posts": [post, dated, {"author": "nobody"}, 3]}).encode()
    page = Page(url="https://board.example/search.json", body=body)
    batch, asked = drive(SOURCE.poll(Watch(source="exampleboard", address=ARTICLE)), lambda _: page)
    assert asked == ["https://board.example/search.json"]
    (document,) = batch.documents
    assert [one.url for one in document.entries] == [post["permalink"], dated["permalink"]]
    assert document.entries[0].author.name == "Zoë"
    assert [one.published_zone_known for one in document.entries] == [False, True]
    sys.modules.pop("mentions_example_source")


def test_one_that_is_broken_is_named_and_the_others_are_there(
    install: Callable[..., Path], tmp_path: Path
) -> None:
    site = install("raise SystemExit", entries={"quits": "bad_source:SOURCE"}, name="bad_source")
    found = listed(site, tmp_path)
    assert found["quits"]["error"].startswith("source 'quits' cannot be loaded (RuntimeError: it")
    assert found["quits"]["ready"] is False
    assert found["feed"]["error"] is None


class Board:
    name, title = "board", "Board"

    def poll(self, watch: Watch) -> Any:
        return iter([watch.address])


def test_one_without_a_profile_gets_the_plainest() -> None:
    source = _checked(Board(), "board")
    assert source.profile == Profile()
    assert (source.name, source.title) == ("board", "Board")
    assert list(source.poll(Watch(source="board", address=ARTICLE))) == [ARTICLE]


def test_one_with_a_profile_is_taken_as_it_is() -> None:
    board = Board()
    board.profile = Profile(searches=True, key=Key.NEEDED)  # type: ignore[attr-defined]
    assert _checked(board, "board") is board


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": "bord"}, "its name is not 'board'"),
        ({"title": None}, "or it has no title"),
        ({"poll": 3}, "no object with a method poll"),
        ({"profile": {"searches": True}}, "its profile is no mentions.asking.Profile"),
    ],
)
def test_what_is_no_source(change: dict[str, object], says: str) -> None:
    board = Board()
    vars(board).update(change)
    with pytest.raises(TypeError, match=says):
        _checked(board, "board")


def test_a_class_is_no_source() -> None:
    with pytest.raises(TypeError, match="no object with a method poll"):
        _checked(Board, "board")  # type: ignore[arg-type]
