"""Exports of ours and of WordPress: brought in once, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mentions.core.health.states import State
from mentions.core.standing import Recorded
from mentions.errors import ParseError
from mentions.model import Article, Author, Channel, Counted, Evidence, Kind, Mention
from mentions.parse.wxr import read_wxr
from mentions.store.articles import load_stored_articles
from mentions.store.counts import StoredCounts, load_counts
from mentions.store.engine import Store, open_store
from mentions.store.mentions import load_mentions
from mentions.tracker.bring_in import Imported, import_mentions, import_posts
from mentions.tracker.track import track_article

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
SEEN = datetime(2009, 7, 20, tzinfo=UTC)
ARTICLE = "https://blog.example.org/firewall"
REPLY = Mention(
    article=ARTICLE,
    kind=Kind.REPLY,
    channel=Channel.COMMENT,
    platform="web",
    author=Author(name="Zoë"),
    text="Ja",
    url=f"{ARTICLE}#comment-1",
    first_seen=SEEN,
    evidence=Evidence.CONTEXT,
    source=f"{ARTICLE}/",
    merged_from=3,
    parent=f"{ARTICLE}#comment-0",
    counts=Counted(likes=12, replies=0, seen_at=SEEN),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "mentions.db") as opened:
        yield opened


def mentions(store: Store) -> list[Mention]:
    with store.reading() as session:
        return [one.mention for one in load_mentions(session)]


def articles(store: Store) -> dict[str, list[str]]:
    with store.reading() as session:
        found = load_stored_articles(session)
    return {one.article.url: [alias.url for alias in one.aliases] for one in found}


def bring_in(store: Store, *given: Mention) -> Imported:
    return import_mentions(store, (Recorded(mention=one) for one in given), now=NOW)


def test_what_comes_in_is_as_it_went_out_and_comes_in_once(store: Store) -> None:
    assert bring_in(store, REPLY) == Imported(new=1, articles=1)
    assert mentions(store) == [REPLY]
    assert bring_in(store, REPLY) == Imported(known=1)
    assert mentions(store) == [REPLY]


def test_counts_that_come_in_are_a_series_of_nobody(store: Store) -> None:
    later = replace(REPLY, counts=Counted(likes=15, seen_at=NOW))
    for mention in (REPLY, REPLY, later, REPLY):
        bring_in(store, mention)
    with store.reading() as session:
        first, second = load_counts(session, 1)
    assert first == StoredCounts(place=None, counts=REPLY.counts)
    assert second == StoredCounts(place=None, counts=replace(later.counts, replies=0))
    assert mentions(store) == [replace(REPLY, counts=second.counts)]


def test_how_it_stood_is_taken_unless_it_was_seen_later_here(store: Store) -> None:
    def stands(state: State | None, at: datetime | None) -> tuple[State | None, datetime | None]:
        import_mentions(store, [Recorded(mention=REPLY, health=state, health_at=at)], now=NOW)
        with store.reading() as session:
            (one,) = load_mentions(session)
        return one.health, one.health_at

    first, later = NOW, NOW.replace(hour=13)
    assert stands(None, None) == (None, None)
    assert stands(State.GONE, first) == (State.GONE, first)
    assert stands(State.LIVE, first) == (State.GONE, first), "not later"
    assert stands(None, None) == (State.GONE, first)
    assert stands(State.EDITED, later) == (State.EDITED, later)


def test_how_it_stood_goes_to_the_right_mention(store: Store) -> None:
    many = [replace(REPLY, url=f"{ARTICLE}#comment-{n}", text=f"Nr. {n}") for n in range(1, 5)]
    gone = [Recorded(mention=one, health=State.GONE, health_at=NOW) for one in many[1:3]]
    import_mentions(store, [*gone, *(Recorded(mention=one) for one in many)], now=NOW)
    with store.reading() as session:
        found = {one.mention.url: one.health for one in load_mentions(session)}
    assert [found[one.url] for one in many] == [None, State.GONE, State.GONE, None]


def test_what_is_an_alias_here_counts_for_its_article(store: Store) -> None:
    track_article(store, Article(url="https://new.example/1", aliases=(ARTICLE,)), now=NOW)
    assert bring_in(store, REPLY) == Imported(new=1)
    assert [one.article for one in mentions(store)] == ["https://new.example/1"]


def test_many_come_in_by_and_by(store: Store) -> None:
    many = (
        replace(REPLY, url=f"{ARTICLE}#comment-{n}", text=f"Nummer {n}") for n in range(1, 2502)
    )
    assert bring_in(store, *many).new == 2501


def test_a_broken_end_leaves_nothing(store: Store) -> None:
    def torn() -> Iterator[Recorded]:
        for n in range(1, 1500):
            yield Recorded(mention=replace(REPLY, url=f"{ARTICLE}#comment-{n}"))
        raise ParseError("a.csv", "line 1501: torn")

    with pytest.raises(ParseError, match="torn"):
        import_mentions(store, torn(), now=NOW)
    assert (mentions(store), articles(store)) == ([], {})


def export(*comments: str) -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<title>Altes Blog</title><link>https://altes.example.org</link><wp:wxr_version>1.2</wp:wxr_version>
<item><title>Firewall</title><link>https://altes.example.org/2009/firewall/</link>
<guid isPermaLink="false">https://altes.example.org/?p=7</guid><wp:post_id>7</wp:post_id>
<wp:post_type>post</wp:post_type><wp:status>publish</wp:status>{"".join(comments)}</item>
<item><title>Ohne</title><link>https://altes.example.org/2009/ohne/</link>
<wp:post_id>8</wp:post_id><wp:post_type>post</wp:post_type><wp:status>publish</wp:status></item>
</channel></rss>""".encode()


