"""Short links of the maintained list, on hosts with their real names."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from mentions.core.shortlinks import is_open
from mentions.fetch.resolve import resolve_link
from mentions.model import Resolution
from mentions.urls.hosts import is_shortener

Worlds = Callable[..., Any]
ARTICLE = "http://blog.example:{port}/post"


def follow(there: Any, address: str, *, article: str = "", robots: bool = True) -> Resolution:
    """Resolve with the maintained list of shorteners."""
    if robots:
        there.answers.setdefault("blog.example/robots.txt", 404)

    async def run() -> Resolution:
        async with there.gate() as gate:
            return await resolve_link(
                gate,
                there.url(address),
                is_shortener=is_shortener,
                is_known=lambda one: bool(article) and one == there.url(article),
            )

    return asyncio.run(run())


def methods(there: Any, host: str) -> list[str]:
    return [one.method for one in there.log if one.host == host]


def test_dead_shorteners_are_not_asked(world: Worlds) -> None:
    there = world({"bit.ly/a": (301, {"Location": "http://tr.im:{port}/abc"}), "tr.im": "for sale"})
    assert follow(there, "tr.im/abc").why == "the shortener is dead"
    found = follow(there, "bit.ly/a")
    assert (found.chain, found.why) == ((there.url("tr.im/abc"),), "the shortener is dead")
    assert there.asked == ["bit.ly/a"]


def test_hosts_off_the_list_are_not_asked(world: Worlds) -> None:
    there = world({"blog.example": "page"})
    found = follow(there, "blog.example/post")
    assert (found.resolved, found.why) == (None, "no short link, so nobody was asked")
    assert there.log == []


@pytest.mark.parametrize(
    ("short", "target"),
    [
        ("http://youtu.be/abcdefghijk", "https://www.youtube.com/watch?v=abcdefghijk"),
        ("http://redd.it/abc12", "https://www.reddit.com/comments/abc12"),
        ("http://l.facebook.com/l.php?u=https%3A%2F%2Fb.example%2Fa", "https://b.example/a"),
    ],
)
def test_a_target_in_the_address_needs_no_request(world: Worlds, short: str, target: str) -> None:
    there = world({})

    async def run() -> None:
        async with there.gate() as gate:
            found = await resolve_link(
                gate, short, is_shortener=is_shortener, is_known=lambda _: False
            )
            assert (found.chain, found.resolved) == ((target,), target)

    asyncio.run(run())
    assert there.log == []


def test_a_wrapper_on_the_way_is_not_asked(world: Worlds) -> None:
    wrapper = "http://www.google.com/url?q=http%3A%2F%2Fblog.example%3A{port}%2Fpost"
    there = world({"bit.ly": (301, {"Location": wrapper}), "blog.example": "page"})
    found = follow(there, "bit.ly/a", article="blog.example/post")
    assert found.resolved == there.url("blog.example/post")
    assert there.asked == ["bit.ly/a"]


@pytest.mark.parametrize("status", [400, 403, 404, 405, 410, 500, 501])
def test_head_that_is_not_known_is_no_answer(world: Worlds, status: int) -> None:
    there = world({"bit.ly": (301, {"Location": ARTICLE}), "HEAD bit.ly": status})
    found = follow(there, "bit.ly/a", article="blog.example/post")
    assert found.resolved == there.url("blog.example/post")
    assert methods(there, "bit.ly") == ["HEAD", "GET"]


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (404, "answers with status 404"),
        (410, "answers with status 410"),
        (403, "answers with status 403"),
        (502, "answers with status 502"),
        (429, "not asked before 2026-03-14 12:01:00 UTC: it asks us to come back later (429)"),
    ],
)
def test_what_is_dead_and_what_is_unknown(world: Worlds, status: int, why: str) -> None:
    found = follow(world({"bit.ly": status}), "bit.ly/a")
    assert (found.resolved, found.why) == (None, why)
    assert is_open(found) is (status not in {404, 410})


PAGES = {
    "t.co, as browsers get it": """<head><noscript><META http-equiv="refresh" content="0;URL={to}">
        </noscript><title>{to}</title></head><script>location.replace("{escaped}")</script>""",
    "t.co, the script alone": '<script>x = null; location.replace("{escaped}")</script>',
    "a script that sets the location": "<script>window.location.href = '{to}';</script>",
    "lnkd.in": """<h1>Leaving</h1><a href="/help">help</a>
        <a data-tracking-control-name="external_url_click" href="{to}">go on</a>""",
    "TinyURL, its preview": """<a href="http://x.example/ad">ad</a>
        <a id="redirecturl" href="{to}">go</a>""",
    "v.gd, its preview": """<a href="http://x.example/terms">terms</a>
        <p>It leads to <a href="{to}">{to}</a>""",
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_pages_that_stand_between(world: Worlds, page: str) -> None:
    there = world({"lnkd.in": page})

    async def run() -> None:
        async with there.gate("blog.example") as gate:
            article = there.url("blog.example/post")
            escaped = article.replace("/", "\\/")
            there.answers["lnkd.in"] = page.format(to=article, escaped=escaped)
            found = await resolve_link(
                gate,
                there.url("lnkd.in/x"),
                is_shortener=is_shortener,
                is_known=lambda one: one == article,
            )
            assert found.resolved == article

    asyncio.run(run())


def test_a_refresh_in_a_header(world: Worlds) -> None:
    there = world(
        {"bit.ly": (200, {"Refresh": "0; url=/b"}), "bit.ly/b": (301, {"Location": ARTICLE})}
    )
    found = follow(there, "bit.ly/a", article="blog.example/post")
    assert found.chain == (there.url("bit.ly/b"), there.url("blog.example/post"))


def test_goo_gl_is_asked_without_its_own_page(world: Worlds) -> None:
    there = world({"goo.gl": (302, {"Location": ARTICLE})})
    found = follow(there, "goo.gl/a", article="blog.example/post")
    assert (found.found, found.resolved) == (there.url("goo.gl/a"), there.url("blog.example/post"))
    assert there.asked == ["goo.gl/a?si=1"]


def test_circles_cost_one_round(world: Worlds) -> None:
    there = world(
        {
            "bit.ly": (301, {"Location": "http://is.gd:{port}/b"}),
            "is.gd": (301, {"Location": "http://bit.ly:{port}/a"}),
        }
    )
    found = follow(there, "bit.ly/a")
    assert (found.resolved, found.why) == (None, "redirects without end")
    assert len(there.log) == 2


def test_a_hop_to_a_private_address_is_refused(world: Worlds) -> None:
    there = world({"bit.ly": (301, {"Location": "http://10.0.0.1/admin"})})
    found = follow(there, "bit.ly/a")
    assert (found.resolved, found.chain) == (None, ("http://10.0.0.1/admin",))
    assert "private" in (found.why or "")


def test_shorteners_are_not_asked_for_robots_txt_but_landing_hosts_are(world: Worlds) -> None:
    there = world(
        {
            "bit.ly/robots.txt": "User-agent: *\nDisallow: /",
            "bit.ly": (301, {"Location": ARTICLE}),
            "blog.example/robots.txt": "User-agent: *\nDisallow: /private",
            "blog.example": '<link rel="canonical" href="https://blog.example/canonical">',
        }
    )
    assert follow(there, "bit.ly/a").canonical == "https://blog.example/canonical"
    assert there.asked == [
        "bit.ly/a",
        "blog.example/robots.txt",
        "blog.example/post",
        "blog.example/post",
    ]


def test_a_landing_page_that_wants_no_robots_is_where_the_link_leads(world: Worlds) -> None:
    there = world(
        {
            "bit.ly": (301, {"Location": ARTICLE}),
            "blog.example/robots.txt": "User-agent: *\nDisallow: /",
            "blog.example": '<link rel="canonical" href="https://blog.example/canonical">',
        }
    )
    found = follow(there, "bit.ly/a")
    assert found.resolved == there.url("blog.example/post")
    assert (found.canonical, found.why) == (None, None)
    assert methods(there, "blog.example") == ["GET"]


def test_a_landing_host_without_an_answer_leaves_the_link_open(world: Worlds) -> None:
    there = world({"bit.ly": (301, {"Location": ARTICLE}), "blog.example": 500})
    found = follow(there, "bit.ly/a", robots=False)
    assert (found.resolved, found.chain) == (None, (there.url("blog.example/post"),))
    assert "robots.txt" in (found.why or "")
    assert is_open(found)


def test_a_binary_page_of_a_shortener_leads_nowhere(world: Worlds) -> None:
    found = follow(world({"bit.ly": "\x00\x01\x02" * 50}), "bit.ly/a")
    assert found.why == "the shortener leads nowhere"
