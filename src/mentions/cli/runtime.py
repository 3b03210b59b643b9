"""What every command needs: the config, the database, a console, the time."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from mentions.errors import ConfigError

if TYPE_CHECKING:
    from rich.console import Console

    from mentions.fetch.limits import Limits
    from mentions.settings import Fetch, Settings
    from mentions.store.engine import Store
    from mentions.tracker.evidence.archive import Archive
    from mentions.tracker.polling import Polling, PollResult

Url = TypeVar("Url", str, str | None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """The options that stand before the command."""

    config_file: Path | None = None

    def settings(self) -> Settings:
        """Load config.toml.

        Raises:
            ConfigError: It is missing or wrong.
        """
        from mentions.settings import find_config, load_settings
        from mentions.sources import source_names, switches_of

        return load_settings(
            find_config(self.config_file), sources=source_names(), switches_of=switches_of
        )

    def optional_settings(self) -> Settings:
        """Load config.toml where there is one, for commands that need none.

        Raises:
            ConfigError: It is wrong, or the one that was named is missing.
        """
        from mentions.settings import Database, Settings, find_config, names_config

        if names_config(self.config_file) or find_config(None).exists():
            return self.settings()
        return Settings(database=Database())

    @staticmethod
    def checked(url: Url) -> Url:
        """Return an address given on the command line.

        Raises:
            ConfigError: It is no absolute http(s) address, or white space stands in it.
        """
        from mentions.urls.join import absolute_url

        if url is not None and absolute_url(url, url) is None:
            raise ConfigError(f"{url!r} is not an address; write it in full, with https://")
        refuse_blanks(url)
        return url

    @contextmanager
    def store(self) -> Iterator[Store]:
        """Open the database of config.toml, brought in line with it.

        Raises:
            ConfigError: The config is missing or wrong.
            StoreError: The database cannot be used.
        """
        from mentions.tracker.track import open_tracked

        with open_tracked(self.settings(), now=now()) as store:
            yield store


def refuse_blanks(url: str | None) -> None:
    """Refuse an address with white space in it, as config.toml does.

    Raises:
        ConfigError: It holds some.
    """
    if url is not None and any(map(str.isspace, url)):
        raise ConfigError(f"{url!r} holds white space; write %20 for it")


def context_of(context: typer.Context) -> Context:
    """Return our options from Typer's context."""
    found = context.obj
    return found if isinstance(found, Context) else Context()


def limits_of(fetch: Fetch) -> Limits:
    """Return the gate's limits as the config says, with an honest User-Agent."""
    from mentions import __version__
    from mentions.fetch.limits import Limits

    contact = f"; +{fetch.contact}" if fetch.contact else ""
    return Limits(
        user_agent=f"mentions/{__version__} (link tracker for bloggers{contact})",
        timeout=fetch.timeout,
        max_bytes=fetch.max_bytes,
        max_redirects=fetch.max_redirects,
        concurrency=fetch.concurrency,
        min_gap=fetch.min_gap,
        allow_hosts=frozenset(fetch.allow_hosts),
        offline=fetch.offline,
        gaps=fetch.gaps,
        proxy=fetch.proxy,
    )


def polling_of(
    settings: Settings, store: Store, *, on_done: Callable[[PollResult], None] = lambda _: None
) -> Polling:
    """Return what polling needs, as the config says.

    Args:
        settings: Of the config.
        store: Open.
        on_done: Called after each watch, from the event loop.
    """
    from mentions.tracker.polling import Polling
    from mentions.tracker.track import shorteners_of

    return Polling(
        store=store,
        limits=limits_of(settings.fetch),
        shorteners=shorteners_of(settings),
        follow_short_links=settings.shortlinks.resolve,
        setups=settings.setups(),
        off=settings.switched_off(),
        budgets=settings.budgets(),
        budget=settings.run.budget,
        callback=settings.websub.callback,
        archive=archive_of(settings) if settings.evidence.keep else None,
        clock=now,
        on_done=on_done,
    )


def archive_of(settings: Settings) -> Archive:
    """Return where answers are kept, as the config says."""
    from mentions.tracker.evidence.archive import Archive

    kept = settings.evidence
    return Archive(folder=kept.folder, max_bytes=kept.max_bytes)


def now() -> datetime:
    """Return the time, aware, UTC."""
    return datetime.now(UTC)


def console(*, errors: bool = False) -> Console:
    """Return a console that is plain in a pipe: no colours, and no line is cut or wrapped."""
    from rich.console import Console

    stream = sys.stderr if errors else sys.stdout
    if stream.isatty():
        return Console(file=stream, highlight=False)
    return Console(file=stream, highlight=False, soft_wrap=True, no_color=True, width=10_000)


def print_json(value: Any) -> None:
    """Print one JSON value, readable, in UTF-8 whatever the terminal's encoding."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


def set_up_logs(*, verbose: bool) -> None:
    """Send structured logs to standard error: one JSON object a line, warnings only by default."""
    import structlog

    level = logging.INFO if verbose else logging.WARNING
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
