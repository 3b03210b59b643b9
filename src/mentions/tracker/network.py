"""Asking each watched host once: is it there, what time is it there, may robots come?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from mentions.asking import Watch
from mentions.errors import FetchError
from mentions.fetch.gate import Gate
from mentions.fetch.limits import Limits
from mentions.interrupts import run_async
from mentions.tracker.doctor import Finding, State, fail, ok, warn
from mentions.urls.hosts import host_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Network:
    """What the hosts say.

    Attributes:
        findings: About the network as a whole and about single hosts.
        times: What time it is there, by host; aware UTC.
    """

    findings: tuple[Finding, ...] = ()
    times: Mapping[str, datetime] = field(default_factory=dict)


async def check_network(watches: Iterable[Watch], limits: Limits, *, offline: bool) -> Network:
    """Ask every host that is watched.

    Args:
        watches: Files among them are left out.
        limits: As for a poll.
        offline: Ask nobody.
    """
    places: dict[str, list[Watch]] = {}
    for watch in watches:
        if host := host_of(watch.address):
            places.setdefault(host, []).append(watch)
    if offline:
        return _skipped("offline")
    if not places:
        return _skipped("no place on the network is watched")
    findings: list[Finding] = []
    times: dict[str, datetime] = {}
    async with Gate(limits) as gate:
        for host, there in places.items():
            findings.append(await _check_host(gate, host, there[0], times))
            findings += await _check_robots(gate, there)
    return Network(findings=(_overall(findings, places), *findings), times=times)


def _skipped(why: str) -> Network:
    return Network(findings=(Finding(area="network", state=State.SKIPPED, what=why),))


def _overall(findings: Iterable[Finding], places: Mapping[str, object]) -> Finding:
    failed = sum(one.state is State.FAIL for one in findings)
    if failed == len(places):
        advice = "check the network of this machine, its DNS, and whether a proxy is needed"
        return fail("network", "no watched host can be reached", advice)
    return ok("network", f"{len(places) - failed} of {len(places)} watched hosts can be reached")


async def _check_host(gate: Gate, host: str, watch: Watch, times: dict[str, datetime]) -> Finding:
    try:
        async with gate.ask("HEAD", watch.address) as response:
            if said := _date(response.headers.get("date")):
                times[host] = said
            return ok(host, f"answers (status {response.status_code})")
    except FetchError as error:
        return fail(host, f"does not answer watch {watch.id}", error.why)


def _date(header: str | None) -> datetime | None:
    try:
        said = parsedate_to_datetime(header or "")
    except ValueError:
        return None
    return said if said.tzinfo else said.replace(tzinfo=UTC)


async def _check_robots(gate: Gate, there: Iterable[Watch]) -> list[Finding]:
    findings = []
    for watch in there:
        if note := await robots_note(gate, watch):
            advice = "ask its owner, or look there rarely: the place itself was named by you"
            findings.append(warn(f"watch {watch.id}", note, advice))
    return findings


# Adding a watch must not wait long for a host that does not answer.
_PATIENCE = 5.0


def ask_robots(watch: Watch, limits: Limits) -> str | None:
    """Return what the owner should know of a new watch: that robots.txt disagrees; else None."""
    if limits.offline or not host_of(watch.address):
        return None
    return run_async(_ask_robots(watch, limits))


async def _ask_robots(watch: Watch, limits: Limits) -> str | None:
    hurried = replace(limits, timeout=min(limits.timeout, _PATIENCE))
    async with Gate(hurried) as gate:
        return await robots_note(gate, watch)


async def robots_note(gate: Gate, watch: Watch) -> str | None:
    """Return what to tell the owner of a watch whose host asks robots to stay away."""
    if not host_of(watch.address) or await gate.robots_allows(watch.address) is not False:
        return None
    return f"robots.txt of {host_of(watch.address)} asks programs not to read {watch.address}"
