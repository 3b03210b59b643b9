"""The folders in which processes that read meet: removed once whoever made one was killed.

A program that ends in order removes its own (multiprocessing does); a killed one cannot.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.util import get_temp_dir
from pathlib import Path

from mentions.tracker.telling.process import is_gone, this_process

# Beside the socket: says that the folder is one of ours, and of which process.
_OWNER = "mentions.json"
_LONGEST = 1000  # bytes; anybody may write into the folder for what is temporary
_FOLDERS = "pymp-*"  # as multiprocessing names them


def claim_folder() -> None:
    """Note that the folder of this process is its own, and remove those of killed ones.

    Raises:
        OSError: There is no folder for what is temporary, or it is full.
    """
    own = Path(get_temp_dir())
    # First of all: without it nobody knows, after a kill, whose folder it was.
    (own / _OWNER).write_text(json.dumps(this_process()), "utf-8")
    for folder in _left_in(own.parent):
        shutil.rmtree(folder, ignore_errors=True)


def _left_in(place: Path) -> Iterator[Path]:
    for note in place.glob(f"{_FOLDERS}/{_OWNER}"):
        # What cannot be read or understood is not ours to judge.
        with suppress(OSError, ValueError, KeyError, TypeError):
            told = note.lstat()
            is_ours = told.st_uid == os.getuid() and told.st_size <= _LONGEST
            if is_ours and is_gone(json.loads(note.read_text("utf-8"))):
                yield note.parent
