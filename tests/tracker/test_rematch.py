"""A new article or alias is looked for in everything that is stored."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mentions.core.shortlinks import Shorteners
from mentions.core.standing import Recorded
from mentions.model import (
    Article,
    Author,
    Channel,
    Evidence,
    Kind,
    Mention,
    MentionLink,
    Resolution,
)
from mentions.store.links import save_links
from mentions.store.mentions import delete_mention, load_mentions
from mentions.tracker.bring_in import import_mentions
from mentions.tracker.poll import Polling, PollResult, poll_watches, select_watches
from mentions.tracker.rematch import rematch
from mentions.tracker.track import name_alias, track_article

if TYPE_CHECKING:
    from conftest import Blog

PageMaker = Callable[..., str]
COMMENT = """<li class="comment" id="comment-2"><div class="comment-body">
<cite class="fn"><a href="https://zoe.example/" class="url">Zoë</a></cite>
<div class="comment-content"><p>Siehe <a href="{}">dort</a>.</p></div></div></li>"""
OLD = "https://uralt.example/42.html"
SHORT = "http://ow.ly/rDsf"


def poll(polling: Polling) -> list[PollResult]:
    watches = select_watches(polling.store, now=polling.clock(), everything=True)
    return asyncio.run(poll_watches(polling, watches))


def only(blog: Blog) -> Mention:
    (mention,) = blog.mentions()
    return mention


def test_an_alias_improves_a_comment_known_by_its_place(
    blog: Blog, comment_page: PageMaker
) -> None:
    blog.track()
    blog.serve("/post-1", comment_page(COMMENT.format(OLD)))
    blog.watch("webpage", "/post-1")
    poll(blog.polling(follow_short_links=False))
    assert only(blog).evidence is Evidence.CONTEXT
    saved = name_alias(blog.store, blog.article, OLD, now=blog.now)
    assert saved is not None
    assert saved.new == ()
    better = only(blog)
    assert better.evidence is Evidence.LINK
    assert better.links == (MentionLink(found=OLD, resolved=better.article),)


def test_a_short_link_that_proves_to_lead_there(blog: Blog, comment_page: PageMaker) -> None:
    blog.track()
    blog.serve("/post-1", comment_page(COMMENT.format(SHORT)))
    blog.watch("webpage", "/post-1")
    poll(blog.polling(follow_short_links=False))
    assert only(blog).links == (MentionLink(found=SHORT),)
    with blog.store.writing() as session:
        save_links(session, [Resolution(found=SHORT, chain=(OLD,), resolved=OLD)], now=blog.now)
    name_alias(blog.store, blog.article, OLD, now=blog.now)
    better = only(blog)
    assert better.evidence is Evidence.REDIRECT
    assert better.links == (MentionLink(found=SHORT, resolved=better.article),)


def test_a_page_that_linked_to_the_old_address_becomes_a_mention(blog: Blog) -> None:
    blog.track()
    blog.serve("/other", f'<p>Lest <a href="{OLD}">das da</a>!')
    page = blog.server.url_for("/other").replace("localhost", "127.0.0.1")
    blog.watch("webpage", page)
    poll(blog.polling())
    assert blog.mentions() == []
    saved = name_alias(blog.store, "1", OLD, now=blog.now)
    assert saved is not None
    assert len(saved.new) == 1
    assert only(blog).text == "Lest das da!"
    assert name_alias(blog.store, "1", OLD, now=blog.now) is None, "known by then"


def test_what_was_imported_learns_it_too(blog: Blog) -> None:
    """No page of it is kept; what the record says of its links is enough."""
    blog.track()
    mention = Mention(
        article=blog.article.replace("http://", "https://"),
        kind=Kind.REPLY,
        channel=Channel.COMMENT,
        platform="web",
        author=Author(name="Zoë"),
        text="Ja",
        url=f"{blog.article}#comment-1",
        first_seen=datetime(2009, 7, 14, tzinfo=UTC),
        links=(MentionLink(found=SHORT, resolved=OLD), MentionLink(found=OLD, resolved=OLD)),
        evidence=Evidence.CONTEXT,
        source=blog.article,
    )
    import_mentions(blog.store, [Recorded(mention=mention)], now=blog.now)
    name_alias(blog.store, "1", OLD, now=blog.now)
    better = only(blog)
    assert better.evidence is Evidence.LINK
    assert {link.resolved for link in better.links} == {better.article}


def test_an_article_tells_an_address_that_was_linked_before(
    blog: Blog, comment_page: PageMaker
) -> None:
    """The linking page is read first; only then its own page says what else the article is."""
    blog.track()
    short = blog.server.url_for("/?p=7")
    blog.serve("/links", f'<p>Lest <a href="{short}">das da</a>!')
    blog.serve("/post-1", comment_page(head=f'<link rel="shortlink" href="{short}">'))
    links = blog.server.url_for("/links").replace("localhost", "127.0.0.1")
    blog.watch("webpage", links)
    (first,) = poll(blog.polling())
    assert first.saved.new == ()
    blog.watch("webpage", "/post-1")
    results = {one.watch.address: one for one in poll(blog.polling())}
    assert results[blog.article].learned == 1
    assert len(results[blog.article].saved.new) == 1
    assert only(blog).url == links
    assert [one.learned for one in poll(blog.polling())] == [0, 0]


def test_a_new_article_is_found_in_pages_read_earlier(blog: Blog) -> None:
    blog.serve("/other", f'<p>Lest <a href="{OLD}">das da</a>!')
    blog.watch("webpage", "/other")
    poll(blog.polling())
    _, saved = track_article(blog.store, Article(url=OLD), now=blog.now)
    assert len(saved.new) == 1


def test_matching_again_changes_nothing(blog: Blog, comment_page: PageMaker) -> None:
    blog.track(OLD)
    blog.serve("/post-1", comment_page(COMMENT.format(OLD), COMMENT.format(SHORT)))
    blog.watch("webpage", "/post-1")
    poll(blog.polling(follow_short_links=False))
    before = blog.mentions()
    saved = rematch(blog.store, now=blog.now)
    assert (saved.new, saved.updated) == ((), ())
    assert blog.mentions() == before


def test_deleted_ones_stay_deleted(blog: Blog, comment_page: PageMaker) -> None:
    blog.track()
    blog.serve("/post-1", comment_page(COMMENT.format(OLD)))
    blog.watch("webpage", "/post-1")
    poll(blog.polling())
    with blog.store.writing() as session:
        (stored,) = load_mentions(session)
        delete_mention(session, stored.id, now=blog.now)
    name_alias(blog.store, "1", OLD, now=blog.now)
    assert blog.mentions() == []


def test_own_shorteners_stay_unresolved(blog: Blog, comment_page: PageMaker) -> None:
    own = Shorteners(extra_hosts=("s.example",))
    blog.track()
    blog.serve("/post-1", comment_page(COMMENT.format("https://s.example/1")))
    blog.watch("webpage", "/post-1")
    poll(blog.polling(follow_short_links=False, shorteners=own))
    assert only(blog).links == (MentionLink(found="https://s.example/1"),)
    rematch(blog.store, now=blog.now, shorteners=own)
    assert only(blog).links == (MentionLink(found="https://s.example/1"),)
