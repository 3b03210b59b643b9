"""Many hosts are many open sockets, at the server and at clients that keep all of them."""

from __future__ import annotations

import resource


def raise_limit() -> None:
    """Allow this process as many open files as the machine does."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
