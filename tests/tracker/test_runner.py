"""Whether another process still lives: told by the machine, never by its number alone."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mentions.tracker.service.runner import is_dead, started, this_process

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
MINE = this_process(NOW)
pytestmark = pytest.mark.skipif(MINE.started is None, reason="this machine has no /proc")


def test_this_one_lives() -> None:
    assert is_dead(MINE) is False


def test_one_that_was_killed_is_dead_even_before_anybody_asked_how_it_ended() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        other = replace(MINE, pid=process.pid, started=started(process.pid))
        assert is_dead(other) is False
        process.send_signal(signal.SIGKILL)
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert is_dead(other) is True
    assert is_dead(other) is True


def test_one_with_our_number_that_began_at_another_time_is_dead() -> None:
    assert MINE.started
    boot, numbers, began = MINE.started.split()
    assert is_dead(replace(MINE, started=f"{boot} {numbers} {int(began) - 1}")) is True
    assert is_dead(replace(MINE, started=f"anderer-start {numbers} {began}")) is True


def test_of_a_container_only_our_own_number_tells() -> None:
    """Containers count for themselves: what had our number in one before is gone."""
    assert MINE.started
    boot, _, began = MINE.started.split()
    assert is_dead(replace(MINE, started=f"{boot} 1 {began}")) is True
    assert is_dead(replace(MINE, started=f"{boot} 1 {began}", pid=MINE.pid + 1)) is None


def test_of_another_machine_nothing_is_known() -> None:
    assert is_dead(replace(MINE, host="keller")) is None
    assert is_dead(replace(MINE, started=None)) is None
