import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from pytest_httpserver import HTTPServer
from werkzeug import Response

from mentions.fetch.gate import Gate
from mentions.fetch.resolve import resolve_link
from mentions.model import Resolution

Opener = Callable[..., AbstractAsyncContextManager[Gate]]


def resolve(open_gate: Opener, url: str, *, article: str = "", **changes: object) -> Resolution:
    """Resolve with `localhost` as a shortener; 127.0.0.1 is where it leads."""

    async def run() -> Resolution:
        async with open_gate(**changes) as gate:
            return await resolve_link(
                gate,
                url,
                is_shortener=lambda one: "localhost" in one,
                is_known=lambda one: one == article,
            )

    return asyncio.run(run())


def redirect(server: HTTPServer, path: str, to: str, status: int = 301) -> None:
    server.expect_request(path).respond_with_data("", status=status, headers={"Location": to})


def long_url(server: HTTPServer, path: str) -> str:
    return f"http://127.0.0.1:{server.port}{path}"


def test_hop_by_hop_until_the_article(httpserver: HTTPServer, gate_to: Opener) -> None:
    article = long_url(httpserver, "/post-1")
    redirect(httpserver, "/rDsf", "/x2", status=302)
    redirect(httpserver, "/x2", article)
    start = httpserver.url_for("/rDsf")
    found = resolve(gate_to, start, article=article)
    assert found.chain == (httpserver.url_for("/x2"), article)
    assert (found.found, found.resolved, found.why) == (start, article, None)
    assert [request.method for request, _ in httpserver.log] == ["HEAD", "HEAD"]


def test_a_server_without_head_is_asked_again(httpserver: HTTPServer, gate_to: Opener) -> None:
    article = long_url(httpserver, "/post-1")
    httpserver.expect_request("/a", method="HEAD").respond_with_data("", status=405)
    httpserver.expect_request("/a", method="GET").respond_with_data(
        "", status=301, headers={"Location": article}
    )
    assert resolve(gate_to, httpserver.url_for("/a"), article=article).resolved == article


def test_meta_refresh_on_a_shortener(httpserver: HTTPServer, gate_to: Opener) -> None:
    article = long_url(httpserver, "/post-1")
    page = f'<noscript><META http-equiv="refresh" content="0;URL={article}"></noscript>'
    httpserver.expect_request("/t").respond_with_data(page, content_type="text/html")
    assert resolve(gate_to, httpserver.url_for("/t"), article=article).resolved == article


def test_script_on_a_shortener(httpserver: HTTPServer, gate_to: Opener) -> None:
    article = long_url(httpserver, "/post-1")
    escaped = article.replace("/", "\\/")
    page = f'<script>window.opener = null; location.replace("{escaped}")</script>'
    httpserver.expect_request("/t").respond_with_data(page, content_type="text/html")
    assert resolve(gate_to, httpserver.url_for("/t"), article=article).resolved == article


def test_a_refresh_elsewhere_is_not_followed(httpserver: HTTPServer, gate_to: Opener) -> None:
    landing = long_url(httpserver, "/landing")
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    redirect(httpserver, "/a", landing)
    httpserver.expect_request("/landing").respond_with_data(
        '<meta http-equiv="refresh" content="0;url=/elsewhere">', content_type="text/html"
    )
    assert resolve(gate_to, httpserver.url_for("/a")).resolved == landing


def test_the_canonical_of_the_landing_page_is_read(httpserver: HTTPServer, gate_to: Opener) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    redirect(httpserver, "/a", long_url(httpserver, "/copy"))
    httpserver.expect_request("/copy").respond_with_data(
        '<link rel="canonical" href="https://blog.example/post-1">', content_type="text/html"
    )
    found = resolve(gate_to, httpserver.url_for("/a"))
    assert found.canonical == "https://blog.example/post-1"


def test_a_dead_link_says_so(httpserver: HTTPServer, gate_to: Opener) -> None:
    httpserver.expect_request("/gone").respond_with_handler(lambda _: Response(status=404))
    found = resolve(gate_to, httpserver.url_for("/gone"))
    assert found.resolved is None
    assert found.why == "answers with status 404"


def test_a_shortener_that_leads_nowhere(httpserver: HTTPServer, gate_to: Opener) -> None:
    httpserver.expect_request("/a").respond_with_data("for sale", content_type="text/html")
    found = resolve(gate_to, httpserver.url_for("/a"))
    assert (found.resolved, found.why) == (None, "the shortener leads nowhere")


def test_circles_end(httpserver: HTTPServer, gate_to: Opener) -> None:
    redirect(httpserver, "/a", "/a")
    found = resolve(gate_to, httpserver.url_for("/a"), max_redirects=4)
    assert (found.resolved, found.why) == (None, "redirects without end")


def test_no_door_is_opened(httpserver: HTTPServer, gate_to: Opener) -> None:
    redirect(httpserver, "/a", "file:///etc/passwd")
    found = resolve(gate_to, httpserver.url_for("/a"))
    assert found.resolved is None
    assert found.why is not None
    assert "not followed" in found.why


def test_offline_leaves_it_open(httpserver: HTTPServer, gate_to: Opener) -> None:
    found = resolve(gate_to, httpserver.url_for("/a"), offline=True)
    assert found.resolved is None
    assert found.why is not None
    assert "offline" in found.why
    assert httpserver.log == []
