"""Alerts and searches: the pages they name are read, and only these count."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.sources.feeds import ADDRESSES, ARTICLE, NAME, changed, polled, watch_of
from tests.sources.fuzzing import run
from tests.sources.replaying import mentions_in, replayed

from mentions.asking import Batch, Page, Request, Watch
from mentions.errors import (
    AuthRequiredError,
    BlockedError,
    ConnectionFailedError,
    DamagedAnswerError,
    GoneError,
    MissingError,
    ParseError,
    RateLimitError,
    SourceError,
    StatusError,
    TooSlowError,
    UnsupportedError,
)
from mentions.model import Author
from mentions.sources._candidates import MOST_LEFT, MOST_LOOKED, MOST_PAGES, MOST_TRIES
from mentions.sources._presets_entries import MOST_BYTES
from mentions.sources.feed import SOURCE

ALERTS = ADDRESSES["google-alerts"]
JO, SILENT, SLOW = (
    "http://jo.example/weekly-12/",
    "http://silent.example/named-only",
    "http://slow.example/late",
)
EMPTY = b"<html><body><p>Nothing.</p></body></html>"
Answer = Callable[[Request], Page | SourceError]


def alerts(*pages: str) -> bytes:
    """Return an alert that names pages."""
    entries = "".join(
        f'<entry><title>T</title><link href="https://www.google.com/url?url={page}&amp;ct=ga"/>'
        f"</entry>"
        for page in pages
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title>{entries}</feed>'.encode()


def pages(count: int) -> list[str]:
    return [f"https://news.example/{one}" for one in range(count)]


def naming(*named: str, otherwise: Answer | None = None) -> Answer:
    """Answer an alert that names pages, and these with nothing."""

    def answer(request: Request) -> Page | SourceError:
        if request.url == ALERTS:
            kind, cursor = "application/atom+xml", {"etag": "x"}
            return Page(url=ALERTS, body=alerts(*named), content_type=kind, cursor=cursor)
        given = otherwise(request) if otherwise else None
        return given or Page(url=request.url, body=EMPTY, content_type="text/html")

    return answer


def poll(answer: Answer, cursor: object = None) -> tuple[Batch, list[str]]:
    """Poll the alert; returns what it gave and the pages that were asked."""
    watch = Watch(source=NAME, address=ALERTS, cursor=cursor)
    batch, asked = run(SOURCE.poll(watch), answer)
    assert all(one.discovered for one in asked[1:]), "robots.txt decides"
    return batch, [one.url for one in asked[1:]]


def test_an_alerts_wrappers_are_decoded_and_the_pages_read() -> None:
    """Checklist 24: Google Alerts."""
    batch, asked = poll(replayed(NAME))
    assert asked[:3] == [JO, SILENT, SLOW]
    assert not any("google" in url for url in asked)
    mention, *others = mentions_in(batch, ARTICLE)
    assert others == []
    assert (mention.url, mention.author) == (JO, Author(name="Jo Berg"))
    assert mention.text == "Lesenswert, was zu kurzen Links geschrieben steht."
    assert mention.published is not None
    assert mention.published.isoformat() == "2026-03-13T07:30:00+00:00", "of the page"
    assert mention.language == "de"


def test_an_alert_of_the_article_itself_is_no_mention() -> None:
    batch, asked = poll(naming(ARTICLE))
    assert asked == [ARTICLE]
    assert mentions_in(batch, ARTICLE) == []
    assert batch.documents[0].entries == ()


def test_bings_wrappers_are_decoded_and_one_page_is_read_once() -> None:
    """Checklist 24: Bing; its wrapper is another one at each fetch."""
    batch, asked = run(SOURCE.poll(watch_of("bing-news")), replayed(NAME))
    assert [one.url for one in asked[1:]] == ["https://daily.example/tech/1"]
    (mention,) = mentions_in(batch, ARTICLE)
    assert mention.url == "https://daily.example/tech/1"
    assert batch.incomplete is None
    watch = watch_of("bing-news", cursor=batch.cursor)
    answer = replayed(NAME)

    def rewrapped(request: Request) -> Page | SourceError:
        page = answer(request)
        assert isinstance(page, Page)
        return replace(page, body=page.body.replace(b"tid=77a", b"tid=99c"))

    _, asked = run(SOURCE.poll(watch), rewrapped)
    assert len(asked) == 1


def test_bings_web_search_names_pages_as_they_are() -> None:
    (mention,) = mentions_in(polled("bing-web"), ARTICLE)
    assert mention.url == "https://daily.example/tech/1"


def test_google_news_stays_closed_and_says_so_every_time() -> None:
    """Checklist 24: Google News is left opaque; nobody is asked what hides behind it."""
    batch, asked = run(SOURCE.poll(watch_of("google-news")), replayed(NAME))
    assert [one.url for one in asked] == [ADDRESSES["google-news"]]
    assert mentions_in(batch, ARTICLE) == []
    assert [one.entries for one in batch.documents] == [()]
    for _ in range(2):
        assert isinstance(batch.incomplete, UnsupportedError)
        assert "2 of its entries could not be looked at: Google News hides" in str(batch.incomplete)
        page = Page(url=ADDRESSES["google-news"], unchanged=True, cursor={"etag": "x"})
        watch = watch_of("google-news", cursor=batch.cursor)
        batch, _ = run(SOURCE.poll(watch), lambda _, page=page: page)
        assert batch.unchanged


def test_google_news_that_names_nothing_is_empty() -> None:
    page = Page(url=ALERTS, body=b"<rss version='2.0'><channel><title>T</title></channel></rss>")
    batch, _ = run(SOURCE.poll(watch_of("google-news")), lambda _: page)
    assert batch.incomplete is None


def test_an_entry_without_a_link_is_said() -> None:
    link = (
        '<link href="https://www.google.com/url?rct=j&amp;sa=t&amp;'
        'url=http://silent.example/named-only&amp;ct=ga&amp;cd=CAIyGjA1&amp;usg=AOvVaw2"/>'
    )
    batch = changed("google-alerts", (link, ""))
    assert isinstance(batch.incomplete, UnsupportedError)
    assert len(mentions_in(batch, ARTICLE)) == 1


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "/alerts", "", "file:///etc/passwd", "http://%00/"]
)
def test_what_leads_to_no_page_is_not_asked(target: str) -> None:
    batch, asked = poll(naming(target))
    assert asked == []
    assert isinstance(batch.incomplete, UnsupportedError)


def test_an_address_without_end_is_left_out_and_said() -> None:
    batch, asked = poll(naming(f"https://news.example/{'a' * 3_000}"))
    assert asked == []
    assert "left out" in str(batch.incomplete)


@pytest.mark.parametrize("body", [b"<html><body>Consent</body></html>", b"{}", b"Sorry", b""])
def test_what_is_no_feed_is_not_empty(body: bytes) -> None:
    with pytest.raises(ParseError):
        poll(lambda _: Page(url=ALERTS, body=body, content_type="text/html"))


def test_a_feed_of_absurd_size_is_not_read() -> None:
    body = alerts() + b" " * MOST_BYTES
    with pytest.raises(ParseError, match="at the most"):
        poll(lambda _: Page(url=ALERTS, body=body))


def test_pages_are_read_once_also_when_the_feed_is_the_same() -> None:
    batch, asked = poll(naming(*pages(2)))
    assert (len(asked), batch.incomplete) == (2, None)
    batch, asked = poll(naming(*pages(3)), batch.cursor)
    assert asked == ["https://news.example/2"]
    same = Page(url=ALERTS, unchanged=True, cursor={"etag": "x"})
    batch, asked = poll(lambda _: same, batch.cursor)
    assert (asked, batch.unchanged, batch.incomplete, batch.documents) == ([], True, None, ())
    assert batch.cursor is not None
    assert batch.cursor["etag"] == "x"


def test_some_are_read_in_each_poll_until_nothing_is_left() -> None:
    batch, asked = poll(naming(*pages(MOST_PAGES + 3)))
    assert len(asked) == MOST_PAGES
    assert isinstance(batch.incomplete, UnsupportedError)
    # The others are read although the feed has gone on.
    batch, asked = poll(naming("https://news.example/new"), batch.cursor)
    assert asked == ["https://news.example/new", *pages(MOST_PAGES + 3)[MOST_PAGES:]]
    assert batch.incomplete is None


@pytest.mark.parametrize(
    ("error", "how"),
    [
        (BlockedError, "refused"),
        (AuthRequiredError, "refused"),
        (GoneError, "gone"),
        (MissingError, "gone"),
        (ParseError, "unreadable"),
        (TooSlowError, None),
        (ConnectionFailedError, None),
        (RateLimitError, None),
        (DamagedAnswerError, None),
        (StatusError, None),
    ],
)
def test_a_page_that_cannot_be_read_is_said_and_what_may_pass_is_asked_again(
    error: type[SourceError], how: str | None
) -> None:
    bad, good = pages(2)

    def fails(request: Request) -> SourceError | None:
        return error(bad, "no") if request.url == bad else None

    batch, _ = poll(naming(bad, good, otherwise=fails))
    assert type(batch.incomplete) is SourceError, "what a page says is not said of the service"
    assert batch.cursor is not None
    outcomes = sorted(batch.cursor["looked"].values())
    assert outcomes == sorted(["read", *([how] if how else [])])
    batch, asked = poll(naming(), batch.cursor)
    assert asked == ([] if how else [bad])
    assert batch.incomplete is None


def test_a_page_that_never_answers_is_given_up_at_last() -> None:
    def fails(request: Request) -> SourceError:
        return TooSlowError(request.url, "no")

    cursor = None
    for _ in range(MOST_TRIES):
        batch, asked = poll(naming(*pages(1), otherwise=fails), cursor)
        assert (len(asked), type(batch.incomplete)) == (1, SourceError)
        cursor = batch.cursor
    batch, asked = poll(naming(*pages(1)), cursor)
    assert (asked, batch.incomplete) == ([], None)
    assert batch.cursor is not None
    assert list(batch.cursor["looked"].values()) == ["given up"]


def test_a_page_nobody_was_asked_for_is_never_given_up() -> None:
    """A closed host, or a budget that is used up: the page is left until somebody is asked."""

    def closed(request: Request) -> SourceError:
        return RateLimitError(request.url, "not asked")

    cursor = None
    for _ in range(MOST_TRIES + 2):
        batch, _ = poll(naming(*pages(1), otherwise=closed), cursor)
        assert batch.incomplete is not None
        cursor = batch.cursor
    _, asked = poll(naming(), cursor)
    assert asked == pages(1)


def test_pages_that_fail_wait_behind_the_others() -> None:
    def fails(request: Request) -> SourceError:
        return TooSlowError(request.url, "no")

    first, asked = poll(naming(*pages(MOST_PAGES + 2), otherwise=fails))
    assert asked == pages(MOST_PAGES)
    _, asked = poll(naming(otherwise=fails), first.cursor)
    assert asked[:2] == pages(MOST_PAGES + 2)[-2:]


def test_pages_that_fail_do_not_hold_up_new_ones() -> None:
    def fails(request: Request) -> SourceError | None:
        return TooSlowError(request.url, "no") if "/fresh" not in request.url else None

    batch, _ = poll(naming(*pages(MOST_PAGES), otherwise=fails))
    _, asked = poll(naming("https://news.example/fresh", otherwise=fails), batch.cursor)
    assert asked[0] == "https://news.example/fresh"
    assert len(asked) == MOST_PAGES


def test_a_flood_is_bounded_and_said() -> None:
    batch, asked = poll(naming(*pages(MOST_LEFT + 40)))
    assert len(asked) == MOST_PAGES
    assert batch.cursor is not None
    assert len(batch.cursor["left"]) == MOST_LEFT - MOST_PAGES
    assert "etag" not in batch.cursor, "the others have to be named again"
    cursor = batch.cursor | {"looked": {f"{one:x}": "read" for one in range(5_000)}}
    batch, _ = poll(naming(*pages(5)), cursor)
    assert batch.cursor is not None
    assert len(batch.cursor["looked"]) <= MOST_LOOKED + MOST_PAGES


@pytest.mark.parametrize(
    "cursor",
    [
        {"looked": 3, "left": [], "hidden": "x"},
        {"looked": {"a": 1}, "left": {"https://news.example/7": 0}, "hidden": None},
        {"left": [["https://news.example/9", -1], ["https://news.example/8", 99], 7, [], [7, 0]]},
    ],
)
def test_a_strange_cursor_does_no_harm(cursor: dict[str, object]) -> None:
    batch, asked = poll(naming(*pages(1)), cursor)
    assert (asked, batch.incomplete) == (pages(1), None)
