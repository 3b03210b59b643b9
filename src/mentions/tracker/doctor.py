"""What is wrong here, and what to do about it: one check after the other, each with its finding."""

from __future__ import annotations

import os
import shutil
import ssl
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path

from mentions.asking import Watch
from mentions.errors import ConfigError, StoreError
from mentions.looking import Outcome
from mentions.settings import Fetch, Settings
from mentions.settings.reporting import Evidence, Format
from mentions.settings.running import NotifyTable
from mentions.store.engine import Store
from mentions.store.health import Health, check_health
from mentions.store.renewal import Twin
from mentions.tracker.evidence.pictures import chromium

# No clock that is right shows less: this program is younger.
_WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)
_CLOCK_MAY_DIFFER = timedelta(minutes=2)
_LITTLE_ROOM = 200_000_000
_NO_ROOM = 20_000_000
_PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
# A place that should have been looked at so much longer ago is forgotten by whoever calls `poll`.
_OVERDUE = timedelta(days=2)


# Of the extra "report": what each form of a report needs.
_NEEDS: Mapping[Format, tuple[str, ...]] = {
    Format.HTML: ("babel", "jinja2"),
    Format.PDF: ("babel", "jinja2", "weasyprint"),
    Format.CSV: (),
    Format.XLSX: ("xlsxwriter",),
    Format.MD: (),
    Format.JSON: (),
    Format.ATOM: ("feedgenerator",),
    Format.JSONFEED: (),
}


