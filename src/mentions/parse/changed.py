"""Dates that tell of a change, which are not those of writing."""

from __future__ import annotations

import re

from bs4.element import NavigableString, Tag

CHANGED = re.compile(
    r"\b(?:last |zuletzt |letzte )?(?:updated?|modified|edited|aktualisiert|geändert|bearbeitet|"
    r"änderung|mis à jour|actualizado|aggiornato)\b",
    re.IGNORECASE,
)
# Where these words end, the date of the change begins.
_BEFORE_DATE = re.compile(
    rf"{CHANGED.pattern}(?: (?:am|on|at|le|el|il|um))?\s*[:(]?\s*\Z", re.IGNORECASE
)
_MAX_BEFORE = 40


def tells_of_change(tag: Tag) -> bool:
    """Whether microdata, or the words right before a date, say that it is the day of a change."""
    stated = tag.get("itemprop") or ""
    if "datemodified" in str(stated).lower():
        return True
    before = tag.previous_sibling
    if type(before) is NavigableString and not before.strip():
        before = before.previous_sibling
    if isinstance(before, Tag) and len(before.contents) == 1:
        before = before.contents[0]
    words = str(before)[-_MAX_BEFORE:] if type(before) is NavigableString else ""
    return bool(_BEFORE_DATE.search(words))
