from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from mentions.asking import Page
from mentions.core.exhibits import Place
from mentions.errors import StoreError
from mentions.tracker.evidence.archive import Archive

AT = datetime(2026, 3, 14, 23, 30, tzinfo=UTC)
PAGE = Page(
    url="https://links.example/woche",
    body="<p>Grüße: <a href='https://blog.example/post-1'>lesen</a></p>".encode(),
    content_type="text/html; charset=utf-8",
)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(folder=tmp_path / "kept", max_bytes=10_000)


def digest(page: Page) -> str:
    return sha256(page.body).hexdigest()


def records(path: Path) -> list[tuple[str, str | None, bytes]]:
    with path.open("rb") as file:
        return [
            (
                one.rec_type,
                one.rec_headers.get_header("WARC-Target-URI"),
                one.content_stream().read(),
            )
            for one in ArchiveIterator(file, check_digests="raise")
        ]


def test_an_answer_is_read_back_as_it_was(archive: Archive) -> None:
    first = archive.add(PAGE, at=AT)
    second = archive.add(replace(PAGE, body=b"another"), at=AT)
    assert first
    assert second
    assert archive.read(first, digest(PAGE)) == PAGE.body
    assert archive.read(second, digest(replace(PAGE, body=b"another"))) == b"another"


def test_another_program_reads_the_file(archive: Archive) -> None:
    archive.add(PAGE, at=AT)
    archive.add(PAGE, at=AT)
    found = records(archive.folder / "mentions-2026-03-14.warc.gz")
    assert [kind for kind, _, _ in found] == ["warcinfo", "resource", "resource"]
    assert found[1] == ("resource", PAGE.url, PAGE.body)


def test_what_is_too_large_is_not_kept(archive: Archive) -> None:
    assert archive.add(replace(PAGE, body=b"x" * 10_001), at=AT) is None
    assert not archive.folder.exists()


def test_a_changed_file_is_told(archive: Archive) -> None:
    place = archive.add(PAGE, at=AT)
    assert place
    path = archive.folder / place.file
    data = bytearray(path.read_bytes())
    data[place.begins + 40] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(StoreError, match=f"damaged at byte {place.begins}"):
        archive.read(place, digest(PAGE))


def test_another_answer_in_its_place_is_told(archive: Archive) -> None:
    place = archive.add(PAGE, at=AT)
    assert place
    with pytest.raises(StoreError, match="damaged"):
        archive.read(place, digest(replace(PAGE, body=b"other")))
    with pytest.raises(StoreError, match="cannot be read"):
        archive.read(Place(file="gone.warc.gz", begins=0, record="x"), digest(PAGE))


def test_a_header_cannot_be_smuggled_in(archive: Archive) -> None:
    page = replace(PAGE, content_type="text/html\r\nWARC-Type: request\r\n\r\n")
    place = archive.add(page, at=AT)
    assert place
    assert [kind for kind, _, _ in records(archive.folder / place.file)] == ["warcinfo", "resource"]


def test_only_files_of_the_folder_are_dropped(archive: Archive, tmp_path: Path) -> None:
    place = archive.add(PAGE, at=AT)
    assert place
    (tmp_path / "mine").write_text("x")
    assert archive.drop({place.file, "../mine", "missing"}) == 1
    assert (tmp_path / "mine").exists()


def write(folder: Path, number: int) -> list[Place]:
    archive = Archive(folder=folder, max_bytes=10_000)
    pages = [replace(PAGE, body=f"{number}-{one}".encode() * 50) for one in range(20)]
    return [place for place in (archive.add(page, at=AT) for page in pages) if place]


def test_two_processes_write_whole_records(archive: Archive) -> None:
    with get_context("spawn").Pool(2) as pool:
        places = pool.starmap(write, [(archive.folder, 1), (archive.folder, 2)])
    assert [len(some) for some in places] == [20, 20]
    found = records(archive.folder / "mentions-2026-03-14.warc.gz")
    assert len({body for _, _, body in found[1:]}) == 40
