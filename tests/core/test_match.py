"""Which entries are about an article, and how that is known."""

import pytest

from mentions.core.index import ArticleIndex
from mentions.core.match import judge_entry
from mentions.model import (
    Article,
    Channel,
    Document,
    Entry,
    Evidence,
    Hyperlink,
    Kind,
    Region,
    Resolution,
)

POST = "https://blog.example.org/post-1"
INDEX = ArticleIndex([Article(url=POST, aliases=("https://blog.example.org/?p=42",))])


def judge(
    entry: Entry,
    *,
    page: str = "https://other.example/x",
    canonical: str | None = None,
    **chains: Resolution,
) -> tuple[Evidence | None, str | None]:
    document = Document(url=page, form="page", entries=(entry,), canonical=canonical)
    resolutions = {one.found: one for one in chains.values()}
    judgement = judge_entry(entry, document, INDEX, resolutions)
    evidence = judgement.matches[0].evidence if judgement.matches else None
    return evidence, judgement.why_not


def post(*urls: str, region: Region = Region.CONTENT) -> Entry:
    links = tuple(Hyperlink(url=url, region=region) for url in urls)
    return Entry(url="https://other.example/x", links=links)


@pytest.mark.parametrize(
    "url",
    [
        POST,
        "http://www.blog.example.org/post-1/?utm_source=feed#more",
        "https://blog.example.org/?p=42",
        "https://blog.example.org/post-1/amp/",
        "https://blog.example.org/post-1/#comment-7",
        "https://blog.example.org/post-1/comment-page-2/#comment-7",
        "https://www.google.com/url?q=https%3A%2F%2Fblog.example.org%2Fpost-1&sa=D",
    ],
)
def test_a_link_counts_in_any_form(url: str) -> None:
    assert judge(post("https://else.example/", url)) == (Evidence.LINK, None)


@pytest.mark.parametrize(
    "url",
    [
        "https://blog.example.org/post-10",
        "https://blog.example.org/post-1/more",
        "https://shop.example.org/post-1",
        "https://blog.example.org/?p=43",
        "https://blog.example.org/",
    ],
)
def test_a_near_miss_does_not(url: str) -> None:
    assert judge(post(url)) == (None, "no link leads to the article")


def test_a_link_in_the_sidebar_does_not_count() -> None:
    evidence, why_not = judge(post(POST, region=Region.CHROME))
    assert evidence is None
    assert why_not is not None
    assert "sidebar" in why_not


SHORT = "http://ow.ly/rDsf"


@pytest.mark.parametrize(
    ("resolution", "expected"),
    [
        (
            Resolution(found=SHORT, chain=("http://bit.ly/x", POST), resolved=POST),
            Evidence.REDIRECT,
        ),
        (
            Resolution(
                found=SHORT,
                chain=(POST, "https://consent.example/"),
                resolved="https://consent.example/",
            ),
            Evidence.REDIRECT,
        ),
        (
            Resolution(
                found=SHORT,
                chain=("https://copy.example/1",),
                resolved="https://copy.example/1",
                canonical=POST,
            ),
            Evidence.CANONICAL,
        ),
        (
            Resolution(
                found=SHORT, chain=("https://copy.example/1",), resolved="https://copy.example/1"
            ),
            None,
        ),
        (Resolution(found=SHORT, why="404"), None),
    ],
)
def test_short_links(resolution: Resolution, expected: Evidence | None) -> None:
    assert judge(post(SHORT), one=resolution)[0] is expected


def comment(**changes: object) -> Entry:
    usual: dict[str, object] = {"channel": Channel.COMMENT, "text": "Ja.", "on": f"{POST}/"}
    return Entry(**(usual | changes))


@pytest.mark.parametrize(
    ("entry", "page", "canonical", "expected"),
    [
        (comment(), POST, None, Evidence.CONTEXT),
        (
            comment(on=None, url="https://blog.example.org/?p=42#comment-1"),
            "https://blog.example.org/comments/feed/",
            None,
            Evidence.CONTEXT,
        ),
        (
            comment(on="https://blog.example.org/q?x=1"),
            "https://blog.example.org/q?x=1",
            POST,
            Evidence.CONTEXT,
        ),
        (comment(on="https://copy.example/1"), "https://copy.example/1", POST, Evidence.CANONICAL),
        (
            comment(on="https://blog.example.org/post-10"),
            "https://blog.example.org/post-10",
            None,
            None,
        ),
        (
            comment(on="https://x.example/", links=(Hyperlink(url=POST),)),
            "https://x.example/",
            None,
            Evidence.LINK,
        ),
        (comment(links=(Hyperlink(url=POST),)), POST, None, Evidence.LINK),
    ],
)
def test_comments(
    entry: Entry, page: str, canonical: str | None, expected: Evidence | None
) -> None:
    assert judge(entry, page=page, canonical=canonical)[0] is expected


def test_the_article_is_no_mention_of_itself() -> None:
    entry = Entry(url=POST, links=(Hyperlink(url=POST),))
    assert judge(entry, page=POST) == (None, "it is the article itself")


@pytest.mark.parametrize(
    "entry",
    [
        Entry(url="https://blog.example.org/next", links=(Hyperlink(url=POST),)),
        comment(channel=Channel.PINGBACK, origin="https://blog.example.org/next"),
    ],
)
def test_the_blog_linking_to_itself_is_no_mention(entry: Entry) -> None:
    assert judge(entry, page=POST) == (None, "the blog links to itself")


def test_markup_that_states_the_act_comes_first() -> None:
    links = (Hyperlink(url=POST), Hyperlink(url=POST, relation=Kind.LIKE))
    entry = Entry(url="https://other.example/x", links=links)
    document = Document(url="https://other.example/x", form="page", entries=(entry,))
    (match,) = judge_entry(entry, document, INDEX, {}).matches
    assert match.link == links[1]


def test_one_post_may_be_about_several_articles() -> None:
    two = ArticleIndex([Article(url=POST), Article(url="https://blog.example.org/post-2")])
    entry = post(POST, "https://blog.example.org/post-2")
    document = Document(url="https://other.example/x", form="page", entries=(entry,))
    assert len(judge_entry(entry, document, two, {}).matches) == 2
