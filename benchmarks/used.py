"""What a program has cost so far. Reads /proc, so on Linux only."""

from __future__ import annotations

import os
import resource
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu() -> float:
    """Return the CPU seconds of all processes of this process group, ended children included.

    Those that were started by a fork server are nobody's children here, so the system is asked
    for every process; 0.01 s is the smallest step.
    """
    group = os.getpgrp()
    return sum(_of(path, group) for path in Path("/proc").glob("[0-9]*/stat")) / _TICKS


def _of(path: Path, group: int) -> int:
    try:
        fields = path.read_text().rpartition(")")[2].split()
    except OSError:  # it has ended meanwhile
        return 0
    # proc(5): pgrp is field 5; utime, stime, cutime and cstime are fields 14 to 17.
    return sum(map(int, fields[11:15])) if int(fields[2]) == group else 0


def rss_mb() -> float:
    """Return the most memory this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
