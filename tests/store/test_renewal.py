"""A database whose canonical forms were made by the rules of an older version; on both kinds."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NoReturn

import pytest
from sqlalchemy import create_engine, delete, select, update
from structlog.testing import capture_logs

from mentions.core.blogs.posts import Post
from mentions.core.changes import Change, Changes, Found, Sighting, keys_of, plan_changes
from mentions.core.summary.overrides import Said, Subject
from mentions.model import Article, Author, Channel, Evidence, Kind, Mention
from mentions.store import renewal
from mentions.store.articles import add_article, find_article, load_articles
from mentions.store.backfills import Address, enqueue, mark
from mentions.store.changes import save_changes
from mentions.store.configured import articles_are_synced, sync_articles
from mentions.store.engine import Session, Store, open_store
from mentions.store.mentions import load_known, load_mentions
from mentions.store.overrides import load_overrides, save_override
from mentions.store.posts import ADDED, unseen
from mentions.store.tables import ALIASES, ARTICLES, KEYS
from mentions.store.tables_running import BACKFILLS, BLOGS, NOTES

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
# By the rules of before, each of Blogger's country domains was a blog of its own.
HERE, BEFORE = "https://garten.blogspot.de/2026/03/beet.html", "garten.blogspot.de"
NOW_FORM = "https://garten.blogspot.com/2026/03/beet.html"
OTHER = "https://garten.blogspot.ch/2026/03/beet.html"


@contextmanager
def by_older_rules(where: str) -> Iterator[Session]:
    """Open a database as it is, and leave it as one that an older version has written."""
    with open_store(where) as store, store.writing() as session:
        yield session
        session.connection().execute(delete(NOTES).where(NOTES.c.name == "canonical.rules"))


def add_old(session: Session, url: str, *, aliases: tuple[str, ...] = ()) -> int:
    """Track an article as an older version did: its forms are its addresses as written."""
    plain = f"https://b.example/{url.partition('//')[2]}"
    number = add_article(session, Article(url=plain), now=NOW)
    change = update(ARTICLES).where(ARTICLES.c.id == number)
    session.connection().execute(change.values(url=url, canonical=url))
    for alias in aliases:
        values = {"article_id": number, "url": alias, "canonical": alias, "origin": "page"}
        session.connection().execute(ALIASES.insert(), [{**values, "added_at": NOW}])
    session.expire_all()
    return number


def forms(where: str) -> dict[int, str]:
    with open_store(where) as store, store.reading() as session:
        rows = session.connection().execute(select(ARTICLES.c.id, ARTICLES.c.canonical))
        return {row.id: row.canonical for row in rows}


def test_an_article_of_before_is_found_under_all_its_addresses(where: str) -> None:
    with by_older_rules(where) as session:
        number = add_old(session, HERE, aliases=("https://garten.blogspot.de/?p=4",))
    with open_store(where) as store, store.reading() as session:
        for url in (HERE, OTHER, NOW_FORM, "https://garten.blogspot.fr/?p=4"):
            owner = find_article(session, url)
            assert owner, url
            assert (owner.id, owner.article.url) == (number, HERE)


def test_one_of_the_config_keeps_its_mentions(where: str) -> None:
    with by_older_rules(where) as session:
        number = add_old(session, HERE)
        session.connection().execute(update(ARTICLES).values(from_config=True))
    with open_store(where) as store, store.writing() as session:
        assert articles_are_synced(session, [Article(url=HERE)])
        sync_articles(session, [Article(url=HERE)], now=NOW)
        assert [one for one, _ in load_articles(session)] == [number]


def test_two_that_become_one_page_stay_and_the_older_one_has_the_address(where: str) -> None:
    with by_older_rules(where) as session:
        first, second = add_old(session, HERE), add_old(session, OTHER)
    with capture_logs() as log:
        assert forms(where) == {first: NOW_FORM, second: OTHER}
    said = [one for one in log if one["event"] == "two articles are one page"]
    assert [(one["article"], one["is_now"]) for one in said] == [(second, first)]
    with open_store(where) as store, store.reading() as session:
        assert renewal.find_twins(session) == [renewal.Twin(id=second, url=OTHER, other=first)]


def test_one_tracked_no_longer_yields_to_one_that_is(where: str) -> None:
    with by_older_rules(where) as session:
        first, second = add_old(session, HERE), add_old(session, OTHER)
        session.connection().execute(
            update(ARTICLES).where(ARTICLES.c.id == first).values(removed_at=NOW)
        )
    assert forms(where) == {first: HERE, second: NOW_FORM}


def test_forms_may_change_places(where: str) -> None:
    with by_older_rules(where) as session:
        first, second = add_old(session, HERE), add_old(session, "https://c.example/x")
        third = add_old(session, "https://d.example/x")
        table = session.connection()
        for number, form in ((second, "https://d.example/y"), (third, "https://c.example/x")):
            table.execute(update(ARTICLES).where(ARTICLES.c.id == number).values(canonical=form))
    assert forms(where) == {
        first: NOW_FORM,
        second: "https://c.example/x",
        third: "https://d.example/x",
    }


def test_an_alias_that_another_address_says_already_goes(where: str) -> None:
    with by_older_rules(where) as session:
        number = add_old(session, HERE, aliases=(OTHER, "https://e.example/1"))
    with open_store(where) as store, store.reading() as session:
        owner = find_article(session, OTHER)
        assert owner
        assert (owner.id, owner.article.aliases) == (number, ("https://e.example/1",))


def test_a_post_that_the_owner_removed_does_not_come_back(where: str) -> None:
    with by_older_rules(where) as session:
        row = {"url": "https://garten.blogspot.de/", "failures": 0, "added_at": NOW}
        session.connection().execute(BLOGS.insert(), [row])
        gone, again = (Address(url=url, kind="post") for url in (HERE, OTHER))
        enqueue(session, 1, [gone], now=NOW)
        mark(session, 1, gone, ADDED, now=NOW)
        session.connection().execute(update(BACKFILLS).values(key=HERE))
        enqueue(session, 1, [again], now=NOW + timedelta(hours=1))
    with open_store(where) as store, store.reading() as session:
        assert unseen(session, 1, [Post(url=NOW_FORM)]) == []
        (row,) = session.connection().execute(select(BACKFILLS.c.key, BACKFILLS.c.state))
        assert tuple(row) == (NOW_FORM, ADDED)


def test_the_owners_last_word_about_an_author_stays(where: str) -> None:
    with by_older_rules(where) as session:
        for step, form in enumerate((NOW_FORM, HERE)):
            later = NOW + timedelta(hours=step)
            said = (Subject.AUTHOR, form, Said.FOLLOWERS, step)
            save_override(session, *said, now=later)
        save_override(session, Subject.AUTHOR, "web/jens", Said.FOLLOWERS, 7, now=NOW)
    with open_store(where) as store, store.reading() as session:
        assert [(one.key, one.value) for one in load_overrides(session)] == [
            (NOW_FORM, 1),
            ("web/jens", 7),
        ]


def a_find() -> Found:
    mention = Mention(
        article=NOW_FORM,
        kind=Kind.MENTION,
        channel=Channel.POST,
        platform="web",
        author=Author(),
        url="https://beete.blogspot.ch/2026/03/gelesen.html",
        first_seen=NOW,
        evidence=Evidence.LINK,
        source="https://beete.blogspot.ch/",
    )
    seen = Sighting(
        source=mention.source, channel=mention.channel, evidence=mention.evidence, url=mention.url
    )
    return Found(mention=mention, sighting=seen)


def keep(store: Store, found: Found) -> None:
    with store.writing() as session:
        known = load_known(session, 1, keys_of([found]))
        save_changes(session, plan_changes([found], known), now=NOW)


def test_a_mention_of_before_is_not_stored_a_second_time(where: str) -> None:
    found = a_find()
    with by_older_rules(where) as session:
        add_old(session, HERE)
        old = Change(
            mention=replace(found.mention, article=HERE),
            keys=("url:as-before",),
            sightings=(found.sighting,),
        )
        save_changes(session, Changes(changes=(old,)), now=NOW)
    with open_store(where) as store:
        keep(store, found)
        with store.reading() as session:
            assert [one.mention.url for one in load_mentions(session)] == [found.mention.url]
            assert load_mentions(session)[0].mention.article == NOW_FORM
            keys = set(session.connection().execute(select(KEYS.c.key)).scalars())
    assert {"url:as-before", "url:https://beete.blogspot.com/2026/03/gelesen.html"} <= keys


def test_it_is_done_once_and_costs_nothing_afterwards(where: str) -> None:
    with by_older_rules(where) as session:
        number = add_old(session, HERE)
    assert forms(where) == {number: NOW_FORM}
    with open_store(where) as store, store.writing() as session:
        session.connection().execute(update(ARTICLES).values(canonical="https://f.example/"))
    # As long as the rules are the same nobody looks at what is stored.
    assert forms(where) == {number: "https://f.example/"}


def test_killed_before_the_end_nothing_has_happened_and_it_is_done_again(
    where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with by_older_rules(where) as session:
        number = add_old(session, HERE)
    monkeypatch.setattr(renewal, "note_rules", killed)
    with pytest.raises(KeyboardInterrupt):
        open_store(where)
    monkeypatch.undo()
    engine = create_engine(where if "://" in where else f"sqlite:///{where}")
    with engine.connect() as connection:
        assert connection.execute(select(ARTICLES.c.canonical)).scalars().all() == [HERE]
    engine.dispose()
    assert forms(where) == {number: NOW_FORM}


def killed(*_: object, **__: object) -> NoReturn:
    raise KeyboardInterrupt
