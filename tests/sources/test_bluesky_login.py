"""Bluesky with the owner's app password: the session, and the search in pages."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from tests.sources.fuzzing import assert_sound, fuzzed, login_of, run, variants
from tests.sources.microblogs import answering, naming, route
from tests.sources.replaying import Route, look, mentions_in, samples, serve

from mentions.asking import Batch, Page, Request, Session, Setup, Watch
from mentions.errors import (
    AuthRequiredError,
    ConnectionFailedError,
    ParseError,
    RateLimitError,
    SourceError,
    StatusError,
)
from mentions.sources._bluesky_search import MOST_PAGES
from mentions.sources.bluesky import SEARCH_HOME, SOURCE

ARTICLE = "https://blog.example/2026/03/short-links/"
PASSWORD = "abcd-efgh-ijkl-mnop"  # noqa: S105 - invented
SETUP = Setup(token=f"blogger.example:{PASSWORD}")
WATCH = Watch(source="bluesky", address=ARTICLE, setup=SETUP)
SITE = replace(WATCH, address="https://blog.example/")
SEARCH = "/xrpc/app.bsky.feed.searchPosts"
CREATE = "/xrpc/com.atproto.server.createSession"
REFRESH = "/xrpc/com.atproto.server.refreshSession"
TILDA = "at://did:plc:tilda0000000000000000000/app.bsky.feed.post/3mtilda00001a"
FIRST, RENEWED = samples("bluesky")["session.json"], samples("bluesky")["renewed.json"]
EXPIRED = {"error": "ExpiredToken", "message": "Token has expired"}
WRONG = {"error": "AuthenticationRequired", "message": "Invalid identifier or password"}
OLD = Session(token="old", extra={"refresh": "renew-me", "server": "https://pds.example"})  # noqa: S106 - invented


def poll(*first: Route, watch: Watch = WATCH) -> tuple[Batch, list[Request]]:
    answer, login = answering("bluesky", *first), login_of(SOURCE, watch)
    return run(SOURCE.poll(watch), answer, login=login)


def logged_in(
    *first: Route, old: Session | None = None, setup: Setup = SETUP
) -> tuple[Session, list[Request]]:
    answer, steps, asked = answering("bluesky", *first), SOURCE.login(setup, old), []
    step = partial(next, steps)
    while True:
        try:
            asked.append(step())
        except StopIteration as done:
            return done.value, asked
        given = answer(asked[-1])
        failed = isinstance(given, SourceError)
        step = partial(steps.throw if failed else steps.send, given)


def searches(asked: list[Request]) -> list[Request]:
    return [one for one in asked if SEARCH in one.url]


def page_of(*numbers: int, **more: object) -> dict[str, Any]:
    view = samples("bluesky")["search.json"]["posts"][3]
    quiet = {"replyCount": 0, "repostCount": 0, "quoteCount": 0}
    return {"posts": [view | quiet | {"uri": f"{TILDA}{n}"} for n in numbers], **more}


# --- the session ---


def test_an_app_password_opens_a_session() -> None:
    session, (asked,) = logged_in()
    assert asked.url == f"https://bsky.social{CREATE}"
    assert json.loads(asked.body.content) == {
        "identifier": "blogger.example",
        "password": PASSWORD,
    }
    assert (session.token, session.expires) == (
        FIRST["accessJwt"],
        datetime(2026, 11, 23, 10, tzinfo=UTC),
    )
    assert session.extra == {
        "refresh": FIRST["refreshJwt"],
        "did": FIRST["did"],
        "server": "https://pds.example",
    }


def test_the_owner_s_server_is_asked_if_there_is_one() -> None:
    setup = replace(SETUP, instances=("https://own.example", "https://index.example"))
    _, (asked,) = logged_in(setup=setup)
    assert asked.url == f"https://own.example{CREATE}"


@pytest.mark.parametrize(
    ("key", "who"),
    [
        ("@blogger.example:abcd:x", "blogger.example"),
        ("did:plc:blogger000:abcd:x", "did:plc:blogger000"),
        ("me@blogger.example:abcd:x", "me@blogger.example"),
    ],
)
def test_how_a_key_is_written(key: str, who: str) -> None:
    _, (asked,) = logged_in(setup=Setup(token=key))
    assert json.loads(asked.body.content) == {"identifier": who, "password": "abcd:x"}


@pytest.mark.parametrize("key", [PASSWORD, ":x", "a.example:", "a b:c", "did:plc:x"])
def test_a_key_of_another_form_is_sent_to_nobody(key: str) -> None:
    with pytest.raises(AuthRequiredError, match=r"give it as handle:app-password") as caught:
        logged_in(setup=Setup(token=key))
    assert PASSWORD not in str(caught.value)


@pytest.mark.parametrize(
    ("endpoint", "server"),
    [
        ("https://PDS.example:8443/", "https://pds.example:8443"),
        ("http://pds.example", "https://bsky.social"),
        ("javascript:x", "https://bsky.social"),
        (None, "https://bsky.social"),
    ],
)
def test_a_token_goes_to_a_server_over_tls_only(endpoint: object, server: str) -> None:
    service = {"id": f"{FIRST['did']}#atproto_pds", "serviceEndpoint": endpoint}
    answer = FIRST | {"didDoc": {"service": [{"id": "#other"}, service]}}
    assert logged_in(route(CREATE, answer))[0].extra["server"] == server


def test_an_old_session_is_renewed() -> None:
    session, (asked,) = logged_in(old=OLD)
    assert asked.url == f"https://pds.example{REFRESH}"
    assert (asked.headers["Authorization"], asked.body.content) == ("Bearer renew-me", b"")
    assert (session.token, session.extra["refresh"]) == (
        RENEWED["accessJwt"],
        RENEWED["refreshJwt"],
    )


@pytest.mark.parametrize(
    ("status", "body"),
    [(400, EXPIRED), (401, WRONG), (500, ""), (404, ""), (200, {}), (200, "<html></html>")],
)
def test_what_cannot_be_renewed_is_opened_anew(status: int, body: object) -> None:
    session, asked = logged_in(route(REFRESH, body, status), old=OLD)
    assert [one.url.rpartition(".")[2] for one in asked] == ["refreshSession", "createSession"]
    assert session.token == FIRST["accessJwt"]


def test_who_is_asked_to_wait_does_not_try_another_way_in() -> None:
    with pytest.raises(RateLimitError):
        logged_in(route(REFRESH, {"error": "RateLimitExceeded"}, 429), old=OLD)


def test_a_session_that_cannot_be_renewed_is_not_tried() -> None:
    _, asked = logged_in(old=Session(token="old", extra={"refresh": "a\r\nb"}))  # noqa: S106 - invented
    assert [one.url.rpartition(".")[2] for one in asked] == ["createSession"]


@pytest.mark.parametrize("token", [None, 7, "", "a b", "a\r\nX-Evil: 1", "ä", "x" * 9000])
def test_what_is_no_token_is_no_session(token: object) -> None:
    with pytest.raises(ParseError, match="no session"):
        logged_in(route(CREATE, FIRST | {"accessJwt": token}))


@pytest.mark.parametrize("body", [[], {}, None, "<html></html>"])
def test_an_answer_of_another_kind_is_no_session(body: object) -> None:
    with pytest.raises(ParseError):
        logged_in(route(CREATE, body))


# --- the search with it ---


def test_the_search_is_asked_of_the_account_s_server_with_the_token() -> None:
    batch, asked = poll(watch=SITE)
    (search,) = searches(asked)
    assert search.url.startswith(f"https://pds.example{SEARCH}?")
    assert search.headers["Authorization"] == f"Bearer {FIRST['accessJwt']}"
    assert batch.documents[0].url.startswith(SEARCH_HOME), "one place, with or without a login"
    assert batch.incomplete is None
    others = [one for one in asked if one not in (search, asked[0])]
    assert not any("Authorization" in one.headers for one in others)


def test_a_session_is_asked_for_once() -> None:
    _, asked = poll()
    assert [one.url.rpartition(".")[2] for one in asked].count("createSession") == 1


@pytest.mark.parametrize("cursor", ["100", "eyJzb3J0IjpbMTc3NF19"])
def test_pages_are_read_to_the_end(cursor: str) -> None:
    pages = (route(SEARCH, page_of(2), cursor=cursor), route(SEARCH, page_of(1, cursor=cursor)))
    batch, asked = poll(*pages, watch=SITE)
    assert [one.params.get("cursor") for one in searches(asked)] == [None, cursor]
    assert sum(len(document.entries) for document in batch.documents) == 2
    assert batch.incomplete is None


@pytest.mark.parametrize(
    "last", [{"posts": [], "cursor": "3"}, page_of(1, cursor="2"), {"posts": []}]
)
def test_where_pages_end(last: dict[str, Any]) -> None:
    pages = (route(SEARCH, last, cursor="2"), route(SEARCH, page_of(1, cursor="2")))
    batch, asked = poll(*pages, watch=SITE)
    assert (len(searches(asked)), batch.incomplete) == (2, None)
    assert batch.cursor["newest"] is not None


def endless(number: int) -> Route:
    after = {"cursor": str(number)} if number else {}
    return route(SEARCH, page_of(number, cursor=str(number + 1)), **after)


def test_pages_without_end_are_bounded_and_asked_for_again() -> None:
    pages = [endless(number) for number in (*range(1, MOST_PAGES + 3), 0)]
    known = replace(SITE, cursor={"newest": "2026-03-01T00:00:00Z"})
    batch, asked = poll(*pages, watch=known)
    assert len(searches(asked)) == MOST_PAGES
    assert f"only the newest {MOST_PAGES} posts" in batch.incomplete.why
    assert batch.cursor["newest"] == "2026-03-01T00:00:00Z"


def test_a_later_page_that_fails_leaves_the_first_and_is_asked_for_again() -> None:
    broken = route(SEARCH, {"error": "UpstreamFailure"}, 502, cursor="2")
    batch, _ = poll(broken, route(SEARCH, page_of(1, cursor="2")), watch=SITE)
    assert (len(batch.documents[0].entries), type(batch.incomplete)) == (1, StatusError)
    assert batch.cursor["newest"] is None


def test_posts_that_are_held_back_are_told() -> None:
    pages = (
        route(SEARCH, page_of(2), cursor="2"),
        route(SEARCH, page_of(1, cursor="2", hitsTotal=5)),
    )
    assert "3 of 5 posts" in poll(*pages, watch=SITE)[0].incomplete.why


def test_who_hides_from_the_public_stays_hidden_without_an_alarm() -> None:
    hidden = samples("bluesky")["search.json"]["posts"][0]
    batch, _ = poll(route(SEARCH, {"posts": [hidden]}))
    assert (batch.documents[0].entries, batch.incomplete) == ((), None)
    assert batch.documents[0].notes


# --- when it is refused ---


def refusing(times: int, status: int, body: object) -> tuple[list[Route], Any]:
    left = iter(range(times))
    refusal, fine = answering("bluesky", route(SEARCH, body, status)), answering("bluesky")

    def answer(request: Request) -> Page | SourceError:
        if SEARCH in request.url and next(left, None) is not None:
            return refusal(request)
        return fine(request)

    return answer


@pytest.mark.parametrize(("status", "body"), [(400, EXPIRED), (401, {"error": "AuthMissing"})])
def test_a_session_that_has_ended_is_renewed_once(status: int, body: object) -> None:
    login = login_of(SOURCE, SITE)
    batch, asked = run(SOURCE.poll(SITE), refusing(1, status, body), login=login)
    names = [one.url.partition("?")[0].rpartition(".")[2] for one in asked]
    assert names[:4] == ["createSession", "searchPosts", "refreshSession", "searchPosts"]
    tokens = [one.headers["Authorization"].removeprefix("Bearer ") for one in searches(asked)]
    assert tokens == [FIRST["accessJwt"], RENEWED["accessJwt"]]
    assert batch.incomplete is None
    batch, asked = run(SOURCE.poll(WATCH), refusing(9, status, body), login=login)
    assert len(searches(asked)) == 2
    assert isinstance(batch.incomplete, AuthRequiredError)


def test_a_wrong_app_password_is_told_and_the_search_goes_on_as_for_everybody() -> None:
    batch, asked = poll(route(CREATE, WRONG, 401), watch=SITE)
    assert isinstance(batch.incomplete, AuthRequiredError)
    assert "make an app password" in batch.incomplete.why
    assert batch.incomplete.url == f"https://bsky.social{CREATE}"
    (search,) = searches(asked)
    assert (search.url.startswith(SEARCH_HOME), "Authorization" in search.headers) == (True, False)
    assert len(batch.documents[0].entries) == 1


def test_an_app_password_revoked_while_its_session_lived() -> None:
    answer = answering(
        "bluesky",
        route(REFRESH, EXPIRED, 400),
        route(CREATE, WRONG, 401),
    )
    refused = answering("bluesky", route(SEARCH, EXPIRED, 400))
    fine = answering("bluesky", route(SEARCH, page_of(1)))
    opened = iter([answering("bluesky")])

    def answering_all(request: Request) -> Page | SourceError:
        if SEARCH in request.url:
            return (refused if "Authorization" in request.headers else fine)(request)
        return next(opened, answer)(request)

    login = login_of(SOURCE, SITE)
    batch, asked = run(SOURCE.poll(SITE), answering_all, login=login)
    assert "make an app password" in batch.incomplete.why
    assert len(searches(asked)) == 2
    assert len(batch.documents[0].entries) == 1


def test_too_many_logins_are_waited_out() -> None:
    slow = route(CREATE, {"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"}, 429)
    slow["headers"] |= {"RateLimit-Reset": "1795421160", "RateLimit-Policy": "30;w=300"}
    batch, _ = poll(slow)
    assert isinstance(batch.incomplete, RateLimitError)
    assert batch.incomplete.retry_after == timedelta(minutes=6)


def test_no_error_shows_the_password() -> None:
    words = f"no user blogger.example with {PASSWORD}"
    batch, _ = poll(route(CREATE, {"error": "AuthenticationRequired", "message": words}, 401))
    assert PASSWORD not in f"{batch.incomplete} {batch.incomplete.why} {batch}"


def test_a_login_that_cannot_be_reached_does_not_cost_the_search() -> None:
    answer = answering("bluesky")

    def half(request: Request) -> Page | SourceError:
        away = ConnectionFailedError(request.url, "nobody listens")
        return away if CREATE in request.url else answer(request)

    batch, _ = run(SOURCE.poll(SITE), half, login=login_of(SOURCE, SITE))
    assert isinstance(batch.incomplete, ConnectionFailedError)
    assert batch.documents[0].entries


def test_whatever_a_login_is_answered_it_never_raises() -> None:
    changed = {"session.json": FIRST}
    for path, result in fuzzed(SOURCE, SITE, changed, naming("bluesky", changed)):
        assert_sound(result, path)
    for path, answer in variants(RENEWED):
        session, _ = logged_in(route(REFRESH, answer), old=OLD)
        assert session.token in {FIRST["accessJwt"], RENEWED["accessJwt"]}, f"renewed.json {path}"


def test_over_real_sockets(httpserver: HTTPServer) -> None:
    serve(httpserver, "bluesky")
    base = httpserver.url_for("").removesuffix("/")
    batch = look(SOURCE, replace(WATCH, setup=replace(SETUP, instances=(base,))))
    assert batch.incomplete is None
    assert len(mentions_in(batch, ARTICLE)) == 9
    asked = [request for request, _ in httpserver.log]
    assert (asked[0].method, asked[0].path) == ("POST", CREATE)
    assert {one.headers.get("Authorization") for one in asked if one.path == SEARCH} == {
        f"Bearer {FIRST['accessJwt']}"
    }
