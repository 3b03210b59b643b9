"""Files that appear under their names only when they are complete."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from mentions.errors import MentionsError

_PREFIX = ".mentions-"
# What was begun so long ago was left by a process that was killed, in seconds.
_LEFT = 24 * 3600


def place(target: Path, write: Callable[[Path], None]) -> list[Path]:
    """Write a file, and what is written beside it, into the folder of a target.

    Args:
        target: Replaced once everything is written; the folder is made where there is none.
        write: Gets the path to write to, in an empty folder of its own.

    Returns:
        The target, then what was written beside it.

    Raises:
        MentionsError: It cannot be written; what was there stays.
    """
    folder = target.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _clear_up(folder)
        with TemporaryDirectory(prefix=_PREFIX, dir=folder) as own:
            write(Path(own) / target.name)
            written = sorted(Path(own).iterdir(), key=lambda one: (one.name != target.name, one))
            return [one.replace(folder / one.name) for one in written]
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise MentionsError(
            f"{target}: cannot be written ({why}); put that right, or name another folder"
        ) from error


def _clear_up(folder: Path) -> None:
    """Remove what killed processes left."""
    for one in folder.glob(f"{_PREFIX}*"):
        with suppress(FileNotFoundError):  # another process has just finished
            if time.time() - one.stat().st_mtime > _LEFT:
                shutil.rmtree(one, ignore_errors=True)
