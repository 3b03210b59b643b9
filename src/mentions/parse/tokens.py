"""The tags of a feed, found without parsing it."""

from __future__ import annotations

import re

# An unclosed comment or CDATA section takes all that is left: each byte is looked at once.
TOKEN = re.compile(
    r"<!--(?:.*?-->|.*)"
    r"|<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)"
    r"|<(?P<end>/?)(?:(?P<prefix>[A-Za-z_][\w.-]{0,30}):)?(?P<name>[A-Za-z_][\w.-]{0,30})"
    r"(?=[\s/>])(?P<rest>[^<>]*)>",
    re.DOTALL,
)
