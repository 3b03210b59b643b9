"""The config that is shipped, and the page that tells of it."""

import re
import tomllib
from pathlib import Path
from typing import Any, get_args
from urllib.request import url2pathname

import pytest

from mentions.errors import ConfigError
from mentions.settings import Settings, load_settings
from mentions.settings.explain import TABLES
from mentions.sources import load_sources

TOP = Path(__file__).parents[2]
CONFIG = TOP / "config.toml"
PAGE = (TOP / "docs" / "configuration.md").read_text("utf-8")
# Tables with a name of the owner's choice stand there as an example, behind a #.
HEADERS = {
    "sources": r"^# \[sources\.\w+\]$",
    **{name: rf"^# \[\[{name}\]\]$" for name in ("blogs", "notify", "reports")},
}
KEYS = [(table, key) for table, model in TABLES.items() for key in model.model_fields]


@pytest.fixture(scope="module")
def settings() -> Settings:
    return load_settings(CONFIG, environ={})


def test_it_tracks_the_sample(settings: Settings) -> None:
    first, second = settings.tracked()
    assert first.url == "https://blog.example.org/2009/07/weg-mit-der-social-media-firewall/"
    assert first.aliases == ("https://blog.example.org/?p=42",)
    assert second.url == "https://blog.example.org/post-1"
    assert settings.database.where == TOP / "data" / "mentions.db"


def test_its_first_run_needs_no_network(settings: Settings) -> None:
    assert all(watch.address.startswith("file:") for watch in settings.watched())
    assert settings.shortlinks.resolve is False


def test_its_files_are_there_and_say_the_same_address(settings: Settings) -> None:
    pages = 0
    for watch in settings.watched():
        path = Path(url2pathname(watch.address.removeprefix("file://")))
        text = path.read_text("utf-8")
        if canonical := re.search(r'<link rel="canonical" href="([^"]+)"', text):
            assert watch.base_url == canonical[1]
            pages += 1
    assert pages == 3
    assert len(settings.watched()) == 4


def test_what_it_sets_is_the_default_but_for_short_links(settings: Settings) -> None:
    given = tomllib.loads(CONFIG.read_text("utf-8"))
    assert given.pop("shortlinks") == {"resolve": False, "extra_hosts": []}
    for table in ("poll", "fetch"):
        defaults = TABLES[table]().model_dump()
        assert all(defaults[key] in (value, tuple_of(value)) for key, value in given[table].items())


def tuple_of(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


@pytest.mark.parametrize(("table", "key"), KEYS)
def test_every_key_stands_in_it_with_a_comment_above(table: str, key: str) -> None:
    header = HEADERS.get(table, rf"^\[{{1,2}}{table}\]{{1,2}}$")
    parts = re.split(header, CONFIG.read_text("utf-8"), flags=re.MULTILINE)[1:]
    found = [re.search(rf"(?:^#.*\n)+(?:# )?{key} = ", part, re.MULTILINE) for part in parts]
    assert any(found)


@pytest.mark.parametrize(("table", "key"), KEYS)
def test_every_key_stands_in_the_docs_with_its_default(table: str, key: str) -> None:
    section = re.split(r"^## ", PAGE, flags=re.MULTILINE)
    names = (f"`[{table}]`", f"`[[{table}]]`", f"`[{table}.NAME]`")
    (text,) = (part for part in section if part.startswith(names))
    row = re.search(rf"^\| `{key}` \|.*$", text, re.MULTILINE)
    assert row
    default = TABLES[table].model_fields[key].default
    if isinstance(default, int | float):
        assert row[0].endswith((f"| `{str(default).lower()}` |", f"| `{default:.0f}` |"))


def rows(table: str) -> dict[str, str]:
    """Return what the page says of each key of a table."""
    section = re.split(r"^## ", PAGE, flags=re.MULTILINE)
    names = (f"`[{table}]`", f"`[[{table}]]`", f"`[{table}.NAME]`")
    (text,) = (part for part in section if part.startswith(names))
    return dict(re.findall(r"^\| `(\w+)` \| (.*)$", text, re.MULTILINE))


@pytest.mark.parametrize("table", TABLES)
def test_the_docs_name_no_key_that_is_none(table: str) -> None:
    named = re.findall(r"^## `\[+(\w+)(?:\.NAME)?\]+`", PAGE, re.MULTILINE)
    assert sorted(named) == sorted(TABLES)
    assert set(rows(table)) == set(TABLES[table].model_fields)


def bounds(of: Any) -> list[str]:
    """Return the least and the most that a number may be, wherever pydantic keeps them."""
    kept = getattr(of, "metadata", None) or getattr(of, "__metadata__", ())
    found = [getattr(one, name) for one in kept for name in ("ge", "le") if hasattr(one, name)]
    inner = [one for part in get_args(getattr(of, "annotation", of)) for one in bounds(part)]
    return [str(one) for one in found] + inner


@pytest.mark.parametrize(("table", "key"), KEYS)
def test_the_docs_say_what_a_value_may_be(table: str, key: str) -> None:
    field = TABLES[table].model_fields[key]
    said = rows(table)[key]
    missing = [one for one in bounds(field) if not re.search(rf"\b{one}\b", said)]
    assert missing == []
    expected = field.description or ""
    if expected.startswith(("a list out of", "one of")):
        assert [one for one in re.findall(r'"\w+"', expected) if f"`{one}`" not in said] == []


def test_every_source_that_looks_at_a_place_is_named_in_both() -> None:
    names = [name for name, one in load_sources().items() if not one.profile.searches]
    assert len(names) > 2
    load_settings(CONFIG, environ={}, sources=names)
    assert all(f'`"{name}"`' in PAGE and f'"{name}"' in CONFIG.read_text("utf-8") for name in names)


def test_the_commented_source_is_right_once_it_counts(tmp_path: Path) -> None:
    example = re.search(
        r"^# \[sources\.\w+\]\n(?:# .*\n)+", CONFIG.read_text("utf-8"), re.MULTILINE
    )
    assert example
    lines = [line.removeprefix("# ") for line in example[0].splitlines()]
    settings = [line for line in lines if re.match(r"\[|\w+ = ", line)]
    alone = [line for line in settings if not line.startswith(("instances", "token_file"))]
    (tmp_path / "config.toml").write_text("\n".join(alone))
    found = load_settings(tmp_path / "config.toml", environ={"GITHUB_TOKEN": "x"}).source("github")
    assert (found.enabled, found.budget, found.has_key) == (True, 500, True)
    assert len(settings) == 1 + len(TABLES["sources"].model_fields)


def test_the_example_in_the_docs_is_right(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "config.toml").write_text(example)
    assert len(load_settings(tmp_path / "config.toml").watched()) == 1


def test_the_mistakes_in_the_docs_are_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("config.toml").write_text(
        "\n[fetch]\ntimout = 20\nmax_bytes = '5 MB'\n\n"
        "[[watches]]\nsource = 'feed'\naddress = 'file:x'\n"
    )
    (said,) = re.findall(r"```text\n(.*?)\n```", PAGE, re.DOTALL)
    with pytest.raises(ConfigError) as caught:
        load_settings(Path("config.toml"))
    assert str(caught.value) == said
