"""What a fetch may cost, and how it is done: the owner's knobs as the gate wants them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What a fetch may cost.

    Attributes:
        user_agent: Sent with every request: who we are and where to complain.
        timeout: Seconds for connecting and for each read; a whole request may take three times
            that.
        max_bytes: Of a body, after decompression.
        max_redirects: Hops to follow.
        concurrency: Requests under way at once; one for each host.
        min_gap: Seconds between two requests to one host.
        allow_hosts: Hosts whose private addresses the owner allows.
        offline: No request leaves the machine.
        gaps: Seconds between two requests to a host that has a gap of its own.
        proxy: Address of the proxy everything goes through, "environment" for what the usual
            variables say, None for none.
    """

    user_agent: str
    timeout: float = 20.0
    max_bytes: int = 5_000_000
    max_redirects: int = 10
    concurrency: int = 8
    min_gap: float = 1.0
    allow_hosts: frozenset[str] = frozenset()
    offline: bool = False
    gaps: Mapping[str, float] = field(default_factory=dict)
    proxy: str | None = None
