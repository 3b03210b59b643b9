"""What config.toml may hold. The description of a field is what an error says it should be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    SecretStr,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    ValidationInfo,
    model_validator,
)

from mentions.asking import Setup, Watch
from mentions.model import Article
from mentions.settings.reporting import Evidence, Report, ReportsTable
from mentions.settings.running import MAX_DELAY, BlogTable, MaxDelay, NotifyTable, Run
from mentions.settings.sources import SourceTable
from mentions.settings.values import (
    INTERVAL,
    PASSWORD,
    SOURCE,
    VARIABLE,
    Gap,
    Host,
    Hosts,
    Interval,
    Table,
    Text,
    Variable,
    WebAddress,
    absolute_address,
    checked,
    is_callback,
    is_contact,
    is_proxy,
    known_to,
    optional_path,
    wrong,
)

_DATABASE = re.compile(r"postgresql(\+psycopg)?://\S+")
DATABASE = "data/mentions.db"
_NO_DATABASE = "the database address must begin with postgresql+psycopg://"


class Database(Table):
    """Where mentions are kept: `path` for SQLite, or else `url` for PostgreSQL; one is None.

    `url` may have come from the environment variable `url_env`, and may hold a password.
    """

    path: Annotated[Path | None, BeforeValidator(optional_path)] = Field(
        default=None, description='a path in quotes, such as "data/mentions.db", without ~'
    )
    url: SecretStr | None = Field(
        default=None, description='an address like "postgresql+psycopg://user@host/mentions"'
    )
    url_env: Variable | None = Field(
        default=None,
        description='the name of an environment variable, such as "MENTIONS_DATABASE_URL"',
    )

    @property
    def where(self) -> Path | str:
        """Return what to open. A text may hold a password: never show it."""
        if self.url is not None:
            return self.url.get_secret_value()
        return self.path or Path(DATABASE)

    @model_validator(mode="before")
    @classmethod
    def _one_place(cls, given: Any, info: ValidationInfo) -> Any:
        """Refuse two databases and a password in the file; look up `url_env`."""
        if not isinstance(given, dict):
            return given
        named = [key for key in ("path", "url", "url_env") if key in given]
        if len(named) > 1:
            raise wrong(f"give one of path, url and url_env, not {' and '.join(named)}")
        if not named:
            return {**given, "path": DATABASE}
        if isinstance(url := given.get("url"), str):
            _check_in_file(url)
        if not isinstance(name := given.get("url_env"), str):
            return given
        return {**given, "url": _from_environment(name, known_to(info)["environ"])}


def _check_in_file(url: str) -> None:
    """Refuse a database address without ever repeating it: it may hold a password."""
    if not _DATABASE.fullmatch(url):
        raise wrong(f"{_NO_DATABASE}; SQLite takes a path", key="url")
    if PASSWORD.search(url):
        why = "keep the password out of this file: put the address into an environment variable"
        raise wrong(f"{why} and name that in url_env", key="url")


def _from_environment(name: str, environ: Mapping[str, str]) -> str | None:
    if not VARIABLE.fullmatch(name):
        return None  # the field's own check says so
    if not environ.get(name):
        raise wrong(f"the environment variable {name} is not set", key="url_env")
    if not _DATABASE.fullmatch(environ[name]):
        raise wrong(f"in the environment variable {name}: {_NO_DATABASE}", key="url_env")
    return environ[name]


class Fetch(Table):
    """How the network is used. Times are seconds."""

    contact: Annotated[WebAddress, checked(is_contact)] | None = Field(
        default=None, description='an address such as "https://blog.example.org/about"'
    )
    timeout: StrictFloat = Field(
        default=20.0, ge=1, le=300, allow_inf_nan=False, description="a number of seconds, 1 to 300"
    )
    max_bytes: StrictInt = Field(
        default=5_000_000,
        ge=10_000,
        le=20_000_000,
        description="a whole number of bytes, 10000 to 20000000",
    )
    max_redirects: StrictInt = Field(default=10, ge=0, le=20, description="a whole number, 0 to 20")
    concurrency: StrictInt = Field(default=8, ge=1, le=64, description="a whole number, 1 to 64")
    min_gap: StrictFloat = Field(
        default=1.0,
        ge=0,
        le=3600,
        allow_inf_nan=False,
        description="a number of seconds, 0 to 3600",
    )
    gaps: dict[Host, Gap] = Field(
        default={}, description='a table of hosts and seconds such as {"slow.example" = 30.0}'
    )
    proxy: Annotated[StrictStr, checked(is_proxy)] | None = Field(
        default=None,
        description='an address like "http://proxy.example:3128", or "environment"',
    )
    allow_hosts: Hosts = ()
    offline: StrictBool = Field(default=False, description="true or false, without quotes")


class Shortlinks(Table):
    """Whether short links are followed, and which hosts shorten beside the known ones."""

    resolve: StrictBool = Field(default=True, description="true or false, without quotes")
    extra_hosts: Hosts = ()


class Poll(Table):
    """How often a watch is asked that does not say so itself; None where looks are planned."""

    interval: Interval | None = Field(default=None, description=INTERVAL)


class Websub(Table):
    """Feeds that tell by themselves when something is new."""

    callback: Annotated[WebAddress, checked(is_callback)] | None = Field(
        default=None, description='an address such as "https://mentions.example/websub/"'
    )


class ArticleTable(Table):
    """One `[[articles]]`."""

    url: WebAddress = Field(description="an address that begins with http:// or https://")
    title: Text | None = Field(default=None, description="a text in quotes")
    aliases: tuple[WebAddress, ...] = Field(
        default=(), description="a list of addresses that begin with http:// or https://"
    )
    published: AwareDatetime | None = Field(
        default=None, description="a date with time and zone such as 2026-03-14T09:00:00+01:00"
    )
    max_delay: MaxDelay | None = Field(default=None, description=MAX_DELAY)


class WatchTable(Table):
    """One `[[watches]]`."""

    source: Annotated[StrictStr, checked(SOURCE.fullmatch)] = Field(
        description='the name of a kind of source, such as "webpage" or "feed"'
    )
    address: Annotated[StrictStr, AfterValidator(absolute_address)] = Field(
        description='an address that begins with https://, http:// or, for a file, "file:"'
    )
    base_url: WebAddress | None = Field(
        default=None, description="an address that begins with http:// or https://"
    )
    interval: Interval | None = Field(default=None, description=INTERVAL)

    @model_validator(mode="after")
    def _base_of_files_only(self) -> WatchTable:
        is_file = self.address.startswith("file:")
        if is_file and self.base_url is None:
            raise wrong("a file needs base_url: the public address of what it holds")
        if self.base_url is not None and not is_file:
            raise wrong(
                "base_url belongs to a file: address only; a page knows its own", key="base_url"
            )
        return self


class Settings(Table):
    """All of config.toml, checked. Every path in it is absolute."""

    database: Database
    fetch: Fetch = Fetch()
    shortlinks: Shortlinks = Shortlinks()
    poll: Poll = Poll()
    websub: Websub = Websub()
    run: Run = Run()
    report: Report = Report()
    evidence: Evidence = Evidence()
    articles: tuple[ArticleTable, ...] = Field(default=(), description="written as [[articles]]")
    watches: tuple[WatchTable, ...] = Field(default=(), description="written as [[watches]]")
    blogs: tuple[BlogTable, ...] = Field(default=(), description="written as [[blogs]]")
    notify: tuple[NotifyTable, ...] = Field(default=(), description="written as [[notify]]")
    reports: tuple[ReportsTable, ...] = Field(default=(), description="written as [[reports]]")
    sources: dict[str, SourceTable] = Field(default={}, description="written as [sources.NAME]")

    def source(self, name: str) -> SourceTable:
        """Return what the owner says of a source; of most that is nothing."""
        return self.sources.get(name, SourceTable())

    def setup_of(self, name: str) -> Setup:
        """Return the same as the source itself gets it."""
        return self.source(name).setup()

    def setups(self) -> dict[str, Setup]:
        """Return the setup of every source of which the owner says anything."""
        return {name: table.setup() for name, table in self.sources.items()}

    def budgets(self) -> dict[str, int]:
        """Return how many requests a day the owner allows the sources of which that is said."""
        return {name: table.budget for name, table in self.sources.items() if table.budget}

    def switched_off(self) -> frozenset[str]:
        """Return the names of the sources that are not to be asked."""
        return frozenset(name for name, table in self.sources.items() if not table.enabled)

    def tracked(self) -> tuple[Article, ...]:
        """Return the articles in the order of the file."""
        return tuple(
            Article(
                url=given.url,
                aliases=given.aliases,
                title=given.title,
                published=given.published and given.published.astimezone(UTC),
                max_delay=given.max_delay,
            )
            for given in self.articles
        )

    def watched(self) -> tuple[Watch, ...]:
        """Return the watches in the order of the file; planned ones have an interval of 0."""
        return tuple(
            Watch(
                source=given.source,
                address=given.address,
                base_url=given.base_url,
                interval=given.interval or self.poll.interval or 0,
                from_config=True,
            )
            for given in self.watches
        )
