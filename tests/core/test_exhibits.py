"""Which of several answers is the one in which a mention was seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mentions.asking import Page
from mentions.core.changes import Sighting
from mentions.core.exhibits import Exhibit, exhibit_of
from mentions.model import Author, Channel, Evidence, Kind, Mention, MentionLink

NOW = datetime(2026, 3, 14, tzinfo=UTC)
API = "https://api.example/search"
WHERE = "https://news.example/item?id=47510003"


MENTION = Mention(
    article="https://blog.example/post-1",
    kind=Kind.MENTION,
    channel=Channel.POST,
    platform="hackernews",
    author=Author(handle="mara"),
    url=WHERE,
    first_seen=NOW,
    evidence=Evidence.LINK,
    source=API,
)


def exhibit(mention: Mention, *pages: tuple[str, bytes]) -> Exhibit | None:
    sighting = Sighting(source=mention.source, channel=Channel.POST, evidence=mention.evidence)
    told = [Page(url=asked, body=body) for asked, body in pages]
    return exhibit_of(mention, [sighting], pages=told, documents=(), resolutions={})


def shown(source: str, *pages: tuple[str, bytes], url: str | None = WHERE) -> bytes | None:
    """Return the body of the answer that is kept of a mention seen at a source."""
    found = exhibit(replace(MENTION, source=source, url=url), *pages)
    return found.page.body if found else None


@pytest.mark.parametrize("source", [API, f"{API}?url=a", f"{API}?url=a&page=0", f"{API}?page=0"])
def test_the_answer_of_a_search_is_known_without_its_parameters(source: str) -> None:
    assert shown(source, (f"{API}?url=a&page=0", b"{}")) == b"{}"


@pytest.mark.parametrize("source", [f"{API}?url=b", f"{API}/more", "https://other.example/search"])
def test_another_answer_is_not_taken_for_it(source: str) -> None:
    assert shown(source, (f"{API}?url=a", b"{}")) is None


PAGES = ((f"{API}?page=0", b'{"id": 47510001}'), (f"{API}?page=1", b'{"id": 47510003}'))


def test_of_several_the_one_that_holds_its_id() -> None:
    assert shown(API, *PAGES) == PAGES[1][1]
    assert shown(API, *reversed(PAGES)) == PAGES[1][1]


@pytest.mark.parametrize(
    "url",
    [
        None,
        "https://news.example/1",  # too short
        "https://news.example/id",  # stands in every answer
        "https://news.example/item?id=47519999",
    ],
)
def test_of_several_none_where_nothing_tells_which(url: str | None) -> None:
    assert shown(API, *PAGES, url=url) is None


@pytest.mark.parametrize("written", ["https://b.example/answer", r"https:\/\/b.example\/answer"])
def test_of_several_the_one_that_holds_its_permalink(written: str) -> None:
    other = (f"{API}?page=0", b'{"text": "no answer"}')
    pages = (other, (f"{API}?page=1", f'{{"url": "{written}"}}'.encode()))
    assert shown(API, *pages, url="https://b.example/answer") == pages[1][1]


def test_an_address_that_fits_wholly_goes_first() -> None:
    assert shown(f"{API}?page=0", *PAGES) == PAGES[0][1]


@pytest.mark.parametrize(
    ("evidence", "link"),
    [
        (Evidence.LINK, "http://www.blog.example/post-1/"),
        (Evidence.CONTEXT, None),
        (Evidence.ATTRIBUTED, None),
    ],
)
def test_the_link_kept_is_the_one_that_leads_to_the_article(
    evidence: Evidence, link: str | None
) -> None:
    links = (
        MentionLink(found="https://git.example/links"),
        MentionLink(found="http://www.blog.example/post-1/"),
    )
    found = exhibit(replace(MENTION, links=links, evidence=evidence), (API, b"{}"))
    assert found
    assert found.link == link


@pytest.mark.parametrize(
    ("resolved", "link"),
    [
        ("https://blog.example/post-1", "https://short.example/b"),
        ("https://blog.example/?p=42", "https://short.example/a"),  # an alias
    ],
)
def test_a_short_link_counts_as_what_it_leads_to(resolved: str, link: str) -> None:
    links = (
        MentionLink(found="https://short.example/a"),
        MentionLink(found="https://short.example/b"),
    )
    links = (links[0], replace(links[1], resolved=resolved))
    found = exhibit(replace(MENTION, links=links, evidence=Evidence.REDIRECT), (API, b"{}"))
    assert found
    assert found.link == link
