"""The values that keys of config.toml may hold, and how one that will not do is refused."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any
from urllib.request import url2pathname

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictFloat,
    StrictInt,
    StrictStr,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError

from mentions.urls.join import absolute_url

_WEB = re.compile(r"(?i:https?)://[^\s/\\?#]\S*")
_HOST = re.compile(r"[^\s/@?#*\\\[\]]{1,253}|\[[0-9a-fA-F:.]{2,45}\](:[0-9]{1,5})?")
SOURCE = re.compile(r"[a-z][a-z0-9_-]{0,63}")
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,254}")
PASSWORD = re.compile(r"//[^/@]*:[^/@]*@|[?&]password=", re.IGNORECASE)


def wrong(message: str, *, key: str | None = None) -> PydanticCustomError:
    """Return an error whose message reaches the owner as it stands; `key` says at which line."""
    return PydanticCustomError("said", "{message}", {"message": message, "key": key})


def unlike() -> PydanticCustomError:
    """Return the error of a value that is not what the field's description says."""
    return PydanticCustomError("unlike", "not as described")


def checked(is_good: Callable[[str], object]) -> AfterValidator:
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


def without_blanks(value: str) -> str:
    """Return an address as it is.

    Raises:
        PydanticCustomError: It would be one if there were no white space in it.
    """
    if not is_web_address(value) and is_web_address("".join(value.split())):
        raise wrong("holds white space; write %20 for it")
    return value


# Words by which some servers tell programs they let in once a day (Lobsters).
_UNWELCOME = (
    *("mentions.us", "axios", "chatgpt-user"),
    *("webmeup-crawler.com", "www.semrush.com/bot"),
)


def is_contact(value: str) -> bool:
    """Whether an address can stand in the User-Agent."""
    return not any(word in value.lower() for word in _UNWELCOME)


def is_callback(value: str) -> bool:
    """Whether hubs can call what is put together from this and a last part."""
    return not {"?", "#", "@"} & set(value)


def is_proxy(value: str) -> bool:
    """Whether this names a proxy."""
    return value == "environment" or is_web_address(value)


def known_to(info: ValidationInfo) -> dict[str, Any]:
    """Return what the loader knows: the folder of config.toml, and the environment."""
    return info.context or {"folder": Path.cwd(), "environ": {}}


def in_folder(path: str, info: ValidationInfo) -> Path:
    """Return a path as seen from config.toml; no file is looked at."""
    if not path.strip() or path.startswith("~") or "\0" in path:
        raise unlike()
    return Path(os.path.normpath(known_to(info)["folder"] / path))


def optional_path(value: object, info: ValidationInfo) -> Path | None:
    """Return a path as seen from config.toml, where one is given."""
    if value is not None and not isinstance(value, (str, Path)):
        raise unlike()
    return None if value is None else in_folder(str(value), info)


def listed(values: Iterable[str]) -> str:
    """Return what may stand in a list, in words.

    >>> listed(["html", "pdf"])
    'a list out of "html", "pdf"'
    """
    return f"a list out of {', '.join(quoted(values))}"


def quoted(values: Iterable[str]) -> list[str]:
    """Return texts as TOML writes them."""
    return [f'"{value}"' for value in values]


def absolute_address(value: str, info: ValidationInfo) -> str:
    """Make a `file:` address absolute; `..` may stand in it, the owner's config names it."""
    if not value.lower().startswith("file:"):
        if not is_web_address(without_blanks(value)):
            raise unlike()
        return value
    path = value[len("file:") :]
    if path.startswith("//"):  # a URL, percent-encoded; else a path as written
        host, _, rest = path[2:].partition("/")
        if host not in {"", "localhost"}:
            raise unlike()
        path = url2pathname(f"/{rest}")
    return in_folder(path, info).as_uri()


Text = Annotated[StrictStr, checked(str.strip)]
WebAddress = Annotated[StrictStr, AfterValidator(without_blanks), checked(is_web_address)]
Variable = Annotated[StrictStr, checked(VARIABLE.fullmatch)]
Host = Annotated[StrictStr, checked(_HOST.fullmatch), AfterValidator(str.lower)]
Hosts = Annotated[
    tuple[Host, ...],
    Field(description='a list of host names such as ["nas.example"], without http:// or path'),
]
Gap = Annotated[StrictFloat, Field(ge=0, le=3600, allow_inf_nan=False)]
Interval = Annotated[StrictInt, Field(ge=60, le=31_536_000)]
INTERVAL = "a whole number of seconds, 60 to 31536000 (a year)"


class Table(BaseModel):
    """A table of config.toml; what it does not know is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)
