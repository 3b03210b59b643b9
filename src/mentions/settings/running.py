"""What config.toml says of the background run: `[run]`, `[[blogs]]`, `[[notify]]`."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from importlib.resources import files
from typing import Annotated, Any

from pydantic import (
    Field,
    PrivateAttr,
    SecretStr,
    StrictBool,
    StrictInt,
    StrictStr,
    ValidationInfo,
    model_validator,
)

from mentions.model import Kind
from mentions.settings.clock import (
    BACKUP,
    CRON,
    QUIET,
    UPKEEP,
    ZONE,
    Cron,
    Quiet,
    Zone,
    cron_problem,
)
from mentions.settings.values import (
    SOURCE,
    Table,
    Text,
    Variable,
    WebAddress,
    checked,
    known_to,
    listed,
    quoted,
    wrong,
)

AT_ONCE = "at once"
# English is written in the code, every other language is a catalogue (docs/languages.md).
_NAMES = [file.name for file in (files("mentions") / "report" / "locale").iterdir()]
LANGUAGES = tuple(sorted({"en", *(one.partition(".")[0] for one in _NAMES if one[-3:] == ".po")}))
LANGUAGE = f"a language there are words for: {' or '.join(quoted(LANGUAGES))}"
_YES_NO = "true or false, without quotes"
_NAME = SOURCE.fullmatch

Language = Annotated[StrictStr, checked(LANGUAGES.__contains__)]
Name = Annotated[StrictStr, checked(_NAME)]
MaxDelay = Annotated[StrictInt, Field(ge=60, le=31_536_000)]
MAX_DELAY = "a whole number of seconds, 60 to 31536000 (a year)"


class Event(StrEnum):
    """What can be told of."""

    NEW = "new"  # a new mention
    FIRST = "first"  # the first mention of an article
    SPIKE = "spike"  # many more than usual within short
    GONE = "gone"  # a mention is not there any more
    FAILING = "failing"  # a place could not be looked at for long


class Run(Table):
    """How `mentions run` works."""

    budget: StrictInt = Field(
        default=20_000,
        ge=1,
        le=100_000_000,
        description="a whole number of requests a day, 1 to 100000000",
    )
    zone: Zone = Field(default="UTC", description=ZONE)
    language: Language = Field(default="en", description=LANGUAGE)
    verify: StrictBool = Field(default=True, description=_YES_NO)
    refresh_counts: StrictBool = Field(default=True, description=_YES_NO)
    upkeep: Cron = Field(default=UPKEEP, description=CRON)
    backup: Cron | None = Field(default=BACKUP, description=CRON)
    backups: StrictInt = Field(
        default=7, ge=1, le=1000, description="a whole number of copies to keep, 1 to 1000"
    )


class BlogTable(Table):
    """One `[[blogs]]`: each new post becomes an article with watches of its own."""

    url: WebAddress = Field(description='the home page or feed, such as "https://blog.example/"')
    watches: tuple[Name, ...] | None = Field(
        default=None, description='a list of sources such as ["hackernews", "mastodon"]'
    )
    comments: StrictBool = Field(default=True, description=_YES_NO)
    max_delay: MaxDelay | None = Field(default=None, description=MAX_DELAY)


class NotifyTable(Table):
    """One `[[notify]]`: who is told what, and when. The address is a secret; never show it."""

    name: Name = Field(description='a short name in lower case such as "me"')
    url_env: Variable = Field(
        description='the name of an environment variable, such as "MENTIONS_NOTIFY_URL"'
    )
    when: StrictStr = Field(default=AT_ONCE, description=f'"{AT_ONCE}", or {CRON}')
    quiet: Quiet | None = Field(default=None, description=QUIET)
    zone: Zone | None = Field(default=None, description=ZONE)
    language: Language | None = Field(default=None, description=LANGUAGE)
    events: tuple[Event, ...] = Field(
        default=(Event.NEW,),
        min_length=1,
        description=listed(Event),
    )
    articles: tuple[WebAddress, ...] = Field(default=(), description="a list of addresses")
    kinds: tuple[Kind, ...] = Field(default=(), description=listed(Kind))
    platforms: tuple[Text, ...] = Field(default=(), description='a list such as ["mastodon"]')
    authors: tuple[Text, ...] = Field(
        default=(), description="a list of names, handles or addresses"
    )
    text: Text | None = Field(default=None, description="a text in quotes")
    min_followers: StrictInt | None = Field(
        default=None, ge=1, description="a whole number, at least 1"
    )
    _url: SecretStr | None = PrivateAttr(default=None)

    @property
    def at_once(self) -> bool:
        """Whether news goes out as it comes."""
        return self.when == AT_ONCE

    @property
    def url(self) -> SecretStr | None:
        """Return where to send to; None where the variable is not set."""
        return self._url

    @model_validator(mode="after")
    def _look_up(self, info: ValidationInfo) -> NotifyTable:
        problem = None if self.at_once else cron_problem(self.when)
        if problem:
            raise wrong(f'{problem}; expected: "{AT_ONCE}", or {CRON}', key="when")
        environ: Mapping[str, Any] = known_to(info)["environ"]
        url = str(environ.get(self.url_env, "")).strip()
        self._url = SecretStr(url) if url else None
        return self
