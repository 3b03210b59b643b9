"""The archive of answers: WARC files, one for each day, a compressed record for each answer.

WARC 1.1 (ISO 28500). An answer is a `resource` record: its body as it was read, unpacked. The
headers it came with are not kept, as they may hold cookies and keys.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from mentions.asking import Page
from mentions.core.exhibits import Place
from mentions.errors import ConfigError, StoreError

_NO_TYPE = "application/octet-stream"
_LONGEST_TYPE = 200
_HEADER = "mentions keeps here what it was shown; each record is one answer"


@dataclass(frozen=True, kw_only=True, slots=True)
class Archive:
    """A folder of WARC files.

    Attributes:
        folder: It is made when the first record comes.
        max_bytes: Larger answers are not kept.
    """

    folder: Path
    max_bytes: int

    def add(self, page: Page, *, at: datetime) -> Place | None:
        """Append an answer; returns where it stands, None where it is too large.

        Killed anywhere, the file holds whole records only.

        Raises:
            OSError: The file cannot be written; it is as it was.
            ConfigError: What writes such files is not installed.
        """
        if len(page.body) > self.max_bytes:
            return None
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"mentions-{at.astimezone(UTC):%Y-%m-%d}.warc.gz"
        with _locked(self.folder / name) as file:
            begins = file.seek(0, os.SEEK_END)
            if not begins:
                begins = _append(file, 0, _first_record(name))
            record, data = _record_of(page, at)
            _append(file, begins, data)
        return Place(file=name, begins=begins, record=record)

    def read(self, place: Place, digest: str) -> bytes:
        """Return the body of an answer.

        Raises:
            StoreError: The file is gone or damaged.
        """
        path = self.folder / place.file
        try:
            with path.open("rb") as file:
                file.seek(place.begins)
                body = _body_of(file, place.record)
        except OSError as error:
            raise StoreError(f"{path}: cannot be read: {error.strerror}") from error
        if body is None or sha256(body).hexdigest() != digest:
            raise StoreError(f"{path}: damaged at byte {place.begins}; use a copy of the file")
        return body

    def drop(self, names: Iterable[str]) -> int:
        """Delete files; returns how many there were."""
        dropped = 0
        for name in names:
            path = self.folder / name
            if path.parent == self.folder and path.exists():
                path.unlink()
                dropped += 1
        return dropped


@contextmanager
def _locked(path: Path) -> Iterator[Any]:
    """Open a file for appending that no other process writes meanwhile."""
    with path.open("ab", buffering=0) as file:
        try:
            import fcntl  # noqa: PLC0415 - not on Windows, where one process at a time has to do
        except ImportError:
            yield file
            return
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _append(file: Any, begins: int, data: bytes) -> int:
    """Append whole or not at all; returns where the file ends."""
    try:
        left = memoryview(data)
        while left:
            left = left[file.write(left) :]
    except OSError:
        file.truncate(begins)
        raise
    return begins + len(data)


def _first_record(name: str) -> bytes:
    buffer = BytesIO()
    writer = _writer(buffer)
    writer.write_record(writer.create_warcinfo_record(name, {"description": _HEADER}))
    return buffer.getvalue()


def _record_of(page: Page, at: datetime) -> tuple[str, bytes]:
    buffer = BytesIO()
    writer = _writer(buffer)
    stamp = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    kind = "".join(filter(str.isprintable, page.content_type or _NO_TYPE))[:_LONGEST_TYPE]
    record = writer.create_warc_record(
        page.url,
        "resource",
        payload=BytesIO(page.body),
        length=len(page.body),
        warc_content_type=kind or _NO_TYPE,
        warc_headers_dict={
            "WARC-Date": stamp,
            "WARC-Payload-Digest": f"sha256:{sha256(page.body).hexdigest()}",
        },
    )
    writer.write_record(record)
    return record.rec_headers.get_header("WARC-Record-ID"), buffer.getvalue()


def _writer(buffer: BytesIO) -> Any:
    _check_installed()
    from warcio.warcwriter import WARCWriter  # noqa: PLC0415 - needed by few

    return WARCWriter(buffer, gzip=True)


def _body_of(file: Any, record: str) -> bytes | None:
    _check_installed()
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - as above
    from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415 - as above

    try:
        for found in ArchiveIterator(file):
            if found.rec_headers.get_header("WARC-Record-ID") != record:
                return None
            body: bytes = found.content_stream().read()
            return body
    except (ArchiveLoadFailed, EOFError, ValueError):
        return None
    return None


def _check_installed() -> None:
    if find_spec("warcio") is None:
        raise ConfigError("keeping evidence needs warcio: pip install 'mentions[archive]'")
