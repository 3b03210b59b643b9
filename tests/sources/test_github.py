"""GitHub: issues, and comments with those who wrote them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pytest_httpserver import HTTPServer
from tests.sources.fuzzing import run, sample_page
from tests.sources.replaying import NOW, look, mentions_in, replayed, serve

from mentions.asking import Page, Request, Setup, Watch
from mentions.errors import (
    AuthRequiredError,
    RateLimitError,
    SourceError,
    StatusError,
    UnsupportedError,
)
from mentions.model import Channel, Kind
from mentions.sources._github_issues import MOST_COMMENTS, MOST_PAGES, PER_PAGE
from mentions.sources.github import SOURCE

ARTICLE = "https://blog.example/2026/03/short-links/"
NAME = "github"
WATCH = Watch(source=NAME, address=ARTICLE)
KEYED = replace(WATCH, setup=Setup(token="s3cret"))  # noqa: S106 - invented
ISSUE = "https://github.com/ferns/press/issues/12"
NEWEST = datetime(2026, 3, 15, 18, 30, tzinfo=UTC)


def test_what_a_sample_gives() -> None:
    batch, _ = run(SOURCE.poll(WATCH), replayed(NAME))
    (document,) = batch.documents
    found = [
        (one.url, one.author.handle, one.channel, one.counts.likes, one.counts.replies)
        for one in document.entries
    ]
    assert found == [
        (ISSUE, "mika-q", Channel.POST, 3, 2),
        (f"{ISSUE}#issuecomment-5001", "tarou", Channel.COMMENT, 1, None),
        ("https://github.com/ferns/press/pull/9", None, Channel.POST, 0, 0),
        (
            "https://github.com/ferns/other/issues/1#issuecomment-4001",
            *(None, Channel.COMMENT, None, None),
        ),
    ]
    assert batch.incomplete is None


def test_an_issue_in_full() -> None:
    batch, _ = run(SOURCE.poll(WATCH), replayed(NAME))
    issue = batch.documents[0].entries[0]
    assert issue.title == "Links die <slowly>"
    assert (issue.author.url, issue.author.photo) == (
        "https://github.com/mika-q",
        "https://avatars.example/u/71?v=4",
    )
    assert issue.published == datetime(2026, 3, 14, 10, tzinfo=UTC)
    assert issue.published_zone_known
    assert [link.url for link in issue.links] == [ARTICLE, "https://www.blog.example/about"]
    assert issue.platform == "github"
    assert "says & shows." in (issue.text or "")


def test_a_match_in_a_comment_is_its_authors() -> None:
    """Checklist 19: not the issue's."""
    batch, asked = run(SOURCE.poll(WATCH), replayed(NAME))
    comment = batch.documents[0].entries[1]
    assert (comment.on, comment.parent, comment.title) == (ISSUE, ISSUE, None)
    assert comment.text == "Cf. also https://blog.example/2026/03/short-links/ but mind the date."
    assert comment.published == NEWEST
    assert [one.url for one in asked[1:]] == [
        "https://api.github.com/repos/ferns/press/issues/comments/5001",
        "https://api.github.com/repos/ferns/other/issues/comments/4001",
    ]


def test_an_issue_without_the_link_is_none_though_a_comment_has_it() -> None:
    batch, _ = run(SOURCE.poll(WATCH), replayed(NAME))
    urls = [one.url for one in batch.documents[0].entries]
    assert "https://github.com/ferns/other/issues/1" not in urls


def test_without_a_key_issues_are_all_and_that_discussions_are_not_looked_at_is_said() -> None:
    batch, asked = run(SOURCE.poll(WATCH), replayed(NAME))
    assert any("discussions" in note for note in batch.documents[0].notes)
    assert not any("graphql" in one.url for one in asked)
    assert batch.incomplete is None


def test_what_is_asked() -> None:
    question = next(SOURCE.poll(WATCH))
    assert question.url == "https://api.github.com/search/issues"
    assert question.params["q"] == '"blog.example/2026/03/short-links"'
    assert question.headers["Accept"] == "application/vnd.github.text-match+json"
    assert "Authorization" not in question.headers


def test_a_long_address_is_cut_between_two_words() -> None:
    watch = replace(WATCH, address=f"https://blog.example/{'words-' * 60}")
    query = next(SOURCE.poll(watch)).params["q"]
    assert len(query) <= 256
    assert query.endswith('words"')


def test_a_key_is_sent_and_not_shown() -> None:
    _, asked = run(SOURCE.poll(KEYED), replayed(NAME))
    assert {one.headers["Authorization"] for one in asked} == {"Bearer s3cret"}
    assert len(asked) == 4
    assert "s3cret" not in "".join(f"{one.url}{one.params}" for one in asked)


def test_a_key_never_goes_to_a_host_that_an_answer_names() -> None:
    url = "https://evil.example/repos/a/b/issues/comments/7"
    match = {"object_type": "IssueComment", "object_url": url, "fragment": ARTICLE}
    issue = {"html_url": ISSUE, "text_matches": [match]}
    _, asked = run(SOURCE.poll(KEYED), lambda one: sample_page(one, {"items": [issue]}))
    assert [one.url for one in asked[1:-1]] == [
        "https://api.github.com/repos/a/b/issues/comments/7"
    ]


