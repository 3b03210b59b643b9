"""What a request sends beside an address, and what of it is never shown."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request as WerkzeugRequest
from werkzeug import Response

from mentions.asking import Body, Page, Request, Session, Setup, form_body, json_body
from mentions.errors import FetchError, RateLimitError, RedirectError
from mentions.fetch.gate import Gate
from mentions.fetch.limits import Limits
from mentions.fetch.secret import Secrets

KEY = "s3cret key/ü"
LIMITS = Limits(user_agent="mentions/test", min_gap=0.0, allow_hosts=frozenset({"localhost"}))


async def fetched(request: Request) -> Page:
    async with Gate(LIMITS) as gate:
        return await gate.fetch(request)


def failure_of(request: Request) -> FetchError:
    with pytest.raises(FetchError) as caught:
        asyncio.run(fetched(request))
    return caught.value


Make = Callable[[dict[str, str]], Body]
Echo = Callable[[WerkzeugRequest], Response]


def saying(status: int, headers: Callable[[WerkzeugRequest], dict[str, str]]) -> Echo:
    return lambda asked: Response(asked.full_path, status=status, headers=headers(asked))


# --- Keys in parameters and headers ---


def test_a_key_is_sent_and_not_shown(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/feed", query_string={"q": "a", "key": KEY}).respond_with_data("x")
    request = Request(url=httpserver.url_for("/feed"), params={"q": "a"}, secrets={"key": KEY})
    page = asyncio.run(fetched(request))
    assert page.body == b"x"
    assert page.url == page.asked == httpserver.url_for("/feed?q=a&key=***")
    assert KEY not in repr(request)


@pytest.mark.parametrize("status", [401, 403, 404, 410, 429, 500])
def test_no_failure_shows_it(httpserver: HTTPServer, status: int) -> None:
    echo = saying(status, lambda _: {"Content-Type": "text/plain"})
    httpserver.expect_request("/feed").respond_with_handler(echo)
    error = failure_of(Request(url=httpserver.url_for("/feed"), secrets={"key": KEY}))
    for shown in (str(error), repr(error.__cause__), error.url, error.why):
        assert not any(one in shown for one in Secrets((KEY,)).values)
        assert "s3cret" not in shown


def test_a_redirect_that_repeats_it_does_not_show_it(httpserver: HTTPServer) -> None:
    moved = saying(301, lambda asked: {"Location": f"/new?{asked.query_string.decode()}"})
    httpserver.expect_request("/old").respond_with_handler(moved)
    httpserver.expect_request("/new").respond_with_data("x")
    page = asyncio.run(fetched(Request(url=httpserver.url_for("/old"), secrets={"key": KEY})))
    assert page.moved_to == httpserver.url_for("/new?key=***")
    httpserver.clear()
    lost = saying(301, lambda asked: {"Location": f"mailto:{asked.args['key']}"})
    httpserver.expect_request("/old").respond_with_handler(lost)
    error = failure_of(Request(url=httpserver.url_for("/old"), secrets={"key": KEY}))
    assert "s3cret" not in str(error)


def test_what_is_remembered_of_the_host_does_not_show_it(httpserver: HTTPServer) -> None:
    echo = saying(429, lambda _: {"Retry-After": "60"})
    httpserver.expect_request("/feed").respond_with_handler(echo)

    async def notes() -> str:
        async with Gate(LIMITS) as gate:
            request = Request(url=httpserver.url_for("/feed"), secrets={"key": KEY})
            with pytest.raises(RateLimitError):
                await gate.fetch(request)
            return repr(gate.notes())

    assert "s3cret" not in asyncio.run(notes())


def test_a_token_in_a_header_is_not_shown_either(httpserver: HTTPServer) -> None:
    token = "tok3n-tok3n"  # noqa: S105 - invented
    moved = saying(302, lambda asked: {"Location": f"mailto:{asked.headers['Authorization']}"})
    httpserver.expect_request("/api").respond_with_handler(moved)
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    error = failure_of(Request(url=httpserver.url_for("/api"), headers=headers))
    assert token not in str(error)
    assert "***" in str(error)
    assert token not in repr(Request(url="https://a.example/", headers=headers))


def test_an_error_keeps_its_kind_and_its_wait() -> None:
    error = RateLimitError("https://a.example/?k=abcd", "wait, abcd", timedelta(seconds=5))
    hidden = Secrets(("abcd",)).error(error)
    assert isinstance(hidden, RateLimitError)
    assert (hidden.url, hidden.why) == ("https://a.example/?k=***", "wait, ***")
    assert hidden.retry_after == timedelta(seconds=5)
    assert Secrets(("other",)).error(error) is error


def test_short_words_are_no_keys() -> None:
    request = Request(url="https://a.example/", secrets={"user": "a"})
    assert Secrets.of(request).hide("an example") == "an example"


def test_nothing_that_holds_a_key_shows_it() -> None:
    shown = repr([Setup(token=KEY), Session(token=KEY, extra={"a": KEY}), form_body({"p": KEY})])
    assert "s3cret" not in shown


# --- POST ---


def test_a_form_is_sent(httpserver: HTTPServer) -> None:
    def handler(asked: WerkzeugRequest) -> Response:
        assert asked.method == "POST"
        return Response(f"{asked.form['who']} {asked.form['what']}", content_type="text/plain")

    httpserver.expect_request("/token").respond_with_handler(handler)
    body = form_body({"who": "Jörg & Søn", "what": "a=b"})
    page = asyncio.run(fetched(Request(url=httpserver.url_for("/token"), body=body)))
    assert page.body.decode() == "Jörg & Søn a=b"


def test_json_is_sent(httpserver: HTTPServer) -> None:
    value = {"query": "ä", "variables": {"n": 1}}
    httpserver.expect_request("/graphql", method="POST", json=value).respond_with_data("{}")
    page = asyncio.run(fetched(Request(url=httpserver.url_for("/graphql"), body=json_body(value))))
    assert page.body == b"{}"


def test_the_same_answer_to_another_post_is_new(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/q", method="POST").respond_with_data("x", headers={"ETag": '"1"'})
    request = Request(url=httpserver.url_for("/q"), body=json_body(1))
    first = asyncio.run(fetched(request))
    again = Request(url=request.url, body=json_body(2), cursor=first.cursor)
    assert not asyncio.run(fetched(again)).unchanged


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_post_goes_nowhere_else(httpserver: HTTPServer, status: int) -> None:
    httpserver.expect_request("/q").respond_with_data(
        "", status=status, headers={"Location": "http://localhost:9/elsewhere"}
    )
    error = failure_of(Request(url=httpserver.url_for("/q"), body=form_body({"p": KEY})))
    assert isinstance(error, RedirectError)
    assert "correct the address" in error.why


def test_a_post_is_repeated_within_its_host_where_the_server_says_so(
    httpserver: HTTPServer,
) -> None:
    httpserver.expect_request("/q").respond_with_data("", status=308, headers={"Location": "/r"})
    httpserver.expect_request("/r", method="POST", data=b"p=1").respond_with_data("done")
    page = asyncio.run(fetched(Request(url=httpserver.url_for("/q"), body=form_body({"p": "1"}))))
    assert page.body == b"done"


@pytest.mark.parametrize("make", [form_body, json_body])
def test_a_password_that_was_sent_is_not_shown(httpserver: HTTPServer, make: Make) -> None:
    password = "pass-w\u00f6rd-4711"  # noqa: S105 - invented

    def echo(asked: WerkzeugRequest) -> Response:
        said = (asked.get_json(silent=True) or asked.form)["password"]
        return Response(f"wrong: {said}", status=400, content_type="text/plain; charset=utf-8")

    httpserver.expect_request("/login").respond_with_handler(echo)
    body = make({"identifier": "ann.example", "password": password})
    error = failure_of(Request(url=httpserver.url_for("/login"), body=body))
    assert "4711" not in str(error)
