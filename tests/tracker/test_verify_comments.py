"""Comments that only the article's own page shows: one that vanishes is gone in the end."""

from collections.abc import Callable

import pytest
from tests.tracker.conftest import Blog
from tests.tracker.test_verify import ROOM, Checked

from mentions.core.health.states import State, Step

COMMENT = """<li class="comment" id="comment-{n}"><div class="comment-body">
<cite class="fn">{who}</cite> <a class="permalink" href="{page}#comment-{n}">14. Juli 2009</a>
<div class="comment-content"><p>{said}</p></div></div></li>"""


@pytest.fixture
def section(blog: Blog, comment_page: Callable[..., str]) -> Callable[..., None]:
    """Serves the article with comments of these numbers."""

    def serve(*numbers: int, head: str = "") -> None:
        blog.server.clear()
        blog.server.expect_request("/robots.txt").respond_with_data("", status=404)
        items = (
            COMMENT.format(n=n, who=f"Jens{n}", page=blog.article, said=f"Das sehe ich {n}mal so.")
            for n in numbers
        )
        blog.serve("/post-1", comment_page(*items, head=head))

    return serve


@pytest.fixture
def commented(blog: Blog, section: Callable[..., None]) -> Checked:
    blog.track()
    blog.watch("webpage", "/post-1")
    section(1, 2)
    checked = Checked(blog)
    checked.poll()
    assert len(blog.mentions()) == 2
    return checked


def test_a_comment_that_vanishes_is_gone_in_the_end(
    commented: Checked, section: Callable[..., None]
) -> None:
    commented.look()
    section(2)
    commented.look_for_days(3)
    assert set(commented.states()) == {State.LIVE}
    commented.look_for_days(1)
    assert sorted(map(str, commented.states())) == ["gone", "live"]
    section(1, 2)
    commented.look_for_days(1)
    assert commented.steps() == [Step.LIVE, Step.LIVE, Step.MISSING, Step.GONE, Step.BACK]


def test_a_page_is_fetched_once_for_all_its_comments(blog: Blog, commented: Checked) -> None:
    before = len(blog.server.log)
    commented.look()
    paths = [request.path for request, _ in blog.server.log[before:]]
    assert paths.count("/post-1") == 1


def test_comments_that_could_not_all_be_read_prove_nothing(
    blog: Blog, commented: Checked, section: Callable[..., None]
) -> None:
    commented.look()
    section(2, head=f'<link rel="next" href="{blog.article}/comment-page-2">')
    blog.server.expect_request("/post-1/comment-page-2").respond_with_data("", status=500)
    commented.look_for_days(5)
    assert set(commented.steps()) == {Step.LIVE}


def test_a_page_without_its_comment_section_proves_nothing(blog: Blog, commented: Checked) -> None:
    commented.look()
    blog.server.clear()
    blog.serve("/post-1", f"<title>Beitrag</title><article><p>{ROOM}</p></article>")
    commented.look_for_days(5)
    assert set(commented.steps()) == {Step.LIVE}


def test_a_section_that_a_script_fills_proves_nothing(
    blog: Blog, commented: Checked, comment_page: Callable[..., str]
) -> None:
    commented.look()
    blog.server.clear()
    blog.serve("/post-1", comment_page("<div id='disqus_thread'></div>"))
    commented.look_for_days(5)
    assert set(commented.steps()) == {Step.LIVE}


def test_an_empty_section_shows_that_the_last_comment_is_gone(
    blog: Blog, commented: Checked, section: Callable[..., None]
) -> None:
    commented.look()
    section()
    commented.look_for_days(4)
    assert set(commented.states()) == {State.GONE}
