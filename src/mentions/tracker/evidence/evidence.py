"""Keeping the evidence of new mentions, and forgetting it when its time is over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import structlog

from mentions.core.exhibits import Exhibit, Place, exhibit_of
from mentions.errors import ConfigError
from mentions.store.engine import Session, Store
from mentions.store.evidence import Kept, forget_answers, load_evidence, save_evidence
from mentions.store.mentions import load_mention, load_sightings
from mentions.tracker.evidence.archive import Archive
from mentions.tracker.polling import Told

# Pictures lie in a folder of their own beside the answers.
PICTURES = "screenshots"

log = structlog.get_logger("mentions.evidence")


def keep_evidence(
    session: Session, archive: Archive, told: Told, new: Iterable[int], *, now: datetime
) -> None:
    """Keep what shows that new mentions are some.

    Where the archive cannot be written, the link, the sentence and the hash are kept all the same.

    Args:
        session: The one in which the mentions were stored.
        archive: Where the answers go.
        told: What the poll gave.
        new: Ids of the mentions that it brought.
        now: Aware, UTC.
    """
    places: dict[str, Place | None] = {}
    kept = []
    for number, exhibit in _exhibits(session, told, new):
        page = exhibit.page
        if page.url not in places:  # one answer may show many mentions
            places[page.url] = _archived(archive, exhibit, now)
        kept.append(
            Kept(
                mention_id=number,
                at=now,
                url=page.url,
                link=exhibit.link,
                chain=exhibit.chain,
                sentence=exhibit.sentence,
                digest=exhibit.digest,
                size=len(page.body),
                place=places[page.url],
            )
        )
    save_evidence(session, kept)


def read_evidence(archive: Archive, kept: Kept) -> bytes | None:
    """Return the answer as it was kept; None where it was not, or not any more.

    Raises:
        StoreError: The archive is damaged.
    """
    return archive.read(kept.place, kept.digest) if kept.place else None


def evidence_of(store: Store, mention_id: int) -> list[Kept]:
    """Return what is kept of a mention, the oldest first."""
    with store.reading() as session:
        return load_evidence(session, [mention_id]).get(mention_id, [])


def prune_evidence(store: Store, archive: Archive, *, days: int | None, now: datetime) -> int:
    """Delete answers that are older than the owner wants; returns how many files went."""
    if days is None:
        return 0
    with store.writing() as session:
        files, pictures = forget_answers(session, before=now - timedelta(days=days))
    # After the rows: a file that stays is found by nobody, a row without its file would mislead.
    return archive.drop(files) + archive_of_pictures(archive).drop(pictures)


def archive_of_pictures(archive: Archive) -> Archive:
    """Return where the pictures lie."""
    return Archive(folder=archive.folder / PICTURES, max_bytes=archive.max_bytes)


def _exhibits(session: Session, told: Told, new: Iterable[int]) -> Iterator[tuple[int, Exhibit]]:
    if told.answer is None:
        return
    for number in new:
        stored = load_mention(session, number)
        if stored is None:
            continue
        exhibit = exhibit_of(
            stored.mention,
            [one.sighting for one in load_sightings(session, number)],
            pages=told.answer.pages,
            documents=told.answer.batch.documents,
            resolutions=told.resolutions,
        )
        if exhibit:
            yield number, exhibit


def _archived(archive: Archive, exhibit: Exhibit, now: datetime) -> Place | None:
    try:
        return archive.add(exhibit.page, at=now)
    except (OSError, ConfigError) as error:
        log.warning("answer not kept", url=exhibit.page.url, why=str(error))
        return None
