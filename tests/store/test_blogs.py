from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete

from mentions.asking import Watch
from mentions.core.blogs.model import Blog, Wishes
from mentions.core.blogs.posts import Post
from mentions.looking import Hints
from mentions.model import Article
from mentions.store.articles import (
    add_article,
    load_stored_articles,
    remove_article,
)
from mentions.store.backfills import (
    ARCHIVE,
    DONE,
    GUESS,
    INDEX,
    MOST_LISTS,
    ROBOTS,
    SITEMAP,
    Address,
    Progress,
    close_guesses,
    enqueue,
    mark,
    next_address,
    progress_of,
    reopen_failed,
)
from mentions.store.blogs import (
    BlogLook,
    blogs_are_synced,
    count_posts,
    is_backfilled,
    load_blogs,
    load_due_blogs,
    save_blog_look,
    set_unmatched,
    sync_blogs,
)
from mentions.store.engine import Store
from mentions.store.posts import (
    AGAIN,
    FAILED,
    POST,
    NewPosts,
    add_posts,
    find_namesakes,
    unseen,
)
from mentions.store.tables_running import BLOGS
from mentions.store.watches import add_watch, load_watches

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOME = "https://blog.example/"
WISHES = Wishes(watches=("hackernews",), comments=False, max_delay=900)


@pytest.fixture
def blog(store: Store) -> Blog:
    with store.writing() as session:
        session.connection().execute(delete(BLOGS))  # the shared PostgreSQL keeps them
        sync_blogs(session, {HOME: WISHES}, now=NOW)
    return only(store)


def only(store: Store) -> Blog:
    with store.reading() as session:
        (one,) = load_blogs(session)
    return one


def posts(blog: Blog, *some: Post, old: Sequence[str] = (), **more: object) -> NewPosts:
    usual = {
        "blog_id": blog.id,
        "blog": blog.url,
        "posts": some,
        "old": old,
        "places": lambda post: [("hackernews", post.url), ("webpage", post.url)],
    }
    return NewPosts(**(usual | more))


def add(store: Store, new: NewPosts) -> int:
    with store.writing() as session:
        return add_posts(session, new, now=NOW)


def a_post(path: str, *aliases: str, **more: object) -> Post:
    return Post(url=HOME + path, aliases=tuple(HOME + one for one in aliases), **more)


def test_what_the_owner_wants_comes_back(store: Store, blog: Blog) -> None:
    assert (blog.url, blog.wishes, blog.added_at) == (HOME, WISHES, NOW)
    with store.reading() as session:
        assert blogs_are_synced(session, {HOME: WISHES})
        assert not blogs_are_synced(session, {HOME: replace(WISHES, comments=True)})
        assert not blogs_are_synced(session, {})


def test_a_blog_taken_out_stops_and_its_articles_stay(store: Store, blog: Blog) -> None:
    add(store, posts(blog, a_post("a")))
    with store.writing() as session:
        sync_blogs(session, {}, now=NOW)
        assert load_blogs(session) == load_due_blogs(session, NOW) == []
        (article,) = load_stored_articles(session)
        assert len(load_watches(session)) == 2
        remove_article(session, article.id, now=NOW)
    with store.writing() as session:
        sync_blogs(session, {HOME: WISHES}, now=NOW)
    # What was removed of it stays removed when it comes back.
    assert only(store).id == blog.id
    assert add(store, posts(blog, a_post("a"))) == 0


def test_a_look_is_kept_and_a_failure_keeps_what_was_known(store: Store, blog: Blog) -> None:
    hints = Hints(wait=HOUR, skip_hours=frozenset([3]), skip_days=frozenset([6]))
    look = BlogLook(
        at=NOW,
        due_at=NOW + HOUR,
        feed=f"{HOME}feed",
        home=HOME,
        title="Blög",
        validators={"etag": "x"},
        hints=hints,
    )
    failed = BlogLook(at=NOW + HOUR, due_at=NOW + 2 * HOUR, looked=False, error="HTTP 500")
    with store.writing() as session:
        save_blog_look(session, blog.id, look)
        save_blog_look(session, blog.id, failed)
    after = only(store)
    assert (after.feed, after.title, after.validators) == (f"{HOME}feed", "Blög", {"etag": "x"})
    assert (after.hints, after.failures, after.error) == (hints, 1, "HTTP 500")
    assert (after.succeeded_at, after.looked_at, after.due_at) == (NOW, NOW + HOUR, NOW + 2 * HOUR)
    assert after.wishes == WISHES


