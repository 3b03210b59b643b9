"""giscus: the comments on one page, kept as a discussion."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pytest_httpserver import HTTPServer
from tests.sources.fuzzing import assert_sound, fuzzed, run, sample_page
from tests.sources.replaying import look, mentions_in, named, replayed, samples, serve

from mentions.asking import Page, Request, Watch
from mentions.errors import (
    BlockedError,
    MissingError,
    ParseError,
    RateLimitError,
    SourceError,
    UnsupportedError,
)
from mentions.model import Channel, Evidence, Kind
from mentions.sources.giscus import MOST_PAGES, SOURCE

ARTICLE = "https://blog.example/2026/03/short-links/"
NAME = "giscus"
QUERY = "/api/discussions?repo=ferns/press&term=2026/03/short-links/&category=Comments&strict=false"
API = f"https://giscus.app{QUERY}"
WATCH = Watch(source=NAME, address=f"{API}#{ARTICLE}")
HERE = "https://github.com/ferns/press/discussions/5#discussioncomment-"


def other(term: str, repo: str = "ferns/press") -> Watch:
    address = f"https://giscus.app/api/discussions?repo={repo}&term={term}#{ARTICLE}"
    return replace(WATCH, address=address)


def test_what_a_sample_gives() -> None:
    batch, asked = run(SOURCE.poll(WATCH), replayed(NAME))
    (document,) = batch.documents
    found = [(one.url, one.author.handle, one.text, one.parent) for one in document.entries]
    assert found == [
        (f"{HERE}31", "tomoe", "Thanks, I wrote more 🙂", None),
        (f"{HERE}32", None, "Ditto", f"{HERE}31"),
        (f"{HERE}34", "ulla", "Late", None),
    ], "neither what was taken back nor what the owner hides"
    first = document.entries[0]
    assert [link.url for link in first.links] == ["https://tomoe.example/reply"]
    assert first.author.url == "https://github.com/tomoe"
    assert first.author.photo == "https://avatars.githubusercontent.com/u/31"
    assert first.published == datetime(2026, 3, 14, 11, tzinfo=UTC)
    assert (first.counts.likes, first.counts.replies) == (4, 1)
    assert document.entries[1].counts.likes is None
    assert (first.on, first.channel, first.platform) == (ARTICLE, Channel.COMMENT, "github")
    assert batch.incomplete is None
    assert [one.params for one in asked] == [{}, {"after": "Y3Vyc29y+1="}]


def test_the_term_may_be_the_page() -> None:
    watch = replace(WATCH, address=f"https://giscus.app/api/discussions?repo=a/b&term={ARTICLE}")
    one = {"url": f"{HERE}1"}
    batch, _ = run(
        SOURCE.poll(watch), lambda asked: sample_page(asked, {"discussion": {"comments": [one]}})
    )
    assert batch.documents[0].entries[0].on == ARTICLE


@pytest.mark.parametrize("error", [None, MissingError])
def test_without_its_page_nothing_is_told(error: type[MissingError] | None) -> None:
    def answer(request: Request) -> Page | SourceError:
        if error:
            return error(request.url, "there is no such page (404)")
        return sample_page(request, {"discussion": {"comments": []}})

    with pytest.raises(UnsupportedError, match="which page"):
        run(SOURCE.poll(replace(WATCH, address=API)), answer)


def test_validators_are_kept_only_of_what_was_read_in_one() -> None:
    def answer(request: Request, *, more: bool) -> Page:
        end = {"hasNextPage": more and not request.params, "endCursor": "b"}
        page = sample_page(request, {"discussion": {"pageInfo": end, "comments": []}})
        return replace(page, cursor={"etag": "x"})

    for more, cursor in ((False, {"etag": "x"}), (True, None)):
        batch, _ = run(SOURCE.poll(WATCH), lambda one, more=more: answer(one, more=more))
        assert batch.cursor == cursor


def test_a_page_without_discussion_has_no_comments() -> None:
    batch, _ = run(SOURCE.poll(other("none")), replayed(NAME))
    assert (batch.documents[0].entries, batch.incomplete) == ((), None)


@pytest.mark.parametrize(
    ("watch", "error"),
    [(other("busy"), RateLimitError), (other("x", repo="other/press"), BlockedError)],
)
def test_refusals(watch: Watch, error: type[SourceError]) -> None:
    with pytest.raises(error):
        run(SOURCE.poll(watch), replayed(NAME))


def test_a_later_page_that_fails_does_not_cost_the_first() -> None:
    good = replayed(NAME)

    def answer(request: Request) -> Page | SourceError:
        return RateLimitError(request.url, "later") if request.params else good(request)

    batch, _ = run(SOURCE.poll(WATCH), answer)
    assert len(batch.documents[0].entries) == 2
    assert isinstance(batch.incomplete, RateLimitError)


@pytest.mark.parametrize("same", [True, False])
def test_pages_end(same: bool) -> None:  # noqa: FBT001 - both ways
    def answer(request: Request) -> Page:
        at = "b" if same else request.params.get("after", "") + "b"
        end = {"hasNextPage": True, "endCursor": at}
        return sample_page(request, {"discussion": {"pageInfo": end, "comments": []}})

    batch, asked = run(SOURCE.poll(WATCH), answer)
    assert len(asked) == (2 if same else MOST_PAGES)
    assert isinstance(batch.incomplete, UnsupportedError) is not same


def test_replies_that_are_not_told_are_missed() -> None:
    one = {"url": f"{HERE}1", "replyCount": 120, "replies": []}
    batch, _ = run(
        SOURCE.poll(WATCH), lambda asked: sample_page(asked, {"discussion": {"comments": [one]}})
    )
    assert isinstance(batch.incomplete, UnsupportedError)


@pytest.mark.parametrize(
    "body", [b"<html>Busy</html>", b"[]", b"{}", b'{"discussion": {"comments": 1}}']
)
def test_what_is_no_answer_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError):
        run(SOURCE.poll(WATCH), lambda one: Page(url=one.url, body=body))


def test_whatever_comes_it_never_raises() -> None:
    for where, result in fuzzed(SOURCE, WATCH, samples(NAME), named(NAME)):
        assert_sound(result, where)


def test_from_the_wire_to_mentions(httpserver: HTTPServer) -> None:
    serve(httpserver, NAME)
    address = f"{httpserver.url_for(QUERY)}#{ARTICLE}"
    found = mentions_in(look(SOURCE, replace(WATCH, address=address)), ARTICLE)
    assert [(one.kind, one.author.handle, one.evidence) for one in found] == [
        (Kind.REPLY, "tomoe", Evidence.CONTEXT),
        (Kind.REPLY, None, Evidence.CONTEXT),
        (Kind.REPLY, "ulla", Evidence.CONTEXT),
    ]
