"""What `tests.servers.service` runs."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from tests.servers.service import START

from mentions.asking import Setup
from mentions.fetch.limits import Limits
from mentions.store.engine import open_store
from mentions.tracker.polling import Polling
from mentions.tracker.service.jobs import Every, Job
from mentions.tracker.service.pace import Pace
from mentions.tracker.service.run import Service, serve
from mentions.tracker.service.shift import Loaded
from mentions.tracker.service.upkeep import read_deliveries, remember_hosts, renew_hubs


def clock_of(options: Mapping[str, Any]) -> Any:
    """Return a clock that began at `start`, at the real time `zero`, and runs `speed` times.

    It is set by as many seconds as the file `set_by` says, while there is one.
    """
    zero, speed = options.get("zero", time.time()), options.get("speed", 1.0)
    start = datetime.fromisoformat(options.get("start", START.isoformat()))
    set_by = Path(options.get("set_by", "/nonexistent"))

    def clock() -> datetime:
        try:
            jump = float(set_by.read_text())
        except FileNotFoundError:
            jump = 0.0
        return start + timedelta(seconds=(time.time() - zero) * speed + jump)

    return clock


def load(options: Mapping[str, Any]) -> Loaded:
    limits = Limits(
        user_agent="mentions/test",
        timeout=options.get("timeout", 5.0),
        min_gap=options.get("min_gap", 0.0),
        allow_hosts=frozenset(options.get("hosts", ())),
        concurrency=options.get("concurrency", 8),
    )
    store = open_store(options["database"], wait=options.get("wait", 5.0))
    setups = {"jetstream": Setup(instances=(options["stream"],))} if "stream" in options else {}
    polling = Polling(
        store=store,
        limits=limits,
        setups=setups,
        callback=options.get("callback"),
        budgets=options.get("budgets", {}),
        clock=clock_of(options),
        jitter=lambda: 0.0,
    )
    return Loaded(polling=polling, jobs=tuple(_jobs(options)))


def _jobs(options: Mapping[str, Any]) -> Iterator[Job]:
    yield Job(name="hosts", schedule=Every(60), work=remember_hosts)
    if "callback" in options:
        yield Job(name="deliveries", schedule=Every(1), work=read_deliveries)
        yield Job(name="hubs", schedule=Every(1), work=renew_hubs)
    if "told" in options:
        from tests.servers.teller import a_telling  # noqa: PLC0415 - as above

        from mentions.tracker.telling.notify import notify  # noqa: PLC0415 - most tests need none of it

        telling = a_telling(options["database"], options["told"])
        yield Job(name="notify", schedule=Every(4), work=partial(notify, telling=telling))


def run(options: Mapping[str, Any]) -> None:
    speed = options.get("speed", 1.0)
    pace = Pace(
        tick=options.get("tick", 0.05),
        beat=options.get("beat", 0.2),
        patience=options.get("patience", 5.0),
        waking=options.get("waking", 0.5),
        speed=speed,
        lease=timedelta(seconds=options.get("lease", 60) * speed),
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
    config = options.get("config")
    service = Service(
        load=lambda: load(options), config=Path(config) if config else None, pace=pace
    )
    asyncio.run(serve(service))


def fork(options: Mapping[str, Any]) -> None:
    import mentions.tracker.service.agenda  # noqa: PLC0415 - so that no child has to

    assert mentions.tracker.service.agenda
    print("ready", flush=True)  # noqa: T201 - whoever started this waits for it
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            os.close(0)
            run(options)
            os._exit(0)
        print(child, flush=True)  # noqa: T201 - as above
        os.waitpid(child, 0)