def test_a_feed_that_is_gone_is_forgotten_with_its_validators(store: Store, blog: Blog) -> None:
    look = BlogLook(at=NOW, due_at=NOW, feed=f"{HOME}feed", validators={"etag": "x"})
    with store.writing() as session:
        save_blog_look(session, blog.id, look)
        gone = BlogLook(at=NOW, due_at=NOW, looked=False, error="404", forgets=True)
        save_blog_look(session, blog.id, gone)
    assert (only(store).feed, only(store).validators) == (None, None)


def test_due_are_those_whose_time_has_come(store: Store, blog: Blog) -> None:
    with store.writing() as session:
        assert [one.id for one in load_due_blogs(session, NOW)] == [blog.id]
        save_blog_look(session, blog.id, BlogLook(at=NOW, due_at=NOW + HOUR))
        assert load_due_blogs(session, NOW) == []
        assert [one.id for one in load_due_blogs(session, NOW + HOUR)] == [blog.id]


def test_a_look_leaves_the_mark_for_pages_not_searched_yet(store: Store, blog: Blog) -> None:
    with store.writing() as session:
        set_unmatched(session, blog.id, unmatched=True)
        save_blog_look(session, blog.id, BlogLook(at=NOW, due_at=NOW))
    assert only(store).unmatched


def test_posts_become_articles_with_aliases_and_watches(store: Store, blog: Blog) -> None:
    post = a_post("ä/", "?p=1", title="Über", published=NOW)
    assert add(store, posts(blog, post)) == 1
    with store.reading() as session:
        (article,) = load_stored_articles(session)
        watches = load_watches(session)
        assert count_posts(session) == {HOME: 1}
    assert article.article == Article(
        url=f"{HOME}ä/", aliases=(f"{HOME}?p=1",), title="Über", published=NOW
    )
    assert (article.blog, article.from_config) == (HOME, False)
    assert [(one.source, one.interval) for one in watches] == [("hackernews", 0), ("webpage", 0)]


def test_doing_it_twice_changes_nothing(store: Store, blog: Blog) -> None:
    new = posts(blog, a_post("a", "?p=1"), a_post("b"))
    assert (add(store, new), add(store, new)) == (2, 0)
    with store.reading() as session:
        assert len(load_stored_articles(session)) == 2


def test_a_watch_of_the_owners_stays_as_it_is(store: Store, blog: Blog) -> None:
    with store.writing() as session:
        add_watch(session, Watch(source="hackernews", address=f"{HOME}a", interval=60))
    add(store, posts(blog, a_post("a")))
    with store.reading() as session:
        assert [one.interval for one in load_watches(session)] == [60, 0]


def test_an_article_of_the_owners_stays_as_it_is(store: Store, blog: Blog) -> None:
    with store.writing() as session:
        article = Article(url=f"{HOME}a", aliases=(f"{HOME}b",), title="Meins")
        add_article(session, article, now=NOW)
    assert add(store, posts(blog, a_post("a"), a_post("b"), a_post("c", "b"))) == 1
    with store.reading() as session:
        first, second = load_stored_articles(session)
    assert (first.article, first.blog) == (article, None)
    # An alias stays with the article that has it.
    assert second.article.aliases == ()


def test_an_article_that_was_removed_before_comes_in(store: Store, blog: Blog) -> None:
    with store.writing() as session:
        number = add_article(
            session, Article(url=f"{HOME}x", aliases=(f"{HOME}a",), title="Alt"), now=NOW
        )
        remove_article(session, number, now=NOW)
    assert add(store, posts(blog, a_post("a", title="Neu"))) == 1


