"""Redirects to another page: where the mention's words are not, nothing is said of it."""

from collections.abc import Callable

import pytest
from tests.tracker.conftest import Blog
from tests.tracker.test_verify import ROOM, Checked, answer, checked, other, page
from tests.tracker.test_verify_comments import COMMENT, commented, section

from mentions.core.health.states import State, Step
from mentions.model import Article
from mentions.tracker.track import track_article

__all__ = ["checked", "commented", "other", "section"]  # fixtures


def moved(blog: Blog, to: str, body: str) -> None:
    answer(blog, status=301, Location=to)
    blog.serve(to.partition("?")[0], body)


@pytest.mark.parametrize("to", ["/?nicht-gefunden", "/de/", "/kategorie/netz/"])
def test_a_redirect_to_a_page_with_other_words_proves_nothing(
    blog: Blog, checked: Checked, to: str
) -> None:
    checked.look()
    moved(blog, to, f"<title>Alles</title><article><h1>Neues</h1><p>{ROOM.upper()}</p></article>")
    checked.look_for_days(4)
    assert checked.steps() == [Step.LIVE]
    assert checked.why() == "leads to a page with other words"


def test_a_new_permalink_that_holds_the_words_has_lost_its_link(
    blog: Blog, checked: Checked
) -> None:
    said = "Das hier ist wirklich sehr lesenswert:"
    answer(blog, page(blog, said))
    checked.look()
    moved(blog, "/neu/notiz", page(blog, said, link="Firewall"))
    checked.look_for_days(2)
    assert checked.states() == [State.LINK_REMOVED]


CONSENT = "Wir und unsere 842 Partner verwenden Cookies. Sie können Ihre Einwilligung widerrufen. "
LIMITED = "Your access to this site has been limited by the site owner. "
WARNING = "Inhaltswarnung: Dieses Blog ist vielleicht nicht für alle gedacht. "


@pytest.mark.parametrize("notice", [CONSENT, LIMITED, WARNING])
def test_a_notice_in_place_of_the_page_proves_nothing(
    blog: Blog, checked: Checked, notice: str
) -> None:
    checked.look()
    answer(blog, f"<title>Notiz</title><article><h1>Notiz</h1><p>{notice * 4}</p></article>")
    checked.look_for_days(3)
    assert checked.steps() == [Step.LIVE]


def test_words_that_a_theme_sets_anew_are_not_edited(blog: Blog, checked: Checked) -> None:
    checked.look()
    answer(blog, page(blog, "Lesens&shy;wert:"))
    checked.look_for_days(2)
    assert checked.steps() == [Step.LIVE]


def serve_moved(blog: Blog, comment_page: Callable[..., str]) -> None:
    answer(blog)
    blog.server.expect_request("/post-1").respond_with_data(
        "", status=301, headers={"Location": "/neu/post-1"}
    )
    here = blog.server.url_for("/neu/post-1")
    comment = COMMENT.format(n=1, who="Jens1", page=here, said="Das sehe ich 1mal so.")
    blog.serve("/neu/post-1", comment_page(comment))


def test_comments_of_an_article_that_moved_are_not_gone(
    blog: Blog, commented: Checked, comment_page: Callable[..., str]
) -> None:
    commented.look()
    serve_moved(blog, comment_page)
    commented.look_for_days(5)
    assert set(commented.steps()) == {Step.LIVE}
    assert commented.why() == "leads to another page"


def test_under_an_address_that_is_known_they_are_looked_for(
    blog: Blog, commented: Checked, comment_page: Callable[..., str]
) -> None:
    commented.look()
    alias = blog.server.url_for("/neu/post-1")
    track_article(blog.store, Article(url=blog.article, aliases=(alias,)), now=blog.now)
    serve_moved(blog, comment_page)
    commented.look_for_days(5)
    assert sorted(map(str, commented.states())) == ["gone", "live"]
