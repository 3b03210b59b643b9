"""Feeds, read by feedparser and by our own reader of JSON Feed."""

import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import pytest
from tests.report.summaries import ARTICLE, HOSTILE, NOW, an_act, hostile_acts

from mentions.core.summary.model import Act
from mentions.model import Author, Kind, Mention
from mentions.parse.jsonfeed import read_jsonfeed
from mentions.report.from_jsonl import read_jsonl
from mentions.report.to_feed import (
    MOST,
    News,
    entry_id,
    feed_id,
    home_of,
    render_atom,
    render_json_feed,
)
from mentions.report.to_jsonl import to_json


def news(*acts: Any) -> list[News]:
    return [News(act=act, updated=NOW + timedelta(seconds=act.id)) for act in acts]


def atom(*acts: Any) -> Any:
    data = render_atom("Firewall", ARTICLE, news(*acts), NOW)
    read = feedparser.parse(io.BytesIO(data))
    assert not read.bozo, read.bozo_exception
    return read


def test_atom() -> None:
    read = atom(an_act(1), an_act(2))
    assert read.version == "atom10"
    assert (read.feed.title, read.feed.link) == ("Firewall", ARTICLE)
    assert read.feed.id == feed_id(ARTICLE)
    later, first = read.entries
    assert first.link == "https://social.example/jens/1"
    assert first.published == "2009-07-15T09:42:00+00:00"
    assert later.updated == read.feed.updated == "2026-11-23T08:30:02+00:00"
    assert first.author == "Schön, weg damit!"
    assert "<p>Schön, weg damit!</p>" in re.sub(' dir="auto"', "", first.content[0].value)
    assert [tag.term for tag in first.tags] == ["reply", "fb", "web"]
    assert first.id != later.id


def test_json_feed() -> None:
    data = render_json_feed("Firewall", ARTICLE, news(an_act(1), an_act(2)))
    document = read_jsonfeed(data, url="https://f.example/feed.json")
    assert document.title == "Firewall"
    assert [entry.url for entry in document.entries] == [
        "https://social.example/jens/2",
        "https://social.example/jens/1",
    ]
    assert document.entries[1].published == datetime(2009, 7, 15, 9, 42, tzinfo=UTC)
    feed = json.loads(data)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["items"][0]["date_modified"] == "2026-11-23T08:30:02Z"
    ids = [entry.id for entry in atom(an_act(1), an_act(2)).entries]
    assert [item["id"] for item in feed["items"]] == ids


def test_hostile_words_do_nothing_and_can_be_read() -> None:
    acts = hostile_acts()
    feed = json.loads(render_json_feed("Firewall", ARTICLE, news(*acts)))
    entries = atom(*acts).entries
    assert len(entries) == len(feed["items"]) == len(acts)
    pieces = [item["content_html"] for item in feed["items"]]
    pieces += [entry.content[0].value for entry in entries]
    for html in pieces:
        assert set(re.findall(r"<([a-z]+)", html)) <= {"p", "a"}
        assert not re.search("[\x00-\x08\x1b\x7f-\x9f\u202a-\u202e\u200b\ufffe]", html)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in "".join(pieces)
    names = [entry.author for entry in reversed(entries)]
    assert names[HOSTILE.index("Jörg\u202egnp.exe")] == "Jörggnp.exe"
    assert names[0] == "=1+1"


def test_controls_in_addresses_and_titles_break_nothing() -> None:
    act = an_act(1, url="https://a.example/\x01x", author=Author(url="https://a.example/\x02"))
    data = render_atom("a\x00b", "https://a.example/\x03", news(act), NOW)
    assert not feedparser.parse(io.BytesIO(data)).bozo


def test_ids_outlive_an_export_and_an_edit_of_the_words() -> None:
    mention = an_act(1).mention
    (again,) = read_jsonl([to_json(an_act(1))], name="m.jsonl")
    back = again.mention
    assert entry_id(back) == entry_id(mention) == "urn:uuid:" + PINNED
    edited = replace(mention, text="Anders", first_seen=NOW + timedelta(1))
    assert entry_id(edited) == entry_id(back)


