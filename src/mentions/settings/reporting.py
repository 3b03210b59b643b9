"""What config.toml says of reports and evidence: `[report]`, `[[reports]]`, `[evidence]`."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, StrictBool, StrictInt, StrictStr

from mentions.settings.clock import CRON, ZONE, Cron, Zone
from mentions.settings.running import LANGUAGE, Language, Name
from mentions.settings.values import (
    Table,
    Text,
    WebAddress,
    checked,
    listed,
    optional_path,
    quoted,
)

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_FOLDER = 'a path in quotes, such as "reports", without ~'
_YES_NO = "true or false, without quotes"

FolderPath = Annotated[Path, BeforeValidator(optional_path)]


class Format(StrEnum):
    """A form of a report that is a file."""

    HTML = "html"
    PDF = "pdf"
    CSV = "csv"
    XLSX = "xlsx"
    MD = "md"
    JSON = "json"
    ATOM = "atom"
    JSONFEED = "jsonfeed"


class Period(StrEnum):
    """What time a report that comes again and again is about: the last one that is over."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    ALL = "all"


class Report(Table):
    """How reports look."""

    title: Text | None = Field(default=None, description="a text in quotes")
    logo: Annotated[Path | None, BeforeValidator(optional_path)] = Field(
        default=None, description='a path in quotes of a PNG, JPEG or SVG file, such as "logo.svg"'
    )
    colour: Annotated[StrictStr, checked(_COLOUR.fullmatch)] | None = Field(
        default=None, description='a colour such as "#0b5fa5"'
    )
    language: Language | None = Field(default=None, description=LANGUAGE)
    zone: Zone | None = Field(default=None, description=ZONE)
    reach: StrictBool = Field(default=True, description=_YES_NO)


class ReportsTable(Table):
    """One `[[reports]]`: a report that is made again and again."""

    name: Name = Field(description='a short name in lower case such as "weekly"')
    when: Cron = Field(description=CRON)
    period: Period = Field(default=Period.WEEK, description=f"one of {', '.join(quoted(Period))}")
    articles: tuple[WebAddress, ...] = Field(default=(), description="a list of addresses")
    formats: tuple[Format, ...] = Field(
        default=(Format.HTML,),
        min_length=1,
        description=listed(Format),
    )
    folder: FolderPath = Field(default=Path("reports"), description=_FOLDER)
    send_to: tuple[Name, ...] = Field(default=(), description="a list of names under [[notify]]")
    freeze: StrictBool = Field(default=True, description=_YES_NO)


class Evidence(Table):
    """What is kept of the answers in which mentions were first seen."""

    keep: StrictBool = Field(default=False, description=_YES_NO)
    folder: FolderPath = Field(default=Path("data/evidence"), description=_FOLDER)
    max_bytes: StrictInt = Field(
        default=2_000_000,
        ge=1000,
        le=20_000_000,
        description="a whole number of bytes, 1000 to 20000000",
    )
    days: StrictInt | None = Field(
        default=None, ge=1, le=36_500, description="a whole number of days, 1 to 36500"
    )
    screenshots: StrictBool = Field(default=False, description=_YES_NO)
