"""Who works on a message: is the process that began it gone?"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from typing import Any

from mentions.tracker.service.runner import started


def this_process() -> dict[str, Any]:
    """Return what names this process and no other, as JSON-ready values."""
    return {"host": socket.gethostname(), "pid": os.getpid(), "started": started(os.getpid())}


def is_gone(process: Mapping[str, Any]) -> bool | None:
    """Whether a process has ended for certain; None where that cannot be told from here."""
    if process["host"] != socket.gethostname() or process["started"] is None:
        return None
    return bool(started(int(process["pid"])) != process["started"])