def test_the_next_poll_asks_for_what_was_touched_since() -> None:
    batch, _ = run(SOURCE.poll(WATCH), replayed(NAME))
    assert batch.cursor == {"since": int(NEWEST.timestamp())}
    query = next(SOURCE.poll(replace(WATCH, cursor=batch.cursor))).params["q"]
    assert query == '"blog.example/2026/03/short-links" updated:>=2026-03-15T18:15:00Z'
    batch, _ = run(SOURCE.poll(replace(WATCH, cursor=batch.cursor)), replayed(NAME))
    assert batch.cursor == {"since": int(NEWEST.timestamp())}, "nothing new keeps the time"


@pytest.mark.parametrize("since", [10**18, 10**30, "x", None, -4])
def test_a_strange_cursor_does_no_harm(since: object) -> None:
    watch = replace(WATCH, cursor={"since": since}, last_success_at=NOW)
    assert next(SOURCE.poll(watch)).params["q"].startswith('"blog.example')
    next(SOURCE.poll(replace(watch, last_success_at=None)))


def comments(count: int) -> dict[str, object]:
    matches = [
        {
            "object_type": "IssueComment",
            "object_url": f"https://api.github.com/repos/a/b/issues/comments/{number}",
            "fragment": f"see {ARTICLE}",
        }
        for number in range(1, count + 1)
    ]
    return {"total_count": 1, "items": [{"html_url": ISSUE, "text_matches": matches}]}


def test_beyond_the_bound_nobody_is_named_and_it_is_said() -> None:
    batch, asked = run(
        SOURCE.poll(WATCH), lambda one: sample_page(one, comments(MOST_COMMENTS + 3))
    )
    assert len(asked) == 1 + MOST_COMMENTS
    entries = batch.documents[0].entries
    assert len(entries) == MOST_COMMENTS + 3
    assert (entries[-1].author.handle, entries[-1].text) == (None, f"see {ARTICLE}")
    assert isinstance(batch.incomplete, UnsupportedError)


@pytest.mark.parametrize(
    ("error", "asked_for", "kept"),
    [(RateLimitError, 1, RateLimitError), (StatusError, 3, SourceError)],
)
def test_comments_that_cannot_be_had_stay_as_shown(
    error: type[SourceError], asked_for: int, kept: type[SourceError]
) -> None:
    def answer(request: Request) -> Page | SourceError:
        if "comments" in request.url:
            return error(request.url, "no")
        return sample_page(request, comments(3))

    batch, asked = run(SOURCE.poll(WATCH), answer)
    assert len(asked) == 1 + asked_for
    assert [one.author.handle for one in batch.documents[0].entries] == [None] * 3
    assert type(batch.incomplete) is kept


@pytest.mark.parametrize(
    ("site", "error", "wait"),
    [("busy", RateLimitError, timedelta(seconds=60)), ("locked", AuthRequiredError, None)],
)
def test_refusals(site: str, error: type[SourceError], wait: timedelta | None) -> None:
    with pytest.raises(error) as caught:
        run(SOURCE.poll(replace(WATCH, address=f"https://{site}.example/")), replayed(NAME))
    assert wait is None or caught.value.retry_after is not None


def test_a_search_that_gave_up_is_not_nothing() -> None:
    batch, _ = run(SOURCE.poll(replace(WATCH, address="https://cut.example/")), replayed(NAME))
    assert batch.incomplete is not None


def test_pages_are_read_until_the_bound() -> None:
    many = {"total_count": 1000, "items": [{"html_url": ISSUE}]}
    batch, asked = run(SOURCE.poll(WATCH), lambda one: sample_page(one, many))
    assert [one.params["page"] for one in asked] == [str(one + 1) for one in range(MOST_PAGES)]
    assert isinstance(batch.incomplete, UnsupportedError)
    full = {"total_count": PER_PAGE, "items": [{"html_url": ISSUE}]}
    batch, asked = run(SOURCE.poll(WATCH), lambda one: sample_page(one, full))
    assert (len(asked), batch.incomplete) == (1, None)


def test_from_the_wire_to_mentions(httpserver: HTTPServer) -> None:
    serve(httpserver, NAME)
    setup = Setup(instances=(httpserver.url_for("").rstrip("/"),))
    batch = look(SOURCE, replace(WATCH, setup=setup))
    found = mentions_in(batch, ARTICLE)
    assert [(one.kind, one.channel, one.author.handle, one.platform) for one in found] == [
        (Kind.MENTION, Channel.POST, "mika-q", "github"),
        (Kind.MENTION, Channel.COMMENT, "tarou", "github"),
        (Kind.MENTION, Channel.POST, None, "github"),
        (Kind.MENTION, Channel.COMMENT, None, "github"),
    ]
    assert batch.incomplete is None
