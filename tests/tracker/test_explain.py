"""Every decision about a page is told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pytest_httpserver import HTTPServer

from mentions.asking import Page
from mentions.core.shortlinks import Shorteners
from mentions.errors import ParseError
from mentions.fetch.limits import Limits
from mentions.model import Article
from mentions.tracker.explain import Explanation, LinkStep, article_of, explain_page

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
ARTICLE = "https://blog.example.org/post-1"
ALIAS = "https://blog.example.org/?p=42"
LIMITS = Limits(
    user_agent="mentions/test", min_gap=0.0, timeout=2.0, allow_hosts=frozenset({"localhost"})
)


def explained(body: str, url: str = "https://other.example/a", **more: object) -> Explanation:
    given: dict[str, object] = {
        "article": Article(url=ARTICLE, aliases=(ALIAS,)),
        "limits": LIMITS,
        "now": NOW,
        "follow_short_links": False,
    }
    return explain_page(Page(url=url, body=body.encode()), **(given | more))


def verdict(done: Explanation, url: str) -> LinkStep:
    (step,) = [link for entry in done.entries for link in entry.links if link.found == url]
    return step


def test_a_link_that_counts() -> None:
    done = explained(f'<p>Lest <a href="{ARTICLE}?utm_source=x">das da</a>!')
    step = verdict(done, f"{ARTICLE}?utm_source=x")
    assert (step.verdict, step.counts, step.canonical) == ("the article (link)", True, ARTICLE)
    (entry,) = done.entries
    assert [one.text for one in entry.mentions] == ["Lest das da!"]
    assert entry.why_not is None


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (f"{ARTICLE}0", "another page"),
        ("http://ow.ly/rDsf", "short link, not resolved: not asked"),
        (ALIAS, "the article (link)"),
    ],
)
def test_what_became_of_a_link(url: str, words: str) -> None:
    assert verdict(explained(f'<p>Lest <a href="{url}">das da</a>!'), url).verdict == words


def test_a_link_in_the_navigation_does_not_count() -> None:
    nav = f'<nav><a href="{ARTICLE}">Firewall</a> <a href="http://ow.ly/rDsf">kurz</a></nav>'
    done = explained(f"<body>{nav}<main><h1>Titel</h1><p>Worte, viele Worte.</p></main>")
    assert verdict(done, ARTICLE).counts is False
    assert "does not count" in verdict(done, ARTICLE).verdict
    assert "outside the text" in verdict(done, "http://ow.ly/rDsf").verdict
    assert {entry.why_not for entry in done.entries} == {
        "the link stands in navigation, sidebar or footer, not in a text"
    }


def test_the_article_itself() -> None:
    done = explained("<h1>Beitrag</h1><p>Text</p>", url=ALIAS)
    assert done.is_home
    assert "it is the article itself" in {entry.why_not for entry in done.entries}


def test_short_links_are_followed(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/s").respond_with_data("", 301, headers={"Location": ARTICLE})
    httpserver.expect_request("/dead").respond_with_data("", 404)
    good, dead = httpserver.url_for("/s"), httpserver.url_for("/dead")
    done = explained(
        f'<p>Lest <a href="{good}">das</a> und <a href="{dead}">das</a>!',
        follow_short_links=True,
        shorteners=Shorteners(extra_hosts=("localhost",)),
    )
    assert verdict(done, good).verdict == "the article (redirect)"
    assert verdict(done, dead).verdict.startswith("short link, not resolved: answers with")


def test_what_cannot_be_read() -> None:
    with pytest.raises(ParseError, match="empty"):
        explained("")


def test_an_article_of_the_config_brings_its_aliases() -> None:
    tracked = [Article(url="https://else.example/"), Article(url=ARTICLE, aliases=(ALIAS,))]
    assert article_of(f"{ARTICLE}/", tracked) == tracked[1]
    assert article_of(ALIAS, tracked, aliases=("https://x.example/",)).aliases == (
        ALIAS,
        "https://x.example/",
    )
    assert article_of("https://new.example/", tracked) == Article(url="https://new.example/")
