"""A message that is longer than the service takes."""

from __future__ import annotations

_MORE = "…"


def fit(text: str, most: int) -> str:
    r"""Return a text cut to so many characters, where possible between two lines.

    >>> fit("one\ntwo\nthree", 9)
    'one\ntwo\n…'
    """
    if len(text) <= most:
        return text
    room = max(0, most - len(_MORE) - 1)
    lines = text[: room + 1].rpartition("\n")[0]
    # A single long line is cut within.
    return f"{lines}\n{_MORE}" if lines else f"{text[:room]}{_MORE}"[:most]