def test_an_article_that_moved_gets_the_address_and_its_watches(store: Store, blog: Blog) -> None:
    add(store, posts(blog, a_post("alt", "?p=1")))
    moved = a_post("neu", "?p=1")
    with store.reading() as session:
        (article,) = load_stored_articles(session)
        assert find_namesakes(session, [moved]) == {f"{HOME}neu": (article.id, f"{HOME}alt")}
    assert add(store, posts(blog, moved, moved={f"{HOME}neu": article.id})) == 0
    with store.reading() as session:
        (article,) = load_stored_articles(session)
        assert ("webpage", f"{HOME}neu") in {
            (one.source, one.address) for one in load_watches(session)
        }
    assert f"{HOME}neu" in article.article.aliases


def test_old_posts_are_known_as_such(store: Store, blog: Blog) -> None:
    long_one = a_post("x" * 900)
    add(
        store, posts(blog, a_post("alt"), long_one, a_post("neu"), old=[f"{HOME}alt", long_one.url])
    )
    with store.reading() as session:
        ids = {one.article.url: one.id for one in load_stored_articles(session)}
        found = is_backfilled(session, [*ids.values(), 10_000])
    assert found == {ids[f"{HOME}alt"], ids[long_one.url]}


def queue(store: Store, blog: Blog, *found: Address, now: datetime = NOW) -> int:
    with store.writing() as session:
        return enqueue(session, blog.id, found, now=now)


def drain(store: Store, blog: Blog, *, since: datetime = NOW) -> list[str]:
    kinds = []
    with store.writing() as session:
        while one := next_address(session, blog.id, since=since):
            kinds.append(one.kind)
            mark(session, blog.id, one, DONE, now=NOW)
    return kinds


def test_the_queue_gives_first_what_leads_to_more(store: Store, blog: Blog) -> None:
    kinds = (POST, SITEMAP, GUESS, INDEX, ARCHIVE, ROBOTS)
    queue(store, blog, *(Address(url=f"{HOME}{kind}", kind=kind) for kind in kinds))
    assert drain(store, blog) == [ROBOTS, ARCHIVE, INDEX, GUESS, SITEMAP, POST]


def test_an_address_enters_once(store: Store, blog: Blog) -> None:
    one = Address(url=f"{HOME}a/", kind=POST)
    queue(store, blog, one, replace(one, url=f"{HOME}a?utm_source=x"))
    assert drain(store, blog) == [POST]
    queue(store, blog, one)
    assert drain(store, blog) == []


def test_what_failed_waits_for_the_next_call(store: Store, blog: Blog) -> None:
    one = Address(url=f"{HOME}a/", kind=POST)
    queue(store, blog, one)
    with store.writing() as session:
        mark(session, blog.id, one, AGAIN, why="HTTP 500", now=NOW)
        assert next_address(session, blog.id, since=NOW) is None
        again = next_address(session, blog.id, since=NOW + HOUR)
        assert again == replace(one, state=AGAIN, why="HTTP 500")
        mark(session, blog.id, one, FAILED, now=NOW)
        assert progress_of(session, blog.id) == Progress(failed=1)
        reopen_failed(session, blog.id)
        assert progress_of(session, blog.id).left == 1


def test_what_was_noted_of_a_post_is_not_overwritten(store: Store, blog: Blog) -> None:
    one = Address(url=f"{HOME}a/", kind=POST)
    queue(store, blog, one)
    add(store, posts(blog, a_post("a"), old=[f"{HOME}a"]))
    with store.writing() as session:
        mark(session, blog.id, one, DONE, now=NOW)
        assert progress_of(session, blog.id).added == 1
        assert unseen(session, blog.id, [a_post("a"), a_post("b")]) == [a_post("b")]


def test_guesses_end_where_one_was_right(store: Store, blog: Blog) -> None:
    queue(store, blog, *(Address(url=f"{HOME}{n}.xml", kind=GUESS) for n in range(3)))
    with store.writing() as session:
        one = next_address(session, blog.id, since=NOW)
        assert one
        mark(session, blog.id, one, DONE, now=NOW)
        close_guesses(session, blog.id)
        assert progress_of(session, blog.id) == Progress(begun=True)


def test_the_queue_has_a_bound(store: Store, blog: Blog) -> None:
    many = [Address(url=f"{HOME}{number}.xml", kind=SITEMAP) for number in range(MOST_LISTS + 5)]
    assert queue(store, blog, *many) == 5
    with store.reading() as session:
        assert progress_of(session, blog.id).left == MOST_LISTS
