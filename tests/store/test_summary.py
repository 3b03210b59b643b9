"""What a report is counted from, on both databases."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update
from tests.store.conftest import NOW

from mentions.core.changes import Sighting
from mentions.core.summary.overrides import NOTHING_SAID, Overrides, Said, Subject
from mentions.core.summary.record import record_of
from mentions.model import Article, Author, Channel, Evidence
from mentions.store.articles import add_article, remove_article
from mentions.store.engine import Session, Store
from mentions.store.mentions import delete_mention
from mentions.store.overrides import (
    find_people,
    load_overrides,
    overrides_of,
    reset_overrides,
    save_override,
)
from mentions.store.summary import (
    Chosen,
    count_by_article,
    count_hidden,
    count_marked,
    fullest_article,
    load_acts,
    load_newest,
    stream_acts,
    stream_by_article,
    stream_news,
    stream_records,
)
from mentions.store.tables import MENTIONS
from mentions.store.tables_reports import OVERRIDES

HOUR = timedelta(hours=1)
EVERYTHING = Chosen()


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    with store.writing() as opened:
        opened.connection().execute(delete(OVERRIDES))
    with store.reading() as opened:
        yield opened


@pytest.fixture
def four(article_id: int, save: Callable[..., Any], a_change: Callable[..., Any],
         a_mention: Callable[..., Any]) -> None:  # fmt: skip
    """Of hours 0 to 3; the third is without a date."""
    for number in range(4):
        dated = {"published": NOW + number * HOUR, "published_zone_known": True}
        mention = a_mention(
            url=f"https://social.example/jens/{number}",
            author=Author(name=f"Jörg {number}", handle=f"j{number}"),
            **({} if number == 2 else dated),
        )
        save(a_change(mention=mention), now=NOW + number * HOUR)


def set_health(store: Store, number: int, health: str) -> None:
    with store.writing() as session:
        session.connection().execute(
            update(MENTIONS).where(MENTIONS.c.id == number).values(health=health)
        )


@pytest.mark.usefixtures("four")
def test_records_are_those_of_the_mentions(session: Session) -> None:
    streamed = sorted(stream_records(session, EVERYTHING))
    stored = stream_by_article(session, EVERYTHING)
    assert streamed == sorted(record_of(one.id, article, one.mention) for article, one in stored)
    assert len(streamed) == 4


@pytest.mark.usefixtures("four")
def test_a_period(session: Session) -> None:
    chosen = Chosen(since=NOW + HOUR, until=NOW + 3 * HOUR)
    assert sorted(one.id for one in stream_records(session, chosen)) == [2]
    assert load_newest(session, Chosen(until=NOW + 2 * HOUR), 9) == [2, 3, 1]


@pytest.mark.usefixtures("four")
def test_deleted_never_count_and_gone_only_where_asked(store: Store, session: Session) -> None:
    with store.writing() as writing:
        delete_mention(writing, 1, now=NOW)
    set_health(store, 2, "gone")
    set_health(store, 3, "link_removed")
    set_health(store, 4, "live")
    assert count_by_article(session, EVERYTHING) == {1: 1}
    assert count_hidden(session, EVERYTHING) == 2
    assert count_by_article(session, Chosen(gone=True)) == {1: 3}
    assert count_hidden(session, Chosen(gone=True)) == 0


@pytest.mark.usefixtures("four")
def test_an_article_no_longer_tracked_counts_where_it_is_asked_for(
    store: Store, session: Session
) -> None:
    with store.writing() as writing:
        add_article(writing, Article(url="https://blog.example/2"), now=NOW)
        remove_article(writing, 1, now=NOW)
    assert count_by_article(session, EVERYTHING) == {}
    assert count_by_article(session, Chosen(articles=(1, 2))) == {1: 4}


@pytest.mark.usefixtures("four")
def test_the_fullest_article_counts_sure_times_only(session: Session) -> None:
    ends = {"begin": NOW, "end": NOW + HOUR}
    assert fullest_article(session, EVERYTHING, **ends) == 1
    none = {"begin": NOW + 9 * HOUR, "end": NOW + 10 * HOUR}
    assert fullest_article(session, EVERYTHING, **none) is None


def test_copies_are_other_pages_of_the_act(
    session: Session, article_id: int, save: Callable[..., Any], a_change: Callable[..., Any],
    a_mention: Callable[..., Any],
) -> None:  # fmt: skip
    own = "https://social.example/jens/1"
    seen = [
        ("https://social.example/jens/1?utm_source=feed", Evidence.LINK),
        ("https://copy.example/9", Evidence.LINK),
        ("https://blog.example/firewall#comment-4", Evidence.ATTRIBUTED),
    ]
    sightings = tuple(
        Sighting(source=url, channel=Channel.POST, evidence=how, url=url) for url, how in seen
    )
    mention = a_mention(url=own, syndication=("https://other.example/1",))
    save(a_change(mention=mention, sightings=sightings))
    act = load_acts(session, [1], NOTHING_SAID)[1]
    assert act.copies == ("https://other.example/1", "https://copy.example/9")
    assert act.mention.merged_from == 3


@pytest.mark.usefixtures("four")
def test_acts_and_news_come_in_order(session: Session) -> None:
    assert [act.id for act in stream_acts(session, EVERYTHING, NOTHING_SAID)] == [1, 3, 2, 4]
    news = stream_news(session, EVERYTHING, NOTHING_SAID, limit=3)
    assert [(act.id, at - NOW) for act, at in news] == [(4, 3 * HOUR), (3, 2 * HOUR), (2, HOUR)]


@pytest.mark.usefixtures("four")
def test_the_owners_word_is_kept_replaced_and_taken_back(store: Store, session: Session) -> None:
    with store.writing() as writing:
        for word in ("negative", "positive"):
            save_override(writing, Subject.MENTION, "2", Said.SENTIMENT, word, now=NOW)
        save_override(writing, Subject.MENTION, "2", Said.TAGS, ["ours", "für uns"], now=NOW)
        save_override(writing, Subject.MENTION, "99", Said.TAGS, ["x"], now=NOW)
    said = overrides_of(session)
    act = load_acts(session, [2], said)[2]
    assert (act.sentiment, act.tags) == ("positive", ("ours", "für uns"))
    assert count_marked(session, EVERYTHING, said) == 2
    session.rollback()
    with store.writing() as writing:
        assert reset_overrides(writing, Subject.MENTION, "2") == 2
        assert reset_overrides(writing, Subject.MENTION, "2") == 0
    assert [one.key for one in load_overrides(session)] == ["99"]


@pytest.mark.usefixtures("four")
@pytest.mark.parametrize("text", ["@J1", "jörg 1", "JÖRG 1", "twitter/@j1"])
def test_people_are_found_as_they_are_called(session: Session, text: str) -> None:
    assert find_people(session, text) == {"twitter/@j1": "Jörg 1"}


@pytest.mark.usefixtures("four")
@pytest.mark.parametrize("text", ["j", "Jörg", "%", "", "nobody"])
def test_a_part_of_a_name_is_nobody(session: Session, text: str) -> None:
    assert find_people(session, text) == {}


def test_nothing_said() -> None:
    assert len(Overrides()) == 0
    assert NOTHING_SAID.sentiment(1) is None
