"""A report marks who shares every post, and whom the owner has muted; no number changes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.tracker.test_summarise import save, tweet

from mentions.core.summary.model import Scope, Summary
from mentions.model import Article, Author
from mentions.store.articles import add_article
from mentions.store.engine import Store, open_store
from mentions.store.mutes import add_mute
from mentions.tracker.reports.summarise import summarise

NOON = datetime(2009, 7, 14, 12, tzinfo=UTC)
SCOPE = Scope(made_at=NOON + timedelta(days=30))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Six articles: a bot shares each at once, a reader two of them, a day later."""
    with open_store(tmp_path / "mentions.db") as opened:
        for number in range(6):
            url, out = f"https://blog.example/{number}", NOON + timedelta(days=number)
            with opened.writing() as session:
                add_article(session, Article(url=url, published=out), now=out)
            at = {"article": url, "published": out + timedelta(minutes=3)}
            save(opened, tweet(10 + number, "feedbot", 0, **at))
            if number < 2:
                later = at | {"published": out + timedelta(days=1)}
                save(opened, tweet(30 + number, "anna", 0, **later))
        yield opened


def habits(summary: Summary) -> dict[str, bool]:
    return {one.name: one.shares_all for one in summary.people}


@pytest.mark.parametrize("articles", [None, [1]])
def test_who_shares_every_post_is_marked(store: Store, articles: list[int] | None) -> None:
    summary = summarise(store, articles, SCOPE)
    assert habits(summary) == {"feedbot": True, "anna": False}
    (first,) = (one for one in summary.articles if one.id == 1)
    assert {one.name: one.shares_all for one in (*first.people, *first.sentence)} == {
        "feedbot": True,
        "anna": False,
    }


def test_four_posts_are_no_habit(tmp_path: Path) -> None:
    with open_store(tmp_path / "few.db") as few:
        for number in range(4):
            url, out = f"https://blog.example/{number}", NOON + timedelta(days=number)
            with few.writing() as session:
                add_article(session, Article(url=url, published=out), now=out)
            save(few, tweet(10 + number, "feedbot", 0, article=url, published=out))
        assert habits(summarise(few, None, SCOPE)) == {"feedbot": False}


def test_late_behind_many_others_is_no_habit(store: Store) -> None:
    late = Author(handle="late")
    for number in range(6):
        url, out = f"https://blog.example/{number}", NOON + timedelta(days=number)
        others = [
            tweet(100 + number * 9 + n, f"x{n}", 0, article=url, published=out) for n in range(3)
        ]
        own = tweet(
            200 + number, "late", 0, article=url, published=out + timedelta(hours=1), author=late
        )
        save(store, *others, own)
    assert habits(summarise(store, None, SCOPE))["late"] is False


def test_muting_changes_no_number(store: Store) -> None:
    before = summarise(store, None, SCOPE)
    with store.writing() as session:
        add_mute(session, "@feedbot", now=NOON)
    after = summarise(store, None, SCOPE)
    muted = {act.mention.author.handle: act.muted for one in after.articles for act in one.acts}
    assert muted == {"feedbot": True, "anna": False}
    plain = replace(after.numbers, first=None, branches=(), peak=None)
    assert plain == replace(before.numbers, first=None, branches=(), peak=None)
