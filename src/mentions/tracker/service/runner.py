"""Which process this is, and whether another one still lives."""

from __future__ import annotations

import os
import secrets
import socket
from datetime import datetime, timedelta
from pathlib import Path

from mentions.store.runs import Runner

# Whoever has not renewed its lease for so long is taken for dead where nothing else tells.
LEASE = timedelta(seconds=60)

_PROC = Path("/proc")
_BOOT = _PROC / "sys/kernel/random/boot_id"
# proc_pid_stat(5): the 22nd field, the 20th after the name, which ends with the last bracket.
_STARTTIME = 19


def this_process(now: datetime) -> Runner:
    """Return what this process is known by.

    Args:
        now: Aware, UTC.
    """
    return Runner(
        holder=secrets.token_hex(8),
        host=socket.gethostname(),
        pid=os.getpid(),
        started=started(os.getpid()),
        since=now,
        beat_at=now,
        until=now + LEASE,
    )


def is_dead(other: Runner) -> bool | None:
    """Whether a process is gone for certain; None where that cannot be told from here.

    It is where this machine was started anew since, has no process of that number, or one that
    began at another time. A container counts its processes for itself: there, whatever had our own
    number before us is gone.
    """
    if other.host != socket.gethostname() or other.started is None:
        return None
    ours = started(os.getpid())
    if ours is None:
        return None
    boot, numbers, _ = other.started.split()
    if boot != ours.split()[0]:
        return True
    if numbers != ours.split()[1]:
        return True if other.pid == os.getpid() else None
    return started(other.pid) != other.started


def started(pid: int) -> str | None:
    """Return what tells a process of this machine from any other that had or has its number.

    That is the machine's start, whose numbers those are (pid_namespaces(7)), and when the process
    began; None for one that is gone, and where there is no /proc.
    """
    try:
        boot = _BOOT.read_text("ascii").strip()
        numbers = (_PROC / "self/ns/pid").stat().st_ino
        stat = (_PROC / str(pid) / "stat").read_text("utf-8", "replace")
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()
    # Of a zombie only nobody has asked how it ended.
    return None if fields[0] in {"Z", "X"} else f"{boot} {numbers} {fields[_STARTTIME]}"
