"""Hacker News: what its search gives, how far it is read, what is missing said."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from tests.sources.fuzzing import assert_sound, fuzzed, run, sample_page
from tests.sources.replaying import look, mentions_in, serve

from mentions.asking import Batch, Page, Request, Setup, Watch
from mentions.errors import (
    FetchError,
    MissingError,
    ParseError,
    RateLimitError,
    SourceError,
)
from mentions.model import Author, Channel, Counts, Entry, Kind
from mentions.sources.hackernews import MOST_PAGES, OVERLAP, PER_PAGE, SOURCE

ARTICLE = "https://blog.example/2026/03/short-links/"
WATCH = Watch(source="hackernews", address=ARTICLE)
FOLDER = Path(__file__).parents[1] / "samples" / "hackernews"
SAMPLES = {path.name: json.loads(path.read_text("utf-8")) for path in FOLDER.glob("*.json")}
HN = "https://news.ycombinator.com/"
NOT_THERE = MissingError("https://hn.algolia.com/", "there is no such page (404)")


def sample_of(request: Request) -> str:
    if "/items/" in request.url:
        return "item.json"
    return "comments.json" if request.params["tags"] == "comment" else "stories.json"


def poll(answers: dict[str, Any] | None = None, watch: Watch = WATCH) -> tuple[Batch, list]:
    table = SAMPLES | (answers or {})

    def answer(request: Request) -> Page | SourceError:
        given = table[sample_of(request)]
        return given if isinstance(given, SourceError) else sample_page(request, given)

    return run(SOURCE.poll(watch), answer)


def entries(batch: Batch) -> dict[str, Entry]:
    """By number, what the search gave; threads not among it."""
    return {one.url.partition("=")[2]: one for one in batch.documents[0].entries}


def hits(*times: int, first: int = 1, total: int | None = None) -> dict[str, Any]:
    made = [
        {"objectID": str(first + n), "created_at_i": time, "title": "T", "url": ARTICLE}
        for n, time in enumerate(times)
    ]
    return {"hits": made, "nbHits": len(made) if total is None else total}


NONE = hits()


def test_a_story_is_a_post_with_its_title_as_words() -> None:
    story = entries(poll()[0])["47500001"]
    assert story.author == Author(handle="tilda", url=f"{HN}user?id=tilda")
    assert story.text == story.title == "Short links considered – a field report"
    assert [link.url for link in story.links] == [
        "http://www.blog.example/2026/03/short-links/?utm_source=hn"
    ]
    assert story.published == datetime(2026, 3, 14, 10, 10, tzinfo=UTC)
    assert (story.channel, story.platform) == (Channel.POST, "hackernews")
    assert story.counts == Counts(likes=88, replies=4)


def test_a_text_post_says_what_stands_in_it() -> None:
    ask = entries(poll()[0])["47510003"]
    assert ask.title == "Ask HN: How long do your short links live?"
    assert ask.text.endswith("Mine died after two years & nobody noticed.")
    assert [link.url for link in ask.links] == [ARTICLE]


def test_a_comments_href_is_decoded() -> None:
    comment = entries(poll()[0])["47510400"]
    assert [link.url for link in comment.links] == [ARTICLE]
    assert comment.text.endswith('It\'s good "field" work. 🙂')
    assert (comment.channel, comment.kind) == (Channel.COMMENT, None)
    assert comment.parent == f"{HN}item?id=47509123"


def test_what_links_to_nothing_is_left_out() -> None:
    assert "47500099" not in entries(poll()[0])


def test_a_thread_comes_with_parents_and_the_shared_address() -> None:
    batch, asked = poll()
    (thread,) = batch.documents[1:]
    assert asked[-1].url == "https://hn.algolia.com/api/v1/items/47500001"
    shown = [(one.url[-2:], one.parent[-2:], one.author.handle) for one in thread.entries]
    # 47500051 was deleted: only its answer is left.
    assert shown == [("50", "01", "c_weiss"), ("55", "50", "jonas"), ("52", "51", "li_na")]
    assert {one.kind for one in thread.entries} == {Kind.REPLY}
    assert {one.on for one in thread.entries} == {
        "http://www.blog.example/2026/03/short-links/?utm_source=hn"
    }


def test_replies_are_bounded_and_that_is_noted() -> None:
    def node(number: int, *children: dict) -> dict:
        return {"id": number, "author": "a", "text": f"n{number}", "children": list(children)}

    deep = node(1, node(2, node(3, node(4, node(5, node(6))))))
    batch, _ = poll({"item.json": {"children": [deep, *map(node, range(10, 150))]}})
    texts = [one.text for one in batch.documents[1].entries]
    assert len(texts) == 100
    assert (texts[0], texts[1], "n6" in texts) == ("n1", "n10", False)
    assert batch.documents[1].notes
    assert batch.incomplete is None


def test_the_host_is_searched_for_without_guessing() -> None:
    _, asked = poll()
    assert [dict(one.params)["tags"] for one in asked[:2]] == ["(story,poll,job)", "comment"]
    for one in asked[:2]:
        assert one.url == "https://hn.algolia.com/api/v1/search_by_date"
        assert one.params["query"] == '"blog.example"'
        assert one.params["typoTolerance"] == "false"


def test_a_unicode_host_is_searched_for_in_both_forms() -> None:
    watch = replace(WATCH, address="https://bücher.example/")
    _, asked = poll({"stories.json": NONE, "comments.json": NONE}, watch)
    assert [one.params["query"] for one in asked] == [
        *['"xn--bcher-kva.example"'] * 2,
        *['"bücher.example"'] * 2,
    ]


def test_a_host_named_too_often_is_searched_for_with_the_words_of_the_path() -> None:
    many = hits(*range(1773486000, 1773485900, -1), total=4000)
    asked: list[Request] = []

    def answer(request: Request) -> Page:
        asked.append(request)
        wide = request.params["query"] == '"blog.example"'
        return sample_page(request, many if wide else NONE)

    batch, _ = run(SOURCE.poll(WATCH), answer)
    assert [one.params["query"] for one in asked] == [
        '"blog.example"',
        '"blog.example" 2026 03 short links',
    ] * 2
    assert batch.incomplete is None


def page_of(times: list[int]) -> Callable[[Request], Page]:
    """Answer like the search does: nothing past the wall, the newest first."""

    def answer(request: Request) -> Page:
        if "story" not in request.params["tags"]:
            return sample_page(request, NONE)
        limit = int(request.params.get("numericFilters", "<=9999999999").partition("<=")[2])
        left = [(number, time) for number, time in enumerate(times, 1) if time <= limit]
        shown = [
            {"objectID": str(number), "created_at_i": time, "url": ARTICLE, "num_comments": 0}
            for number, time in left[:PER_PAGE]
        ]
        return sample_page(request, {"hits": shown, "nbHits": min(len(left), 1000)})

    return answer


def test_pages_go_on_by_time_and_every_hit_comes_once() -> None:
    # Three hits a second: pages break within a second.
    times = [1773486000 - n // 3 for n in range(250)]
    batch, asked = run(SOURCE.poll(WATCH), page_of(times))
    assert len(batch.documents[0].entries) == 250
    assert (len(asked), batch.incomplete) == (4, None)


def test_the_wall_is_no_end_and_the_next_poll_reads_on() -> None:
    times = [1773486000 - n for n in range(1500)]
    first, asked = run(SOURCE.poll(WATCH), page_of(times))
    assert len(asked) == MOST_PAGES + 1
    assert first.incomplete is not None
    assert "the next poll reads on" in first.incomplete.why
    rest, _ = run(SOURCE.poll(replace(WATCH, cursor=first.cursor)), page_of(times))
    urls = {one.url for batch in (first, rest) for one in batch.documents[0].entries}
    assert (len(urls), rest.incomplete) == (1500, None)
    _, later = run(SOURCE.poll(replace(WATCH, cursor=rest.cursor)), page_of(times))
    assert len(later) < 14, "then only back to what was new, with the overlap"


def test_where_reading_on_fails_it_is_tried_again_there() -> None:
    times = [1773486000 - n for n in range(1500)]
    first, _ = run(SOURCE.poll(WATCH), page_of(times))
    usual = page_of(times)

    def answer(request: Request) -> Page | SourceError:
        below = int(request.params.get("numericFilters", "<=9999999999").partition("<=")[2])
        return FetchError(HN, "status 500") if below <= 1773485010 else usual(request)

    second, _ = run(SOURCE.poll(replace(WATCH, cursor=first.cursor)), answer)
    assert second.incomplete is not None
    key = "stories blog.example"
    assert second.cursor[key]["below"] == first.cursor[key]["below"]


def test_a_sentence_instead_of_hits_is_no_empty_answer() -> None:
    with pytest.raises(ParseError, match="only fetch the 1000 hits"):
        poll({"stories.json": SAMPLES["wall.json"]})
    batch, _ = poll({"comments.json": SAMPLES["wall.json"]})
    assert batch.incomplete is not None


def test_fewer_hits_than_counted_is_incomplete() -> None:
    batch, _ = poll({"comments.json": NONE, "stories.json": hits(1773486000, total=40)})
    assert batch.incomplete is not None
    assert "does not give all" in batch.incomplete.why


def test_the_next_poll_reads_only_what_is_new() -> None:
    batch, _ = poll()
    assert batch.cursor["stories blog.example"] == {"newest": 1773559800}
    full = hits(*range(1773559800, 1773559800 - 100 * OVERLAP, -OVERLAP), total=900)
    answers = {"stories.json": full, "comments.json": NONE}
    _, asked = poll(answers, replace(WATCH, cursor=batch.cursor))
    assert sum("search" in one.url for one in asked) == 2


def test_a_thread_is_read_again_only_when_it_has_grown() -> None:
    batch, _ = poll()
    again = replace(WATCH, cursor=batch.cursor)
    assert not any("/items/" in one.url for one in poll(watch=again)[1])
    grown = json.loads(json.dumps(SAMPLES["stories.json"]))
    grown["hits"][1]["num_comments"] = 5
    assert any("/items/" in one.url for one in poll({"stories.json": grown}, again)[1])


def test_only_threads_about_the_site_are_read_and_only_the_newest_five() -> None:
    stories = hits(*range(1773486000, 1773485992, -1))
    stories["hits"][0]["url"] = "https://elsewhere.example/"
    _, asked = poll({"stories.json": stories})
    threads = [one.url.rpartition("/")[2] for one in asked if "/items/" in one.url]
    assert threads == ["2", "3", "4", "5", "6"]


def test_a_failure_at_first_fails_the_poll() -> None:
    with pytest.raises(FetchError):
        poll({"stories.json": FetchError(HN, "status 500")})


@pytest.mark.parametrize("name", ["comments.json", "item.json"])
def test_a_failure_later_leaves_the_rest_and_says_so(name: str) -> None:
    batch, _ = poll({name: RateLimitError(HN, "come back later")})
    assert "47500001" in entries(batch)
    assert isinstance(batch.incomplete, RateLimitError)
    assert not batch.cursor["threads"].get(f"{HN}item?id=47500001") or name == "comments.json"


def test_a_thread_that_is_gone_is_no_failure() -> None:
    batch, _ = poll({"item.json": NOT_THERE})
    assert batch.incomplete is None


@pytest.mark.parametrize("body", [b"<!doctype html><title>Down</title>", b"[]", b"null", b""])
def test_what_is_no_search_answer_is_said(body: bytes) -> None:
    with pytest.raises(ParseError):
        run(SOURCE.poll(WATCH), lambda one: Page(url=one.url, body=body))


def test_a_missing_author_stays_unknown() -> None:
    stories = json.loads(json.dumps(SAMPLES["stories.json"]))
    stories["hits"][1]["author"] = None
    assert entries(poll({"stories.json": stories})[0])["47500001"].author == Author()


def test_whatever_comes_nothing_but_a_source_error_escapes() -> None:
    samples = {name: SAMPLES[name] for name in ("stories.json", "comments.json", "item.json")}
    number = 0
    for path, result in fuzzed(SOURCE, WATCH, samples, sample_of):
        assert_sound(result, path)
        number += 1
    assert number > 300


def test_over_sockets_the_article_gets_its_mentions(httpserver: HTTPServer) -> None:
    serve(httpserver, "hackernews")
    home = httpserver.url_for("").rstrip("/")
    batch = look(SOURCE, replace(WATCH, setup=Setup(instances=(home,))))
    mentions = mentions_in(batch, ARTICLE)
    assert {(one.url.partition("=")[2], one.kind, one.platform) for one in mentions} == {
        ("47510003", Kind.MENTION, "hackernews"),
        ("47500001", Kind.MENTION, "hackernews"),
        ("47510400", Kind.MENTION, "hackernews"),
        ("47500050", Kind.REPLY, "hackernews"),
        ("47500055", Kind.REPLY, "hackernews"),
        ("47500052", Kind.REPLY, "hackernews"),
    }
