import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from tests.cli.conftest import Command

FEED = """<rss version="2.0"><channel><title>Blog</title>
<item><title>Neues</title><link>{post}</link><pubDate>Sat, 14 Mar 2026 09:00:00 GMT</pubDate></item>
</channel></rss>"""


@pytest.fixture
def named(project: Path, httpserver: HTTPServer) -> str:
    """A config with one blog, whose feed is served; its address."""
    url = httpserver.url_for("/feed/")
    text = (project / "config.toml").read_text("utf-8")
    for before, after in (
        ("allow_hosts = []", 'allow_hosts = ["localhost"]'),
        ("gap = 1.0", "gap = 0.0"),
    ):
        assert before in text
        text = text.replace(before, after, 1)
    blog = f'\n[[blogs]]\nurl = "{url}"\nwatches = ["hackernews"]\nmax_delay = 900\n'
    (project / "config.toml").write_text(text + blog, "utf-8")
    serve(
        httpserver, "/feed/", FEED.format(post=httpserver.url_for("/neu/")), "application/rss+xml"
    )
    return url


def serve(server: HTTPServer, path: str, body: str, kind: str = "text/html") -> None:
    server.expect_request(path).respond_with_data(body, content_type=kind)


def test_no_blog_says_how_to_name_one(mentions: Command) -> None:
    done = mentions("blogs")
    assert (done.code, "[[blogs]]" in done.out) == (0, True)
    for command in ("discover", "backfill"):
        failed = mentions(command)
        assert (failed.code, "[[blogs]]" in failed.err) == (2, True)


def test_discover_adds_posts_and_says_how_many(mentions: Command, named: str) -> None:
    done = mentions("discover")
    assert (done.code, done.out.strip()) == (0, f"{named}: 1 new post")
    assert json.loads(mentions("discover", "--json").out) == [
        {"blog": named, "looked": True, "added": 0, "unchanged": True, "error": None}
    ]
    article = json.loads(mentions("articles", "list", "--json").out)[-1]
    assert (article["title"], article["blog"]) == ("Neues", named)
    assert article["published"] == "2026-03-14T09:00:00Z"
    assert "hackernews" in mentions("watches", "list").out


def test_a_blog_that_cannot_be_looked_at_ends_in_1(
    mentions: Command, named: str, httpserver: HTTPServer
) -> None:
    httpserver.clear()
    httpserver.expect_request("/feed/").respond_with_data("", status=404)
    done = mentions("discover")
    assert done.code == 1
    assert "could not be looked at" in done.out
    listed = json.loads(mentions("blogs", "--json").out)
    assert (listed[0]["failures"], "404" in listed[0]["error"]) == (1, True)


def test_an_unknown_blog_names_the_nearest(mentions: Command, named: str) -> None:
    done = mentions("backfill", named + "x")
    assert done.code == 2
    assert f"did you mean {named}?" in done.err


def test_blogs_lists_what_is_known(mentions: Command, named: str) -> None:
    assert "never" in mentions("blogs").out
    mentions("discover")
    line = mentions("blogs").out
    assert named in line
    assert "1 post" in line
    assert "not looked for" in line


@pytest.fixture
def archive(httpserver: HTTPServer) -> Callable[[int], None]:
    """Serves so many old posts behind a sitemap."""

    def make(number: int) -> None:
        urls = [httpserver.url_for(f"/alt/{one}/") for one in range(number)]
        places = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
        serve(httpserver, "/sitemap.xml", f"<urlset>{places}</urlset>", "application/xml")
        serve(httpserver, "/robots.txt", "", "text/plain")
        for one in range(number):
            serve(httpserver, f"/alt/{one}/", "<html><body><p>Alt</p></body></html>")

    return make


def test_backfill_ends_clearly_and_goes_on(
    mentions: Command, named: str, archive: Callable[[int], None]
) -> None:
    archive(3)
    mentions("discover")
    first = mentions("backfill", "--budget", "5")
    assert (first.code, "run it again to go on" in first.out) == (0, True)
    second = mentions("backfill", named, "--json")
    (told,) = json.loads(second.out)
    assert (told["left"], told["failed"], told["stopped"]) == (0, 0, None)
    assert "done, 4 old in all" in mentions("backfill").out
    assert "4 found, done" in mentions("blogs").out


def test_a_blog_out_of_the_config_stops(mentions: Command, named: str, project: Path) -> None:
    mentions("discover")
    config = project / "config.toml"
    config.write_text(config.read_text("utf-8").partition("\n[[blogs]]\nurl")[0], "utf-8")
    assert "No blog is named" in mentions("blogs").out
    assert "Neues" in mentions("articles", "list").out


def test_a_source_that_does_not_exist_is_named(
    mentions: Command, named: str, project: Path
) -> None:
    config = project / "config.toml"
    config.write_text(
        config.read_text("utf-8").replace('["hackernews"]', '["hackernevs"]'), "utf-8"
    )
    done = mentions("blogs")
    assert (done.code, "hackernevs" in done.err) == (2, True)


def test_an_article_can_have_a_date_and_a_delay(mentions: Command) -> None:
    url = "https://blog.example.org/neu"
    more = ("--published", "2026-03-14T09:00+01:00", "--max-delay", "900")
    assert mentions("articles", "add", url, *more).code == 0
    assert "2026-03-14  900 s" in mentions("articles", "list").out
    listed = json.loads(mentions("articles", "list", "--json").out)[-1]
    assert (listed["published"], listed["max_delay"]) == ("2026-03-14T08:00:00Z", 900)


@pytest.mark.parametrize("written", ["2026-03-14T09:00", "gestern", "0001-01-01T00:00+14:00"])
def test_a_date_without_zone_is_refused(mentions: Command, written: str) -> None:
    done = mentions("articles", "add", "https://blog.example.org/x", "--published", written)
    assert (done.code, "time and zone" in done.err) == (2, True)
