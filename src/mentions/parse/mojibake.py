"""Text that was encoded twice: UTF-8 read as windows-1252 or latin-1 and stored again ("fÃ¼r").

Old comments were imported like that, beside others that are right, so each run of letters is
judged by itself. What can be ordinary writing is left as it is ("AMANHÃ”", „Hä…“), and so are
addresses and texts that show the wrong form beside the right one.
"""

from __future__ import annotations

import re

# The first bytes of characters in UTF-8 as windows-1252 shows them. German needs the first four.
_SIGNS = ("Ã", "Â", "â€", "â\x80", "Å", "Î", "Ð", "Ñ", "ã", "ðŸ")
# What windows-1252 (or latin-1, whose control characters no text has) shows for 0x80 to 0xBF.
_CONTROLS = {
    code: char for code in range(0x80, 0xA0) for char in bytes([code]).decode("cp1252", "ignore")
}
_BYTES = {ord(char): code for code, char in _CONTROLS.items()}
_F = f"[\x80-\xbf{re.escape(''.join(_CONTROLS.values()))}]"
_RUN = re.compile(f"(?:[Â-ß]{_F}|[à-ï]{_F}{{2}}|[ð-ô]{_F}{{3}})+")
# With these it is certain: nobody writes them.
_SURE = ("Ã", "Â", "â€", "â\x80", "â„", "â‚", "ðŸ")
# What may close a word in capitals: then the letter before it is no first half.
_CLOSERS = frozenset("\u00a0’‘“”…–—»«›‹™°²³®©•¹º‰")
# Letters that words of these languages do not consist of alone: somebody shows them.
_NEVER_ALONE = frozenset("äöüßÄÖÜ")
_NEAR = 200
_ADDRESSES = ("/", "./", "../", "www.", "?", "#")
_NAMES_ADDRESS = re.compile(r"\b(?:href|src|cite|action)\s{0,3}=\s{0,3}[\"']?\Z", re.IGNORECASE)
_OUTSIDE = " \t\r\n\"'<>="
_WORD_BEFORE, _WORD_AFTER = re.compile(r"\w*\Z"), re.compile(r"\w*")
_LONGEST_WORD = 30
# Twice in a row it happened at times; more runs than these are no text.
_MAX_PASSES, _MAX_RUNS = 3, 20_000


def mend(text: str) -> tuple[str, int]:
    """Return a text with its twice encoded letters set right, and how many runs of them.

    Args:
        text: A page, feed or comment as decoded; markup may stand in it.

    >>> mend("Ã„rger fÃ¼r Jörg, „SÃO PAULO“")
    ('Ärger für Jörg, „SÃO PAULO“', 2)
    """
    count = 0
    for _ in range(_MAX_PASSES):
        if text.isascii() or not any(sign in text for sign in _SIGNS):
            break
        text, found = _mended(text)
        count = max(count, len(found))
        # What came out is looked at again only where it can have been encoded once more.
        if len(found) == _MAX_RUNS or not any(map(_RUN.search, found)):
            break
    return text, count


def _mended(text: str) -> tuple[str, list[str]]:
    """Return the text after one pass, and what its runs became."""
    found: list[str] = []

    def right(run: re.Match[str]) -> str:
        letters = _letters(run, text)
        if letters is None:
            return run[0]
        found.append(letters)
        return letters

    return _RUN.sub(right, text, _MAX_RUNS), found


def _letters(run: re.Match[str], text: str) -> str | None:
    """Return what a run stands for; None where it may be meant as it stands."""
    try:
        letters = run[0].translate(_BYTES).encode("latin-1").decode("utf-8").translate(_CONTROLS)
    except UnicodeError:
        return None
    if not _is_likely(run, letters, text):
        return None
    return None if _is_in_address(run, text) or _is_shown(run, letters, text) else letters


def _is_likely(run: re.Match[str], letters: str, text: str) -> bool:
    """Whether a run is more likely an accident than writing."""
    before, after = text[max(run.start() - 1, 0) : run.start()], text[run.end() : run.end() + 1]
    if letters in _NEVER_ALONE and not (before.isalpha() or after.isalpha()):
        return False
    ends = not after.isalpha() or run[0][-1] == "\u00a0"
    if ends and run[0][-1] in _CLOSERS and before.isupper():
        return False
    if run[0].startswith(_SURE) or len(letters) > 2:  # noqa: PLR2004 - nobody writes three
        return True
    # A capital in the middle of a word is none.
    if before.islower() and run[0][0].isupper():
        return True
    return before.isascii() and after.isascii() and _is_everywhere(run, text)


def _is_everywhere(run: re.Match[str], text: str) -> bool:
    """Whether there are several runs here, and no letter beyond ASCII but in them."""
    words = text[max(run.start() - _NEAR, 0) : run.end() + _NEAR].split(" ")
    # The first and the last may be cut in the middle of a run.
    near = " ".join(words[1:-1] if len(words) > 2 else words)  # noqa: PLR2004
    rest, runs = _RUN.subn("", near)
    return runs > 1 and rest.isascii()


def _is_in_address(run: re.Match[str], text: str) -> bool:
    """Whether a run is part of an address: mended, it would lead somewhere else."""
    head = text[max(run.start() - _NEAR, 0) : run.start()]
    start = max(map(head.rfind, _OUTSIDE)) + 1
    if "://" in head[start:] or head.startswith(_ADDRESSES, start):
        return True
    return _NAMES_ADDRESS.search(head, max(start - _LONGEST_WORD, 0), start) is not None


def _is_shown(run: re.Match[str], letters: str, text: str) -> bool:
    """Whether the right form of the same word stands beside it: then somebody talks about it."""
    before = re.split("[>\n]", text[max(run.start() - _NEAR, 0) : run.start()])[-1]
    after = re.split("[<\n]", text[run.end() : run.end() + _NEAR], maxsplit=1)[0]
    front = _WORD_BEFORE.search(before[-_LONGEST_WORD:])
    back = _WORD_AFTER.match(after[:_LONGEST_WORD])
    word = f"{front[0] if front else ''}{letters}{back[0] if back else ''}"
    return letters.isalpha() and (word in before or word in after)
