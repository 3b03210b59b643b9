"""Telling the service manager how it goes: sd_notify(3), a datagram to the socket it names."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping


class Manager:
    """Whoever started this process and wants to hear of it; maybe nobody.

    Args:
        environ: `NOTIFY_SOCKET` and `WATCHDOG_USEC` count.
    """

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        environ = os.environ if environ is None else environ
        self._address = environ.get("NOTIFY_SOCKET", "")
        asked = environ.get("WATCHDOG_USEC", "")
        is_ours = environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        self.watchdog = int(asked) / 1_000_000 if asked.isdigit() and is_ours else None

    def tell(self, *states: str) -> None:
        """Send states such as "READY=1"; that nobody hears them is no error."""
        if not self._address:
            return
        # "@" stands for the zero byte of an abstract address (unix(7)).
        address = self._address.replace("@", "\0", 1)
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
                out.sendto("\n".join(states).encode(), address)
        except OSError:
            return

    def reloading(self) -> None:
        """Say that the configuration is being read again; "READY=1" ends that."""
        self.tell("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")
