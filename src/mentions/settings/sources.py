"""`[sources.NAME]`: where a source asks, with which key, and whether at all."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    StrictBool,
    StrictInt,
    ValidationInfo,
    model_validator,
)

from mentions.asking import Setup
from mentions.settings.values import (
    PASSWORD,
    Table,
    Variable,
    WebAddress,
    known_to,
    optional_path,
    wrong,
)

# Keys under which somebody may write the token itself.
_SECRET = re.compile(r"token|password|passwort|secret|api_?key|access_?(?:key|token)|key|auth")
_ELSEWHERE = (
    "keep it out of this file: put it into an environment variable and name that in "
    "token_env, or into a file of its own and name that in token_file"
)
# Words in capitals are names of variables; anything else may be a token in the wrong place.
_NAME = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_MAX_TOKEN = 10_000  # bytes; the longest in use, signed ones, have some 2,000
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_NEAR = 0.8  # how alike a switch is to a key of ours that was meant


class SourceTable(Table):
    """One `[sources.NAME]`. Keys that are not listed here are the source's own switches."""

    model_config = ConfigDict(extra="allow")

    enabled: StrictBool = Field(default=True, description="true or false, without quotes")
    base_url: WebAddress | None = Field(
        default=None, description='an address such as "https://forum.example.org"'
    )
    instances: tuple[WebAddress, ...] = Field(
        default=(), description='a list of addresses such as ["https://social.example"]'
    )
    token_env: Variable | None = Field(
        default=None, description='the name of an environment variable, such as "GITHUB_TOKEN"'
    )
    token_file: Annotated[Path | None, BeforeValidator(optional_path)] = Field(
        default=None, description="a path in quotes, without ~, of a file that holds the token"
    )
    budget: StrictInt | None = Field(
        default=None,
        ge=1,
        le=1_000_000,
        description="a whole number of requests a day, 1 to 1000000",
    )
    _token: SecretStr | None = PrivateAttr(default=None)

    @property
    def switches(self) -> frozenset[str]:
        """Return the source's own switches that are on."""
        return frozenset(key for key, is_on in (self.model_extra or {}).items() if is_on)

    @property
    def has_key(self) -> bool:
        """Whether a token is there."""
        return self._token is not None

    def setup(self) -> Setup:
        """Return what the source gets to know. It holds the token: never show it."""
        given = (self.base_url, *self.instances)
        return Setup(
            instances=tuple(url.rstrip("/") for url in given if url),
            token=self._token.get_secret_value() if self._token else None,
            switches=self.switches,
        )

    def key_note(self) -> str:
        """Return in words whether a token is there, and from where; never the token."""
        if self.token_file:
            return f"from {self.token_file.name}" if self.has_key else "not read"
        if self.token_env is None:
            return "none given"
        name = self.token_env if _NAME.fullmatch(self.token_env) else "the variable in token_env"
        return f"from {name}" if self.has_key else f"{name} is not set"

    @model_validator(mode="before")
    @classmethod
    def _keys(cls, given: Any) -> Any:
        """Refuse two ways to say one thing, and what is no key and no switch."""
        if not isinstance(given, dict):
            return given
        for one, other in (("base_url", "instances"), ("token_env", "token_file")):
            if one in given and other in given:
                raise wrong(f"give {one} or {other}, not both", key=other)
        for key, value in given.items():
            if key not in cls.model_fields:
                _check_switch(key, value, known=list(cls.model_fields))
        return given

    @model_validator(mode="after")
    def _complete(self, info: ValidationInfo) -> SourceTable:
        for key, urls in (("base_url", (self.base_url,)), ("instances", self.instances)):
            if any(url and PASSWORD.search(url) for url in urls):
                raise wrong(f"a password stands in the address; {_ELSEWHERE}", key=key)
        if self.enabled and self.token_file:
            self._token = SecretStr(_read_token(self.token_file))
        elif self.token_env:
            self._token = _from_environment(self.token_env, known_to(info)["environ"])
        return self


def _check_switch(key: str, value: object, *, known: list[str]) -> None:
    """Refuse a key that is no switch, without ever repeating its value: it may be a token."""
    if not isinstance(value, bool) and _SECRET.fullmatch(key.lower()):
        raise wrong(_ELSEWHERE, key=key)
    near = get_close_matches(key[:60].lower(), known, n=1, cutoff=_NEAR)
    if isinstance(value, bool) and not near:
        return
    meant = f'; did you mean "{near[0]}"?' if near else "."
    valid = f"Valid here: {', '.join(known)}, and switches of the source, true or false"
    raise wrong(f"no such key{meant} {valid}", key=key)


def _from_environment(name: str, environ: Mapping[str, str]) -> SecretStr | None:
    """Return a token; None where the variable is not set, since other sources can do without."""
    token = environ.get(name, "").strip()
    if not token:
        return None
    if not _is_token(token):
        raise wrong("the variable holds more than one token on one line", key="token_env")
    return SecretStr(token)


def _read_token(path: Path) -> str:
    """Read a token that nobody else on this machine can read."""
    key = "token_file"
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise wrong("is no file; name the file that holds the token", key=key)
        with path.open("rb") as file:
            # Of the file that is open now: its name may lead elsewhere by then.
            mode = os.fstat(file.fileno()).st_mode
            if os.name == "posix" and mode & _OTHERS:
                raise wrong("others can read that file; run chmod 600 on it", key=key)
            data = file.read(_MAX_TOKEN + 1)
    except FileNotFoundError as error:
        raise wrong("there is no such file; put the token into it", key=key) from error
    except OSError as error:
        raise wrong(f"the file cannot be read: {error.strerror}", key=key) from error
    token = data.decode("utf-8", "replace").strip("\ufeff \t\r\n")
    if not token:
        raise wrong("the file is empty; put the token into it", key=key)
    if len(data) > _MAX_TOKEN or not _is_token(token):
        raise wrong("the file holds more than one token on one line", key=key)
    return token


def _is_token(text: str) -> bool:
    """Whether a text can stand in a header: no line ends, no characters beyond ASCII."""
    return text.isascii() and text.isprintable()
