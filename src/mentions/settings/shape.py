"""What config.toml may hold. The description of a field is what an error says it should be."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any
from urllib.request import url2pathname

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    ValidationInfo,
    model_validator,
)
from pydantic_core import PydanticCustomError

from mentions.asking import Watch
from mentions.model import Article
from mentions.urls.join import absolute_url

_WEB = re.compile(r"(?i:https?)://[^\s/\\?#]\S*")
_HOST = re.compile(r"[^\s/@?#*\\\[\]]{1,253}|\[[0-9a-fA-F:.]{2,45}\](:[0-9]{1,5})?")
_SOURCE = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,254}")
_DATABASE = re.compile(r"postgresql(\+psycopg)?://\S+")
_PASSWORD = re.compile(r"//[^/@]*:[^/]*@|[?&]password=", re.IGNORECASE)
DATABASE = "data/mentions.db"
_NO_DATABASE = "the database address must begin with postgresql+psycopg://"


def wrong(message: str, *, key: str | None = None) -> PydanticCustomError:
    """Return an error whose message reaches the owner as it stands; `key` says at which line."""
    return PydanticCustomError("said", "{message}", {"message": message, "key": key})


def unlike() -> PydanticCustomError:
    """Return the error of a value that is not what the field's description says."""
    return PydanticCustomError("unlike", "not as described")


def _checked(is_good: Callable[[str], object]) -> AfterValidator:
    """Refuse what is not good; the field's description says what would be."""

    def check(value: str) -> str:
        if not is_good(value):
            raise unlike()
        return value

    return AfterValidator(check)


def is_web_address(value: str) -> bool:
    """Whether this is an absolute http(s) address, written in full.

    >>> is_web_address("https://blog.example.org/post-1"), is_web_address("blog.example.org")
    (True, False)
    """
    return _WEB.fullmatch(value) is not None and absolute_url(value, value) is not None


# Words by which some servers tell programs they let in once a day (Lobsters).
_UNWELCOME = (
    *("mentions.us", "axios", "chatgpt-user"),
    *("webmeup-crawler.com", "www.semrush.com/bot"),
)


def _is_contact(value: str) -> bool:
    return not any(word in value.lower() for word in _UNWELCOME)


def _is_proxy(value: str) -> bool:
    return value == "environment" or is_web_address(value)


def _context(info: ValidationInfo) -> dict[str, Any]:
    """Return what the loader knows: the folder of config.toml, and the environment."""
    return info.context or {"folder": Path.cwd(), "environ": {}}


def _in_folder(path: str, info: ValidationInfo) -> Path:
    """Return a path as seen from config.toml; no file is looked at."""
    if not path.strip() or path.startswith("~") or "\0" in path:
        raise unlike()
    return Path(os.path.normpath(_context(info)["folder"] / path))


def _database_path(value: object, info: ValidationInfo) -> Path | None:
    if value is not None and not isinstance(value, str):
        raise unlike()
    return None if value is None else _in_folder(value, info)


def _address(value: str, info: ValidationInfo) -> str:
    """Make a `file:` address absolute; `..` may stand in it, the owner's config names it."""
    if not value.lower().startswith("file:"):
        if not is_web_address(value):
            raise unlike()
        return value
    path = value[len("file:") :]
    if path.startswith("//"):  # a URL, percent-encoded; else a path as written
        host, _, rest = path[2:].partition("/")
        if host not in {"", "localhost"}:
            raise unlike()
        path = url2pathname(f"/{rest}")
    return _in_folder(path, info).as_uri()


Text = Annotated[StrictStr, _checked(str.strip)]
WebAddress = Annotated[StrictStr, _checked(is_web_address)]
Host = Annotated[StrictStr, _checked(_HOST.fullmatch), AfterValidator(str.lower)]
Hosts = Annotated[
    tuple[Host, ...],
    Field(description='a list of host names such as ["nas.example"], without http:// or path'),
]
Gap = Annotated[StrictFloat, Field(ge=0, le=3600, allow_inf_nan=False)]
Interval = Annotated[StrictInt, Field(ge=60, le=31_536_000)]
INTERVAL = "a whole number of seconds, 60 to 31536000 (a year)"


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