PINNED = "cc4d9110-2cae-5741-a744-cb4522a6bb60"


def without_url(**changes: Any) -> Mention:
    return an_act(1, url=None, **changes).mention


def test_ids_of_mentions_without_an_address_differ() -> None:
    ids = {entry_id(without_url()), entry_id(without_url(text="b")), entry_id(an_act(2).mention)}
    other = replace(an_act(1).mention, article="https://blog.example/other")
    assert len(ids | {entry_id(an_act(1).mention), entry_id(other)}) == 5


def test_only_the_newest_are_in_it_and_each_once() -> None:
    acts = [an_act(number) for number in range(1, MOST + 20)]
    read = atom(*acts, replace(acts[-1], id=10_000))
    assert len(read.entries) == MOST
    assert read.entries[0].updated == "2026-11-23T11:16:40+00:00"
    assert len({entry.id for entry in read.entries}) == MOST


@pytest.mark.parametrize("render", [1, 2])
def test_the_same_news_give_the_same_bytes(render: int) -> None:
    given = news(an_act(1), an_act(2))
    if render == 1:
        assert render_atom("T", ARTICLE, given, NOW) == render_atom("T", ARTICLE, given[::-1], NOW)
    else:
        assert render_json_feed("T", ARTICLE, given) == render_json_feed("T", ARTICLE, given[::-1])


OWN = "http://www.blog.example/firewall/"  # ARTICLE, as its owner writes it


@pytest.mark.parametrize(
    "given",
    [{"home": OWN}, {"home": "https://www.blog.example/", "articles": [OWN]}],
)
def test_links_lead_to_the_owners_own_address(given: dict[str, Any]) -> None:
    lines = news(an_act(1, url=None))
    read = feedparser.parse(render_atom("T", news=lines, updated=NOW, **given))
    (item,) = json.loads(render_json_feed("T", news=lines, **given))["items"]
    assert read.entries[0].link == item["url"] == item["external_url"] == OWN
    for content in (read.entries[0].content[0].value, item["content_html"]):
        assert f'href="{OWN}"' in content
        assert ARTICLE not in content


def test_own_words_are_in_the_language_asked_for() -> None:
    given = news(an_act(1, words="Jens", platform="web"))
    (item,) = json.loads(render_json_feed("T", ARTICLE, given, language="de"))["items"]
    assert item["title"] == "Jens hat geantwortet (Web)"
    read = feedparser.parse(render_atom("T", ARTICLE, given, NOW, language="de"))
    assert read.entries[0].title == item["title"]


def test_home_is_the_article_or_the_site() -> None:
    assert home_of([ARTICLE]) == ARTICLE
    assert home_of(["https://blog.example/b", ARTICLE]) == "https://blog.example/"
    assert home_of([]) == ""


def test_a_feed_of_nothing() -> None:
    assert atom().feed.updated == "2026-11-23T08:30:00+00:00"
    assert json.loads(render_json_feed("T", ARTICLE, []))["items"] == []


def a_repost(number: int, post: str) -> Act:
    page = "https://bsky.app/profile/rita.example"
    return an_act(
        number,
        kind=Kind.REPOST,
        platform="bluesky",
        author=Author(name="Rita", handle="rita.example", url=page),
        text=None,
        url=page,
        parent=f"https://bsky.app/profile/jens.example/post/{post}",
    )


def test_two_posts_that_an_account_passed_on_are_two_entries() -> None:
    """A repost without a page of its own has the address of its account."""
    one, other = a_repost(1, "3kabc1"), a_repost(2, "3kabc2")
    assert len({entry.id for entry in atom(one, other).entries}) == 2
    (read,) = read_jsonl([to_json(one)], name="m.jsonl")
    assert entry_id(read.mention) == entry_id(one.mention)
    again = replace(one.mention, first_seen=NOW + timedelta(days=1), source="https://x.example/")
    assert entry_id(again) == entry_id(one.mention)
