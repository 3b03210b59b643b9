"""Looking up posts by their permalinks: as they are now, deleted, hidden, damaged."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from tests.sources.fuzzing import variants
from tests.sources.replaying import SAMPLES

from mentions.asking import Page, Request, Setup
from mentions.errors import MissingError, SourceError, UnsupportedError
from mentions.model import Counts, Entry, Kind
from mentions.sources import find_source
from mentions.sources._again import Verifies

NAMES = ["bluesky", "hackernews", "lemmy", "lobsters", "mastodon", "stackexchange"]
ARTICLE = "https://blog.example/2026/03/short-links"
Given = Callable[[Request], Any]


def sample(name: str, file: str) -> Any:
    return json.loads((SAMPLES / name / file).read_text("utf-8"))


def verifier(name: str) -> Verifies:
    source = find_source(name)
    assert isinstance(source, Verifies)
    return source


def look(
    name: str, *urls: str, given: Given, setup: Setup | None = None
) -> tuple[dict[str, Entry | None], list[Request]]:
    """Return what is found by permalink, and what was asked."""
    source = verifier(name)
    posts = {source.post_in(url) or "": url for url in urls}
    questions = source.look_again(list(posts), setup or Setup())
    asked: list[Request] = []
    try:
        question = next(questions)
        while True:
            assert isinstance(question, Request)
            asked.append(question)
            value = given(question)
            if isinstance(value, SourceError):
                question = questions.throw(value)
                continue
            body = json.dumps(value).encode()
            question = questions.send(Page(url=question.url, body=body))
    except StopIteration as done:
        found: Mapping[str, Entry | None] = done.value
        return {posts[post]: entry for post, entry in found.items()}, asked


# --- one post of each, as it is ---

STORY = {
    "by": "nadia",
    "descendants": 21,
    "id": 4711,
    "kids": [4712],
    "score": 88,
    "time": 1773471600,
    "title": "Short links, considered",
    "type": "story",
    "url": ARTICLE,
}
REMARK = {
    "by": "otto",
    "id": 4712,
    "parent": 4711,
    "text": f'See <a href="{ARTICLE}" rel="nofollow">this</a>.',
    "time": 1773472600,
    "type": "comment",
}
HN = "https://news.ycombinator.com/item?id="
SKY = "https://bsky.app/profile/did:plc:sven00000000000000000000/post/3msven000003a"
POST = "https://lemmy.example/post/940"


def status() -> dict[str, Any]:
    return next(one for one in sample("mastodon", "link.json") if "@kim" in one["url"])


def boost() -> dict[str, Any]:
    return next(one for one in sample("mastodon", "statuses.json") if one.get("reblog"))


def toot() -> str:
    return f"https://social.example/@kim/{status()['id']}"


def lemmy_view() -> dict[str, Any]:
    return {"post_view": sample("lemmy", "v3-posts.json")["posts"][0]}


def cases() -> Iterator[tuple[str, str, Any]]:
    yield "hackernews", f"{HN}4711", STORY
    yield "hackernews", f"{HN}4712", REMARK
    yield "bluesky", SKY, sample("bluesky", "posts.json")
    yield "mastodon", toot(), status()
    yield "lobsters", "https://lobste.rs/s/q4tnz7/short_links", sample("lobsters", "story.json")
    yield "lemmy", POST, lemmy_view()
    questions = sample("stackexchange", "questions.json")
    yield "stackexchange", "https://stackoverflow.com/questions/6800/link-rot-you", questions


EVERY = pytest.mark.parametrize(("name", "url", "answer"), list(cases()))


@EVERY
def test_a_post_is_found_as_it_is_now(name: str, url: str, answer: Any) -> None:
    found, asked = look(name, url, given=lambda _: answer)
    entry = found[url]
    assert entry is not None
    assert entry.text
    assert any("blog.example" in link.url for link in entry.links)
    assert len(asked) == 1


@EVERY
def test_whatever_comes_it_never_raises_and_never_says_gone(
    name: str, url: str, answer: Any
) -> None:
    for path, changed in variants(answer):
        try:
            found, _ = look(name, url, given=lambda _, value=changed: value)
        except SourceError:
            continue
        # Only what says so is gone: null of Hacker News, a list without the post.
        if url in found and found[url] is None:
            assert name in {"hackernews", "bluesky", "stackexchange"}, path
            assert name != "hackernews" or path == "$=null", path


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("url", ["", "https://x.example/", "mailto:a", "https://x.example/a?id=7"])
def test_another_address_is_no_post(name: str, url: str) -> None:
    assert verifier(name).post_in(url) is None


def test_counts_come_along() -> None:
    found, _ = look("hackernews", f"{HN}4711", given=lambda _: STORY)
    assert (found[f"{HN}4711"] or Entry()).counts == Counts(likes=88, replies=21)


@pytest.mark.parametrize("answer", [None, STORY | {"deleted": True}, STORY | {"dead": True}])
def test_hacker_news_says_what_is_deleted(answer: Any) -> None:
    found, asked = look("hackernews", f"{HN}4711", given=lambda _: answer)
    assert found == {f"{HN}4711": None}
    assert asked[0].url == "https://hacker-news.firebaseio.com/v0/item/4711.json"


def test_bluesky_leaves_out_what_is_gone_and_is_asked_for_many_at_once() -> None:
    other = SKY.replace("003a", "004b")
    found, asked = look("bluesky", SKY, other, given=lambda _: sample("bluesky", "posts.json"))
    assert found[SKY] is not None
    assert found[other] is None
    assert asked[0].url.count("uris=at") == 2


def test_a_handle_alone_names_no_post_of_bluesky() -> None:
    assert verifier("bluesky").post_in("https://bsky.app/profile/sven.example/post/3m") is None


def test_a_post_hidden_from_the_public_is_not_gone() -> None:
    answer = sample("bluesky", "posts.json")
    answer["posts"][0]["author"]["labels"] = [{"val": "!no-unauthenticated"}]
    assert look("bluesky", SKY, given=lambda _: answer)[0] == {}
    private = status() | {"visibility": "private"}
    assert look("mastodon", toot(), given=lambda _: private)[0] == {}


def test_a_boost_is_not_the_post_that_it_passes_on() -> None:
    url = f"https://social.example/users/lena/statuses/{boost()['id']}/activity"
    found, _ = look("mastodon", url, given=lambda _: boost())
    assert (found[url] or Entry()).kind is Kind.REPOST
    private = boost() | {"visibility": "private"}
    assert look("mastodon", url, given=lambda _: private)[0] == {}


def test_a_token_goes_to_its_own_server_only() -> None:
    setup = Setup(instances=("https://social.example",), token="x")  # noqa: S106 - none
    _, asked = look("mastodon", toot(), given=lambda _: status(), setup=setup)
    assert asked[0].headers["Authorization"] == "Bearer x"
    assert asked[0].discovered is False
    elsewhere = toot().replace("social.example", "other.example")
    _, asked = look("mastodon", elsewhere, given=lambda _: status(), setup=setup)
    assert "Authorization" not in asked[0].headers
    assert asked[0].discovered is True


def test_lemmy_says_what_is_deleted() -> None:
    answer = lemmy_view()
    answer["post_view"]["post"]["deleted"] = True
    assert look("lemmy", POST, given=lambda _: answer)[0] == {POST: None}


def test_a_server_that_has_no_such_interface_has_not_lost_the_post() -> None:
    missing = MissingError(POST, "404")
    with pytest.raises(UnsupportedError):
        look("lemmy", POST, given=lambda _: missing)

    def has_interface(request: Request) -> Any:
        return {"site_view": {"site": {"id": 1}}} if "/site" in request.url else missing

    with pytest.raises(MissingError):
        look("lemmy", POST, given=has_interface)


def test_stack_exchange_is_asked_once_for_each_site_and_kind() -> None:
    urls = (
        "https://stackoverflow.com/q/6800",
        "https://stackoverflow.com/questions/6801/x",
        "https://stackoverflow.com/questions/6800/x/6899#6899",
        "https://unix.stackexchange.com/a/7",
    )
    questions = sample("stackexchange", "questions.json")
    found, asked = look("stackexchange", *urls, given=lambda _: questions)
    paths = [request.url.partition("/2.3/")[2] for request in asked]
    assert paths == ["questions/6800;6801", "answers/6899", "answers/7"]
    assert [found[url] is None for url in urls] == [False, True, True, True]