def comment(number: int, author: str, url: str, text: str, kind: str = "") -> str:
    return f"""<wp:comment><wp:comment_id>{number}</wp:comment_id>
<wp:comment_author><![CDATA[{author}]]></wp:comment_author>
<wp:comment_author_url>{url}</wp:comment_author_url>
<wp:comment_date_gmt>2009-07-14 08:0{number}:00</wp:comment_date_gmt>
<wp:comment_content><![CDATA[{text}]]></wp:comment_content>
<wp:comment_approved>1</wp:comment_approved><wp:comment_type>{kind}</wp:comment_type>
</wp:comment>"""


BLOG = export(
    comment(1, "Zoë", "https://zoe.example/", "Siehe http://altes.example.org/?p=7"),
    comment(
        2,
        "Tweets die Firewall erwähnt -- Topsy.com",
        "http://topsy.com/tb/ow.ly/rDsf",
        "[...] Dieser Eintrag wurde auf Twitter von Jens und Ingo Becker erwähnt. Ingo Becker "
        "sagte: RT @clab: Sehr gute Illustration http://ow.ly/rDsf #fb [...]",
        "trackback",
    ),
)


def bring(store: Store, data: bytes = BLOG) -> Imported:
    return import_posts(store, read_wxr(data, url="blog.xml"), now=NOW)


def test_the_comments_of_2009_become_mentions(store: Store) -> None:
    assert bring(store) == Imported(new=4, articles=1)
    found = {one.author.name or one.author.handle: one for one in mentions(store)}
    assert set(found) == {"Zoë", "Jens", "Ingo Becker", "clab"}
    assert found["Zoë"].published == datetime(2009, 7, 14, 8, 1, tzinfo=UTC)
    assert found["Zoë"].evidence is Evidence.LINK, "its link is an alias of the post"
    assert found["Ingo Becker"].via == ("clab",)
    assert found["Ingo Becker"].published is None


def test_posts_with_comments_are_tracked_with_their_aliases(store: Store) -> None:
    bring(store)
    url = "https://altes.example.org/2009/firewall/"
    assert articles(store) == {url: ["https://altes.example.org/?p=7"]}


def test_twice_is_once(store: Store) -> None:
    bring(store)
    before = mentions(store)
    assert bring(store) == Imported(known=4)
    assert mentions(store) == before


def test_a_post_tracked_already_learns_its_aliases(store: Store) -> None:
    url = "https://altes.example.org/2009/firewall"
    track_article(store, Article(url=url), now=NOW)
    assert bring(store) == Imported(new=4)
    assert articles(store) == {url: ["https://altes.example.org/?p=7"]}


def test_an_address_of_another_article_is_left_to_it(store: Store) -> None:
    track_article(store, Article(url="https://altes.example.org/?p=7"), now=NOW)
    assert bring(store).articles == 1
    assert articles(store)["https://altes.example.org/2009/firewall/"] == []


def test_a_torn_export_leaves_nothing(store: Store) -> None:
    with pytest.raises(ParseError, match="ends in the middle"):
        bring(store, BLOG[: len(BLOG) - 300])
    assert (mentions(store), articles(store)) == ([], {})