class Database(_Table):
    """Where mentions are kept: `path` for SQLite, or else `url` for PostgreSQL; one is None.

    `url` may have come from the environment variable `url_env`, and may hold a password.
    """

    path: Annotated[Path | None, BeforeValidator(_database_path)] = Field(
        default=None, description='a path in quotes, such as "data/mentions.db", without ~'
    )
    url: SecretStr | None = Field(
        default=None, description='an address like "postgresql+psycopg://user@host/mentions"'
    )
    url_env: Annotated[StrictStr, _checked(_VARIABLE.fullmatch)] | None = Field(
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
        return {**given, "url": _from_environment(name, _context(info)["environ"])}


def _check_in_file(url: str) -> None:
    """Refuse a database address without ever repeating it: it may hold a password."""
    if not _DATABASE.fullmatch(url):
        raise wrong(f"{_NO_DATABASE}; SQLite takes a path", key="url")
    if _PASSWORD.search(url):
        why = "keep the password out of this file: put the address into an environment variable"
        raise wrong(f"{why} and name that in url_env", key="url")


def _from_environment(name: str, environ: Mapping[str, str]) -> str | None:
    if not _VARIABLE.fullmatch(name):
        return None  # the field's own check says so
    if not environ.get(name):
        raise wrong(f"the environment variable {name} is not set", key="url_env")
    if not _DATABASE.fullmatch(environ[name]):
        raise wrong(f"in the environment variable {name}: {_NO_DATABASE}", key="url_env")
    return environ[name]


class Fetch(_Table):
    """How the network is used. Times are seconds."""

    contact: Annotated[WebAddress, _checked(_is_contact)] | None = Field(
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
    proxy: Annotated[StrictStr, _checked(_is_proxy)] | None = Field(
        default=None,
        description='an address like "http://proxy.example:3128", or "environment"',
    )
    allow_hosts: Hosts = ()
    offline: StrictBool = Field(default=False, description="true or false, without quotes")


class Shortlinks(_Table):
    """Whether short links are followed, and which hosts shorten beside the known ones."""

    resolve: StrictBool = Field(default=True, description="true or false, without quotes")
    extra_hosts: Hosts = ()


class Poll(_Table):
    """How often a watch is asked that does not say so itself, in seconds."""

    interval: Interval = Field(default=3600, description=INTERVAL)


class ArticleTable(_Table):
    """One `[[articles]]`."""

    url: WebAddress = Field(description="an address that begins with http:// or https://")
    title: Text | None = Field(default=None, description="a text in quotes")
    aliases: tuple[WebAddress, ...] = Field(
        default=(), description="a list of addresses that begin with http:// or https://"
    )


class WatchTable(_Table):
    """One `[[watches]]`."""

    source: Annotated[StrictStr, _checked(_SOURCE.fullmatch)] = Field(
        description='the name of a kind of source, such as "webpage" or "feed"'
    )
    address: Annotated[StrictStr, AfterValidator(_address)] = Field(
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


class Settings(_Table):
    """All of config.toml, checked. Every path in it is absolute."""

    database: Database
    fetch: Fetch = Fetch()
    shortlinks: Shortlinks = Shortlinks()
    poll: Poll = Poll()
    articles: tuple[ArticleTable, ...] = Field(default=(), description="written as [[articles]]")
    watches: tuple[WatchTable, ...] = Field(default=(), description="written as [[watches]]")

    def tracked(self) -> tuple[Article, ...]:
        """Return the articles in the order of the file."""
        return tuple(
            Article(url=given.url, aliases=given.aliases, title=given.title)
            for given in self.articles
        )

    def watched(self) -> tuple[Watch, ...]:
        """Return the watches in the order of the file, each with its interval."""
        return tuple(
            Watch(
                source=given.source,
                address=given.address,
                base_url=given.base_url,
                interval=given.interval or self.poll.interval,
                from_config=True,
            )
            for given in self.watches
        )