class State(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARN = "warn"  # works, but could be better
    FAIL = "fail"  # does not work
    SKIPPED = "skipped"  # could not be checked


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What one check found.

    Attributes:
        area: What was looked at: "config", "database", "network", a watch.
        what: The finding in one sentence.
        advice: What to do; None where there is nothing to do.
    """

    area: str
    state: State
    what: str
    advice: str | None = None


def ok(area: str, what: str) -> Finding:
    """Return a finding that is as it should be."""
    return Finding(area=area, state=State.OK, what=what)


def warn(area: str, what: str, advice: str) -> Finding:
    """Return a finding that could be better."""
    return Finding(area=area, state=State.WARN, what=what, advice=advice)


def fail(area: str, what: str, advice: str) -> Finding:
    """Return a finding that keeps the program from its work."""
    return Finding(area=area, state=State.FAIL, what=what, advice=advice)


def check_clock(now: datetime, said: Mapping[str, datetime]) -> Finding:
    """Hold the clock against what servers say the time is.

    Args:
        now: This machine's time, aware.
        said: The Date headers of hosts, aware.
    """
    if now < _WRITTEN:
        return fail("clock", f"it shows {now:%Y-%m-%d}", "set the clock of this machine")
    wrong = [host for host, time in said.items() if abs(time - now) > _CLOCK_MAY_DIFFER]
    if said and len(wrong) * 2 > len(said):
        off = said[wrong[0]] - now
        what = f"it differs by {off.total_seconds():+.0f} s from {wrong[0]}"
        return fail("clock", what, "set the clock of this machine, or let it set itself (NTP)")
    beside = f", as {len(said)} servers say" if said else ""
    return ok("clock", f"{now:%Y-%m-%d %H:%M} UTC{beside}")


def check_disk(folder: Path) -> Finding:
    """Look for room where the database lies."""
    free = shutil.disk_usage(folder).free
    what = f"{free / 1e9:,.1f} GB free in {folder}"
    if not os.access(folder, os.W_OK):
        advice = "give this user the right to write there, or name another path in config.toml"
        return fail("disk", f"{folder} cannot be written", advice)
    if free < _NO_ROOM:
        return fail("disk", what, "make room: nothing can be stored")
    if free < _LITTLE_ROOM:
        return warn("disk", what, "make room: the database and its backups need some")
    return ok("disk", what)


def check_tls() -> Finding:
    """Look for the certificates by which servers are trusted."""
    count = ssl.create_default_context().cert_store_stats()["x509_ca"]
    if count:
        return ok("tls", f"{ssl.OPENSSL_VERSION}, {count} trusted authorities")
    advice = "install your system's ca-certificates, or name them in SSL_CERT_FILE"
    return fail("tls", "no certificate authority is trusted here", advice)


def check_proxy(fetch: Fetch, environ: Mapping[str, str]) -> Finding:
    """Tell whether a proxy is used, and whether one is named that is not."""
    named = [name for name in _PROXIES if environ.get(name) or environ.get(name.lower())]
    if fetch.proxy == "environment":
        if named:
            return ok("proxy", f"as {named[0]} says")
        advice = "set HTTPS_PROXY, or take proxy out of [fetch] in config.toml"
        return warn("proxy", 'config.toml says "environment", but no variable names one', advice)
    if fetch.proxy:
        return ok("proxy", f"{_without_password(fetch.proxy)}, as config.toml says")
    if named:
        advice = 'put proxy = "environment" under [fetch] in config.toml if it is needed'
        return warn("proxy", f"none is used, although {named[0]} is set", advice)
    return ok("proxy", "none")


def _without_password(address: str) -> str:
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


def check_contact(fetch: Fetch) -> Finding:
    """Tell whether people who are asked can see who asks."""
    if fetch.contact:
        return ok("contact", f"servers see {fetch.contact}")
    advice = "put contact = an address of yours under [fetch] in config.toml"
    return warn("contact", "servers cannot see who asks", advice)


def check_evidence(wanted: Evidence) -> Iterator[Finding]:
    """Tell whether what keeps answers and takes pictures is here, where config.toml wants it."""
    if wanted.keep and find_spec("warcio") is None:
        yield _missing("evidence", "keeping answers needs warcio", "archive")
    elif wanted.keep:
        yield ok("evidence", f"answers are kept in {wanted.folder}")
    if not wanted.screenshots:
        return
    if not wanted.keep:
        advice = "set keep = true under [evidence], or screenshots = false"
        yield warn("pictures", "none are taken, because no answers are kept", advice)
        return
    try:
        yield ok("pictures", f"taken by {chromium()}")
    except ConfigError as error:
        what, _, advice = str(error).partition(": ")
        yield fail("pictures", what, advice)


def check_recipients(recipients: Iterable[NotifyTable]) -> Iterator[Finding]:
    """Tell of whom config.toml wants to notify, but cannot."""
    wanted = list(recipients)
    if wanted and find_spec("apprise") is None:
        yield _missing("notify", "messages need apprise", "notify")
    for one in wanted:
        if one.url is None:
            advice = f"set {one.url_env} to where messages for {one.name} go, or drop the table"
            yield fail("notify", f"{one.name} gets nothing: {one.url_env} is not set", advice)
        else:
            yield ok("notify", f"{one.name}: {one.url_env} is set")


def check_reports(settings: Settings) -> Iterator[Finding]:
    """Tell whether what config.toml wants to be written needs parts that are not here."""
    needs = {name for one in settings.reports for form in one.formats for name in _NEEDS[form]}
    spoken = {settings.report.language, settings.run.language} - {None, "en"}
    if settings.notify or spoken:
        needs.add("babel")
    missing = sorted(name for name in needs if find_spec(name) is None)
    if missing:
        what = f"reports and messages as config.toml wants them need {', '.join(missing)}"
        yield _missing("reports", what, "report")
    elif needs:
        yield ok("reports", "everything they need is installed")


def _missing(area: str, what: str, extra: str) -> Finding:
    return fail(area, what, f"pip install 'mentions[{extra}]'")


def check_database(store: Store) -> list[Finding]:
    """Look through the database, and for room beside it."""
    try:
        health = check_health(store)
    except StoreError as error:  # it says what to do
        what, _, advice = str(error).rpartition("; ")
        return [fail("database", what, advice) if what else _damaged(advice)]
    disk = [check_disk(health.folder)] if health.folder else []
    return [_database(health), *disk, *map(_twin, health.twins)]


def _twin(one: Twin) -> Finding:
    what = f"{one.url} is one page with article {one.other}, where links to it count from now on"
    advice = f"`mentions articles remove {one.id}`; what was found for it is kept"
    return warn(f"article {one.id}", what, advice)


def _database(health: Health) -> Finding:
    if health.problems:
        return _damaged(f"{health.name}: {health.problems[0]}")
    size = f"{health.size / 1e6:,.1f} MB"
    counts = (
        _counted(health.articles, "article", "articles"),
        _counted(health.watches, "watch", "watches"),
        _counted(health.mentions, "mention", "mentions"),
    )
    return ok("database", f"{health.name}: {size}, {', '.join(counts)}")


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _damaged(what: str) -> Finding:
    advice = "stop everything that uses it and put the newest backup beside it in its place"
    return fail("database", what, advice)


def check_watches(watches: Iterable[Watch], now: datetime) -> Iterator[Finding]:
    """Tell how each watch does, from what is stored."""
    for watch in watches:
        yield _check_watch(watch, now)


def _check_watch(watch: Watch, now: datetime) -> Finding:
    area = f"watch {watch.id}"
    since = f"{watch.last_success_at:%Y-%m-%d}" if watch.last_success_at else None
    if watch.stopped_at:
        advice = f"`mentions watches remove {watch.id}`, or `mentions watches resume {watch.id}`"
        return warn(area, f"{watch.address} is stopped: {watch.last_error or 'gone'}", advice)
    if watch.outcome is None:
        return warn(area, f"{watch.address} was never looked at", "run `mentions poll`")
    if watch.last_error:
        seen = f"not looked at since {since}" if since else "never looked at"
        return fail(area, f"{watch.address}: {seen}", _remedy(watch))
    if watch.next_poll_at and now - watch.next_poll_at > _OVERDUE:
        advice = "call `mentions poll` regularly, from cron for example"
        return warn(area, f"{watch.address} is due since {watch.next_poll_at:%Y-%m-%d}", advice)
    return ok(area, f"{watch.address}: {watch.outcome.value}, last looked at {since}")


def _remedy(watch: Watch) -> str:
    """Return the stored reason, which says what to do, and when it is tried again."""
    again = ""
    if watch.outcome is Outcome.THROTTLED and watch.next_poll_at:
        again = f"; asked again after {watch.next_poll_at:%Y-%m-%d %H:%M} UTC"
    return f"{watch.last_error}{again}"
