"""What holds for every source, found by itself."""

from collections.abc import Callable

import pytest

from mentions.asking import Page, Source, Watch
from mentions.errors import ConfigError, FetchError
from mentions.sources import find_source, load_sources

SOURCES = load_sources()
# Those that look at the place itself; the others search for it elsewhere.
PLACES = {name: source for name, source in SOURCES.items() if not source.profile.searches}
ADDRESS = "https://blog.example/post-1/"
PAGE = b"<html><title>T</title><p>Nothing here.</p></html>"


def test_ours_are_found() -> None:
    assert set(SOURCES) >= {"webpage", "feed", "wordpress"}


@pytest.mark.parametrize("source", PLACES.values(), ids=PLACES)
def test_it_asks_for_its_address_first(source: Source) -> None:
    first = next(source.poll(Watch(source=source.name, address=ADDRESS, cursor={"etag": "x"})))
    assert (first.url, first.cursor) == (ADDRESS, {"etag": "x"})


@pytest.mark.parametrize("source", PLACES.values(), ids=PLACES)
def test_unchanged_reads_nothing(source: Source, drive: Callable) -> None:
    page = Page(url=ADDRESS, unchanged=True, cursor={"etag": "x"})
    batch, _ = drive(source.poll(Watch(source=source.name, address=ADDRESS)), lambda _: page)
    assert (batch.unchanged, batch.documents, batch.cursor) == (True, (), {"etag": "x"})


@pytest.mark.parametrize("source", PLACES.values(), ids=PLACES)
def test_a_refusal_is_passed_on(source: Source, drive: Callable) -> None:
    watch = Watch(source=source.name, address=ADDRESS)
    with pytest.raises(FetchError):
        drive(source.poll(watch), lambda _: FetchError(ADDRESS, "gone"))


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_it_has_a_title(source: Source) -> None:
    assert source.title
    assert source.name.isidentifier()


def test_an_unknown_source_is_named_with_the_known() -> None:
    with pytest.raises(ConfigError, match=r"no source 'rss'.*feed.*webpage"):
        find_source("rss")
