"""What is said of a value on the command line that will not do, in our words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer

_LONGEST = 60  # characters of what was written that are repeated
_PREFIX = "Value error, "

# By the type that pydantic gives an error.
_WORDS = {
    "int_parsing": "{given} is no whole number",
    "int_parsing_size": "{given} is too large",
    "int_from_float": "{given} is no whole number",
    "float_parsing": "{given} is no number",
    "greater_than_equal": "{given} is too small; write at least {ge}",
    "greater_than": "{given} is too small; write more than {gt}",
    "less_than_equal": "{given} is too large; write at most {le}",
    "less_than": "{given} is too large; write less than {lt}",
}


def say_plainly(error: typer.BadParameter) -> None:
    """Put a wrong value into words for somebody who does not program; others stay as they are.

    Typer passes on what pydantic says: "Input should be a valid integer, unable to parse string".
    """
    from pydantic import ValidationError

    from mentions.report.plain import safe

    if not isinstance(error.__cause__, ValidationError):
        return
    detail = error.__cause__.errors()[0]
    words = _WORDS.get(detail["type"])
    if words is None:
        error.message = error.message.removeprefix(_PREFIX)
    else:
        given = safe(str(detail["input"]), limit=_LONGEST)
        error.message = words.format(given=f"'{given}'", **detail.get("ctx", {}))
