"""What was kept of the answers in which mentions were first seen. The answers lie in an archive."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, Select, select, update
from sqlmodel import Session

from mentions.core.exhibits import Place
from mentions.store.dialect import insert_missing
from mentions.store.tables_reports import EVIDENCE
from mentions.store.types import chunks, short_key

# In place of the path of a picture that could not be taken.
_NO_PICTURE = ""
_DIGITS = 16  # of a hash, in what a reader may quote


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """Evidence of one mention at one place.

    Attributes:
        id: Of the evidence itself; None before it is stored.
        at: When the answer was read.
        url: The address that answered.
        link: The link to the article as written.
        chain: The hops that follow it.
        sentence: The words around it.
        digest: SHA-256 of the answer's body, in hexadecimal.
        size: Bytes of the body.
        place: Where the answer lies; None where only this is kept.
        screenshot: Name of the picture's file.
    """

    id: int | None = None
    mention_id: int
    at: datetime
    url: str
    link: str | None
    chain: tuple[str, ...]
    sentence: str | None
    digest: str
    size: int
    place: Place | None = None
    screenshot: str | None = None


def save_evidence(session: Session, kept: Iterable[Kept]) -> None:
    """Keep evidence; what is known of a mention at an address stays as it was first seen."""
    insert_missing(session.connection(), EVIDENCE, [_values(one) for one in kept])


def load_evidence(session: Session, mention_ids: Collection[int]) -> dict[int, list[Kept]]:
    """Return what is kept of mentions, by their ids, the oldest first."""
    found: dict[int, list[Kept]] = {}
    for part in chunks(mention_ids):
        query = select(EVIDENCE).where(EVIDENCE.c.mention_id.in_(part)).order_by(EVIDENCE.c.id)
        for one in _load(session, query):
            found.setdefault(one.mention_id, []).append(one)
    return found


def load_marks(session: Session, mention_ids: Iterable[int]) -> dict[int, str]:
    """Return by which words a reader may quote the kept answers of mentions: hash and day.

    Those of the oldest answer that is still kept, such as "sha256:0f3c9a5d21b47e68 2026-03-14";
    the hash is cut to 16 digits, `mentions evidence ID` has all of it.
    """
    marks: dict[int, str] = {}
    kept = EVIDENCE.c
    for part in chunks(mention_ids):
        query = select(kept.mention_id, kept.digest, kept.at)
        query = query.where(kept.mention_id.in_(part), kept.file.is_not(None))
        for row in session.connection().execute(query.order_by(kept.at, kept.id)):
            mark = f"sha256:{row.digest[:_DIGITS]} {row.at.astimezone(UTC):%Y-%m-%d}"
            marks.setdefault(row.mention_id, mark)
    return marks


def load_unpictured(session: Session, *, since: datetime, limit: int) -> list[Kept]:
    """Return evidence with an answer and no picture, the newest first."""
    wanted = EVIDENCE.c.file.is_not(None), EVIDENCE.c.screenshot.is_(None), EVIDENCE.c.at >= since
    return _load(session, select(EVIDENCE).where(*wanted).order_by(-EVIDENCE.c.id).limit(limit))


def save_screenshot(session: Session, evidence_id: int, file: str | None) -> None:
    """Note the picture of an answer; None where none can be taken, so that nobody tries again."""
    name = _NO_PICTURE if file is None else file
    change = update(EVIDENCE).where(EVIDENCE.c.id == evidence_id).values(screenshot=name)
    session.connection().execute(change)


def forget_answers(session: Session, *, before: datetime) -> tuple[set[str], set[str]]:
    """Forget where older answers lie; returns the names of files nobody needs any more.

    Link, sentence and hash stay.

    Returns:
        Files of the archive, and pictures.
    """
    connection = session.connection()
    old = EVIDENCE.c.at < before
    query = select(EVIDENCE.c.file, EVIDENCE.c.screenshot).where(old)
    rows = connection.execute(query).all()
    files = {row.file for row in rows if row.file}
    younger = select(EVIDENCE.c.file).where(~old, EVIDENCE.c.file.is_not(None)).distinct()
    needed = {row.file for row in connection.execute(younger)}
    nothing = {"file": None, "begins": None, "record": None, "screenshot": _NO_PICTURE}
    connection.execute(update(EVIDENCE).where(old).values(nothing))
    return files - needed, {row.screenshot for row in rows if row.screenshot}


def _values(one: Kept) -> dict[str, Any]:
    place = one.place
    return {
        "mention_id": one.mention_id,
        "place": short_key(one.url),
        "at": one.at,
        "url": one.url,
        "link": one.link,
        "chain": list(one.chain),
        "sentence": one.sentence,
        "digest": one.digest,
        "size": one.size,
        "record": place.record if place else None,
        "file": place.file if place else None,
        "begins": place.begins if place else None,
    }


def _load(session: Session, query: Select[Any]) -> list[Kept]:
    return [_kept(row) for row in session.connection().execute(query)]


def _kept(row: Row[Any]) -> Kept:
    return Kept(
        id=row.id,
        mention_id=row.mention_id,
        at=row.at,
        url=row.url,
        link=row.link,
        chain=tuple(row.chain),
        sentence=row.sentence,
        digest=row.digest,
        size=row.size,
        place=Place(file=row.file, begins=row.begins, record=row.record) if row.file else None,
        screenshot=row.screenshot or None,
    )
