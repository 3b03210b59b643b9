"""By which rules the canonical forms of the database were made, and whether those still hold."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from functools import cache
from hashlib import blake2b
from pathlib import Path

from sqlmodel import Session

import mentions.urls
from mentions.store.notes import load_note, save_note

_NOTE = "canonical.rules"
_KINDS = frozenset({".py", ".toml", ".txt"})


@cache
def rules() -> str:
    """Return what differs wherever two versions of the program may compare addresses differently.

    Code and data of urls/, and the Unicode that this Python knows: nobody has to think of raising
    a number. Made once in a process, which may outlive the files it was started from.
    """
    digest = blake2b(unicodedata.unidata_version.encode(), digest_size=16)
    folder = Path(mentions.urls.__path__[0])
    for file in sorted(path for path in folder.rglob("*") if path.suffix in _KINDS):
        digest.update(f"\0{file.relative_to(folder).as_posix()}\0".encode())
        digest.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def are_current(session: Session) -> bool:
    """Whether the canonical forms that are stored were made by the rules of this program."""
    return bool(load_note(session, _NOTE) == rules())


def note_rules(session: Session, *, now: datetime) -> None:
    """Remember that everything stored follows the rules of this program."""
    save_note(session, _NOTE, rules(), now=now)
