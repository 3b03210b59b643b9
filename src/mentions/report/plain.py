"""Foreign words on a terminal: shown, never obeyed."""

from __future__ import annotations

import re

# Escape sequences as ECMA-48 writes them: CSI, OSC with its end, and the short ones.
_ESCAPE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]{0,2000}(?:\x07|\x1b\\)|\x1b[ -/]?[0-~]?"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
# Characters that turn the direction of the line, or that nobody sees.
_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
# Joiners belong into emoji and many scripts, between two characters that are not ASCII.
_JOINER = re.compile(
    "[\u200c\u200d](?![^\x00-\x7f\u200c\u200d])|(?<![^\x00-\x7f\u200c\u200d])[\u200c\u200d]"
)
# No writing needs more marks on one letter; a hundred of them cover the lines around.
_MARKS = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{3})"
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)


def safe(text: str, *, limit: int | None = None) -> str:
    r"""Return the text on one line, fit for a terminal.

    White space is folded. Escape sequences, bidi controls and invisible characters are dropped,
    other control characters and halves of characters become U+FFFD. What is longer than `limit`
    characters ends in an ellipsis.

    >>> safe("Jörg\x1b[31m\u202e Ölmann\n", limit=20)
    'Jörg Ölmann'
    >>> safe("Weg mit der Social Media Firewall", limit=12)
    'Weg mit der…'
    """
    if limit is not None:
        text = text[: 4 * limit + 1000]  # more than is shown, whatever is dropped: bounded work
    text = _CONTROL.sub("\ufffd", _ESCAPE.sub("", text))
    text = _MARKS.sub(r"\1", _JOINER.sub("", _HIDDEN.sub("", text)))
    line = " ".join(text.split())
    if limit is None or len(line) <= limit:
        return line
    return f"{line[: limit - 1].rstrip()}…"


def safe_lines(text: str) -> str:
    """Return the text with its paragraphs, each fit for a terminal; empty ones are left out."""
    return "\n".join(filter(None, map(safe, text.splitlines())))
