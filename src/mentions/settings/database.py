"""Where the database is, also by a config that will not do as a whole."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mentions.errors import ConfigError
from mentions.settings.load import MAX_BYTES
from mentions.settings.shape import Database

_TABLE = re.compile(r"^\s*\[database\]\s*(?:#[^\n]*)?$.*?(?=^\s*\[|\Z)", re.MULTILINE | re.DOTALL)


def find_database(path: Path, *, environ: Mapping[str, str] | None = None) -> Path | str:
    """Return what to open, by the [database] of a config whose other tables may be wrong.

    Args:
        path: Of the config.
        environ: Where `url_env` is looked up, by default the environment.

    Raises:
        ConfigError: The file cannot be read, or does not say where the database is.
    """
    table = _table_of(_read(path))
    context = {
        "folder": path.absolute().parent,
        "environ": os.environ if environ is None else environ,
    }
    try:
        return Database.model_validate(table, context=context).where
    except ValidationError:
        raise ConfigError(f"{path}: its [database] does not say where the database is") from None


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES).decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: cannot be read") from error


def _table_of(text: str) -> Any:
    try:
        return tomllib.loads(text).get("database", {})
    except (ValueError, RecursionError):
        pass
    found = _TABLE.search(text)
    try:
        return tomllib.loads(found[0])["database"] if found else {}
    except (ValueError, RecursionError):
        return None
