"""The service manager hears of us, a clock that was set is noticed, a changed config as well."""

import asyncio
import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mentions.tracker.service.pace import ClockWatch
from mentions.tracker.service.signals import Wishes
from mentions.tracker.service.systemd import Manager

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("passed", "seconds", "jump"),
    [(1.0, 1.0, 0.0), (3.0, 1.0, 0.0), (7201.0, 1.0, 7200.0), (-3599.0, 1.0, -3600.0)],
)
def test_a_clock_that_was_set_is_noticed(passed: float, seconds: float, jump: float) -> None:
    watch = ClockWatch(NOW, 100.0)
    now = NOW + timedelta(seconds=passed)
    assert watch.jumped(now, 100.0 + seconds) == jump
    assert watch.jumped(now + timedelta(seconds=1), 101.0 + seconds) == 0.0


@pytest.mark.parametrize("kind", ["path", "abstract"])
def test_the_manager_hears_what_it_is_told(kind: str, tmp_path: Path) -> None:
    place = str(tmp_path / "notify") if kind == "path" else f"@mentions-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(place.replace("@", "\0"))
        Manager({"NOTIFY_SOCKET": place}).tell("READY=1", "STATUS=polling")
        assert manager.recv(100) == b"READY=1\nSTATUS=polling"
        Manager({"NOTIFY_SOCKET": place}).reloading()
        assert manager.recv(100).startswith(b"RELOADING=1\nMONOTONIC_USEC=")


@pytest.mark.parametrize("environ", [{}, {"NOTIFY_SOCKET": "/nowhere/at/all"}])
def test_no_manager_is_no_error(environ: dict[str, str]) -> None:
    Manager(environ).tell("READY=1")


def test_a_changed_file_is_taken_up_once_it_stays_the_same(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text("")

    async def check() -> None:
        wishes = Wishes(config)
        wishes.look_at_config()
        assert not wishes.reload.is_set()
        config.write_text("[run]\n")
        wishes.look_at_config()
        assert not wishes.reload.is_set(), "somebody may still be writing"
        wishes.look_at_config()
        assert wishes.reload.is_set()
        wishes.reload.clear()
        wishes.look_at_config()
        assert not wishes.reload.is_set()

    asyncio.run(check())
