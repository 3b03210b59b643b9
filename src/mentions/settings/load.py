"""config.toml from disk: one error message with every problem, each with its line."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mentions.errors import ConfigError
from mentions.settings.explain import (
    Problem,
    explain,
    repeated,
    told_once,
    unknown_recipients,
    unknown_sources,
    unknown_switches,
)
from mentions.settings.locate import Place, lines_of
from mentions.settings.shape import Settings
from mentions.settings.sources import SourceTable

VARIABLE = "MENTIONS_CONFIG"
MAX_BYTES = 1_000_000  # a config is written by hand; more is a wrong file
MAX_PROBLEMS = 10

_POSITION = re.compile(r"^(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|.*)\)$")
# What helps with the mistakes people make; by the beginning of what tomllib says.
_HINTS = {
    "Invalid value": 'texts need quotes, as in key = "text"',
    "Invalid initial character for a key": "a key is letters, digits, - and _, without quotes",
    "Expected '=' after a key": "every line is key = value or [table]",
    "Cannot overwrite a value": "the key stands here twice",
    "Cannot declare": "the table stands here twice; a list of tables is written [[articles]]",
    "Unescaped '\\'": "in \"...\" write \\\\ for \\, or use '...'",
    "Expected newline or end of document": "one key to a line, texts in quotes",
}


def find_config(explicit: Path | None = None, environ: Mapping[str, str] | None = None) -> Path:
    """Return where the config is: as given, else $MENTIONS_CONFIG, else ./config.toml.

    Whether there is such a file shows when it is loaded.
    """
    if explicit is not None:
        return explicit
    named = (os.environ if environ is None else environ).get(VARIABLE)
    return Path(named or "config.toml")


def names_config(explicit: Path | None, environ: Mapping[str, str] | None = None) -> bool:
    """Whether the owner named a config, so that it must not be missing."""
    return explicit is not None or bool((os.environ if environ is None else environ).get(VARIABLE))


def load_settings(
    path: Path,
    *,
    environ: Mapping[str, str] | None = None,
    sources: Collection[str] | None = None,
    switches_of: Callable[[str], Collection[str]] | None = None,
) -> Settings:
    """Read and check a config.

    Args:
        path: Paths in the file are relative to its folder; messages name it as given here.
        environ: Where `url_env` is looked up, by default the environment.
        sources: Names of the sources there are; None leaves the names of watches unchecked.
        switches_of: Returns the names of a source's own switches; None leaves them unchecked.

    Raises:
        ConfigError: The file cannot be read, is not TOML, or holds a key or value that cannot
            be: one line a problem with file, line and key, at most ten.
    """
    text = _read(path)
    data = _parse(text, path)
    context = {
        "folder": path.absolute().parent,
        "environ": os.environ if environ is None else environ,
    }
    problems = [*repeated(data), *unknown_sources(data, sources), *unknown_recipients(data)]
    if switches_of is not None:
        problems += unknown_switches(data, SourceTable.model_fields, switches_of)
    settings = None
    try:
        settings = Settings.model_validate(
            {"database": {}, "evidence": {}, **data}, context=context
        )
    except ValidationError as error:
        problems += [explain(one) for one in told_once(error.errors(include_url=False))]
    if settings is None or problems:
        raise ConfigError("\n".join(_placed(problems, text=text, path=path)))
    return settings


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise ConfigError(
            f"{path}: no such file; make one (docs/configuration.md shows how), or name "
            f"another with --config FILE or ${VARIABLE}"
        ) from error
    except IsADirectoryError as error:
        raise ConfigError(f"{path}: a folder; name the file in it") from error
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise ConfigError(f"{str(path)!r}: cannot be read: {why}") from error
    if len(data) > MAX_BYTES:
        raise ConfigError(f"{path}: larger than {MAX_BYTES} bytes, so it is no config")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}:{line}: not UTF-8; save the file as UTF-8") from error


def _parse(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _POSITION.match(str(error))
        what = found["what"] if found else str(error)
        if found and found["line"]:
            line, column = int(found["line"]), int(found["column"])
        else:
            line, column = text.count("\n") + 1, len(text) - text.rfind("\n")
        hint = next((hint for start, hint in _HINTS.items() if what.startswith(start)), None)
        said = f"{what}; {hint}" if hint else what
        raise ConfigError(f"{path}:{line}:{column}: not valid TOML: {said}") from error
    except ValueError as error:  # a number of thousands of digits
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    except RecursionError as error:
        raise ConfigError(f"{path}: not valid TOML: brackets in brackets without end") from error


def place_problems(problems: Iterable[Problem], path: Path) -> list[str]:
    """Return problems with file and line, in the order of the file.

    Args:
        problems: Of a config that was read before, each with its place in it.
        path: Of that config.

    Raises:
        ConfigError: It cannot be read any more.
    """
    found = list(problems)
    return _placed(found, text=_read(path), path=path) if found else []


def _placed(problems: Iterable[Problem], *, text: str, path: Path) -> list[str]:
    lines = lines_of(text)
    placed = sorted({(_line(place, lines), said) for place, said in problems})
    told = [f"{path}:{line}: {said}" for line, said in placed[:MAX_PROBLEMS]]
    if len(placed) > MAX_PROBLEMS:
        told.append(f"{path}: and {len(placed) - MAX_PROBLEMS} more")
    return told


def _line(place: Place, lines: Mapping[Place, int]) -> int:
    """Return the line of a place, or of the nearest table around it."""
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place, 1)
