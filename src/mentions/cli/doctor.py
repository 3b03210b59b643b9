"""`mentions doctor`: what is wrong here, and what to do."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from mentions.cli.runtime import Context, console, context_of, limits_of, now, print_json
from mentions.interrupts import run_async

if TYPE_CHECKING:
    from mentions.settings import Settings
    from mentions.store.engine import Store
    from mentions.tracker.doctor import Finding


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(name="doctor")(doctor)


def doctor(
    context: typer.Context,
    offline: Annotated[bool, typer.Option("--offline", help="Ask nobody on the network.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Check config, clock, disk, database, network, installed parts and watches; say what to do.

    Each host that is watched gets one small request, and one for its robots.txt. The exit code is
    1 if something does not work.

    [bold]Examples[/bold]

      mentions doctor

      mentions doctor --offline --json
    """
    from mentions.report.to_doctor import findings_as_json, render_findings
    from mentions.tracker.doctor import State

    findings = _examine(context_of(context), offline=offline)
    if as_json:
        print_json(findings_as_json(findings))
    else:
        render_findings(findings, console=console())
    if any(one.state is State.FAIL for one in findings):
        raise typer.Exit(1)


def _examine(ours: Context, *, offline: bool) -> list[Finding]:
    from mentions.errors import ConfigError, StoreError
    from mentions.settings import find_config
    from mentions.tracker.doctor import check_clock, check_tls, fail, ok

    try:
        settings = ours.settings()
    except ConfigError as error:
        found = [fail("config", line, "correct it") for line in str(error).splitlines()]
        return [*found, check_clock(now(), {}), check_tls()]
    findings = [ok("config", f"{find_config(ours.config_file)} is right")]
    try:
        with ours.store() as store:
            return findings + _with_store(settings, store, offline=offline)
    except StoreError as error:
        findings.append(fail("database", str(error), "see above; nothing can be stored until then"))
        return [*findings, check_clock(now(), {}), check_tls()]


def _with_store(settings: Settings, store: Store, *, offline: bool) -> list[Finding]:
    from mentions.store.watches import load_watches
    from mentions.tracker.doctor import (
        check_clock,
        check_contact,
        check_database,
        check_evidence,
        check_proxy,
        check_recipients,
        check_reports,
        check_tls,
        check_watches,
    )
    from mentions.tracker.network import check_network

    with store.reading() as session:
        watches = load_watches(session)
    limits = limits_of(settings.fetch)
    network = run_async(check_network(watches, limits, offline=offline or limits.offline))
    return [
        *check_database(store),
        check_clock(now(), network.times),
        check_tls(),
        check_proxy(settings.fetch, os.environ),
        check_contact(settings.fetch),
        *check_evidence(settings.evidence),
        *check_recipients(settings.notify),
        *check_reports(settings),
        *network.findings,
        *check_watches(watches, now()),
    ]
