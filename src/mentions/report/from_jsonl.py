"""JSON Lines -> mentions: what `to_jsonl` wrote, or another program in the same form."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from mentions.core.standing import Recorded
from mentions.errors import ParseError
from mentions.report.lines import utf8_lines
from mentions.report.record import RecordError, recorded_of


def read_jsonl(lines: Iterable[str], *, name: str) -> Iterator[Recorded]:
    """Yield the mention of each line; empty lines and a byte order mark are passed over.

    Args:
        lines: Such as an open file, read as UTF-8.
        name: Of the file, for messages.

    Raises:
        ParseError: A line holds no JSON or not a mention; names the line and the field. What
            came before has been yielded by then: keep nothing until all is read.
    """
    for number, line in enumerate(utf8_lines(lines, name=name), 1):
        if text := line.strip():
            yield _read(text, f"line {number}", name)


def _read(text: str, where: str, name: str) -> Recorded:
    try:
        return recorded_of(json.loads(text))
    except json.JSONDecodeError as error:
        why = f"{where}, column {error.colno}: not JSON: {error.msg}"
        raise ParseError(name, why) from error
    except RecordError as error:
        field = f", {'.'.join(error.path)}" if error.path else ""
        raise ParseError(name, f"{where}{field}: {error.why}") from error
    except RecursionError as error:
        raise ParseError(name, f"{where}: brackets in brackets without end") from error
    except ValueError as error:  # a number of thousands of digits
        raise ParseError(name, f"{where}: not JSON: {error}") from error
