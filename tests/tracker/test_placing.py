"""Files that appear only when they are complete."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from mentions.errors import MentionsError
from mentions.tracker.reports.placing import place


def write(file: Path) -> None:
    file.write_text("a")


def test_what_a_killed_process_left_is_cleared_and_what_another_writes_is_not(
    tmp_path: Path,
) -> None:
    left, other = tmp_path / ".mentions-left", tmp_path / ".mentions-other"
    left.mkdir()
    other.mkdir()
    long_ago = time.time() - 2 * 24 * 3600
    os.utime(left, (long_ago, long_ago))
    place(tmp_path / "a.csv", write)
    assert sorted(file.name for file in tmp_path.iterdir()) == [".mentions-other", "a.csv"]


def test_what_was_there_stays_where_writing_fails(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    target.write_text("before")

    def write_half(file: Path) -> None:
        file.write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(MentionsError, match="No space left on device"):
        place(target, write_half)
    assert target.read_text() == "before"
    assert list(tmp_path.iterdir()) == [target]
