"""Mentions as JSON Lines: one record of docs/record.md a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import TextIO

from mentions.model import Mention
from mentions.report.record import whole_characters

# Line ends to some readers, or orders to a terminal; JSON may hold them as they are, we do not.
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029]")


def to_json(mention: Mention) -> str:
    """Return the record as JSON on one line, without a line end.

    Letters stay as they are, so the result is to be written as UTF-8. Half characters (lone
    surrogates), which UTF-8 cannot hold, become U+FFFD.
    """
    text = whole_characters(json.dumps(mention.as_dict(), ensure_ascii=False))
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def write_jsonl(mentions: Iterable[Mention], out: TextIO) -> int:
    """Write a line for each mention, one at a time; return how many there were."""
    count = 0
    for mention in mentions:
        out.write(to_json(mention) + "\n")
        count += 1
    return count
